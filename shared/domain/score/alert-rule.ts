/**
 * The alert rule of the need score: which moments are worth speaking up at, learned from history, and what speaking up gave.
 *
 * One alert a journey, at the first moment whose value reaches the threshold. The value adds to "will not finish" how likely the customer
 * is still there: an alert about somebody who has gone is nearly always true and of no use. How many alerts people can take in an hour is
 * `budget.ts`.
 */
import type { NeedAlertRule } from "#shared/model/need-score.ts";

/** Moments with their answers and what came of them: journey by journey, in the order of time within each. */
export type ScoredMoments = {
  readonly count: number;
  readonly journey: Int32Array;
  readonly notFinish01: Float64Array;
  readonly stillThere01: Float64Array;
  readonly notFinished: Uint8Array;
  readonly stillThere: Uint8Array;
  readonly finishedBefore: Uint8Array;
};

export type AlertFigures = {
  readonly alerts: number;
  readonly precision: number | null;
  readonly stillThere: number | null;
  readonly precisionStillThere: number | null;
  readonly precisionGone: number | null;
};

export type Whom = NeedAlertRule["whom"];

/** What a moment is worth under a weight; `-Infinity` where the rule leaves the customer alone. */
export function momentValues(moments: ScoredMoments, stillThereWeight: number, whom: Whom): Float64Array {
  return Float64Array.from({ length: moments.count }, (_, row) => {
    if (whom === "not-finished-before" && moments.finishedBefore[row] === 1) return Number.NEGATIVE_INFINITY;
    return (moments.notFinish01[row] ?? 0) + stillThereWeight * (moments.stillThere01[row] ?? 0);
  });
}

/**
 * The rows at which a journey is alerted: the first of each journey whose value reaches the threshold.
 *
 * @param most journeys alerted at most: those that come later by place are left out when they reach no more than the threshold itself.
 */
export function alertRows(
  journey: Int32Array,
  values: Float64Array,
  threshold: number,
  most = Number.POSITIVE_INFINITY,
): readonly number[] {
  const best = bestOf(journey, values);
  const above = [...best.values()].filter((value) => value > threshold).length;
  let left = most - above;
  const passed = new Set<number>();
  const rows: number[] = [];
  for (let row = 0; row < values.length; row += 1) {
    const of = journey[row] ?? -1;
    if ((values[row] ?? 0) < threshold || passed.has(of)) continue;
    passed.add(of);
    if ((best.get(of) ?? 0) <= threshold) {
      if (left <= 0) continue;
      left -= 1;
    }
    rows.push(row);
  }
  return rows;
}

/** The highest value of each journey that has one. Rows come by journey. */
function bestOf(journey: Int32Array, values: Float64Array): Map<number, number> {
  const best = new Map<number, number>();
  for (let row = 0; row < values.length; ) {
    const of = journey[row] ?? -1;
    let highest = Number.NEGATIVE_INFINITY;
    for (; row < values.length && journey[row] === of; row += 1) highest = Math.max(highest, values[row] ?? 0);
    if (highest > Number.NEGATIVE_INFINITY) best.set(of, highest);
  }
  return best;
}

/** The threshold that `alerts` journeys reach; more when several have the very same value. */
export function thresholdFor(journey: Int32Array, values: Float64Array, alerts: number): number {
  if (alerts <= 0) return Number.POSITIVE_INFINITY;
  const sorted = Float64Array.from(bestOf(journey, values).values()).sort().reverse();
  return sorted[Math.min(alerts, sorted.length) - 1] ?? Number.POSITIVE_INFINITY;
}

/** Journeys looked back on, and how often threshold and weight are set anew, in journeys. */
const LOOK_BACK = 2_000;
const SET_EVERY = 250;
const MOVING_WEIGHTS = Array.from({ length: 41 }, (_, step) => step * 0.02);

/** Moments with their instants, hub clock. Journeys are numbered in the order they began, rows come by journey. */
export type TimedMoments = ScoredMoments & { readonly at: Float64Array };

export type MovingRule = Pick<NeedAlertRule, "share01" | "whom" | "stillThereWeight" | "threshold"> & {
  /** Of those alerted, at least this share is to be still there: the weight is the smallest that left so many, looking back. */
  readonly leastStillThere: number;
  /** After this long it is known whether a customer was still there, milliseconds. */
  readonly stillThereMs: number;
  /** Younger journeys are not looked back on, milliseconds: only their early moments are known, and those are the lively ones. */
  readonly settledMs: number;
};

type Setting = { readonly weight: number; readonly threshold: number };

/** Where the rows of a journey end that begin at `first`. */
function endOfJourney(journey: Int32Array, first: number): number {
  let row = first;
  while (row < journey.length && journey[row] === journey[first]) row += 1;
  return row;
}

/** What `weight` would have alerted among the journeys that begin at `firsts`, by what was known at `now`. */
function lookedBack(
  moments: TimedMoments,
  values: Float64Array,
  firsts: readonly number[],
  { share01, stillThereMs }: MovingRule,
  now: number,
) {
  const bests = firsts.map((first) => {
    let best = Number.NEGATIVE_INFINITY;
    const end = endOfJourney(moments.journey, first);
    for (let row = first; row < end && (moments.at[row] ?? 0) < now; row += 1) best = Math.max(best, values[row] ?? 0);
    return best;
  });
  const threshold = [...bests].sort((a, b) => b - a)[Math.floor(share01 * bests.length)] ?? Number.POSITIVE_INFINITY;
  let [alerts, there] = [0, 0];
  for (const [index, first] of firsts.entries()) {
    if ((bests[index] ?? 0) <= threshold) continue;
    let row = first;
    while ((values[row] ?? 0) <= threshold) row += 1;
    if ((moments.at[row] ?? 0) + stillThereMs >= now) continue;
    alerts += 1;
    there += moments.stillThere[row] ?? 0;
  }
  return { threshold, stillThere: alerts === 0 ? null : there / alerts };
}

/**
 * What each moment is worth over a rule that moves with the times: positive is an alert, and the more the surer. Every so many journeys the
 * rule is set anew from the journeys before: the smallest weight that would have left enough customers still there, and the threshold that
 * the wanted share of them would have reached. Nothing ahead is looked at.
 *
 * @param beganAt by journey, hub clock.
 */
export function movingValues(moments: TimedMoments, beganAt: (journey: number) => number, rule: MovingRule): Float64Array {
  const { journey } = moments;
  const byWeight = new Map<number, Float64Array>();
  const valuesOf = (weight: number): Float64Array => {
    const known = byWeight.get(weight) ?? momentValues(moments, weight, rule.whom);
    byWeight.set(weight, known);
    return known;
  };
  const firsts: number[] = [];
  for (let row = 0; row < journey.length; row = endOfJourney(journey, row)) firsts.push(row);
  let setting: Setting = { weight: rule.stillThereWeight, threshold: rule.threshold };
  let settled = 0;
  const over = new Float64Array(moments.count);
  for (const [count, first] of firsts.entries()) {
    const now = beganAt(journey[first] ?? 0);
    while (settled < count && beganAt(journey[firsts[settled] ?? 0] ?? 0) + rule.settledMs <= now) settled += 1;
    if (settled >= SET_EVERY * 2 && count % SET_EVERY === 0) {
      const back = firsts.slice(Math.max(0, settled - LOOK_BACK), settled);
      const lookBack = (weight: number) => ({ weight, ...lookedBack(moments, valuesOf(weight), back, rule, now) });
      let found = lookBack(setting.weight);
      // Where nobody knows yet who was still there the weight stays.
      for (const weight of found.stillThere === null ? [] : MOVING_WEIGHTS) {
        found = lookBack(weight);
        if ((found.stillThere ?? 0) >= rule.leastStillThere) break;
      }
      setting = found;
    }
    const values = valuesOf(setting.weight);
    const end = endOfJourney(journey, first);
    for (let row = first; row < end; row += 1) {
      const value = values[row] ?? 0;
      over[row] = value === Number.NEGATIVE_INFINITY ? value : value - setting.threshold;
    }
  }
  return over;
}

export function figuresOfRows(moments: Pick<ScoredMoments, "notFinished" | "stillThere">, rows: readonly number[]): AlertFigures {
  let [hits, there, hitsThere] = [0, 0, 0];
  for (const row of rows) {
    const hit = moments.notFinished[row] ?? 0;
    const here = moments.stillThere[row] ?? 0;
    hits += hit;
    there += here;
    hitsThere += hit * here;
  }
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    alerts: rows.length,
    precision: share(hits, rows.length),
    stillThere: share(there, rows.length),
    precisionStillThere: share(hitsThere, there),
    precisionGone: share(hits - hitsThere, rows.length - there),
  };
}

/** Weights tried. 0 ranks by "will not finish" alone. */
const WEIGHTS = Array.from({ length: 26 }, (_, step) => step * 0.02);

/**
 * The weight with the best precision among those that leave enough customers still there; when none does, the one that leaves most.
 *
 * @param folds moments the model was not grown on, one a fold of history, each with the number of its journeys.
 * @param leastStillThere share of alerted customers who must be still there, with what margin one wants.
 */
export function learnAlertRule(
  folds: readonly { readonly moments: ScoredMoments; readonly journeys: number }[],
  share01: number,
  whom: Whom,
  leastStillThere: number,
): NeedAlertRule {
  const tried = WEIGHTS.map((stillThereWeight) => {
    const each = folds.map(({ moments, journeys }) => {
      const values = momentValues(moments, stillThereWeight, whom);
      const most = Math.round(share01 * journeys);
      const threshold = thresholdFor(moments.journey, values, most);
      return { threshold, figures: figuresOfRows(moments, alertRows(moments.journey, values, threshold, most)) };
    });
    const mean = (of: (figures: AlertFigures) => number | null) =>
      each.reduce((sum, { figures }) => sum + (of(figures) ?? 0), 0) / Math.max(1, each.length);
    return {
      stillThereWeight,
      /** The latest fold has learned from most and lies nearest to now. */
      threshold: each.at(-1)?.threshold ?? Number.POSITIVE_INFINITY,
      precision: mean((figures) => figures.precision),
      stillThere: mean((figures) => figures.stillThere),
      alerts: each.reduce((sum, { figures }) => sum + figures.alerts, 0),
    };
  });
  const enough = tried.filter(({ stillThere }) => stillThere >= leastStillThere);
  const chosen =
    enough.length > 0
      ? enough.reduce((best, each) => (each.precision > best.precision ? each : best))
      : tried.reduce((best, each) => (each.stillThere > best.stillThere ? each : best));
  const { stillThereWeight, threshold, precision, stillThere, alerts } = chosen;
  return {
    share01,
    whom,
    stillThereWeight,
    threshold: Number.isFinite(threshold) ? threshold : Number.MAX_VALUE,
    foreseen: { precision, stillThere, alerts },
  };
}
