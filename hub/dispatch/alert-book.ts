/**
 * The book of alerts: every change of one in one transaction with its entry in the desk log, and what time alone changes of it.
 *
 * What may happen to an alert is `shared/domain/alert`; who asks for it is `alert-desk.ts`.
 */
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { AlertRefusal } from "#shared/domain/alert/eligibility.ts";
import type { Roster } from "#shared/domain/alert/routing.ts";
import { leaseDeadline, routeNext } from "#shared/domain/alert/routing.ts";
import * as transitions from "#shared/domain/alert/transitions.ts";
import type { Result } from "#shared/lib/result.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { AlertId, CustomerId, JourneyId, SpecialistId } from "#shared/model/ids.ts";
import type { Customer, Specialist } from "#shared/model/person.ts";
import type { Content } from "../content/content.ts";
import type { Background } from "../platform/background.ts";
import type { Deadlines } from "../platform/deadlines.ts";
import type { Database } from "../store/open-store.ts";
import type { StoredAlert } from "./alert-store.ts";
import { readAlert, readAlertByKey, readUnresolved, replaceAlert } from "./alert-store.ts";
import type { Commit, DeskLog, Trx, WriteChange } from "./desk-log.ts";
import type { PresenceBook } from "./presence.ts";
import { PRESENCE_GRACE_MS } from "./presence.ts";
import { readersOfAlert } from "./readers.ts";

/** Reasons of people: the same breakpoint may be raised anew. Who moved on or finished has recovered, which the watch knows by itself. */
const SETTLED: ReadonlySet<string> = new Set(["session-ended", "assistant-answered", "expired"]);

export type AlertBookParts = {
  readonly db: Database;
  readonly content: Content;
  readonly deskLog: DeskLog;
  readonly deadlines: Deadlines;
  readonly background: Background;
  readonly now: () => number;
  readonly presence: PresenceBook;
  /** People settled an alert: its breakpoint may be raised anew when the customer breaks there again. */
  readonly settled: (journeyId: JourneyId, key: string) => void;
  /** The assistant waited long enough. */
  readonly assistantGaveUp: (alert: Alert) => Promise<void>;
  /** An alert as it is after a commit, or as it was found at start. */
  readonly followed: (alert: Alert) => void;
};

export type AlertBook = {
  customerOf(customerId: CustomerId | null | undefined): Customer | null;
  specialistOf(specialistId: SpecialistId): Specialist | undefined;
  rosterOf(customer: Customer | null): Roster;
  refusalOf(error: AlertRefusal): ReturnType<typeof refuse>;
  /** Saves one changed alert inside a running commit; null when somebody else changed it since. */
  save(trx: Trx, write: WriteChange, before: StoredAlert, after: Alert): Promise<StoredAlert | null>;
  /** After the commit: timers, and what closing it means for the watch. */
  follow(before: Alert | null, after: Alert): void;
  /** One transition on one alert, by its id or its key; the alert itself when nothing changed, null when there is none. */
  change(which: AlertId | { readonly key: string }, transition: (alert: Alert) => Alert, commit?: Commit): Promise<StoredAlert | null>;
  /** As `change`, for a deed that may be refused. */
  act(alertId: AlertId, decide: (alert: Alert, trx: Trx) => AlertReply | Promise<AlertReply>): Promise<Reply<{ alert: Alert }>>;
  coded(result: Result<Alert, AlertRefusal>): AlertReply;
  /** Offered to the next level when whoever has it is away or out of time. */
  moveOn(alert: Alert): Alert;
  /** The customer wrote to the assistant: its patience starts anew. */
  heard(alert: Alert): void;
  restore(): Promise<void>;
  /** How much is held in memory: what a test of leaks reads. */
  readonly heardSize: number;
};
type AlertReply = Reply<Alert>;

export function createAlertBook(parts: AlertBookParts): AlertBook {
  const { db, content, deskLog, deadlines, background, now, presence } = parts;
  const { routing } = content.policies;
  /** When the customer last wrote to the assistant, by alert; only while it has the alert. */
  const heardAt = new Map<AlertId, number>();

  const customerOf = (customerId: CustomerId | null | undefined): Customer | null =>
    content.customers.find((known) => known.id === customerId) ?? null;
  const specialistOf = (specialistId: SpecialistId) => content.specialists.find((known) => known.id === specialistId);
  const nameOf = (specialistId: SpecialistId) => specialistOf(specialistId)?.name ?? specialistId;

  function rosterOf(customer: Customer | null): Roster {
    const manager = customer?.managerId === undefined ? undefined : specialistOf(customer.managerId);
    return { ownManagerId: manager?.id, deputyId: manager?.deputyId, presenceOf: presence.of };
  }

  function refusalOf(error: AlertRefusal): ReturnType<typeof refuse> {
    switch (error.kind) {
      case "already-picked-up":
        return refuse("already-picked-up", { by: error.by, byName: nameOf(error.by), at: error.at });
      case "alert-closed":
        return refuse("alert-closed", { because: error.because, at: error.at });
      case "not-offered-to-you":
        return refuse("not-offered-to-you", { offeredTo: error.offeredTo === "pool" ? "pool" : nameOf(error.offeredTo) });
      case "stale-revision":
        return refuse("stale-revision", { revision: error.revision });
      case "no-such-specialist":
        return refuse("no-such-specialist");
    }
  }

  function patienceEnds(alert: Alert): number | null {
    if (alert.state.status !== "with-assistant") return null;
    return Math.max(alert.state.since, heardAt.get(alert.id) ?? 0) + routing.assistantPatienceMs;
  }

  /** Arms what time alone will change of an alert: lease, snooze, the assistant's patience. Never before `notBefore`. */
  function arm(alert: Alert, notBefore = 0): void {
    const name = `alert:${alert.id}`;
    const dueAt = alert.state.status === "snoozed" ? alert.state.until : (patienceEnds(alert) ?? leaseDeadline(alert));
    if (dueAt === null) deadlines.clear(name);
    else deadlines.set(name, Math.max(dueAt, notBefore), () => background.run("alert-deadline", () => timePassed(alert.id)));
  }

  async function timePassed(alertId: AlertId): Promise<void> {
    let gaveUp = false;
    const changed = await change(alertId, (alert) => {
      const ends = patienceEnds(alert);
      if (ends === null) return moveOn(transitions.wakeWhenDue(alert, routing, now()));
      gaveUp = now() >= ends;
      return gaveUp ? moveOn(transitions.handBack(alert, routing, now())) : alert;
    });
    if (gaveUp && changed) await parts.assistantGaveUp(changed.alert);
  }

  const moveOn = (alert: Alert): Alert => routeNext(alert, rosterOf(customerOf(alert.customerId)), routing, now());

  async function save(trx: Trx, write: WriteChange, before: StoredAlert, after: Alert): Promise<StoredAlert | null> {
    const saved = await replaceAlert(trx, before, after, readersOfAlert(after, customerOf(after.customerId)));
    if (saved) write({ kind: "alert", alert: saved.alert }, saved.readers);
    return saved;
  }

  function follow(before: Alert | null, after: Alert): void {
    if (after.state.status !== "with-assistant") heardAt.delete(after.id);
    arm(after);
    parts.followed(after);
    const hasClosed = after.state.status === "resolved" && before?.state.status !== "resolved";
    if (hasClosed && after.state.status === "resolved" && SETTLED.has(after.state.because)) parts.settled(after.journeyId, after.key);
  }

  async function change(
    which: AlertId | { readonly key: string },
    transition: (alert: Alert) => Alert,
    commit: Commit = deskLog.commit,
  ): Promise<StoredAlert | null> {
    const changed = await commit(async (trx, write) => {
      const before = await (typeof which === "string" ? readAlert(trx, which) : readAlertByKey(trx, which.key));
      if (!before) return null;
      const after = transition(before.alert);
      if (after === before.alert) return { before: before.alert, stored: before };
      const stored = await save(trx, write, before, after);
      return stored && { before: before.alert, stored };
    });
    if (!changed) return null;
    follow(changed.before, changed.stored.alert);
    return changed.stored;
  }

  return {
    customerOf,
    specialistOf,
    rosterOf,
    refusalOf,
    save,
    follow,
    change,
    moveOn,
    coded: (result) => (result.ok ? result : refusalOf(result.error)),
    async act(alertId, decide) {
      const acted = await deskLog.commit(async (trx, write): Promise<Reply<{ before: Alert; after: Alert }>> => {
        const before = await readAlert(trx, alertId);
        if (!before) return refuse("no-such-alert");
        const decided = await decide(before.alert, trx);
        if (!decided.ok) return decided;
        if (decided.value === before.alert) return { ok: true, value: { before: before.alert, after: before.alert } };
        const saved = await save(trx, write, before, decided.value);
        return saved ? { ok: true, value: { before: before.alert, after: saved.alert } } : refuse("stale-revision");
      });
      if (!acted.ok) return acted;
      follow(acted.value.before, acted.value.after);
      return { ok: true, value: { alert: acted.value.after } };
    },
    heard(alert) {
      if (alert.state.status !== "with-assistant") return;
      heardAt.set(alert.id, now());
      arm(alert);
    },
    async restore() {
      for (const { alert } of await readUnresolved(db)) {
        if (alert.state.status === "with-assistant") {
          const last = await db
            .selectFrom("chat")
            .select((e) => e.fn.max("at").as("at"))
            .where("journey_id", "=", alert.journeyId)
            .where("body", "like", '%"from":{"kind":"customer"}%')
            .executeTakeFirst();
          if (last?.at) heardAt.set(alert.id, Number(last.at));
        }
        // Desks need a moment to come back: a lease that ran out meanwhile must not pass by a deputy who is about to reconnect.
        arm(alert, now() + PRESENCE_GRACE_MS);
        parts.followed(alert);
      }
    },
    get heardSize() {
      return heardAt.size;
    },
  };
}
