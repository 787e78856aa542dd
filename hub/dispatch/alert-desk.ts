/**
 * The alert desk: raises alerts from breakpoints, routes them, and carries out what specialists do with them.
 *
 * Owns use cases, timers and who is told; what may happen to an alert is `shared/domain/alert`, whether a customer may be contacted
 * `shared/domain/contact`, what follows a pickup `hub/help-session`.
 */
import { randomUUID } from "node:crypto";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { AlertRefusal } from "#shared/domain/alert/eligibility.ts";
import { mayAct } from "#shared/domain/alert/eligibility.ts";
import type { Roster } from "#shared/domain/alert/routing.ts";
import { leaseDeadline, routeNext } from "#shared/domain/alert/routing.ts";
import * as transitions from "#shared/domain/alert/transitions.ts";
import type { KeyedBreakpoint, RecoveredBreakpoint } from "#shared/domain/breakpoint/watch-journey.ts";
import { decideContact } from "#shared/domain/contact/decide-contact.ts";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import type { Result } from "#shared/lib/result.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { Breakpoint } from "#shared/model/breakpoint.ts";
import type { ContactDecision } from "#shared/model/contact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { AlertId, CustomerId, HelpSessionId, JourneyId, ReleaseId, SpecialistId } from "#shared/model/ids.ts";
import { alertIdSchema, helpSessionIdSchema } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { Customer, Specialist } from "#shared/model/person.ts";
import type { AlertDetails } from "#shared/model/views.ts";
import type { Audit } from "../audit/audit.ts";
import type { DeskLink, LiveLinks } from "../bus/live-links.ts";
import type { Content } from "../content/content.ts";
import type { ContactLedger } from "../decide/contact-ledger.ts";
import type { Guidance } from "../guidance/guidance.ts";
import type { ChatDesk } from "../help-session/chat-desk.ts";
import type { HelpSessions } from "../help-session/help-sessions.ts";
import type { Deadlines } from "../platform/deadlines.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { Database } from "../store/open-store.ts";
import { typicalTimes } from "../watch/typical-times.ts";
import type { StoredAlert } from "./alert-store.ts";
import { insertAlert, readAlert, readAlertByKey, readKeys, readUnresolved, replaceAlert } from "./alert-store.ts";
import { customerCard } from "./customer-card.ts";
import type { DeskLog, Trx } from "./desk-log.ts";
import type { PresenceBook } from "./presence.ts";
import { mayRead, readersOfAlert, tokensOf } from "./readers.ts";

/** A breakpoint found later than this after the fact disturbs nobody: it is kept for history as expired. */
const LATE_MS = 10 * MINUTE_MS;
/** A card that changes often is sent at most this often, in milliseconds. */
const CARD_EVERY_MS = 100;

export type AlertDesk = {
  applyWatched(
    journey: { journeyId: JourneyId; customerId: CustomerId | null; flow: Flow },
    watched: { raised: readonly KeyedBreakpoint[]; updated: readonly KeyedBreakpoint[]; recovered: readonly RecoveredBreakpoint[] },
  ): void;
  restore(): Promise<void>;
  presenceChanged(specialistId: SpecialistId): Promise<void>;
  journeyChanged(journeyId: JourneyId): void;
  /** Sends `journey` events to `link` until the returned call. */
  watchJourney(journeyId: JourneyId, link: DeskLink): () => void;
  details(specialist: Specialist, alertId: AlertId): Promise<Reply<AlertDetails>>;
  pickUp(specialist: Specialist, alertId: AlertId): Promise<Reply<{ alert: Alert; helpSession: HelpSession }>>;
  snooze(specialist: Specialist, alertId: AlertId, until: number): Promise<Reply<{ alert: Alert }>>;
  wake(specialist: Specialist, alertId: AlertId): Promise<Reply<{ alert: Alert }>>;
  handOver(specialist: Specialist, alertId: AlertId, to: SpecialistId): Promise<Reply<{ alert: Alert }>>;
  giveToAssistant(specialist: Specialist, alertId: AlertId): Promise<Reply<{ alert: Alert }>>;
  read(alertId: AlertId): Promise<Alert | null>;
  /** The assistant hands back: nobody answered, or the customer asked for a person. Null when it does not have it. */
  handBack(journeyId: JourneyId, because: "unanswered" | "asked-for-person"): Promise<void>;
  answeredByAssistant(journeyId: JourneyId): Promise<void>;
  /** The help session is over: its alerts are closed. */
  release(helpSessionId: HelpSessionId): Promise<void>;
};

type AlertDeskOptions = {
  readonly db: Database;
  readonly content: Content;
  readonly releaseId: ReleaseId;
  readonly deskLog: DeskLog;
  readonly audit: Audit;
  readonly ledger: ContactLedger;
  readonly links: LiveLinks;
  readonly deadlines: Deadlines;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now: () => number;
  readonly presence: PresenceBook;
  readonly sessions: HelpSessions;
  readonly chat: ChatDesk;
  readonly guidance: Guidance;
  readonly card: (journeyId: JourneyId) => JourneyCard | null;
  /** People settled an alert: its breakpoint may be raised anew when the customer breaks there again. */
  readonly settled: (journeyId: JourneyId, key: string) => void;
};

export async function createAlertDesk(options: AlertDeskOptions): Promise<AlertDesk> {
  const { db, content, releaseId, deskLog, audit, ledger, deadlines, metrics, log, now, presence, sessions, chat, guidance, card } =
    options;
  const { contact: contactPolicy, routing } = content.policies;
  /** Keys whose alert is raised; a replay at start must not ask the store for each. */
  const raisedKeys = await readKeys(db);
  const watchers = new Map<JourneyId, Set<DeskLink>>();
  const lastCardAt = new Map<JourneyId, number>();

  const customerOf = (customerId: CustomerId | null | undefined): Customer | null =>
    content.customers.find((known) => known.id === customerId) ?? null;
  const specialistOf = (specialistId: SpecialistId) => content.specialists.find((known) => known.id === specialistId);
  const nameOf = (specialistId: SpecialistId) => specialistOf(specialistId)?.name ?? specialistId;

  function rosterOf(customer: Customer | null): Roster {
    const manager = customer?.managerId === undefined ? undefined : specialistOf(customer.managerId);
    return { ownManagerId: manager?.id, deputyId: manager?.deputyId, presenceOf: presence.of };
  }

  async function contactOf(customer: Customer | null, helpRequested: boolean, reader?: Trx): Promise<ContactDecision> {
    const contacts = customer === null ? [] : await ledger.of(customer, reader);
    return decideContact({
      customer,
      ledger: contacts,
      policy: contactPolicy,
      helpRequested,
      signedIn: customer !== null,
      contentEpoch: content.contentEpoch,
      now: now(),
    });
  }

  function refusal(error: AlertRefusal): { ok: false; error: ReturnType<typeof refuse>["error"] } {
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

  /** Arms what time alone will change of an alert: lease, snooze, the assistant's patience. */
  function arm(alert: Alert): void {
    const name = `alert:${alert.id}`;
    const dueAt =
      alert.state.status === "snoozed" ? alert.state.until : (transitions.assistantDeadline(alert, routing) ?? leaseDeadline(alert));
    if (dueAt === null) deadlines.clear(name);
    else deadlines.set(name, dueAt, () => void timePassed(alert.id));
  }

  async function timePassed(alertId: AlertId): Promise<void> {
    let gaveUp = false;
    const changed = await change(alertId, (alert) => {
      const deadline = transitions.assistantDeadline(alert, routing);
      gaveUp = deadline !== null && now() >= deadline;
      if (gaveUp) return transitions.handBack(alert, routing, now());
      return routeNext(transitions.wakeWhenDue(alert, routing, now()), rosterOf(customerOf(alert.customerId)), routing, now());
    });
    if (gaveUp && changed) await chat.assistantGivesUp(changed.alert);
  }

  function announce(write: (change: { kind: "alert"; alert: Alert }, readers: StoredAlert["readers"]) => void, stored: StoredAlert): void {
    write({ kind: "alert", alert: stored.alert }, stored.readers);
  }

  /** One transition on one alert in one transaction; the alert itself when nothing changed, null when there is none. */
  async function change(alertId: AlertId, transition: (alert: Alert) => Alert): Promise<StoredAlert | null> {
    const stored = await deskLog.commit(async (trx, write) => {
      const before = await readAlert(trx, alertId);
      if (!before) return null;
      const after = transition(before.alert);
      if (after === before.alert) return before;
      const saved = await replaceAlert(trx, before, after, readersOfAlert(after, customerOf(after.customerId)));
      if (saved) announce(write, saved);
      return saved;
    });
    if (stored) {
      arm(stored.alert);
      if (stored.alert.state.status === "resolved") options.settled(stored.alert.journeyId, stored.alert.key);
    }
    return stored;
  }

  /** As `change`, for a transition that may be refused; `also` runs in the same transaction when it was not. */
  async function act(
    alertId: AlertId,
    transition: (alert: Alert) => Result<Alert, AlertRefusal>,
    also?: (trx: Trx, alert: Alert) => Promise<void>,
  ): Promise<Reply<{ alert: Alert }>> {
    let refused: ReturnType<typeof refuse> | null = null;
    const stored = await deskLog.commit(async (trx, write) => {
      const before = await readAlert(trx, alertId);
      if (!before) {
        refused = refuse("no-such-alert");
        return null;
      }
      const after = transition(before.alert);
      if (!after.ok) {
        refused = refusal(after.error);
        return null;
      }
      if (after.value === before.alert) return before;
      const saved = await replaceAlert(trx, before, after.value, readersOfAlert(after.value, customerOf(after.value.customerId)));
      if (!saved) {
        refused = refuse("stale-revision");
        return null;
      }
      await also?.(trx, saved.alert);
      announce(write, saved);
      return saved;
    });
    if (refused) return refused;
    if (!stored) return refuse("no-such-alert");
    arm(stored.alert);
    return { ok: true, value: { alert: stored.alert } };
  }

  async function raise(entry: KeyedBreakpoint, flow: Flow, customerId: CustomerId | null): Promise<void> {
    const { breakpoint, key } = entry;
    const customer = customerOf(customerId);
    const stored = await deskLog.commit(async (trx, write) => {
      const contact = await contactOf(customer, breakpoint.kind === "help-requested", trx);
      const fresh: transitions.NewAlert = {
        id: alertIdSchema.parse(`bp-${randomUUID()}`),
        key,
        breakpoint,
        flowId: flow.id,
        customer: customer === null ? undefined : { id: customer.id, maskedName: customer.maskedName },
        contact,
        releaseId,
      };
      let alert = transitions.raiseAlert(fresh, rosterOf(customer), routing, now());
      const helping = sessions.underWay(breakpoint.journeyId);
      if (now() - breakpoint.detectedAt > LATE_MS) alert = { ...alert, state: { status: "resolved", at: now(), because: "expired" } };
      else if (helping)
        alert = { ...alert, state: { status: "picked-up", by: helping.specialistId, at: now(), helpSessionId: helping.id } };
      const readers = readersOfAlert(alert, customer);
      if (!(await insertAlert(trx, alert, readers))) return null;
      const saved = { alert, readers };
      if (alert.state.status !== "resolved") announce(write, saved);
      return saved;
    });
    if (!stored) return;
    arm(stored.alert);
    if (stored.alert.state.status === "resolved") options.settled(stored.alert.journeyId, key);
    metrics.alertsRaised.inc({ kind: breakpoint.kind });
    metrics.dueToRaised.observe(Math.max(0, now() - breakpoint.detectedAt));
    log("info", "dispatch", "an alert was raised", { kind: breakpoint.kind, audience: stored.alert.audience.kind });
  }

  async function changeByKey(key: string, transition: (alert: Alert) => Alert): Promise<void> {
    const known = await readAlertByKey(db, key);
    if (known) await change(known.alert.id, transition);
  }

  const grow = (breakpoint: Breakpoint) => (alert: Alert) =>
    alert.breakpoint.count === breakpoint.count && alert.breakpoint.severity === breakpoint.severity
      ? alert
      : transitions.growBreakpoint(alert, breakpoint);

  /** Effects of one journey in the order they were found, whatever each of them waits for. */
  let turn: Promise<void> = Promise.resolve();
  function inTurn(work: () => Promise<void>): void {
    turn = turn.then(work).catch((fault: unknown) => log("error", "bug", "an effect of the watch failed", { fault: String(fault) }));
  }

  async function assistantAlert(journeyId: JourneyId): Promise<StoredAlert | undefined> {
    return (await readUnresolved(db, journeyId)).find((stored) => stored.alert.state.status === "with-assistant");
  }

  function journeyChanged(journeyId: JourneyId): void {
    const links = watchers.get(journeyId);
    if (!links || links.size === 0) return;
    const at = now();
    const waitMs = CARD_EVERY_MS - (at - (lastCardAt.get(journeyId) ?? 0));
    if (waitMs > 0) {
      deadlines.set(`card:${journeyId}`, at + waitMs, () => journeyChanged(journeyId));
      return;
    }
    lastCardAt.set(journeyId, at);
    const shown = card(journeyId);
    if (shown) for (const link of links) link.emit("journey", shown);
  }

  return {
    applyWatched({ customerId, flow }, { raised, updated, recovered }) {
      for (const entry of raised) {
        if (raisedKeys.has(entry.key)) continue;
        raisedKeys.set(entry.key, "open");
        inTurn(() => raise(entry, flow, customerId));
      }
      for (const entry of updated) {
        if (raisedKeys.get(entry.key) !== "resolved") inTurn(() => changeByKey(entry.key, grow(entry.breakpoint)));
      }
      for (const entry of recovered) {
        if (raisedKeys.get(entry.key) === "resolved") continue;
        raisedKeys.set(entry.key, "resolved");
        inTurn(() => changeByKey(entry.key, (alert) => transitions.autoResolve(alert, entry.because, now())));
      }
    },
    async restore() {
      await turn;
      for (const { alert } of await readUnresolved(db)) arm(alert);
    },
    async presenceChanged(specialistId) {
      for (const { alert } of await readUnresolved(db)) {
        if (alert.audience.kind === "person" && alert.audience.specialistId === specialistId) {
          await change(alert.id, (current) => routeNext(current, rosterOf(customerOf(current.customerId)), routing, now()));
        }
      }
    },
    journeyChanged,
    watchJourney(journeyId, link) {
      const links = watchers.get(journeyId) ?? new Set<DeskLink>();
      watchers.set(journeyId, links);
      links.add(link);
      return () => {
        links.delete(link);
        if (links.size > 0) return;
        watchers.delete(journeyId);
        lastCardAt.delete(journeyId);
      };
    },
    async details(specialist, alertId) {
      const stored = await readAlert(db, alertId);
      if (!stored) return refuse("no-such-alert");
      const { alert } = stored;
      if (!mayRead(stored.readers, tokensOf(specialist))) return refuse("not-offered-to-you", { offeredTo: "" });
      const journey = card(alert.journeyId);
      const flow = content.flows.find((known) => known.id === alert.flowId);
      if (!journey || !flow) return refuse("no-such-journey");
      const customer = customerOf(alert.customerId);
      return {
        ok: true,
        value: {
          alertId,
          journey,
          customer: customer === null ? null : customerCard(customer, content),
          typical: await typicalTimes(
            db,
            flow.id,
            flow.steps.map((step) => step.id),
          ),
          contacts: customer === null ? [] : await ledger.of(customer),
          contact:
            alert.state.status === "resolved" ? alert.contact : await contactOf(customer, alert.breakpoint.kind === "help-requested"),
          points: guidance.forAlert(alert),
        },
      };
    },
    async pickUp(specialist, alertId) {
      const known = await readAlert(db, alertId);
      if (!known) return refuse("no-such-alert");
      const may = mayAct(known.alert, specialist);
      const isMineAlready = known.alert.state.status === "picked-up" && known.alert.state.by === specialist.id;
      if (!may.ok && !isMineAlready) {
        metrics.pickups.inc({ result: may.error.kind });
        return refusal(may.error);
      }
      const contact = await contactOf(customerOf(known.alert.customerId), known.alert.breakpoint.kind === "help-requested");
      if (!contact.allowed && !isMineAlready) {
        metrics.pickups.inc({ result: "contact-refused" });
        const refusing = contact.rules.find((rule) => rule.verdict === "refuses");
        return refuse("contact-refused", { rule: refusing?.id ?? "", ...(contact.until === undefined ? {} : { until: contact.until }) });
      }
      const helpSessionId = helpSessionIdSchema.parse(`hs-${randomUUID()}`);
      let begun: HelpSession | null = null;
      const picked = await act(
        alertId,
        (alert) => transitions.pickUp(alert, specialist, helpSessionId, now()),
        async (trx, alert) => {
          begun = await sessions.begin(trx, alert, specialist, helpSessionId);
          await audit.write(trx, {
            actor: specialist.id,
            action: "alert-picked-up",
            subject: helpSessionId,
            detail: { alertId, kind: alert.breakpoint.kind },
          });
        },
      );
      metrics.pickups.inc({ result: picked.ok ? "won" : picked.error.code });
      if (!picked.ok) return picked;
      const { alert } = picked.value;
      if (begun) {
        await sessions.invite(begun);
        for (const other of await readUnresolved(db, alert.journeyId)) {
          if (other.alert.id !== alertId && mayAct(other.alert, specialist).ok) {
            await act(other.alert.id, (current) => transitions.pickUp(current, specialist, helpSessionId, now()));
          }
        }
      }
      const helpSession = alert.state.status === "picked-up" ? await sessions.read(alert.state.helpSessionId) : null;
      return helpSession ? { ok: true, value: { alert, helpSession } } : refuse("no-such-help-session");
    },
    async snooze(specialist, alertId, until) {
      if (until <= now()) return refuse("invalid-input", { path: "until" });
      return act(alertId, (alert) => transitions.snooze(alert, specialist, until));
    },
    wake: (specialist, alertId) => act(alertId, (alert) => transitions.wake(alert, specialist, routing, now())),
    async handOver(specialist, alertId, to) {
      const colleague = specialistOf(to);
      if (!colleague) return refuse("no-such-specialist");
      return act(alertId, (alert) => transitions.handOver(alert, specialist, colleague, routing, now()));
    },
    async giveToAssistant(specialist, alertId) {
      const known = await readAlert(db, alertId);
      if (!known) return refuse("no-such-alert");
      const customer = customerOf(known.alert.customerId);
      const contact = await contactOf(customer, known.alert.breakpoint.kind === "help-requested");
      if (!contact.allowed) {
        const refusing = contact.rules.find((rule) => rule.verdict === "refuses");
        return refuse("contact-refused", { rule: refusing?.id ?? "", ...(contact.until === undefined ? {} : { until: contact.until }) });
      }
      const given = await act(alertId, (alert) => transitions.giveToAssistant(alert, specialist, now()));
      if (given.ok && given.value.alert.state.status === "with-assistant") await chat.assistantBegins(given.value.alert);
      return given;
    },
    async read(alertId) {
      return (await readAlert(db, alertId))?.alert ?? null;
    },
    async handBack(journeyId) {
      const stored = await assistantAlert(journeyId);
      if (stored) await change(stored.alert.id, (alert) => transitions.handBack(alert, routing, now()));
    },
    async answeredByAssistant(journeyId) {
      const stored = await assistantAlert(journeyId);
      if (stored) await change(stored.alert.id, (alert) => transitions.autoResolve(alert, "assistant-answered", now()));
    },
    async release(helpSessionId) {
      const rows = await readUnresolved(db);
      for (const { alert } of rows) {
        if (alert.state.status === "picked-up" && alert.state.helpSessionId === helpSessionId) {
          await change(alert.id, (current) => transitions.release(current, helpSessionId, now()));
        }
      }
    },
  };
}
