/**
 * Chat: between customer and staff in a help session, and between customer and assistant before one.
 *
 * Owns keeping and delivering messages, the wording gate on what staff write, number masks on what customers write, and the assistant's turns.
 * Rules are `shared/domain/compliance` and `shared/domain/guidance`.
 */
import { randomUUID } from "node:crypto";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { checkChat } from "#shared/domain/compliance/check-chat.ts";
import { maskNumbers } from "#shared/domain/compliance/mask-numbers.ts";
import { assistantOpening, assistantReply, handOver } from "#shared/domain/guidance/assistant.ts";
import { checkRewrite } from "#shared/domain/guidance/rewrite.ts";
import { seatOf } from "#shared/domain/help-session/transitions.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { ChatMessage, Interception } from "#shared/model/chat.ts";
import { chatMessageSchema } from "#shared/model/chat.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { AssistantIntentId, ChatMessageId, CustomerId, HelpSessionId, JourneyId, TalkingPointId } from "#shared/model/ids.ts";
import { chatMessageIdSchema } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { Words } from "#shared/model/words.ts";
import type { Audit } from "../audit/audit.ts";
import type { LiveLinks } from "../bus/live-links.ts";
import type { Content } from "../content/content.ts";
import { matcherOf } from "../content/lexicon.ts";
import type { ContactLedger } from "../decide/contact-ledger.ts";
import { addressee } from "../decide/contact-office.ts";
import type { ContactPermit, ContactPermits } from "../decide/contact-permits.ts";
import type { AlertDesk } from "../dispatch/alert-desk.ts";
import { readUnresolved } from "../dispatch/alert-store.ts";
import type { DeskLog } from "../dispatch/desk-log.ts";
import type { Readers } from "../dispatch/readers.ts";
import { readersOfChat } from "../dispatch/readers.ts";
import type { Guidance } from "../guidance/guidance.ts";
import type { IntentDesk } from "../guidance/intent-desk.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { Database } from "../store/open-store.ts";
import type { HelpSessions } from "./help-sessions.ts";

/** The latest messages a page is given on joining. */
const LONGEST_CHAT = 500;

type Visitor = { readonly journeyId: JourneyId; readonly customerId: CustomerId | null };

export type ChatDesk = {
  bindAlerts(alerts: AlertDesk): void;
  fromStaff(
    specialist: Specialist,
    input: { helpSessionId: HelpSessionId; id: ChatMessageId; text: string; talkingPointId?: TalkingPointId | undefined },
  ): Promise<Reply<{ message: ChatMessage }>>;
  fromCustomer(
    visitor: Visitor,
    input: { id: ChatMessageId; text: string; quickReplyId?: string | undefined },
  ): Promise<Reply<{ message: ChatMessage }>>;
  /** Refused when no alert of theirs is with the assistant: the page then says so by a fact, and a new alert is raised. */
  customerAsksForPerson(visitor: Visitor): Promise<Reply<Record<string, never>>>;
  soFar(visitor: Visitor): Promise<Reply<{ messages: ChatMessage[] }>>;
  assistantBegins(alert: Alert, permit: ContactPermit): Promise<void>;
  /** Nobody answered within the assistant's patience. */
  assistantGivesUp(alert: Alert): Promise<void>;
  held(): { readonly notUnderstood: number };
};

type ChatDeskOptions = {
  readonly db: Database;
  readonly content: Content;
  readonly deskLog: DeskLog;
  readonly audit: Audit;
  readonly ledger: ContactLedger;
  readonly permits: ContactPermits;
  readonly links: LiveLinks;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly sessions: HelpSessions;
  readonly guidance: Guidance;
  readonly intents: IntentDesk;
  readonly log: Log;
};

export function createChatDesk(options: ChatDeskOptions): ChatDesk {
  const { db, content, deskLog, audit, ledger, permits, links, metrics, now, sessions, guidance, intents, log } = options;
  const matcher = matcherOf(content);
  /** Texts the assistant did not understand in a row, by journey. */
  const notUnderstood = new Map<JourneyId, number>();
  let alertDesk: AlertDesk | null = null;

  const author = (message: ChatMessage) => (message.from.kind === "participant" ? message.from.participantId : message.from.kind);

  /**
   * Keeps a message once and tells the desks that may read it; a repeated id answers with what was kept. Null when the id is somebody
   * else's message: ids are the senders' own, and nobody reads a message by guessing its id.
   */
  async function keep(message: ChatMessage, readers: Readers): Promise<{ message: ChatMessage; isNew: boolean } | null> {
    return deskLog.commit(async (trx, write) => {
      const result = await trx
        .insertInto("chat")
        .values({
          id: message.id,
          journey_id: message.journeyId,
          help_session_id: message.helpSessionId ?? null,
          at: message.at,
          readers: JSON.stringify(readers),
          body: JSON.stringify(message),
        })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .executeTakeFirst();
      if (Number(result.numInsertedOrUpdatedRows ?? 0) === 1) {
        write({ kind: "chat", message }, readers);
        return { message, isNew: true };
      }
      const row = await trx.selectFrom("chat").select("body").where("id", "=", message.id).executeTakeFirstOrThrow();
      const kept = chatMessageSchema.parse(JSON.parse(row.body));
      const isTheirs = kept.journeyId === message.journeyId && author(kept) === author(message);
      return isTheirs ? { message: kept, isNew: false } : null;
    });
  }

  function toCustomer(journeyId: JourneyId, message: ChatMessage): void {
    for (const link of links.customers.of(journeyId)) link.emit("chat", message);
  }

  async function intercept(
    session: HelpSession,
    specialist: Specialist,
    id: ChatMessageId,
    text: string,
    hits: Interception["hits"],
  ): Promise<void> {
    const seat = seatOf(session, specialist.id);
    if (!seat) return;
    const interception: Interception = {
      id,
      helpSessionId: session.id,
      participantId: seat.id,
      displayName: seat.displayName,
      channel: "chat",
      text,
      hits,
      at: now(),
    };
    const readers = [`s:${specialist.id}`, "r:supervisor"];
    await deskLog.commit(async (trx, write) => {
      const result = await trx
        .insertInto("interceptions")
        .values({
          id,
          help_session_id: session.id,
          at: interception.at,
          readers: JSON.stringify(readers),
          body: JSON.stringify(interception),
        })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .executeTakeFirst();
      if (Number(result.numInsertedOrUpdatedRows ?? 0) !== 1) return;
      await audit.write(trx, {
        actor: specialist.id,
        action: "wording-intercepted",
        subject: session.id,
        detail: { rules: hits.map((hit) => hit.ruleId).join(",") },
      });
      write({ kind: "interception", interception }, readers);
    });
    metrics.interceptions.inc();
  }

  /** Who reads what customer and assistant say to each other: the customer's manager, who holds the alert, the pool when it went there. */
  async function assistantReaders(journeyId: JourneyId): Promise<Readers> {
    const rows = await db.selectFrom("alerts").select("readers").where("journey_id", "=", journeyId).execute();
    return [...new Set([...rows.flatMap((row) => JSON.parse(row.readers) as string[]), "r:supervisor"])];
  }

  async function assistantSays(
    journeyId: JourneyId,
    words: Words,
    quickReplies: readonly { id: string; label: Words }[],
    talkingPointId?: TalkingPointId,
  ): Promise<void> {
    const message: ChatMessage = {
      id: chatMessageIdSchema.parse(`cm-${randomUUID()}`),
      journeyId,
      from: { kind: "assistant" },
      text: words["zh-CN"],
      ...(talkingPointId === undefined ? {} : { talkingPointId }),
      at: now(),
    };
    await keep(message, await assistantReaders(journeyId));
    const offer = { message, quickReplies: quickReplies.map((reply) => ({ id: reply.id, text: reply.label["zh-CN"] })) };
    for (const stream of links.streams.of(journeyId)) stream.send("assistant-message", offer);
  }

  /** Every answer passes the lexicon as any outgoing text does; one that does not is not said, and a person takes over. */
  async function answer(visitor: Visitor, text: string, quickReplyId: string | undefined): Promise<void> {
    const { journeyId } = visitor;
    const read =
      quickReplyId === undefined
        ? await intents.readText(visitor, text)
        : { input: { kind: "quick-reply", intentId: quickReplyId as AssistantIntentId } as const, talkingPointId: undefined };
    if (!read) return;
    const meant = assistantReply(content.assistant, read.input, notUnderstood.get(journeyId) ?? 0);
    const check = checkChat(matcher, meant.message["zh-CN"]);
    if (check.verdict !== "pass")
      log("warn", "guidance", "an answer was held back by the lexicon", { rules: check.hits.map((hit) => hit.entryId).join(",") });
    const wanted = check.verdict === "pass" ? meant : handOver(content.assistant);
    const nobodyIsAsked = wanted.outcome === "hand-over" && (await readUnresolved(db, journeyId)).length === 0;
    const reply = nobodyIsAsked ? { ...wanted, message: content.assistant.fallback.askForHelpMessage } : wanted;
    if (reply.notUnderstood === 0) notUnderstood.delete(journeyId);
    else notUnderstood.set(journeyId, reply.notUnderstood);
    const isAnswer = read.input.kind === "text" && reply.message === read.input.answer;
    await assistantSays(journeyId, reply.message, reply.quickReplies, isAnswer ? read.talkingPointId : undefined);
    if (reply.outcome === "hand-over") await alertDesk?.handBack(journeyId);
    if (reply.outcome === "answered") await alertDesk?.answeredByAssistant(journeyId);
  }

  return {
    bindAlerts(alerts) {
      alertDesk = alerts;
    },
    async fromStaff(specialist, { helpSessionId, id, text, talkingPointId }) {
      const session = await sessions.read(helpSessionId);
      if (!session) return refuse("no-such-help-session");
      const seat = seatOf(session, specialist.id);
      if (!seat || seat.status === "invited" || seat.status === "left" || seat.status === "declined") return refuse("not-a-participant");
      if (session.state.status !== "active") return refuse("help-session-over");
      if (talkingPointId !== undefined) {
        const point = guidance.point(talkingPointId, specialist, session);
        if (point === null) return refuse("no-such-point");
        if (point === "expired") return refuse("point-expired");
        const kept = (["zh-CN", "en"] as const).some(
          (language) => checkRewrite(point, text, language, matcher).riskSentence !== "put-back",
        );
        if (!kept) return refuse("risk-sentence-missing");
      }
      const check = checkChat(matcher, text);
      if (check.verdict === "blocked") {
        const stopping = check.hits.filter((hit) => hit.class === "forbidden" && hit.certainty !== "suspected");
        const hits = stopping.map((hit) => {
          const suggestion = content.lexicon.find((entry) => entry.id === hit.entryId)?.suggestion?.["zh-CN"];
          return { ruleId: hit.entryId, start: hit.start, end: hit.end, ...(suggestion === undefined ? {} : { suggestion }) };
        });
        await intercept(session, specialist, id, text, hits);
        return refuse("wording-forbidden", { ruleId: stopping[0]?.entryId ?? "" });
      }
      const message: ChatMessage = {
        id,
        journeyId: session.journeyId,
        helpSessionId,
        from: { kind: "participant", participantId: seat.id, displayName: seat.displayName },
        text,
        ...(talkingPointId === undefined ? {} : { talkingPointId }),
        at: now(),
      };
      const kept = await keep(message, readersOfChat(session));
      if (!kept) return refuse("invalid-input", { path: "id" });
      if (kept.isNew) toCustomer(session.journeyId, kept.message);
      return { ok: true, value: { message: kept.message } };
    },
    async fromCustomer(visitor, { id, text, quickReplyId }) {
      const session = sessions.underWay(visitor.journeyId);
      const inSession = session?.state.status === "active" ? session : null;
      const message: ChatMessage = {
        id,
        journeyId: visitor.journeyId,
        ...(inSession ? { helpSessionId: inSession.id } : {}),
        from: { kind: "customer" },
        text: maskNumbers(text).text,
        at: now(),
      };
      const kept = await keep(message, inSession ? readersOfChat(inSession) : await assistantReaders(visitor.journeyId));
      if (!kept) return refuse("invalid-input", { path: "id" });
      if (!inSession && kept.isNew) {
        await alertDesk?.heardFromCustomer(visitor.journeyId);
        await answer(visitor, message.text, quickReplyId);
      }
      return { ok: true, value: { message: kept.message } };
    },
    async customerAsksForPerson(visitor) {
      notUnderstood.delete(visitor.journeyId);
      const handedBack = await alertDesk?.handBack(visitor.journeyId);
      return handedBack ? { ok: true, value: {} } : refuse("no-such-alert");
    },
    async soFar(visitor) {
      const session = sessions.underWay(visitor.journeyId);
      // A help session that moved to another journey takes what was said in it along.
      const rows = await db
        .selectFrom("chat")
        .select("body")
        .where((e) => e.or([e("journey_id", "=", visitor.journeyId), ...(session ? [e("help_session_id", "=", session.id)] : [])]))
        .orderBy("at", "desc")
        .limit(LONGEST_CHAT)
        .execute();
      return { ok: true, value: { messages: rows.map((row) => chatMessageSchema.parse(JSON.parse(row.body))).reverse() } };
    },
    async assistantBegins(alert, permit) {
      const used = await permits.use(permit, { to: addressee(alert.customerId, alert.journeyId), channel: "assistant" });
      invariant(used.ok, "the assistant approaches nobody without a permit for exactly them");
      notUnderstood.delete(alert.journeyId);
      const { messages, quickReplies } = assistantOpening(content.assistant, {
        flowId: alert.flowId,
        stepId: alert.stepId,
        breakpointKind: alert.breakpoint.kind,
      });
      for (const [index, words] of messages.entries())
        await assistantSays(alert.journeyId, words, index === messages.length - 1 ? quickReplies : []);
      intents.warmUp();
      const { customerId } = alert;
      if (customerId === undefined) return;
      const flow = content.flows.find((known) => known.id === alert.flowId);
      await deskLog.commit(async (trx) => {
        await ledger.record(trx, `as-${alert.id}-${alert.revision}`, customerId, {
          at: now(),
          channel: "assistant",
          outcome: "invited",
          about: flow?.title["zh-CN"] ?? alert.flowId,
          by: "AI",
        });
        await audit.write(trx, { actor: "assistant", action: "assistant-began", subject: alert.id });
      });
    },
    async assistantGivesUp(alert) {
      notUnderstood.delete(alert.journeyId);
      await assistantSays(alert.journeyId, content.assistant.unansweredMessage, []);
    },
    held: () => ({ notUnderstood: notUnderstood.size }),
  };
}
