/**
 * Which alerts stand in which lane, in which order, and what may move while somebody looks at them.
 *
 * Pure. Drawing the rows is `renderer/alerts`.
 */
import type { AlertOrder } from "#shared/contract/ipc.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { AlertId } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { DeskLog } from "./desk-log.ts";
import { percentOf } from "./why.ts";

/** `waiting`: beyond the hour's alert budget, apart from everything that interrupts. */
export type Lane = "mine" | "pool" | "later" | "waiting";
const LANES: readonly Lane[] = ["mine", "pool", "later", "waiting"];

/** How long a resolved alert stays readable in its lane, in milliseconds. */
export const RESOLVED_STAYS_MS = 8_000;
/** How long a new row carries its mark, in milliseconds. */
export const FRESH_MS = 10_000;

/**
 * The lane an alert belongs to on this desk; null = not shown.
 *
 * The hub sends a manager the alerts of their own customers, whoever they are offered to now, and sends a supervisor all of them.
 */
export function laneOf(alert: Alert, log: DeskLog, me: Specialist, now: number): Lane | null {
  const { state, audience } = alert;
  if ((state.status === "snoozed" || state.status === "with-assistant") && state.by === me.id) return "later";
  if (state.status === "resolved" && now - state.at > RESOLVED_STAYS_MS) return null;
  if (state.status === "waiting") {
    if (me.role === "agent" && audience.kind === "person" && audience.specialistId !== me.id) return null;
    return "waiting";
  }
  if (me.role === "manager" || me.role === "supervisor") return "mine";
  if (audience.kind === "person" && audience.specialistId === me.id) return "mine";
  if (audience.kind === "pool") return "pool";
  return log.offeredToMe.has(alert.id) ? "mine" : null;
}

/** Lanes that can hold anything on the desk of this role. Managers are not sent the pool. */
export function lanesOf(me: Specialist): readonly Lane[] {
  if (me.role === "agent") return ["pool", "mine", "later", "waiting"];
  return me.role === "manager" ? ["mine", "later", "waiting"] : ["mine", "waiting"];
}

/** Whether an alert still waits for somebody: what the lane counts. */
export function isWaiting(alert: Alert): boolean {
  return alert.state.status !== "picked-up" && alert.state.status !== "resolved";
}

/** The id breaks ties so that an order is total. */
const byId = (a: Alert, b: Alert): number => (a.id < b.id ? 1 : -1);

/** What a row shows of its score: two that show the same are tied. One without a score stands behind every other. */
const shownScore = ({ need }: Alert): number => (need === undefined ? 0 : percentOf(need.notFinish01));

const compare: Readonly<Record<AlertOrder, (a: Alert, b: Alert) => number>> = {
  newest: (a, b) => b.raisedAt - a.raisedAt || byId(a, b),
  // Whom somebody helps, or who helped themselves, needs nobody; of two who need it alike the one who has waited longer comes first.
  need: (a, b) => Number(isWaiting(b)) - Number(isWaiting(a)) || shownScore(b) - shownScore(a) || a.raisedAt - b.raisedAt || byId(a, b),
};

export type LaneRows = Readonly<Record<Lane, readonly Alert[]>>;

export function rowsOf(log: DeskLog, me: Specialist, now: number, order: AlertOrder = "newest"): LaneRows {
  const rows: Record<Lane, Alert[]> = { mine: [], pool: [], later: [], waiting: [] };
  for (const alert of log.alerts.values()) {
    const lane = laneOf(alert, log, me, now);
    if (lane !== null) rows[lane].push(alert);
  }
  for (const lane of LANES) rows[lane].sort(compare[order]);
  return rows;
}

export type Arranged = {
  /** Ids in the order shown. */
  readonly shown: readonly AlertId[];
  /** New ones that wait to be pulled in. */
  readonly held: readonly AlertId[];
};

/**
 * The row under the cursor never moves: while `isHeld` (scrolled, or the pointer is over the rows) new ones wait and gone ones keep their place.
 *
 * @param wanted the lane's rows in their order.
 * @param exists whether a row that left the lane can still be drawn.
 */
export function arrangeRows(
  shown: readonly AlertId[],
  wanted: readonly AlertId[],
  isHeld: boolean,
  exists: (id: AlertId) => boolean,
): Arranged {
  if (!isHeld || shown.length === 0) return { shown: wanted, held: [] };
  const known = new Set(shown);
  return { shown: shown.filter(exists), held: wanted.filter((id) => !known.has(id)) };
}

/** The neighbour `by` rows away, stopping at the ends; the first row when nothing is selected. */
export function neighbour(shown: readonly AlertId[], selected: AlertId | null, by: 1 | -1): AlertId | null {
  const at = selected === null ? -1 : shown.indexOf(selected);
  if (at < 0) return shown[0] ?? null;
  return shown[Math.min(shown.length - 1, Math.max(0, at + by))] ?? null;
}
