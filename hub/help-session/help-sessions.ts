/**
 * Help sessions: the invitation, who takes part, consents, the end and the wrap-up.
 *
 * Owns use cases and their timers. Transitions are `shared/domain/help-session` and `shared/domain/consent`; what flows between
 * participants (mirror, signals, pointing) is `session-traffic.ts`; chat is `chat-desk.ts`.
 */
import { randomUUID } from "node:crypto";
import type { CustomerStreamEvents } from "#shared/contract/customer-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { giveConsents, permits, withdrawConsent } from "#shared/domain/consent/consents.ts";
import * as transitions from "#shared/domain/help-session/transitions.ts";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { Consent, ConsentScope } from "#shared/model/consent.ts";
import { CONSENT_SCOPES } from "#shared/model/consent.ts";
import type { HelpSession, SessionOutcome } from "#shared/model/help-session.ts";
import type { CustomerId, HelpSessionId, InvitationId, JourneyId, SpecialistId } from "#shared/model/ids.ts";
import { invitationIdSchema } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { ContactRecord, Specialist } from "#shared/model/person.ts";
import type { CustomerSessionView, ExpertBrief, IceConfig, InvitationView, Joined, SessionSummary } from "#shared/model/views.ts";
import type { Audit } from "../audit/audit.ts";
import type { CustomerLink, DeskLink, LiveLinks } from "../bus/live-links.ts";
import type { Content } from "../content/content.ts";
import type { ContactLedger } from "../decide/contact-ledger.ts";
import type { AlertDesk } from "../dispatch/alert-desk.ts";
import type { DeskLog, Trx } from "../dispatch/desk-log.ts";
import type { Deadlines } from "../platform/deadlines.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { Database } from "../store/open-store.ts";
import type { MirrorRelay } from "./mirror-relay.ts";
import { createSessionStore } from "./session-store.ts";
import { writeSummary } from "./session-summary.ts";
import type { SessionTraffic } from "./session-traffic.ts";
import { createSessionTraffic } from "./session-traffic.ts";

/** Asking for further scopes again is possible after this long, in milliseconds. */
const ASK_AGAIN_MS = 5 * MINUTE_MS;
/** A customer who is gone longer than this has left, in milliseconds. */
const CUSTOMER_GONE_MS = 2 * MINUTE_MS;

export type Visitor = { readonly journeyId: JourneyId; readonly customerId: CustomerId | null; readonly link: CustomerLink };

export type HelpSessions = SessionTraffic & {
  bindAlerts(alerts: AlertDesk): void;
  restore(): Promise<void>;
  begin(trx: Trx, alert: Alert, specialist: Specialist, id: HelpSessionId): Promise<HelpSession>;
  invite(session: HelpSession): Promise<void>;
  read(id: HelpSessionId): Promise<HelpSession | null>;
  /** The help session of a journey that is being held or offered now. */
  underWay(journeyId: JourneyId): HelpSession | null;
  journeyChanged(journeyId: JourneyId): void;
  customerSeen(journeyId: JourneyId, customerId: CustomerId | null): Promise<void>;
  /** A page opened its event stream: what waits for it is sent. */
  greetStream(journeyId: JourneyId, send: <K extends keyof CustomerStreamEvents>(event: K, payload: unknown) => void): Promise<void>;

  openInvitation(visitor: Visitor, invitationId: InvitationId): Promise<Reply<InvitationView>>;
  answerInvitation(
    visitor: Visitor,
    input: { invitationId: InvitationId; answer: "accept" | "decline" | "ignore" | "wrong-person"; scopes: ConsentScope[] },
  ): Promise<Reply<{ session: CustomerSessionView | null }>>;
  customerRejoins(visitor: Visitor, id: HelpSessionId): Promise<Reply<CustomerSessionView>>;
  changeConsent(
    visitor: Visitor,
    input: { helpSessionId: HelpSessionId; scope: ConsentScope; given: boolean },
  ): Promise<Reply<CustomerSessionView>>;
  customerEnds(visitor: Visitor, id: HelpSessionId): Promise<Reply<Record<string, never>>>;
  customerChangesPage(visitor: Visitor, id: HelpSessionId): Promise<Reply<Record<string, never>>>;
  customerLinkGone(visitor: Visitor): Promise<void>;

  join(specialist: Specialist, link: DeskLink, id: HelpSessionId): Promise<Reply<Joined>>;
  leave(specialist: Specialist, link: DeskLink, id: HelpSessionId): Promise<Reply<Record<string, never>>>;
  deskGone(link: DeskLink): Promise<void>;
  end(specialist: Specialist, id: HelpSessionId): Promise<Reply<{ helpSession: HelpSession }>>;
  askForScopes(specialist: Specialist, id: HelpSessionId, scopes: readonly ConsentScope[]): Promise<Reply<Record<string, never>>>;
  inviteExpert(
    specialist: Specialist,
    id: HelpSessionId,
    expertId: SpecialistId,
    question: string,
  ): Promise<Reply<{ helpSession: HelpSession }>>;
  brief(specialist: Specialist, id: HelpSessionId): Promise<Reply<ExpertBrief>>;
  declineInvite(specialist: Specialist, id: HelpSessionId): Promise<Reply<Record<string, never>>>;
  summary(specialist: Specialist, id: HelpSessionId): Promise<Reply<SessionSummary>>;
  wrapUp(
    specialist: Specialist,
    input: { helpSessionId: HelpSessionId; outcome: SessionOutcome; note: string; summary: string },
  ): Promise<Reply<{ helpSession: HelpSession }>>;
};

type HelpSessionsOptions = {
  readonly db: Database;
  readonly content: Content;
  readonly deskLog: DeskLog;
  readonly audit: Audit;
  readonly ledger: ContactLedger;
  readonly links: LiveLinks;
  readonly deadlines: Deadlines;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now: () => number;
  readonly relay: MirrorRelay;
  readonly ice: IceConfig;
  readonly card: (journeyId: JourneyId) => JourneyCard | null;
  readonly journeysOf: (customerId: CustomerId) => readonly JourneyId[];
};

const done = { ok: true, value: {} } as const;
const CUSTOMER = transitions.participantIdOf("customer", null);

export function createHelpSessions(options: HelpSessionsOptions): HelpSessions {
  const { db, content, deskLog, audit, ledger, links, deadlines, log, now, relay, ice, card } = options;
  /** Sessions not ended, by id: what every frame and signal is checked against. The store stays the truth. */
  const open = new Map<HelpSessionId, HelpSession>();
  const asked = new Map<HelpSessionId, { scopes: readonly ConsentScope[]; at: number }>();
  let alertDesk: AlertDesk | null = null;

  const store = createSessionStore(db, deskLog, (before, after) => {
    if (after.state.status === "ended") open.delete(after.id);
    else open.set(after.id, after);
    arm(after);
    tellCustomer(after);
    if (before === null) return;
    const viewed = permits(before.consents, "view", now());
    if (viewed && !permits(after.consents, "view", now())) relay.cut(after.id, "consent");
    if (transitions.isOver(after) && !transitions.isOver(before)) {
      relay.cut(after.id, "ended");
      void over(after);
    }
  });
  const traffic = createSessionTraffic({ ...options, open });

  const flowOf = (session: HelpSession) => content.flows.find((flow) => flow.id === session.flowId);
  const stepOf = (session: HelpSession) => flowOf(session)?.steps.find((step) => step.id === session.stepId);
  const specialistOf = (id: SpecialistId) => content.specialists.find((known) => known.id === id);
  const customerOf = (id: CustomerId | null | undefined) => content.customers.find((known) => known.id === id);

  function arm(session: HelpSession): void {
    const name = `help-session:${session.id}`;
    const dueAt = transitions.sessionDeadline(session);
    if (dueAt === null) deadlines.clear(name);
    else deadlines.set(name, dueAt, () => void timeIsUp(session.id));
  }

  async function timeIsUp(id: HelpSessionId): Promise<void> {
    const session = open.get(id);
    if (!session) return;
    if (session.state.status === "inviting") {
      const { invitationId } = session.state;
      await store.change(
        id,
        (current) => transitions.refuseInvitation(current, invitationId, "ignored", now()),
        (trx, _before, after) => recordContact(trx, after, "ignored"),
      );
      await over(session);
      return;
    }
    await store.change(id, (current) => transitions.endSession(current, "time", now()));
  }

  async function over(session: HelpSession): Promise<void> {
    asked.delete(session.id);
    deadlines.clear(`customer-gone:${session.id}`);
    const current = (await store.read(session.id)) ?? session;
    if (current.state.status === "ended") await alertDesk?.release(session.id);
  }

  async function recordContact(trx: Trx, session: HelpSession, outcome: ContactRecord["outcome"]): Promise<void> {
    if (session.customerId === undefined) return;
    const about = `${flowOf(session)?.title["zh-CN"] ?? session.flowId} · ${stepOf(session)?.title["zh-CN"] ?? session.stepId}`;
    const by = specialistOf(session.specialistId)?.name ?? session.specialistId;
    await ledger.record(trx, session.id, session.customerId, { at: now(), channel: "in-app", outcome, about, by });
  }

  function customerView(session: HelpSession): CustomerSessionView {
    const { state } = session;
    return {
      helpSessionId: session.id,
      me: CUSTOMER,
      status: state.status,
      until: state.status === "active" ? state.until : null,
      participants: session.participants.map(({ id, role, displayName, status }) => ({ id, role, displayName, status })),
      consents: session.consents,
      asked: (asked.get(session.id)?.scopes ?? []).filter((scope) => !permits(session.consents, scope, now())),
      ice,
    };
  }

  function tellCustomer(session: HelpSession): void {
    if (session.state.status === "inviting") return;
    const view = customerView(session);
    for (const link of links.customers.of(session.journeyId)) link.emit("session", view);
  }

  /** Whether this visitor is the customer of the session: the same journey, or the same signed-in person on another one. */
  const isTheirs = (session: HelpSession, visitor: { journeyId: JourneyId; customerId: CustomerId | null }) =>
    session.journeyId === visitor.journeyId || (visitor.customerId !== null && session.customerId === visitor.customerId);

  const invitedTo = (visitor: { journeyId: JourneyId; customerId: CustomerId | null }) =>
    [...open.values()].filter((session) => session.state.status === "inviting" && isTheirs(session, visitor));

  function staffSession(specialist: Specialist, id: HelpSessionId): Reply<HelpSession> {
    const session = open.get(id);
    if (!session) return refuse("no-such-help-session");
    return transitions.seatOf(session, specialist.id) ? { ok: true, value: session } : refuse("not-a-participant");
  }

  const writeAudit =
    (actor: string, action: string, detail: Parameters<Audit["write"]>[1]["detail"] = {}) =>
    async (trx: Trx, _before: HelpSession, after: HelpSession) =>
      audit.write(trx, { actor, action, subject: after.id, detail });

  async function setConsents(id: HelpSessionId, scopes: readonly ConsentScope[], given: boolean): Promise<Reply<HelpSession>> {
    return store.change(
      id,
      (session) => {
        if (session.state.status !== "active") return { ok: false, error: { kind: "help-session-over" } };
        const { until } = session.state;
        const consents = given
          ? giveConsents(session.consents, scopes, until, now())
          : scopes.reduce((current, scope) => withdrawConsent(current, scope, now()), session.consents as readonly Consent[]);
        return { ok: true, value: consents === session.consents ? session : { ...session, consents: [...consents] } };
      },
      async (trx) => {
        for (const scope of scopes)
          await audit.write(trx, {
            actor: "customer",
            action: given ? "consent-given" : "consent-withdrawn",
            subject: id,
            detail: { scope },
          });
      },
    );
  }

  return {
    ...traffic,
    bindAlerts(alerts) {
      alertDesk = alerts;
    },
    async restore() {
      for (const session of await store.readUnfinished()) {
        open.set(session.id, session);
        arm(session);
      }
    },
    async begin(trx, alert, specialist, id) {
      const session: HelpSession = {
        id,
        alertId: alert.id,
        journeyId: alert.journeyId,
        ...(alert.customerId === undefined ? {} : { customerId: alert.customerId }),
        flowId: alert.flowId,
        stepId: alert.stepId,
        specialistId: specialist.id,
        startedAt: now(),
        state: {
          status: "inviting",
          invitationId: invitationIdSchema.parse(`in-${randomUUID()}`),
          since: now(),
          expiresAt: now() + content.policies.contact.invitationTtlMs,
        },
        participants: [
          {
            id: transitions.participantIdOf("specialist", specialist.id),
            role: "specialist",
            specialistId: specialist.id,
            displayName: specialist.name,
            status: "present",
            at: now(),
          },
        ],
        consents: [],
        revision: 1,
      };
      await store.insert(trx, session);
      await recordContact(trx, session, alert.breakpoint.kind === "help-requested" ? "asked-first" : "invited");
      return session;
    },
    async invite(session) {
      await deskLog.commit(async (_trx, write) =>
        write({ kind: "help-session", helpSession: open.get(session.id) ?? session }, [`s:${session.specialistId}`, "r:supervisor"]),
      );
      if (session.state.status !== "inviting") return;
      const { invitationId } = session.state;
      const journeyIds = new Set([session.journeyId, ...(session.customerId === undefined ? [] : options.journeysOf(session.customerId))]);
      for (const journeyId of journeyIds) for (const stream of links.streams.of(journeyId)) stream.send("invitation", { invitationId });
    },
    read: (id) => store.read(id),
    underWay(journeyId) {
      for (const session of open.values()) {
        if (session.journeyId === journeyId && (session.state.status === "active" || session.state.status === "inviting")) return session;
      }
      return null;
    },
    journeyChanged(journeyId) {
      const session = this.underWay(journeyId);
      if (!session) return;
      const shown = card(journeyId);
      if (!shown) return;
      for (const participant of session.participants) {
        if (
          participant.specialistId === undefined ||
          participant.status === "left" ||
          participant.status === "declined" ||
          participant.status === "invited"
        )
          continue;
        for (const link of links.desks.of(participant.specialistId)) link.emit("journey", shown);
      }
      if (shown.stepId !== session.stepId) {
        void store.change(session.id, (current) =>
          current.stepId === shown.stepId || transitions.isOver(current)
            ? { ok: true, value: current }
            : { ok: true, value: { ...current, stepId: shown.stepId } },
        );
      }
    },
    async customerSeen(journeyId, customerId) {
      for (const session of invitedTo({ journeyId, customerId })) {
        if (session.state.status !== "inviting") continue;
        for (const stream of links.streams.of(journeyId)) stream.send("invitation", { invitationId: session.state.invitationId });
      }
    },
    async greetStream(journeyId, send) {
      const customerId = card(journeyId)?.customerId ?? null;
      for (const session of invitedTo({ journeyId, customerId })) {
        if (session.state.status === "inviting") send("invitation", { invitationId: session.state.invitationId });
      }
      const active = this.underWay(journeyId);
      if (active?.state.status === "active") send("session", { helpSessionId: active.id });
    },

    async openInvitation(visitor, invitationId) {
      const session = invitedTo(visitor).find((known) => known.state.status === "inviting" && known.state.invitationId === invitationId);
      const specialist = session ? specialistOf(session.specialistId) : undefined;
      const flow = session ? flowOf(session) : undefined;
      const step = session ? stepOf(session) : undefined;
      if (session?.state.status !== "inviting" || !specialist || !flow || !step) return refuse("no-such-invitation");
      const shown = await store.change(session.id, (current) =>
        transitions.showInvitation(current, invitationId, visitor.journeyId, now()),
      );
      if (!shown.ok) return shown;
      return {
        ok: true,
        value: {
          invitationId,
          helpSessionId: session.id,
          specialist: {
            name: specialist.name,
            staffNumber: specialist.staffNumber,
            role: specialist.role === "manager" ? "manager" : "agent",
          },
          flowTitle: flow.title,
          stepTitle: step.title,
          lastsMs: transitions.LONGEST_SESSION_MS,
          expiresAt: session.state.expiresAt,
          scopes: [...CONSENT_SCOPES],
        },
      };
    },
    async answerInvitation(visitor, { invitationId, answer, scopes }) {
      const session = invitedTo(visitor).find((known) => known.state.status === "inviting" && known.state.invitationId === invitationId);
      if (!session) return refuse("no-such-invitation");
      if (answer !== "accept") {
        const outcome = answer === "decline" ? "declined" : answer === "ignore" ? "ignored" : "wrong-person";
        const refused = await store.change(
          session.id,
          (current) => transitions.refuseInvitation(current, invitationId, outcome, now()),
          async (trx, _before, after) => {
            await recordContact(trx, after, outcome);
            await audit.write(trx, { actor: "customer", action: `invitation-${outcome}`, subject: after.id });
          },
        );
        if (!refused.ok) return refused;
        await alertDesk?.release(session.id);
        return { ok: true, value: { session: null } };
      }
      const name = customerOf(session.customerId)?.maskedName ?? "客户";
      const accepted = await store.change(
        session.id,
        (current) => transitions.acceptInvitation(current, invitationId, visitor.journeyId, name, now()),
        async (trx, _before, after) => {
          await recordContact(trx, after, "accepted");
          await audit.write(trx, { actor: "customer", action: "invitation-accepted", subject: after.id });
        },
      );
      if (!accepted.ok) return accepted;
      const consented = scopes.length === 0 ? accepted : await setConsents(session.id, scopes, true);
      return consented.ok ? { ok: true, value: { session: customerView(consented.value) } } : consented;
    },
    async customerRejoins(visitor, id) {
      const session = open.get(id);
      if (!session || session.state.status === "inviting") return refuse("no-such-help-session");
      if (!isTheirs(session, visitor)) return refuse("not-a-participant");
      deadlines.clear(`customer-gone:${id}`);
      const back = await store.change(id, (current) => ({
        ok: true,
        value: transitions.setPresence({ ...current, journeyId: visitor.journeyId }, CUSTOMER, "present", now()),
      }));
      return back.ok ? { ok: true, value: customerView(back.value) } : back;
    },
    async changeConsent(visitor, { helpSessionId, scope, given }) {
      const session = open.get(helpSessionId);
      if (!session || !isTheirs(session, visitor)) return refuse("no-such-help-session");
      const changed = await setConsents(helpSessionId, [scope], given);
      return changed.ok ? { ok: true, value: customerView(changed.value) } : changed;
    },
    async customerEnds(visitor, id) {
      const session = open.get(id);
      if (!session || !isTheirs(session, visitor)) return refuse("no-such-help-session");
      const ended = await store.change(
        id,
        (current) => transitions.endSession(current, "customer", now()),
        writeAudit("customer", "session-ended"),
      );
      return ended.ok ? done : ended;
    },
    async customerChangesPage(visitor, id) {
      const session = open.get(id);
      if (!session || !isTheirs(session, visitor)) return refuse("no-such-help-session");
      relay.cut(id, "page-change");
      await store.change(id, (current) => ({ ok: true, value: transitions.setPresence(current, CUSTOMER, "away", now()) }));
      return done;
    },
    async customerLinkGone(visitor) {
      const session = this.underWay(visitor.journeyId);
      if (session?.state.status !== "active" || links.customers.of(visitor.journeyId).length > 0) return;
      relay.cut(session.id, "customer-away");
      await store.change(session.id, (current) => ({ ok: true, value: transitions.setPresence(current, CUSTOMER, "away", now()) }));
      deadlines.set(`customer-gone:${session.id}`, now() + CUSTOMER_GONE_MS, () => {
        void store.change(
          session.id,
          (current) => transitions.endSession(current, "lost", now()),
          writeAudit("hub", "session-ended", { because: "customer-gone" }),
        );
      });
    },

    async join(specialist, link, id) {
      const joined = await store.change(
        id,
        (current) => transitions.joinSession(current, specialist.id, now()),
        writeAudit(specialist.id, "joined"),
      );
      if (!joined.ok) return joined;
      const seat = transitions.seatOf(joined.value, specialist.id);
      if (!seat) return refuse("not-a-participant");
      for (const other of links.desks.of(specialist.id)) if (other.id !== link.id) other.emit("replaced", { helpSessionId: id });
      const shown = card(joined.value.journeyId);
      if (shown) link.emit("journey", shown);
      return { ok: true, value: { helpSession: joined.value, me: seat.id, role: seat.role, ice } };
    },
    async leave(specialist, link, id) {
      const session = staffSession(specialist, id);
      if (!session.ok) return session;
      relay.unview(id, link.id);
      const seat = transitions.seatOf(session.value, specialist.id);
      if (!seat) return refuse("not-a-participant");
      const status = seat.role === "specialist" ? "away" : "left";
      const left = await store.change(
        id,
        (current) => ({ ok: true, value: transitions.setPresence(current, seat.id, status, now()) }),
        writeAudit(specialist.id, "left"),
      );
      return left.ok ? done : left;
    },
    async deskGone(link) {
      for (const session of [...open.values()]) {
        relay.unview(session.id, link.id);
        const seat = transitions.seatOf(session, link.specialistId);
        if (seat?.status !== "present" || links.desks.of(link.specialistId).length > 0) continue;
        await store.change(session.id, (current) => ({ ok: true, value: transitions.setPresence(current, seat.id, "away", now()) }));
      }
    },
    async end(specialist, id) {
      const session = staffSession(specialist, id);
      if (!session.ok) return session;
      if (session.value.specialistId !== specialist.id) return refuse("not-permitted");
      const wasInviting = session.value.state.status === "inviting" ? session.value.state.invitationId : null;
      const ended = await store.change(
        id,
        (current) => transitions.endSession(current, "specialist", now()),
        async (trx, before, after) => {
          await audit.write(trx, { actor: specialist.id, action: "session-ended", subject: after.id });
          if (before.state.status === "active") await recordContact(trx, after, "talked");
        },
      );
      if (!ended.ok) return ended;
      if (wasInviting !== null)
        for (const stream of links.streams.of(ended.value.journeyId)) stream.send("invitation-withdrawn", { invitationId: wasInviting });
      return { ok: true, value: { helpSession: ended.value } };
    },
    async askForScopes(specialist, id, scopes) {
      const session = staffSession(specialist, id);
      if (!session.ok) return session;
      if (session.value.state.status !== "active") return refuse("help-session-over");
      const before = asked.get(id);
      if (before && now() - before.at < ASK_AGAIN_MS) return refuse("asked-recently", { until: before.at + ASK_AGAIN_MS });
      asked.set(id, { scopes, at: now() });
      await deskLog.commit((trx) =>
        audit.write(trx, { actor: specialist.id, action: "scopes-asked", subject: id, detail: { scopes: scopes.join(",") } }),
      );
      tellCustomer(session.value);
      return done;
    },
    async inviteExpert(specialist, id, expertId, question) {
      const session = staffSession(specialist, id);
      if (!session.ok) return session;
      if (session.value.specialistId !== specialist.id) return refuse("not-permitted");
      const expert = specialistOf(expertId);
      if (expert?.role !== "expert") return refuse("no-such-specialist");
      const invited = await store.change(
        id,
        (current) =>
          transitions.inviteParticipant(current, { role: "expert", specialistId: expertId, displayName: expert.name, question }, now()),
        writeAudit(specialist.id, "expert-invited", { expert: expertId }),
      );
      return invited.ok ? { ok: true, value: { helpSession: invited.value } } : invited;
    },
    async brief(specialist, id) {
      const session = staffSession(specialist, id);
      if (!session.ok) return session;
      const flow = flowOf(session.value);
      const step = stepOf(session.value);
      const alert = await alertDesk?.read(session.value.alertId);
      if (!flow || !step || !alert) return refuse("no-such-help-session");
      return {
        ok: true,
        value: {
          helpSessionId: id,
          invitedBy: specialistOf(session.value.specialistId)?.name ?? "",
          question: transitions.seatOf(session.value, specialist.id)?.question ?? "",
          flowTitle: flow.title,
          stepTitle: step.title,
          breakpointKind: alert.breakpoint.kind,
          tags: customerOf(session.value.customerId)?.tags.map((tag) => tag.text) ?? [],
          sinceMs: Math.max(0, now() - alert.breakpoint.sinceAt),
        },
      };
    },
    async declineInvite(specialist, id) {
      const session = staffSession(specialist, id);
      if (!session.ok) return session;
      const seat = transitions.seatOf(session.value, specialist.id);
      if (!seat || seat.role === "specialist") return refuse("not-permitted");
      const declined = await store.change(
        id,
        (current) => ({ ok: true, value: transitions.setPresence(current, seat.id, "declined", now()) }),
        writeAudit(specialist.id, "invite-declined"),
      );
      return declined.ok ? done : declined;
    },
    async summary(specialist, id) {
      const session = await store.read(id);
      if (!session) return refuse("no-such-help-session");
      if (!transitions.seatOf(session, specialist.id)) return refuse("not-a-participant");
      return { ok: true, value: await writeSummary({ db, audit, content, now, card }, session) };
    },
    async wrapUp(specialist, input) {
      const session = staffSession(specialist, input.helpSessionId);
      if (!session.ok) return session;
      if (session.value.specialistId !== specialist.id) return refuse("not-permitted");
      const written = await store.change(
        input.helpSessionId,
        (current) => transitions.wrapUpSession(current, { outcome: input.outcome, note: input.note, summary: input.summary }, now()),
        writeAudit(specialist.id, "wrapped-up", { outcome: input.outcome }),
      );
      if (!written.ok) return written;
      await alertDesk?.release(input.helpSessionId);
      log("info", "help-session", "a help session was wrapped up", { outcome: input.outcome });
      return { ok: true, value: { helpSession: written.value } };
    },
  };
}
