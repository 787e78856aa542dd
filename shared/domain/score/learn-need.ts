/**
 * Learns a need score from examples: two heads of trees, calibrated on history they were not grown on, and the alert rules.
 *
 * Owns the procedure (docs/adr, docs/spec/SCORE.md). Folds go forward in time: what is judged always lies after what was learned from.
 */
import { invariant } from "#shared/lib/invariant.ts";
import { type NeedHead, type NeedModel, needModelSchema } from "#shared/model/need-score.ts";
import { learnAlertRule, type ScoredMoments, type Whom } from "./alert-rule.ts";
import { calibrated, fitCalibration, reliabilityOf } from "./calibration.ts";
import { type Examples, rowOf, tableOf } from "./examples.ts";
import { DEFAULT_GROW, type GrowOptions, growTrees } from "./grow-trees.ts";
import { needFeatureNames } from "./need-state.ts";
import { logOddsOf, type Trees } from "./trees.ts";

/**
 * Examples of the journeys begun in [from, to), with ends as known at `knownUntil`; journeys whose end is not settled by then are left out.
 */
export type ExampleSource = (from: number, to: number, knownUntil: number) => Examples;

export type LearnRequest = {
  readonly examplesOf: ExampleSource;
  /** Ascending instants, hub clock: learn from before the first, judge up to the second, learn from before the second, … up to the last. */
  readonly folds: readonly number[];
  readonly from: number;
  readonly until: number;
  readonly shares01: readonly number[];
  readonly leastStillThere: number;
  readonly grow?: GrowOptions;
  readonly quietMs: readonly number[];
  readonly stillThereMs: number;
  readonly modelVersion: string;
  readonly trainedOn: Pick<NeedModel["trainedOn"], "source" | "note" | "demoJourneys">;
  /** Told what is being done, from 0 to 1. */
  readonly progress?: (done01: number) => void;
};

const WHOM: readonly Whom[] = ["all", "not-finished-before"];

type Pair = { readonly notFinish: Trees; readonly stillThere: Trees };

function growPair(examples: Examples, grow: GrowOptions): Pair {
  return {
    notFinish: growTrees(tableOf(examples, examples.notFinished), grow),
    stillThere: growTrees(tableOf(examples, examples.stillThere), { ...grow, seed: grow.seed + 1 }),
  };
}

function logOddsOfAll(trees: Trees, examples: Examples): Float64Array {
  return Float64Array.from({ length: examples.count }, (_, row) => logOddsOf(trees, rowOf(examples, row)));
}

function concat(lists: readonly ArrayLike<number>[]): number[] {
  return lists.flatMap((list) => Array.from(list));
}

function headOf(trees: Trees, calibration: { slope: number; shift: number }): NeedHead {
  return {
    base: trees.base,
    slope: calibration.slope,
    shift: calibration.shift,
    trees: trees.trees.map(({ feature, threshold, left, right, value }) => ({
      feature: [...feature],
      threshold: [...threshold],
      left: [...left],
      right: [...right],
      value: value.map((each) => Number(each.toPrecision(6))),
    })),
  };
}

export function learnNeed(request: LearnRequest): NeedModel {
  const { examplesOf, folds, from, until, grow = DEFAULT_GROW, progress = () => {} } = request;
  const rounds = folds.length;
  const judged = folds.slice(0, -1).map((learnUntil, fold) => {
    const to = folds[fold + 1];
    invariant(to !== undefined && to > learnUntil, "folds ascend");
    const pair = growPair(examplesOf(from, learnUntil, learnUntil), grow);
    const examples = examplesOf(learnUntil, to, until);
    progress((fold + 1) / rounds);
    return { examples, notFinish: logOddsOfAll(pair.notFinish, examples), stillThere: logOddsOfAll(pair.stillThere, examples) };
  });
  const calibrations = {
    notFinish: fitCalibration(concat(judged.map(({ notFinish }) => notFinish)), concat(judged.map(({ examples }) => examples.notFinished))),
    stillThere: fitCalibration(
      concat(judged.map(({ stillThere }) => stillThere)),
      concat(judged.map(({ examples }) => examples.stillThere)),
    ),
  };
  const scored = judged.map(({ examples, notFinish, stillThere }) => {
    const moments: ScoredMoments = {
      ...examples,
      notFinish01: notFinish.map((logOdds) => calibrated(calibrations.notFinish, logOdds)),
      stillThere01: stillThere.map((logOdds) => calibrated(calibrations.stillThere, logOdds)),
    };
    return { moments, journeys: new Set(examples.journey).size };
  });
  const all = examplesOf(from, until, until);
  const pair = growPair(all, grow);
  progress(1);
  const journeys = new Map<number, number>();
  for (const [row, journey] of all.journey.entries()) journeys.set(journey, all.notFinished[row] ?? 0);
  return needModelSchema.parse({
    format: "baton-need-score/1",
    modelVersion: request.modelVersion,
    trainedOn: {
      ...request.trainedOn,
      from: Math.round(from),
      until: Math.round(until),
      journeys: journeys.size,
      moments: all.count,
      notFinished01: [...journeys.values()].reduce((sum, each) => sum + each, 0) / Math.max(1, journeys.size),
    },
    quietMs: [...request.quietMs],
    stillThereMs: request.stillThereMs,
    features: [...needFeatureNames],
    notFinish: headOf(pair.notFinish, calibrations.notFinish),
    stillThere: headOf(pair.stillThere, calibrations.stillThere),
    alertRules: WHOM.flatMap((whom) => request.shares01.map((share01) => learnAlertRule(scored, share01, whom, request.leastStillThere))),
    reliability: [
      ...reliabilityOf(concat(scored.map(({ moments }) => moments.notFinish01)), concat(scored.map(({ moments }) => moments.notFinished)))
        .rows,
    ],
  } satisfies NeedModel);
}
