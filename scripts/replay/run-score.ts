/**
 * The need score over a recorded log, in virtual time: learned from the journeys begun before an instant, measured on those begun after it.
 *
 * Owns what an example is (no future, no outcome not known yet) and the rows the score is measured beside. The model, its learning and its
 * alert rule are `shared/domain/score`.
 */

import {
  type AlertFigures,
  alertRows,
  figuresOfRows,
  momentValues,
  movingValues,
  type TimedMoments,
  thresholdFor,
  type Whom,
} from "#shared/domain/score/alert-rule.ts";
import { type Reliability, reliabilityOf } from "#shared/domain/score/calibration.ts";
import { type Examples, keepExamples, rowOf } from "#shared/domain/score/examples.ts";
import type { ExampleSource } from "#shared/domain/score/learn-need.ts";
import { fitLogistic, logisticLogOdds } from "#shared/domain/score/logistic.ts";
import { momentsOf } from "#shared/domain/score/moments.ts";
import { type NeedHistory, needFeatures } from "#shared/domain/score/need-state.ts";
import { probabilitiesOf } from "#shared/domain/score/score-journey.ts";
import { HOUR_MS } from "#shared/lib/duration.ts";
import { seededChance } from "#shared/lib/seeded-random.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { NeedModel } from "#shared/model/need-score.ts";
import { isUnfinished, nextActAfter, type ReplayHistory, type ReplayJourney } from "./journeys.ts";
import type { ReplayMap } from "./map-schema.ts";
import { isStillThere, median, ratio } from "./run-behaviours.ts";

/** Shares of journeys at which the score is measured. */
export const SHARES01 = [0.01, 0.02, 0.05, 0.1] as const;

/** A journey's end counts as known once its visitor has done nothing for this many times `stillThereMs`. */
const SETTLED_FACTOR = 2;

export type ScoreSource = {
  readonly history: ReplayHistory;
  readonly histories: readonly NeedHistory[];
  readonly flowOf: (journey: ReplayJourney) => Flow;
  readonly score: ReplayMap["score"];
};

/** Where in the list a journey's first fact lies at or after `at`; journeys are in the order they began. */
function firstBegunAt(journeys: readonly ReplayJourney[], at: number): number {
  const index = journeys.findIndex(({ startedAt }) => startedAt >= at);
  return index < 0 ? journeys.length : index;
}

/** Until when a journey can be asked about: its finish, its closing, the visitor's next journey. */
function overAt(journey: ReplayJourney): number {
  return Math.min(journey.overAt ?? Number.POSITIVE_INFINITY, journey.supersededAt ?? Number.POSITIVE_INFINITY);
}

function hasFinishedBefore(history: NeedHistory): boolean {
  return history.customerFinished > 0 || history.finished > 0;
}

/** Examples as somebody at `knownUntil` could have made them. */
export function exampleSource({ history, histories, flowOf, score }: ScoreSource): ExampleSource {
  const { stillThereMs, quietMs } = score;
  return (from, to, knownUntil) => {
    const keeper = keepExamples();
    const settledBy = knownUntil - SETTLED_FACTOR * stillThereMs;
    const end = firstBegunAt(history.journeys, to);
    for (let place = firstBegunAt(history.journeys, from); place < end; place += 1) {
      const journey = history.journeys[place];
      const before = histories[place];
      if (!journey || !before) continue;
      const acts = history.visitorActs[journey.visitor] ?? new Float64Array();
      const known = journey.facts.filter(({ at }) => at < knownUntil);
      const lastKnown = known.at(-1)?.at ?? knownUntil;
      const isOver = journey.overAt !== null && journey.overAt < knownUntil;
      if (!isOver && lastKnown > settledBy) continue;
      const notFinished = isOver ? isUnfinished(journey.outcome) : true;
      for (const { at, state } of momentsOf(known, flowOf(journey), quietMs, Math.min(overAt(journey), knownUntil))) {
        const next = nextActAfter(acts, at);
        const stillThere = next !== null && next <= at + stillThereMs && next < knownUntil;
        const features = needFeatures(state, before, at);
        keeper.add({ journey: place, at, features, notFinished, stillThere, finishedBefore: hasFinishedBefore(before) });
      }
    }
    return keeper.examples();
  };
}

/** Every moment of the journeys begun at or after `from`, with what truly came of them: for measuring, never for learning. */
export function measuredExamples({ history, histories, flowOf, score }: ScoreSource, from: number): Examples {
  const keeper = keepExamples();
  for (let place = firstBegunAt(history.journeys, from); place < history.journeys.length; place += 1) {
    const journey = history.journeys[place];
    const before = histories[place];
    if (!journey || !before) continue;
    for (const { at, state } of momentsOf(journey.facts, flowOf(journey), score.quietMs, Math.min(overAt(journey), history.endsAt))) {
      keeper.add({
        journey: place,
        at,
        features: needFeatures(state, before, at),
        notFinished: isUnfinished(journey.outcome),
        stillThere: isStillThere(history, journey, at, score.stillThereMs),
        finishedBefore: hasFinishedBefore(before),
      });
    }
  }
  return keeper.examples();
}

export type ScoreRow = AlertFigures & {
  readonly method: string;
  /** What was asked for, `null` where the method has no say in it. */
  readonly share01: number | null;
  /** What came of it. */
  readonly shareOfJourneys: number;
  readonly recall: number | null;
  /** Of the alerted, those whose customer had finished the flow before: they are right by the letter, and few need anybody. */
  readonly finishedBefore: number | null;
  readonly leadMsMedian: number | null;
  readonly alertsPerHour: number;
};

export type Alerted = { readonly place: number; readonly at: number; readonly whom: Whom };

export type ScoreReport = {
  readonly rows: readonly ScoreRow[];
  readonly reliability: Reliability;
  readonly reliabilityStillThere: Reliability;
  /** The alerts of each rule at 5 %: each alerted journey and when. */
  readonly alerts: readonly Alerted[];
};

type Measuring = {
  readonly history: ReplayHistory;
  readonly examples: Examples;
  readonly from: number;
  readonly idleMs: readonly number[];
};

/** The journeys of the measured part, by their place. */
function measuredJourneys({ history, from }: Pick<Measuring, "history" | "from">): readonly ReplayJourney[] {
  return history.journeys.slice(firstBegunAt(history.journeys, from));
}

function rowFor(measuring: Measuring, method: string, share01: number | null, rows: readonly number[]): ScoreRow {
  const { history, examples } = measuring;
  const measured = measuredJourneys(measuring);
  const unfinished = measured.filter(({ outcome }) => isUnfinished(outcome)).length;
  const hits = rows.filter((row) => examples.notFinished[row] === 1);
  const leads = hits.map((row) => (history.journeys[examples.journey[row] ?? 0]?.lastActAt ?? 0) - (examples.at[row] ?? 0));
  return {
    method,
    share01,
    ...figuresOfRows(examples, rows),
    shareOfJourneys: ratio(rows.length, measured.length) ?? 0,
    recall: ratio(hits.length, unfinished),
    finishedBefore: ratio(rows.filter((row) => examples.finishedBefore[row] === 1).length, rows.length),
    leadMsMedian: median(leads),
    alertsPerHour: rows.length / Math.max(1, (history.endsAt - measuring.from) / HOUR_MS),
  };
}

/** The plain idle rule as the issue states it: one alert a journey, at the first gap longer than the limit before its end. */
function idleRow(measuring: Measuring, stillThereMs: number, limitMs: number): ScoreRow {
  const { history } = measuring;
  const measured = measuredJourneys(measuring);
  const alerts: { journey: ReplayJourney; at: number }[] = [];
  for (const journey of measured) {
    const ends = journey.overAt ?? Number.POSITIVE_INFINITY;
    const gap = journey.facts.find((fact, index) => {
      const nextAt = journey.facts[index + 1]?.at ?? ends;
      return fact.at < ends && nextAt - fact.at > limitMs;
    });
    if (gap) alerts.push({ journey, at: gap.at + limitMs });
  }
  const notFinished = Uint8Array.from(alerts, ({ journey }) => (isUnfinished(journey.outcome) ? 1 : 0));
  const stillThere = Uint8Array.from(alerts, ({ journey, at }) => (isStillThere(history, journey, at, stillThereMs) ? 1 : 0));
  const hits = alerts.filter(({ journey }) => isUnfinished(journey.outcome));
  return {
    method: `idle ${limitMs / 1000} s`,
    share01: null,
    ...figuresOfRows({ notFinished, stillThere }, [...alerts.keys()]),
    shareOfJourneys: ratio(alerts.length, measured.length) ?? 0,
    recall: ratio(hits.length, measured.filter(({ outcome }) => isUnfinished(outcome)).length),
    finishedBefore: null,
    leadMsMedian: median(hits.map(({ journey, at }) => journey.lastActAt - at)),
    alertsPerHour: alerts.length / Math.max(1, (history.endsAt - measuring.from) / HOUR_MS),
  };
}

/** Counts of how often each step was entered up to each moment: all that the plain regression knows. */
function stepCounts({ history, flowOf }: ScoreSource, examples: Examples): readonly Float32Array[] {
  const first = history.journeys[0];
  const steps = first ? flowOf(first).steps : [];
  const index = new Map<string, number>(steps.map(({ id }, at) => [id, at]));
  return Array.from({ length: examples.count }, (_, row) => {
    const counts = new Float32Array(steps.length);
    const until = examples.at[row] ?? 0;
    for (const { at, observation } of history.journeys[examples.journey[row] ?? 0]?.facts ?? []) {
      if (at > until) break;
      if (observation.kind !== "step-entered") continue;
      const step = index.get(observation.stepId) ?? 0;
      counts[step] = (counts[step] ?? 0) + 1;
    }
    return counts;
  });
}

function logisticValues(source: ScoreSource, learned: Examples, measured: Examples): Float64Array {
  const model = fitLogistic(stepCounts(source, learned), learned.notFinished);
  return Float64Array.from(stepCounts(source, measured), (row) => logisticLogOdds(model, row));
}

/** Chance: journeys drawn, each alerted at one of its moments. */
function chanceValues(examples: Examples, seed: number): Float64Array {
  const chance = seededChance(seed);
  return Float64Array.from({ length: examples.count }, () => chance());
}

const CHANCE_SEED = 20_261_123;

/** Of those alerted, at least this share is to be still there. */
const LEAST_STILL_THERE = 0.5;

const METHOD: Readonly<Record<Whom, string>> = { all: "need score", "not-finished-before": "need score, finished before left alone" };

/**
 * Measures a model and what it stands beside.
 *
 * The score's rule moves with the times: it looks at nothing ahead ("as it came"). The other rows set a threshold over it so that exactly the
 * asked share of the measured journeys is alerted: that looks at the scores of the measured part, never at what came of them.
 */
export function measureScore(source: ScoreSource, model: NeedModel, from: number, learned: Examples | null): ScoreReport {
  const { history } = source;
  const examples = measuredExamples(source, from);
  const notFinish01 = new Float64Array(examples.count);
  const stillThere01 = new Float64Array(examples.count);
  for (let row = 0; row < examples.count; row += 1) {
    const said = probabilitiesOf(model, rowOf(examples, row));
    notFinish01[row] = said.notFinish01;
    stillThere01[row] = said.stillThere01;
  }
  const moments: TimedMoments = { ...examples, notFinish01, stillThere01 };
  const measuring: Measuring = { history, examples, from, idleMs: source.score.idleMs };
  const journeys = measuredJourneys(measuring).length;
  const rows: ScoreRow[] = [];
  const alerts: Alerted[] = [];
  const atShare = (values: Float64Array, share01: number) => {
    const most = Math.round(share01 * journeys);
    return alertRows(examples.journey, values, thresholdFor(examples.journey, values, most), most);
  };
  const { stillThereMs, quietMs } = source.score;
  const settledMs = stillThereMs + (quietMs.at(-1) ?? 0);
  const beganAt = (place: number) => history.journeys[place]?.startedAt ?? 0;
  for (const rule of model.alertRules) {
    const values = movingValues(moments, beganAt, { ...rule, leastStillThere: LEAST_STILL_THERE, stillThereMs, settledMs });
    const exact = atShare(values, rule.share01);
    rows.push(rowFor(measuring, METHOD[rule.whom], rule.share01, exact));
    rows.push(rowFor(measuring, `${METHOD[rule.whom]}, as it came`, rule.share01, alertRows(examples.journey, values, Number.MIN_VALUE)));
    if (rule.share01 === 0.05) {
      alerts.push(...exact.map((row) => ({ place: examples.journey[row] ?? 0, at: examples.at[row] ?? 0, whom: rule.whom })));
    }
  }
  const byNotFinish = momentValues(moments, 0, "all");
  const chance = chanceValues(examples, CHANCE_SEED);
  const logistic = learned === null ? null : logisticValues(source, learned, examples);
  for (const share01 of SHARES01) {
    rows.push(rowFor(measuring, "will not finish alone", share01, atShare(byNotFinish, share01)));
    if (logistic) rows.push(rowFor(measuring, "logistic regression on step counts", share01, atShare(logistic, share01)));
    rows.push(rowFor(measuring, "chance", share01, atShare(chance, share01)));
  }
  for (const limitMs of measuring.idleMs) rows.push(idleRow(measuring, source.score.stillThereMs, limitMs));
  return {
    rows,
    alerts,
    reliability: reliabilityOf(notFinish01, examples.notFinished),
    reliabilityStillThere: reliabilityOf(stillThere01, examples.stillThere),
  };
}
