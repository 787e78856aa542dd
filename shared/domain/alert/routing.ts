/**
 * Where an alert goes: own manager → deputy → pool, by presence and lease (docs/spec/ROUTE.md).
 *
 * Owns the choice of the audience and when it is due to change. Timers and presence themselves are the hub's.
 */
import type { Alert, Audience } from "#shared/model/alert.ts";
import type { SpecialistId } from "#shared/model/ids.ts";
import type { Presence } from "#shared/model/person.ts";
import type { RoutingPolicy } from "#shared/model/policy.ts";

/** Whom an alert may be routed to: what the hub knows of the customer's manager at this moment. */
export type Roster = {
  readonly ownManagerId?: SpecialistId | undefined;
  readonly deputyId?: SpecialistId | undefined;
  readonly presenceOf: (specialistId: SpecialistId) => Presence;
};

type Level = "own-manager" | "deputy";

/** `busy` is still asked: they see it and may decline by letting the lease run out. `away` and `offline` are skipped at once. */
export function isReachable(presence: Presence): boolean {
  return presence === "online" || presence === "busy";
}

export function offerTo(specialistId: SpecialistId, as: Level | "handed-over", policy: RoutingPolicy, now: number): Audience {
  return { kind: "person", specialistId, as, leaseUntil: now + policy.leaseMs };
}

/** The first reachable level after `after`, else the pool. */
function nextAudience(after: Level | null, roster: Roster, policy: RoutingPolicy, now: number): Audience {
  const { ownManagerId, deputyId, presenceOf } = roster;
  if (after === null && ownManagerId !== undefined && isReachable(presenceOf(ownManagerId)))
    return offerTo(ownManagerId, "own-manager", policy, now);
  const deputyFits = deputyId !== undefined && deputyId !== ownManagerId;
  if (after !== "deputy" && deputyFits && isReachable(presenceOf(deputyId))) return offerTo(deputyId, "deputy", policy, now);
  return { kind: "pool" };
}

/** Who is offered a new alert. A customer who is not signed in has no manager: the pool. */
export function firstAudience(roster: Roster, policy: RoutingPolicy, now: number): Audience {
  return nextAudience(null, roster, policy, now);
}

/** When `routeNext` is due although nobody's presence changes, hub clock; `null` in the pool and while it is not open. */
export function leaseDeadline(alert: Alert): number | null {
  return alert.state.status === "open" && alert.audience.kind === "person" ? alert.audience.leaseUntil : null;
}

/** Whether the person it is offered to is gone, or their lease has run out. */
export function isDueToMove(alert: Alert, roster: Pick<Roster, "presenceOf">, now: number): boolean {
  if (alert.state.status !== "open" || alert.audience.kind === "pool") return false;
  return now >= alert.audience.leaseUntil || !isReachable(roster.presenceOf(alert.audience.specialistId));
}

/**
 * The alert offered to the next level when it is due to move, else the alert itself (the same object).
 *
 * Call at `leaseDeadline` and whenever the presence of the person it is offered to changes. What was handed over to somebody by name
 * goes to the pool next.
 */
export function routeNext(alert: Alert, roster: Roster, policy: RoutingPolicy, now: number): Alert {
  if (alert.audience.kind === "pool" || !isDueToMove(alert, roster, now)) return alert;
  const { as } = alert.audience;
  const audience: Audience = as === "handed-over" ? { kind: "pool" } : nextAudience(as, roster, policy, now);
  return { ...alert, audience, revision: alert.revision + 1 };
}
