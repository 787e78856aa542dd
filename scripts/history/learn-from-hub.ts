/**
 * Learns a need model from a hub's own journeys: from the earlier four fifths, told how it does on the rest, which it has not seen.
 *
 * Owns what is too little to learn from and what the model says of itself. The procedure is `shared/domain/score/learn-need.ts`.
 */
import { DEMO_JOURNEY_PREFIX } from "#hub/watch/typical-times.ts";
import { historiesOf } from "#scripts/replay/journeys.ts";
import { SCORE, SHIPPED_GROW } from "#scripts/replay/learn-synthetic.ts";
import type { Progress } from "#scripts/replay/progress.ts";
import { exampleSource, measureScore, SHARES01 } from "#scripts/replay/run-score.ts";
import { learnNeed } from "#shared/domain/score/learn-need.ts";
import { err, ok, type Result } from "#shared/lib/result.ts";
import type { NeedModel } from "#shared/model/need-score.ts";
import type { HubJourneys } from "./hub-journeys.ts";

/** Fewer journeys, or fewer of either end, and the trees would learn the few by heart. */
const LEAST_JOURNEYS = 300;
const LEAST_OF_EACH = 50;
const LEARNED_01 = 0.8;
const LEAST_STILL_THERE = 0.55;

export type HubLearning = { readonly model: NeedModel; readonly printed: string };

/** Fails with one sentence. The same journeys and the same seed give the same model. */
export function learnFromHub(
  { history, flowOf, demoJourneys }: HubJourneys,
  seed: number,
  progress: Progress,
): Result<HubLearning, string> {
  const { journeys } = history;
  const finished = journeys.filter(({ outcome }) => outcome === "finished").length;
  if (journeys.length < LEAST_JOURNEYS || finished < LEAST_OF_EACH || journeys.length - finished < LEAST_OF_EACH) {
    return err(
      `The log has ${journeys.length} journeys, ${finished} of them finished: too few to learn from. It takes ${LEAST_JOURNEYS}, with ${LEAST_OF_EACH} finished and ${LEAST_OF_EACH} not.`,
    );
  }
  const source = { history, histories: historiesOf(history, flowOf), flowOf, score: SCORE };
  const startOf = (share01: number) => journeys[Math.floor(journeys.length * share01)]?.startedAt ?? history.endsAt;
  const until = startOf(LEARNED_01);
  const folds = [...new Set([startOf(LEARNED_01 / 2), startOf(LEARNED_01 * 0.75), until])];
  if (folds.length < 3 || folds.some((fold, index) => fold <= (folds[index - 1] ?? history.startsAt)))
    return err("The journeys of the log began too close together: there is no later to judge by.");
  const model = learnNeed({
    examplesOf: exampleSource(source),
    folds,
    from: history.startsAt,
    until,
    shares01: SHARES01,
    leastStillThere: LEAST_STILL_THERE,
    grow: { ...SHIPPED_GROW, seed },
    quietMs: SCORE.quietMs,
    stillThereMs: SCORE.stillThereMs,
    modelVersion: `hub-${new Date(until).toISOString().slice(0, 10)}-${journeys.length}-${seed}`,
    trainedOn: {
      source: "hub-log",
      note: `the hub's own log; ${demoJourneys} of its ${journeys.length} newest journeys were generated`,
      demoJourneys: journeys.slice(0, Math.floor(journeys.length * LEARNED_01)).filter(({ name }) => name.startsWith(DEMO_JOURNEY_PREFIX))
        .length,
    },
    progress: (done01) => progress.stage("learning the score", done01),
  });
  const measured = measureScore(source, model, until, null);
  const rowOf = (method: string) => measured.rows.find((row) => row.method === method && row.share01 === 0.1);
  const [best, chance] = [rowOf("need score"), rowOf("chance")];
  const printed = [
    `${model.modelVersion}: ${model.trainedOn.journeys} journeys of the hub's own log, ${model.trainedOn.moments} moments, ${demoJourneys} journeys 演示`,
    `on the later fifth at 10 %: precision ${best?.precision?.toFixed(3)} with ${best?.stillThere?.toFixed(3)} still there; chance ${chance?.precision?.toFixed(3)}`,
    `reliability, mean distance ${measured.reliability.error01.toFixed(3)}`,
  ].join("\n");
  return ok({ model, printed });
}
