/**
 * The alert desk: raises alerts from breakpoints, routes them, and carries out what specialists do with them.
 *
 * Owns use cases and who is asked; what may happen to an alert is `shared/domain/alert`, whether a customer may be contacted
 * `shared/domain/contact`, how a change is kept `alert-book.ts`, what a desk is shown `alert-details.ts`, a pickup `pick-up.ts`.
 */
import { randomUUID } from "node:crypto";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { askedFirst, mayAct } from "#shared/domain/alert/eligibility.ts";
import { firstAudience } from "#shared/domain/alert/routing.ts";
import * as transitions from "#shared/domain/alert/transitions.ts";
import type { RecoveredBreakpoint } from "#shared/domain/breakpoint/run-watch.ts";
import type { KeyedBreakpoint } from "#shared/domain/breakpoint/watch-state.ts";
import { HOUR_MS, MINUTE_MS } from "#shared/lib/duration.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { Breakpoint } from "#shared/model/breakpoint.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { AlertId, CustomerId, HelpSessionId, JourneyId, ReleaseId, SpecialistId } from "#shared/model/ids.ts";
import { alertIdSchema } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { AlertDetails } from "#shared/model/views.ts";
import type { DeskLink } from "../bus/live-links.ts";
import { addressee, contactRefused } from "../decide/contact-office.ts";
import type { ContactPermit } from "../decide/contact-permits.ts";
import type { NeedScores } from "../decide/need-scores.ts";
import type { ChatDesk } from "../help-session/chat-desk.ts";
import type { Log } from "../platform/log.ts";
import type { AlertBookParts } from "./alert-book.ts";
import { createAlertBook } from "./alert-book.ts";
import { createAlertBudget } from "./alert-budget.ts";
import type { AlertDetailsParts } from "./alert-details.ts";
import { createAlertDetails } from "./alert-details.ts";
import type { StoredAlert } from "./alert-store.ts";
import { insertAlert, readAlert, readKeys, readRaisedSince, readUnresolved } from "./alert-store.ts";
import type { Commit } from "./desk-log.ts";
import { createEffectQueue } from "./effect-queue.ts";
import { createJourneyWatchers } from "./journey-watchers.ts";
import { createNeedRefresh } from "./need-refresh.ts";
import type { PickUpParts } from "./pick-up.ts";
import { attach, createPickUp } from "./pick-up.ts";
import { readersOfAlert } from "./readers.ts";

/** A breakpoint found later than this after the fact disturbs nobody: it is kept for history as expired. */
const LATE_MS = 10 * MINUTE_MS;

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
  /** The customer wrote to the assistant: it does not give up on them yet. */
  heardFromCustomer(journeyId: JourneyId): Promise<void>;
  /** The customer asked for a person: what the assistant has, or somebody put off, is offered again. False when no alert of theirs is open. */
  handBack(journeyId: JourneyId): Promise<boolean>;
  answeredByAssistant(journeyId: JourneyId): Promise<void>;
  /** The help session is over: its alerts are closed. */
  release(helpSessionId: HelpSessionId): Promise<void>;
  /** Resolves when every effect of the watch handed in so far has been carried out. */
  idle(): Promise<void>;
  held(): { readonly watchers: number; readonly heard: number; readonly scored: number; readonly waiting: number };
};

type AlertDeskOptions = Omit<AlertBookParts, "assistantGaveUp" | "followed"> &
  AlertDetailsParts &
  PickUpParts & {
    readonly releaseId: ReleaseId;
    readonly log: Log;
    readonly chat: ChatDesk;
    readonly scores: NeedScores;
    /** Whether the customer has closed the page of this journey. */
    readonly hasLeft: (journeyId: JourneyId) => boolean;
  };

export async function createAlertDesk(options: AlertDeskOptions): Promise<AlertDesk> {
  const { db, content, releaseId, deskLog, contacts, deadlines, background, metrics, log, now, sessions, chat, card, scores } = options;
  const { routing } = content.policies;
  const refresh = createNeedRefresh({
    scores,
    deadlines,
    now,
    tell: (alertId, need) => background.run("need-score", () => book.change(alertId, (alert) => transitions.withNeed(alert, need))),
  });
  const book = createAlertBook({
    ...options,
    assistantGaveUp: (alert) => chat.assistantGivesUp(alert),
    followed(alert) {
      refresh.follow(alert);
      budget.follow(alert);
    },
  });
  const budget = createAlertBudget({
    policy: content.policies.budget,
    routing,
    rosterOf: (alert) => book.rosterOf(book.customerOf(alert.customerId)),
    hasLeft: options.hasLeft,
    deadlines,
    now,
    due: () => effects.add(reconsiderBudget),
  });
  const watchers = createJourneyWatchers(deadlines, now, card);
  /** Keys whose alert is raised; a replay at start must not ask the store for each. */
  const raisedKeys = await readKeys(db);

  async function raise({ breakpoint, key }: KeyedBreakpoint, flow: Flow, customerId: CustomerId | null, commit: Commit): Promise<void> {
    const customer = book.customerOf(customerId);
    const isLate = now() - breakpoint.detectedAt > LATE_MS;
    const stored = await commit(async (trx, write): Promise<StoredAlert | null> => {
      const contact = await contacts.decide(customer, askedFirst({ breakpoint }), trx);
      const need = scores.scoreOf(breakpoint.journeyId);
      const fresh: transitions.NewAlert = {
        id: alertIdSchema.parse(`bp-${randomUUID()}`),
        key,
        breakpoint,
        flowId: flow.id,
        customer: customer === null ? undefined : { id: customer.id, maskedName: customer.maskedName },
        contact,
        ...(need === null ? {} : { need }),
        releaseId,
      };
      let alert = transitions.raiseAlert(fresh, book.rosterOf(customer), routing, now());
      const helping = sessions.underWay(breakpoint.journeyId);
      if (isLate) alert = { ...alert, raisedAt: breakpoint.detectedAt, state: { status: "resolved", at: now(), because: "expired" } };
      else if (helping) alert = { ...attach(alert, helping, now()), revision: 1, audience: ofHolder(helping, alert) };
      else alert = budgeted(alert);
      const readers = readersOfAlert(alert, customer);
      if (!(await insertAlert(trx, alert, readers))) return null;
      if (!isLate) write({ kind: "alert", alert }, readers);
      return { alert, readers };
    });
    if (!stored) return;
    book.follow(null, stored.alert);
    metrics.alertsRaised.inc({ kind: breakpoint.kind });
    if (isLate) return;
    if (stored.alert.state.status === "waiting") {
      log("info", "dispatch", "an alert waits for the budget", { kind: breakpoint.kind, audience: stored.alert.audience.kind });
      return;
    }
    metrics.dueToRaised.observe(Math.max(0, now() - breakpoint.detectedAt));
    log("info", "dispatch", "an alert was raised", { kind: breakpoint.kind, audience: stored.alert.audience.kind });
  }

  /** A new alert under its desk's budget: offered, or waiting. */
  function budgeted(fresh: Alert): Alert {
    const { desk, perHour, wait, isLate } = budget.weigh(fresh);
    const takesPlace = wait === null && !askedFirst(fresh);
    const alert: Alert = { ...fresh, budget: { desk, perHour, takesPlace }, ...(isLate ? { late: true } : {}) };
    return wait === null ? alert : transitions.waitForBudget(alert, wait, now());
  }

  async function reconsiderBudget(commit: Commit): Promise<void> {
    const { offer, wait } = budget.reconsider();
    for (const { id, audience, weighed } of offer) {
      const { desk, perHour, isLate } = weighed;
      const offered = (alert: Alert) => transitions.offerFromBudget(alert, audience, { desk, perHour, takesPlace: true }, isLate, now());
      await book.change(id, offered, commit);
    }
    for (const { id, because } of wait) await book.change(id, (alert) => transitions.waitOn(alert, because), commit);
  }

  /** So that an alert born inside a help session is shown to who holds it, and not to the pool as well. */
  const ofHolder = (helping: HelpSession, alert: Alert): Alert["audience"] => ({
    kind: "person",
    specialistId: helping.specialistId,
    as: alert.ownManagerId === helping.specialistId ? "own-manager" : "handed-over",
    leaseUntil: now(),
  });

  /** Never back to less: a replay after a restart passes through what the alert has outgrown long since. */
  const grow = (breakpoint: Breakpoint) => (alert: Alert) =>
    breakpoint.count > alert.breakpoint.count || (alert.breakpoint.severity === "watch" && breakpoint.severity === "urgent")
      ? transitions.growBreakpoint(alert, breakpoint)
      : alert;

  /** Effects of one journey in the order they were found, whatever each of them waits for. */
  const effects = createEffectQueue(deskLog, log);

  function askedForPerson(alert: Alert): Alert {
    if (alert.state.status === "with-assistant") return book.moveOn(transitions.handBack(alert, routing, now()));
    if (alert.state.status === "waiting") {
      const { desk, perHour } = budget.weigh(alert);
      const { customerId } = alert;
      const audience =
        customerId === undefined ? ({ kind: "pool" } as const) : firstAudience(book.rosterOf(book.customerOf(customerId)), routing, now());
      return transitions.offerFromBudget(alert, audience, { desk, perHour, takesPlace: false }, false, now());
    }
    const by = alert.state.status === "snoozed" ? book.specialistOf(alert.state.by) : undefined;
    const woken = by === undefined ? null : transitions.wake(alert, by, routing, now());
    return woken?.ok ? book.moveOn(woken.value) : alert;
  }

  async function assistantAlert(journeyId: JourneyId): Promise<Alert | undefined> {
    return (await readUnresolved(db, journeyId)).find((stored) => stored.alert.state.status === "with-assistant")?.alert;
  }

  return {
    applyWatched({ customerId, flow }, { raised, updated, recovered }) {
      for (const entry of raised) {
        if (raisedKeys.has(entry.key)) continue;
        raisedKeys.set(entry.key, "open");
        effects.add((commit) => raise(entry, flow, customerId, commit));
      }
      for (const entry of updated) {
        if (raisedKeys.get(entry.key) !== "resolved")
          effects.add((commit) => book.change({ key: entry.key }, grow(entry.breakpoint), commit));
      }
      for (const entry of recovered) {
        if (raisedKeys.get(entry.key) === "resolved") continue;
        raisedKeys.set(entry.key, "resolved");
        effects.add((commit) => book.change({ key: entry.key }, (alert) => transitions.autoResolve(alert, entry.because, now()), commit));
      }
    },
    async restore() {
      await effects.idle();
      for (const alert of await readRaisedSince(db, now() - HOUR_MS)) budget.follow(alert);
      await book.restore();
      if (budget.waiting > 0) effects.add(reconsiderBudget);
    },
    async presenceChanged(specialistId) {
      if (budget.waiting > 0) effects.add(reconsiderBudget);
      for (const { alert } of await readUnresolved(db)) {
        if (alert.audience.kind === "person" && alert.audience.specialistId === specialistId) await book.change(alert.id, book.moveOn);
      }
    },
    journeyChanged(journeyId) {
      watchers.changed(journeyId);
      refresh.changed(journeyId);
      budget.changed(journeyId);
    },
    watchJourney: watchers.watch,
    details: createAlertDetails(options, book.customerOf),
    pickUp: createPickUp(options, book),
    async snooze(specialist, alertId, until) {
      if (until <= now()) return refuse("invalid-input", { path: "until" });
      return book.act(alertId, (alert) => book.coded(transitions.snooze(alert, specialist, until)));
    },
    wake: (specialist, alertId) => book.act(alertId, (alert) => book.coded(transitions.wake(alert, specialist, routing, now()))),
    async handOver(specialist, alertId, to) {
      const colleague = book.specialistOf(to);
      if (!colleague) return refuse("no-such-specialist");
      return book.act(alertId, (alert) => {
        const handed = book.coded(transitions.handOver(alert, specialist, colleague, routing, now()));
        // A colleague who is away does not hold it up for a lease.
        return handed.ok ? { ok: true, value: book.moveOn(handed.value) } : handed;
      });
    },
    async giveToAssistant(specialist, alertId) {
      let permit: ContactPermit | null = null;
      const given = await book.act(alertId, async (alert, trx) => {
        const may = mayAct(alert, specialist);
        if (!may.ok) return book.refusalOf(may.error);
        const contact = await contacts.decide(book.customerOf(alert.customerId), askedFirst(alert), trx);
        if (!contact.allowed) return contactRefused(contact);
        const handed = book.coded(transitions.giveToAssistant(alert, specialist, now()));
        if (handed.ok && handed.value !== alert)
          permit = await contacts.permit(addressee(alert.customerId, alert.journeyId), "assistant", alert.id);
        return handed;
      });
      if (given.ok && permit !== null) await chat.assistantBegins(given.value.alert, permit);
      return given;
    },
    async read(alertId) {
      return (await readAlert(db, alertId))?.alert ?? null;
    },
    async heardFromCustomer(journeyId) {
      const alert = await assistantAlert(journeyId);
      if (alert) book.heard(alert);
    },
    async handBack(journeyId) {
      const waiting = await readUnresolved(db, journeyId);
      for (const { alert } of waiting) await book.change(alert.id, askedForPerson);
      return waiting.length > 0;
    },
    async answeredByAssistant(journeyId) {
      const alert = await assistantAlert(journeyId);
      if (alert) await book.change(alert.id, (current) => transitions.autoResolve(current, "assistant-answered", now()));
    },
    async release(helpSessionId) {
      for (const { alert } of await readUnresolved(db)) {
        if (alert.state.status === "picked-up" && alert.state.helpSessionId === helpSessionId) {
          await book.change(alert.id, (current) => transitions.release(current, helpSessionId, now()));
        }
      }
    },
    idle: effects.idle,
    held: () => ({ watchers: watchers.size, heard: book.heardSize, scored: refresh.size, waiting: budget.waiting }),
  };
}
