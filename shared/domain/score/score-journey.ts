/**
 * The need score of one journey at one instant: two calibrated probabilities, the strongest reasons, and the model that said so.
 *
 * Pure, and usable by the hub as well as by a replay. What is done about a score is `alert-rule.ts` and `budget.ts`.
 */
import { err, ok, type Result } from "#shared/lib/result.ts";
import { type NeedModel, type NeedReason, type NeedReasonKind, type NeedScore, needModelSchema } from "#shared/model/need-score.ts";
import { calibrated } from "./calibration.ts";
import { type NeedHistory, type NeedState, needFeatureNames, needFeatures } from "./need-state.ts";
import { contributionsOf, logOddsOf } from "./trees.ts";

export type ModelFault =
  | { readonly kind: "not-a-model"; readonly message: string }
  /** The file was trained on other numbers than this program reckons. */
  | { readonly kind: "other-features"; readonly message: string };

/** Reads a model file's content. Fails on another format, and on a model that asks for numbers this program does not reckon. */
export function readNeedModel(raw: unknown): Result<NeedModel, ModelFault> {
  const parsed = needModelSchema.safeParse(raw);
  if (!parsed.success) return err({ kind: "not-a-model", message: parsed.error.issues[0]?.message ?? "no need model" });
  const model = parsed.data;
  if (model.features.join() !== needFeatureNames.join()) {
    return err({ kind: "other-features", message: `the model ${model.modelVersion} was trained on other features: train it anew` });
  }
  return ok(model);
}

const REASON_OF: Readonly<Record<string, NeedReasonKind>> = {
  quiet: "quiet",
  step: "step",
  furthest: "step",
  stepsToGo: "step",
  behind: "back-and-forth",
  acts: "slow",
  entriesHere: "same-step-again",
  entriesBefore: "back-and-forth",
  entriesNext: "back-and-forth",
  entriesFirst: "started-over",
  entriesFurthest: "same-step-again",
  returns: "back-and-forth",
  returnedSteps: "back-and-forth",
  repeats: "same-step-again",
  repeatsHere: "same-step-again",
  turns: "back-and-forth",
  skips: "step",
  sinceStart: "slow",
  sinceFurthest: "slow",
  onStep: "slow",
  spentHere: "slow",
  longestWait: "slow",
  pace: "slow",
  spentFirst: "slow",
  spentBefore: "slow",
  wait1: "slow",
  wait2: "slow",
  wait3: "slow",
  wait4: "slow",
  step1: "back-and-forth",
  step2: "back-and-forth",
  step3: "back-and-forth",
  step4: "back-and-forth",
  rejections: "trouble",
  failedChecks: "trouble",
  helpOpened: "trouble",
  hides: "out-of-sight",
  hiddenFor: "out-of-sight",
  losses: "trouble",
  fieldActs: "slow",
  earlierJourneys: "came-back-unfinished",
  earlierFinished: "finished-before",
  sinceEarlier: "came-back-unfinished",
  earlierFurthest: "came-back-unfinished",
  earlierDone: "finished-before",
  customerJourneys: "came-back-unfinished",
  customerFinished: "finished-before",
  sinceCustomerFinished: "finished-before",
};

const REASONS = 3;
/** A reason that moves the log-odds less than this is none. */
const LEAST_LOG_ODDS = 0.05;

function reasonsOf(model: NeedModel, row: Float32Array): readonly NeedReason[] {
  const moved = contributionsOf(model.notFinish, row, model.features.length);
  const byKind = new Map<NeedReasonKind, number>();
  for (const [index, name] of model.features.entries()) {
    const kind = REASON_OF[name];
    if (kind !== undefined) byKind.set(kind, (byKind.get(kind) ?? 0) + (moved[index] ?? 0) * model.notFinish.slope);
  }
  return [...byKind]
    .map(([kind, logOdds]) => ({ kind, logOdds }))
    .filter(({ logOdds }) => Math.abs(logOdds) >= LEAST_LOG_ODDS)
    .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds))
    .slice(0, REASONS);
}

/** The two probabilities alone, for one row of features: what a long replay asks for. */
export function probabilitiesOf(model: NeedModel, row: Float32Array): Pick<NeedScore, "notFinish01" | "stillThere01"> {
  return {
    notFinish01: calibrated(model.notFinish, logOddsOf(model.notFinish, row)),
    stillThere01: calibrated(model.stillThere, logOddsOf(model.stillThere, row)),
  };
}

/**
 * @param state the journey so far (`foldNeed`), @param history what was known of the customer when it began.
 * @param now hub clock, not before the state's latest fact.
 */
export function scoreJourney(state: NeedState, history: NeedHistory, now: number, model: NeedModel): NeedScore {
  const row = needFeatures(state, history, now);
  return { ...probabilitiesOf(model, row), reasons: [...reasonsOf(model, row)], modelVersion: model.modelVersion };
}
