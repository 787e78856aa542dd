/**
 * What can happen to an alert, as pure functions (docs/spec/PICKUP.md). Each returns the alert after it, or why not.
 *
 * Atomicity is the store's: it applies one transition to the alert it holds, never to a copy somebody sent. Whom the alert is offered
 * to is `routing.ts`, who may act `eligibility.ts`, lanes and order `lanes.ts`.
 */
import { err, ok, type Result } from "#shared/lib/result.ts";
import type { Alert, AlertState, Audience } from "#shared/model/alert.ts";
import type { Breakpoint } from "#shared/model/breakpoint.ts";
import type { ContactDecision } from "#shared/model/contact.ts";
import type { AlertId, CustomerId, FlowId, HelpSessionId, ReleaseId, SpecialistId } from "#shared/model/ids.ts";
import type { AlertNeed } from "#shared/model/need-score.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { RoutingPolicy } from "#shared/model/policy.ts";
import type { WaitReason } from "../score/budget.ts";
import { type Acting, type AlertRefusal, mayAct, serves } from "./eligibility.ts";
import { firstAudience, offerTo, type Roster } from "./routing.ts";

type Changed = Result<Alert, AlertRefusal>;

function become(alert: Alert, state: AlertState, audience: Audience = alert.audience): Alert {
  const revision = alert.revision + 1;
  const isOffered = alert.state.status === "waiting" && state.status === "open";
  return { ...alert, state, audience, ...(isOffered ? { offeredAtRevision: revision } : {}), revision };
}

export type NewAlert = {
  readonly id: AlertId;
  /** From `watchJourney`: the key under which the breakpoint stands. */
  readonly key: string;
  readonly breakpoint: Breakpoint;
  readonly flowId: FlowId;
  readonly customer?: { readonly id: CustomerId; readonly maskedName: string } | undefined;
  readonly contact: ContactDecision;
  readonly need?: AlertNeed;
  readonly releaseId: ReleaseId;
};

/** A breakpoint becomes an alert, offered at once to the first who can be reached. */
export function raiseAlert(fresh: NewAlert, roster: Roster, policy: RoutingPolicy, now: number): Alert {
  const { customer, ...rest } = fresh;
  return {
    ...rest,
    journeyId: fresh.breakpoint.journeyId,
    stepId: fresh.breakpoint.stepId,
    ...(customer === undefined ? {} : { customerId: customer.id, maskedName: customer.maskedName }),
    ...(customer === undefined || roster.ownManagerId === undefined ? {} : { ownManagerId: roster.ownManagerId }),
    raisedAt: now,
    audience: customer === undefined ? { kind: "pool" } : firstAudience(roster, policy, now),
    state: { status: "open" },
    revision: 1,
  };
}

type Waiting = Extract<AlertState, { status: "waiting" }>;

function waitingState(because: WaitReason, since: number): Waiting {
  const { kind, perHour, freeAt } = because;
  return { status: "waiting", since, because: kind, perHour, ahead: because.kind === "others-first" ? because.ahead : 0, freeAt };
}

/** Beyond the budget: a new alert that is offered to nobody yet. */
export function waitForBudget(fresh: Alert, because: WaitReason, now: number): Alert {
  return { ...fresh, state: waitingState(because, now) };
}

/** Still beyond the budget, for another reason or until another instant. Anything but a waiting alert stays as it is. */
export function waitOn(alert: Alert, because: WaitReason): Alert {
  return alert.state.status === "waiting" ? become(alert, waitingState(because, alert.state.since)) : alert;
}

/** A place came free: offered like a new one, from `now` on. Anything but a waiting alert stays as it is. */
export function offerFromBudget(
  alert: Alert,
  audience: Audience,
  budget: NonNullable<Alert["budget"]>,
  isLate: boolean,
  now: number,
): Alert {
  if (alert.state.status !== "waiting") return alert;
  return { ...become(alert, { status: "open" }, audience), raisedAt: now, budget, ...(isLate ? { late: true } : {}) };
}

/** Refuses a command made on an older sight of the alert; commands that hold whatever changed since need not ask. */
export function atRevision(alert: Alert, revision: number): Changed {
  return alert.revision === revision ? ok(alert) : err({ kind: "stale-revision", revision: alert.revision });
}

/** 接手: the first eligible specialist gets it, everyone after is told who has it. The same specialist again gets the same alert. */
export function pickUp(alert: Alert, specialist: Acting, helpSessionId: HelpSessionId, now: number): Changed {
  if (alert.state.status === "picked-up" && alert.state.by === specialist.id) return ok(alert);
  const may = mayAct(alert, specialist);
  return may.ok ? ok(become(alert, { status: "picked-up", by: specialist.id, at: now, helpSessionId })) : may;
}

/** 稍后提醒: put off until an instant; the lease stands still meanwhile. */
export function snooze(alert: Alert, specialist: Acting, until: number): Changed {
  const may = mayAct(alert, specialist);
  return may.ok ? ok(become(alert, { status: "snoozed", by: specialist.id, until })) : may;
}

/** Offered anew to who put it off or gave it away, with a whole lease; in the pool it stays in the pool. */
function offerAgain(alert: Alert, by: SpecialistId, policy: RoutingPolicy, now: number): Alert {
  const { audience } = alert;
  if (by === alert.ownManagerId) return become(alert, { status: "open" }, offerTo(by, "own-manager", policy, now));
  if (audience.kind === "pool") return become(alert, { status: "open" });
  return become(alert, { status: "open" }, offerTo(audience.specialistId, audience.as, policy, now));
}

/** A snooze that has run out; before that, and in any other state, the alert itself. */
export function wakeWhenDue(alert: Alert, policy: RoutingPolicy, now: number): Alert {
  return alert.state.status === "snoozed" && now >= alert.state.until ? offerAgain(alert, alert.state.by, policy, now) : alert;
}

/** Somebody ends the snooze early, or takes it back from the assistant. An open alert stays as it is. */
export function wake(alert: Alert, specialist: Acting, policy: RoutingPolicy, now: number): Changed {
  const may = mayAct(alert, specialist);
  if (!may.ok || alert.state.status === "open") return may;
  return ok(offerAgain(alert, specialist.id, policy, now));
}

/** 转交: to a colleague by name, who has a lease like everyone. Only somebody who serves can be named. */
export function handOver(alert: Alert, from: Acting, to: Pick<Specialist, "id" | "role">, policy: RoutingPolicy, now: number): Changed {
  const may = mayAct(alert, from);
  if (!may.ok) return may;
  if (!serves(to) || to.id === from.id) return err({ kind: "no-such-specialist" });
  return ok(become(alert, { status: "open" }, offerTo(to.id, to.id === alert.ownManagerId ? "own-manager" : "handed-over", policy, now)));
}

/** 让 AI 先跟进: the assistant answers in the app; the alert waits meanwhile. */
export function giveToAssistant(alert: Alert, specialist: Acting, now: number): Changed {
  const may = mayAct(alert, specialist);
  if (!may.ok) return may;
  if (alert.state.status === "with-assistant") return may;
  return ok(become(alert, { status: "with-assistant", by: specialist.id, since: now }));
}

/** When the assistant gives up waiting for the customer, hub clock; `null` while it does not have the alert. */
export function assistantDeadline(alert: Alert, policy: RoutingPolicy): number | null {
  return alert.state.status === "with-assistant" ? alert.state.since + policy.assistantPatienceMs : null;
}

/** The assistant hands back (nobody answered, or the customer wants a person): raised again. In any other state the alert itself. */
export function handBack(alert: Alert, policy: RoutingPolicy, now: number): Alert {
  return alert.state.status === "with-assistant" ? offerAgain(alert, alert.state.by, policy, now) : alert;
}

/**
 * Closes an alert nobody has picked up: the customer moved on or finished, the assistant answered it, it expired.
 * One that is picked up stays: its help session decides (`release`). A closed one stays as it is.
 */
export function autoResolve(alert: Alert, because: "moved-on" | "finished" | "assistant-answered" | "expired", now: number): Alert {
  if (alert.state.status === "resolved" || alert.state.status === "picked-up") return alert;
  return become(alert, { status: "resolved", at: now, because });
}

/** The help session of a picked-up alert ended, whatever its outcome. In any other state the alert itself. */
export function release(alert: Alert, helpSessionId: HelpSessionId, now: number): Alert {
  if (alert.state.status !== "picked-up" || alert.state.helpSessionId !== helpSessionId) return alert;
  return become(alert, { status: "resolved", at: now, because: "session-ended" });
}

/** The breakpoint grew (count or severity) under the same key. A closed alert stays as it is. */
export function growBreakpoint(alert: Alert, breakpoint: Breakpoint): Alert {
  if (alert.state.status === "resolved") return alert;
  return { ...alert, breakpoint, revision: alert.revision + 1 };
}

/** The score was reckoned anew. One that somebody has in hand, or that is over, keeps the one it had. */
export function withNeed(alert: Alert, need: AlertNeed): Alert {
  if (alert.state.status === "resolved" || alert.state.status === "picked-up") return alert;
  return { ...alert, need, revision: alert.revision + 1 };
}

/** The contact decision was made anew: quiet hours began or ended, somebody else made contact. */
export function withContact(alert: Alert, contact: ContactDecision): Alert {
  if (alert.state.status === "resolved") return alert;
  return { ...alert, contact, revision: alert.revision + 1 };
}
