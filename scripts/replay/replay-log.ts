/**
 * One replay from file to figures: read, build journeys, run the detectors, learn and measure the score.
 *
 * Owns the order of things and the report's shape. Printing is `print-report.ts`, the command line `scripts/replay.ts`.
 */
import type { Whom } from "#shared/domain/score/alert-rule.ts";
import { DEFAULT_GROW, type GrowOptions } from "#shared/domain/score/grow-trees.ts";
import { learnNeed } from "#shared/domain/score/learn-need.ts";
import type { NeedModel } from "#shared/model/need-score.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { historiesOf, isUnfinished, journeysOf, type Outcome, type ReplayHistory } from "./journeys.ts";
import type { ReplayMap } from "./map-schema.ts";
import type { Progress } from "./progress.ts";
import { type LogCounts, readLog } from "./read-log.ts";
import { readText } from "./read-text.ts";
import { type BehaviourFigures, figuresOf, runBehaviours } from "./run-behaviours.ts";
import { type Alerted, exampleSource, measureScore, type ScoreReport, SHARES01 } from "./run-score.ts";

export type ReplayRequest = {
  readonly file: string;
  readonly map: ReplayMap;
  readonly policy: DetectionPolicy;
  /** Epoch milliseconds; `null`: the end of a given model's own window, else the instant by which half of the journeys had begun. */
  readonly trainUntil: number | null;
  /** Score with this model, learn none. */
  readonly model: NeedModel | null;
  /** How trees are grown; default `DEFAULT_GROW`. */
  readonly grow?: GrowOptions;
  readonly withScore: boolean;
  readonly withBehaviours: boolean;
  readonly progress: Progress;
};

export type ReplayReport = {
  readonly log: LogCounts & { readonly journeys: number; readonly visitors: number; readonly outcomes: Readonly<Record<Outcome, number>> };
  readonly from: string;
  readonly trainUntil: string;
  readonly until: string;
  readonly measured: { readonly journeys: number; readonly notFinished01: number };
  readonly policyVersion: number;
  readonly behaviours: readonly BehaviourFigures[];
  /** Why there is no score, `null` when there is one. */
  readonly noScore: string | null;
  readonly score:
    | (Omit<ScoreReport, "alerts"> & {
        readonly model: Pick<NeedModel, "modelVersion" | "trainedOn" | "alertRules">;
      })
    | null;
};

export type Replay = {
  readonly report: ReplayReport;
  readonly model: NeedModel | null;
  /** The score's alerts at 5 % under each rule, by the log's own name of the journey. */
  readonly alerts: readonly { readonly journey: string; readonly at: number; readonly whom: Whom }[];
};

/** Shares of the learned-from journeys at which a fold begins to be judged. */
const FOLD_STARTS = [0.5, 0.75] as const;
/** Of those alerted, at least this share must still be there; the aim of half, with a margin for times that change. */
const LEAST_STILL_THERE = 0.55;

function iso(at: number): string {
  return new Date(at).toISOString();
}

function startOfShare(history: ReplayHistory, count: number, share01: number): number {
  return history.journeys[Math.min(history.journeys.length - 1, Math.floor(count * share01))]?.startedAt ?? history.endsAt;
}

/** Half of the journeys had begun before it. */
function middleOf(history: ReplayHistory): number {
  return startOfShare(history, history.journeys.length, 0.5);
}

/** A ready model is measured on all of a log but what it may have learned from. */
function measuredFrom({ trainedOn }: NeedModel, history: ReplayHistory): number {
  return trainedOn.source === "synthetic-customers" ? history.startsAt : Math.max(history.startsAt, trainedOn.until);
}

function learn(request: ReplayRequest, history: ReplayHistory, source: ReturnType<typeof exampleSource>, trainUntil: number): NeedModel {
  const { map, progress } = request;
  const learnedFrom = history.journeys.filter(({ startedAt }) => startedAt < trainUntil).length;
  const folds = [...FOLD_STARTS.map((share01) => startOfShare(history, learnedFrom, share01)), trainUntil];
  return learnNeed({
    examplesOf: source,
    folds: folds.filter((at, index) => index === 0 || at > (folds[index - 1] ?? 0)),
    from: history.startsAt,
    until: trainUntil,
    shares01: SHARES01,
    leastStillThere: LEAST_STILL_THERE,
    grow: request.grow ?? DEFAULT_GROW,
    quietMs: map.score.quietMs,
    stillThereMs: map.score.stillThereMs,
    modelVersion: `${map.flow.id}@${iso(trainUntil)}`,
    trainedOn: { source: "recorded-log", note: `flow ${map.flow.id}, journeys begun before ${iso(trainUntil)}` },
    progress: (done01) => progress.stage("learning the score", done01),
  });
}

function outcomesOf(history: ReplayHistory): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { finished: 0, "closed-by-customer": 0, "closed-by-bank": 0, open: 0 };
  for (const { outcome } of history.journeys) counts[outcome] += 1;
  return counts;
}

/** Fewer journeys than this to learn from, and the score says nothing. */
const LEAST_JOURNEYS = 200;

/** Rejects when the file cannot be read; bad rows are counted in the report. */
export async function replayLog(request: ReplayRequest): Promise<Replay> {
  const { map, progress } = request;
  const text = await readText(request.file);
  const log = await readLog(text, map, (read) => progress.stage("reading", read / Math.max(1, text.sizeBytes)));
  const history = journeysOf(log, map);
  const trainUntil = request.trainUntil ?? (request.model === null ? middleOf(history) : measuredFrom(request.model, history));
  const measured = history.journeys.filter(({ startedAt }) => startedAt >= trainUntil);
  const learnedFrom = history.journeys.length - measured.length;
  const run = request.withBehaviours
    ? runBehaviours(history, measured, map, request.policy, (done) => progress.stage("behaviours", done / Math.max(1, measured.length)))
    : null;
  let model = request.model;
  let score: ScoreReport | null = null;
  if (request.withScore && (model !== null || learnedFrom >= LEAST_JOURNEYS)) {
    const flowOf = () => map.flow;
    const source = { history, histories: historiesOf(history, flowOf), flowOf, score: map.score };
    const examplesOf = exampleSource(source);
    const isLearned = model === null;
    model ??= learn(request, history, examplesOf, trainUntil);
    if (measured.length > 0) {
      progress.stage("measuring the score", 0);
      score = measureScore(source, model, trainUntil, isLearned ? examplesOf(history.startsAt, trainUntil, trainUntil) : null);
      progress.stage("measuring the score", 1);
    }
  }
  progress.end();
  const nameOf = ({ place, at, whom }: Alerted) => ({ journey: history.journeys[place]?.name ?? "", at, whom });
  return {
    model,
    alerts: (score?.alerts ?? []).map(nameOf),
    report: {
      log: { ...log.counts, journeys: history.journeys.length, visitors: history.visitorActs.length, outcomes: outcomesOf(history) },
      from: iso(history.startsAt),
      trainUntil: iso(trainUntil),
      until: iso(history.endsAt),
      measured: {
        journeys: measured.length,
        notFinished01: measured.filter(({ outcome }) => isUnfinished(outcome)).length / Math.max(1, measured.length),
      },
      policyVersion: request.policy.version,
      behaviours: run === null ? [] : figuresOf(run, history, measured, map, history.endsAt - trainUntil),
      noScore: score === null ? whyNoScore(request, learnedFrom, measured.length) : null,
      score: score === null || model === null ? null : scorePart(score, model),
    },
  };
}

function whyNoScore({ withScore }: ReplayRequest, learnedFrom: number, measured: number): string {
  if (!withScore) return "not asked for";
  if (measured === 0) return "no journeys to measure on";
  return `${learnedFrom} journeys to learn from, ${LEAST_JOURNEYS} are needed`;
}

function scorePart({ alerts: _alerts, ...figures }: ScoreReport, { modelVersion, trainedOn, alertRules }: NeedModel) {
  return { ...figures, model: { modelVersion, trainedOn, alertRules } };
}
