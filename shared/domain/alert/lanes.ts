/**
 * Lanes of the 断点 screen and the order within them (docs/spec/PICKUP.md). Pure views on a list of alerts, run by hub and desk alike.
 */
import type { Alert } from "#shared/model/alert.ts";
import type { Specialist } from "#shared/model/person.ts";
import { askedFirst } from "./eligibility.ts";

export type Lane = "mine" | "pool" | "snoozed" | "waiting";

/**
 * The order in which alerts want attention: urgent before watch, the customer's own call before what was noticed, the longest
 * waiting first; the id decides last, so that the order never flickers. Negative when `a` comes first.
 */
export function byPriority(a: Alert, b: Alert): number {
  const urgency = (alert: Alert) => (alert.breakpoint.severity === "urgent" ? 0 : 1);
  const asked = (alert: Alert) => (askedFirst(alert) ? 0 : 1);
  return (
    urgency(a) - urgency(b) ||
    asked(a) - asked(b) ||
    a.breakpoint.sinceAt - b.breakpoint.sinceAt ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/**
 * The one lane an alert has on this specialist's screen, or none.
 *
 * `mine`: my own customers, what is offered to me or what I hold; `pool`: offered to every agent; `snoozed`: what I put off; `waiting`: beyond
 * the hour's budget of mine or of the pool, apart from all others.
 * What a colleague put off or gave to the assistant shows to its own manager only; what is over shows to nobody.
 */
export function laneOf(specialist: Pick<Specialist, "id">, alert: Alert): Lane | null {
  const { state, audience } = alert;
  if (state.status === "resolved") return null;
  if (state.status === "waiting")
    return audience.kind === "pool" || audience.specialistId === specialist.id || alert.ownManagerId === specialist.id ? "waiting" : null;
  const isHeld = state.status !== "open";
  const holdsIt = isHeld && state.by === specialist.id;
  if (state.status === "snoozed" && holdsIt) return "snoozed";
  const isMine = alert.ownManagerId === specialist.id || (audience.kind === "person" && audience.specialistId === specialist.id);
  if (holdsIt || isMine) return "mine";
  if (audience.kind !== "pool") return null;
  return state.status === "open" || state.status === "picked-up" ? "pool" : null;
}

/** All lanes, each in order of priority. */
export function lanesFor(specialist: Pick<Specialist, "id">, alerts: Iterable<Alert>): Readonly<Record<Lane, readonly Alert[]>> {
  const lanes: Record<Lane, Alert[]> = { mine: [], pool: [], snoozed: [], waiting: [] };
  for (const alert of alerts) {
    const lane = laneOf(specialist, alert);
    if (lane !== null) lanes[lane].push(alert);
  }
  for (const lane of Object.values(lanes)) lane.sort(byPriority);
  return lanes;
}
