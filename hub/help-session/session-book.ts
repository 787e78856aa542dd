/**
 * The book of help sessions: the running ones in memory, every change of one, its timers, and what follows its end.
 *
 * Rows are `session-store.ts`; what customers and staff do is `customer-side.ts` and `staff-side.ts`; what flows meanwhile `session-traffic.ts`.
 */
import type { Reply } from "#shared/contract/errors.ts";
import { expireConsents, permits } from "#shared/domain/consent/consents.ts";
import { specialistGoneDeadline } from "#shared/domain/help-session/absence.ts";
import * as transitions from "#shared/domain/help-session/transitions.ts";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import type { Flow, Step } from "#shared/model/flow.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { CustomerId, HelpSessionId, JourneyId, SpecialistId } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { ContactRecord, Customer, Specialist } from "#shared/model/person.ts";
import type { CustomerSessionView, IceConfig } from "#shared/model/views.ts";
import type { Audit } from "../audit/audit.ts";
import type { LiveLinks } from "../bus/live-links.ts";
import type { Content } from "../content/content.ts";
import type { ContactLedger } from "../decide/contact-ledger.ts";
import type { ContactPermits } from "../decide/contact-permits.ts";
import type { AlertDesk } from "../dispatch/alert-desk.ts";
import type { DeskLog, Trx, WriteChange } from "../dispatch/desk-log.ts";
import { readersOfHelpSession } from "../dispatch/readers.ts";
import type { Background } from "../platform/background.ts";
import type { Deadlines } from "../platform/deadlines.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { Database } from "../store/open-store.ts";
import type { MirrorRelay } from "./mirror-relay.ts";
import type { SessionSeats } from "./session-seats.ts";
import type { Also, Transition } from "./session-store.ts";
import { createSessionStore } from "./session-store.ts";

/** A customer who is gone longer than this has left, in milliseconds. */
export const CUSTOMER_GONE_MS = 2 * MINUTE_MS;

export const CUSTOMER = transitions.participantIdOf("customer", null);

/** What everything around help sessions is built from. */
export type SessionParts = {
  readonly db: Database;
  readonly content: Content;
  readonly deskLog: DeskLog;
  readonly audit: Audit;
  readonly ledger: ContactLedger;
  readonly permits: ContactPermits;
  readonly links: LiveLinks;
  readonly deadlines: Deadlines;
  readonly background: Background;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now: () => number;
  readonly relay: MirrorRelay;
  readonly seats: SessionSeats;
  readonly ice: IceConfig;
  readonly card: (journeyId: JourneyId) => JourneyCard | null;
  /** Known from the token, also before the first step is entered. */
  readonly customerOfJourney: (journeyId: JourneyId) => CustomerId | null;
  readonly journeysOf: (customerId: CustomerId) => readonly JourneyId[];
};

export type SessionBook = {
  bindAlerts(alerts: AlertDesk): void;
  alerts(): AlertDesk | null;
  /** Help sessions not ended, by id: what every frame and signal is checked against. The store stays the truth. */
  readonly open: ReadonlyMap<HelpSessionId, HelpSession>;
  restore(): Promise<void>;
  read(id: HelpSessionId): Promise<HelpSession | null>;
  /** Writes a new one with its entry in the desk log; `opened` follows once that is committed. */
  insert(trx: Trx, write: WriteChange, session: HelpSession): Promise<void>;
  opened(session: HelpSession): void;
  /** One transition with everything that follows from it; `also` runs in the same transaction. */
  change(id: HelpSessionId, transition: Transition, also?: Also): Promise<Reply<HelpSession>>;
  /** Narrows what is allowed before it is written: a withdrawal must not wait for a disk. */
  narrow(id: HelpSessionId, consents: HelpSession["consents"]): void;
  /** The help session of a journey that is being held or offered now. */
  underWay(journeyId: JourneyId): HelpSession | null;
  /** Every page an invitation is shown on. */
  invitedJourneys(session: HelpSession): readonly JourneyId[];
  /** The invitation does not stand any more: every page but `except` is told. */
  withdrawInvitation(before: HelpSession, except: JourneyId | null): void;
  recordContact(trx: Trx, session: HelpSession, outcome: ContactRecord["outcome"]): Promise<void>;
  /** Scopes the specialist asked for since, waiting for an answer. */
  readonly asked: Map<HelpSessionId, { readonly scopes: readonly ConsentScope[]; readonly at: number }>;
  customerView(session: HelpSession): CustomerSessionView;
  tellCustomer(session: HelpSession): void;
  flowOf(session: HelpSession): Flow | undefined;
  stepOf(session: HelpSession): Step | undefined;
  specialistOf(id: SpecialistId): Specialist | undefined;
  customerOf(session: HelpSession): Customer | undefined;
  /** For `also`: one audit entry about the help session. */
  audited(actor: string, action: string, detail?: Parameters<Audit["write"]>[1]["detail"]): Also;
};

/** When a customer who is away has left, hub clock; null while they are there. */
function customerGoneDeadline(session: HelpSession): number | null {
  if (session.state.status !== "active") return null;
  const customer = transitions.findParticipant(session, CUSTOMER);
  return customer?.status === "away" ? customer.at + CUSTOMER_GONE_MS : null;
}

const earliest = (...instants: (number | null)[]): number | null => {
  const known = instants.filter((instant) => instant !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/** The end of a help session, with every consent that still stood running out with it. */
export function endWithConsents(
  session: HelpSession,
  endedBy: Parameters<typeof transitions.endSession>[1],
  now: number,
): ReturnType<Transition> {
  const ended = transitions.endSession(session, endedBy, now);
  if (!ended.ok) return ended;
  const consents = ended.value.consents.map((consent) => ({ ...consent, until: Math.min(consent.until, now) }));
  return { ok: true, value: { ...ended.value, consents: [...expireConsents(consents, now)] } };
}

export function createSessionBook(parts: SessionParts): SessionBook {
  const { db, content, deskLog, audit, ledger, links, deadlines, background, now, relay, seats, ice } = parts;
  const open = new Map<HelpSessionId, HelpSession>();
  const asked: SessionBook["asked"] = new Map();
  let alertDesk: AlertDesk | null = null;
  const store = createSessionStore(db, deskLog);

  const flowOf = (session: HelpSession) => content.flows.find((flow) => flow.id === session.flowId);
  const stepOf = (session: HelpSession) => flowOf(session)?.steps.find((step) => step.id === session.stepId);
  const specialistOf = (id: SpecialistId) => content.specialists.find((known) => known.id === id);
  const customerOf = (session: HelpSession) => content.customers.find((known) => known.id === session.customerId);

  function arm(session: HelpSession): void {
    const name = `help-session:${session.id}`;
    const dueAt = earliest(transitions.sessionDeadline(session), specialistGoneDeadline(session), customerGoneDeadline(session));
    if (dueAt === null) deadlines.clear(name);
    else deadlines.set(name, dueAt, () => background.run("help-session-deadline", () => timeIsUp(session.id)));
  }

  async function timeIsUp(id: HelpSessionId): Promise<void> {
    const session = open.get(id);
    if (!session) return;
    if (session.state.status === "inviting") {
      const { invitationId } = session.state;
      const ignored = await change(
        id,
        (current) => transitions.refuseInvitation(current, invitationId, "ignored", now()),
        async (trx, _before, after) => {
          await recordContact(trx, after, "ignored");
          await audit.write(trx, { actor: "hub", action: "invitation-ignored", subject: id });
        },
      );
      if (ignored.ok) withdrawInvitation(session, null);
      return;
    }
    const isDue = (deadline: number | null) => deadline !== null && now() >= deadline;
    await change(
      id,
      (current) => {
        const gone = isDue(specialistGoneDeadline(current))
          ? "specialist-gone"
          : isDue(customerGoneDeadline(current))
            ? "customer-gone"
            : null;
        if (gone !== null) return endWithConsents(current, "lost", now());
        return isDue(transitions.sessionDeadline(current)) ? endWithConsents(current, "time", now()) : { ok: true, value: current };
      },
      async (trx, before, after) => {
        const because = after.state.status === "wrap-up" ? after.state.endedBy : "";
        const who = isDue(specialistGoneDeadline(before))
          ? "specialist-gone"
          : isDue(customerGoneDeadline(before))
            ? "customer-gone"
            : "time";
        await audit.write(trx, { actor: "hub", action: "session-ended", subject: id, detail: { because: who } });
        await recordContact(trx, after, because === "lost" ? "lost" : "talked");
      },
    );
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

  const invitedJourneys = (session: HelpSession) => [
    ...new Set([session.journeyId, ...(session.customerId === undefined ? [] : parts.journeysOf(session.customerId))]),
  ];

  function withdrawInvitation(before: HelpSession, except: JourneyId | null): void {
    if (before.state.status !== "inviting") return;
    const { invitationId } = before.state;
    for (const journeyId of invitedJourneys(before)) {
      if (journeyId === except) continue;
      for (const stream of links.streams.of(journeyId)) stream.send("invitation-withdrawn", { invitationId });
    }
  }

  function keep(session: HelpSession): void {
    if (session.state.status === "ended") open.delete(session.id);
    else open.set(session.id, session);
    arm(session);
  }

  function follow(before: HelpSession, after: HelpSession): void {
    const isEnding = transitions.isOver(after) && !transitions.isOver(before);
    if (isEnding) {
      asked.delete(after.id);
      seats.end(after.id);
      relay.cut(after.id, "ended");
    } else if (permits(before.consents, "view", now()) && !permits(after.consents, "view", now())) relay.cut(after.id, "consent");
    keep(after);
    tellCustomer(after);
    if (isEnding) background.run("release-alerts", async () => alertDesk?.release(after.id));
  }

  async function change(id: HelpSessionId, transition: Transition, also?: Also): Promise<Reply<HelpSession>> {
    const changed = await store.change(id, transition, also);
    if (!changed.ok) {
      // What was narrowed ahead of a write that failed is put back to what is kept.
      const kept = open.has(id) ? await store.read(id) : null;
      if (kept !== null) keep(kept);
      return changed;
    }
    const { before, after } = changed.value;
    if (after !== before) follow(before, after);
    return { ok: true, value: after };
  }

  return {
    bindAlerts(alerts) {
      alertDesk = alerts;
    },
    alerts: () => alertDesk,
    open,
    asked,
    async restore() {
      for (const session of await store.readUnfinished()) {
        keep(session);
        // Nobody is connected to a hub that has just started; who was there is away until they come back.
        await change(session.id, (current) => ({
          ok: true,
          value: current.participants
            .filter((participant) => participant.status === "present")
            .reduce((known, participant) => transitions.setPresence(known, participant.id, "away", now()), current),
        }));
      }
    },
    read: (id) => store.read(id),
    async insert(trx, write, session) {
      await store.insert(trx, session);
      write({ kind: "help-session", helpSession: session }, readersOfHelpSession(session));
    },
    opened(session) {
      keep(session);
      if (session.state.status !== "inviting") return;
      const { invitationId } = session.state;
      for (const journeyId of invitedJourneys(session))
        for (const stream of links.streams.of(journeyId)) stream.send("invitation", { invitationId });
    },
    change,
    narrow(id, consents) {
      const session = open.get(id);
      if (!session) return;
      open.set(id, { ...session, consents });
      if (permits(session.consents, "view", now()) && !permits(consents, "view", now())) relay.cut(id, "consent");
    },
    underWay(journeyId) {
      for (const session of open.values()) {
        if (session.journeyId === journeyId && (session.state.status === "active" || session.state.status === "inviting")) return session;
      }
      return null;
    },
    invitedJourneys,
    withdrawInvitation,
    recordContact,
    customerView,
    tellCustomer,
    flowOf,
    stepOf,
    specialistOf,
    customerOf,
    audited:
      (actor, action, detail = {}) =>
      async (trx, _before, after) =>
        audit.write(trx, { actor, action, subject: after.id, detail }),
  };
}
