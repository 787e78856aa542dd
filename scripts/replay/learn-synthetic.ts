/**
 * Learns the need model that ships before there is a history: from made-up customers of the flows under `content/flows`, and says so in it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { DEFAULT_GROW } from "#shared/domain/score/grow-trees.ts";
import { learnNeed } from "#shared/domain/score/learn-need.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { type Flow, flowSchema } from "#shared/model/flow.ts";
import type { NeedModel } from "#shared/model/need-score.ts";
import { inProject } from "../lib/project.ts";
import { historiesOf } from "./journeys.ts";
import type { Progress } from "./progress.ts";
import { exampleSource, measureScore, SHARES01 } from "./run-score.ts";
import { syntheticHistory } from "./synthetic-customers.ts";

/** How the score is asked of the bank's own flows. */
export const SCORE = {
  quietMs: [10 * SECOND_MS, 20 * SECOND_MS, 30 * SECOND_MS, MINUTE_MS, 2 * MINUTE_MS],
  stillThereMs: 30 * MINUTE_MS,
  idleMs: [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS],
};
/** A model that travels with the program stays small. */
export const SHIPPED_GROW = { ...DEFAULT_GROW, trees: 50, leaves: 8, learningRate: 0.15, sums: 1 };
const LEAST_STILL_THERE = 0.55;

function bankFlows(): readonly Flow[] {
  const folder = inProject("content", "flows");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => flowSchema.parse(parse(readFileSync(`${folder}/${name}`, "utf8"))));
}

export type SyntheticLearning = { readonly model: NeedModel; readonly printed: string };

/** Learned from the first seven tenths of the made-up time, told how it did on the rest. */
export function learnFromSynthetic(seed: number, journeys: number, progress: Progress): SyntheticLearning {
  const flows = bankFlows();
  const { history, flowOf } = syntheticHistory(flows, seed, journeys);
  const source = { history, histories: historiesOf(history, flowOf), flowOf, score: SCORE };
  const startOf = (share01: number) => history.journeys[Math.floor(history.journeys.length * share01)]?.startedAt ?? history.endsAt;
  const until = startOf(0.7);
  const model = learnNeed({
    examplesOf: exampleSource(source),
    folds: [startOf(0.35), startOf(0.5), until],
    from: history.startsAt,
    until,
    shares01: SHARES01,
    leastStillThere: LEAST_STILL_THERE,
    grow: { ...SHIPPED_GROW, seed },
    quietMs: SCORE.quietMs,
    stillThereMs: SCORE.stillThereMs,
    modelVersion: `synthetic-${seed}-${journeys}`,
    trainedOn: {
      source: "synthetic-customers",
      note: `made-up customers of ${flows.map(({ id }) => id).join(", ")}; seed ${seed}; says nothing about real ones`,
    },
    progress: (done01) => progress.stage("learning the score", done01),
  });
  const measured = measureScore(source, model, until, null);
  const best = measured.rows.find(({ method, share01 }) => method === "need score" && share01 === 0.05);
  const chance = measured.rows.find(({ method, share01 }) => method === "chance" && share01 === 0.05);
  const hours = (model.trainedOn.until - model.trainedOn.from) / HOUR_MS;
  const printed = [
    `${model.modelVersion}: ${model.trainedOn.journeys} made-up journeys over ${hours.toFixed(0)} h, ${model.trainedOn.moments} moments`,
    `on later made-up journeys at 5 %: precision ${best?.precision?.toFixed(3)} with ${best?.stillThere?.toFixed(3)} still there; chance ${chance?.precision?.toFixed(3)}`,
    `reliability, mean distance ${measured.reliability.error01.toFixed(3)}`,
  ].join("\n");
  return { model, printed };
}
