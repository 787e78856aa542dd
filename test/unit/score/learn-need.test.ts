import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { keepExamples } from "#shared/domain/score/examples.ts";
import { DEFAULT_GROW } from "#shared/domain/score/grow-trees.ts";
import { type ExampleSource, learnNeed } from "#shared/domain/score/learn-need.ts";
import { beginNeed, NO_HISTORY } from "#shared/domain/score/need-state.ts";
import { readNeedModel, scoreJourney } from "#shared/domain/score/score-journey.ts";
import { needModelSchema } from "#shared/model/need-score.ts";
import { TEST_NOW } from "#test/support/customers/fact-writer.ts";
import { madeUpExamples } from "./score-help.ts";

const HOUR = 3_600_000;
const all = madeUpExamples(3_000, 5);
const asked: { from: number; to: number; knownUntil: number }[] = [];
const examplesOf: ExampleSource = (from, to, knownUntil) => {
  asked.push({ from, to, knownUntil });
  const keeper = keepExamples();
  for (const example of all) if (example.at >= from && example.at < to) keeper.add(example);
  return keeper.examples();
};
const until = TEST_NOW + 50 * HOUR;
const folds = [TEST_NOW + 20 * HOUR, TEST_NOW + 35 * HOUR, until];
const model = learnNeed({
  examplesOf,
  folds,
  from: TEST_NOW,
  until,
  shares01: [0.05, 0.1],
  leastStillThere: 0.5,
  grow: { ...DEFAULT_GROW, trees: 20, leaves: 6, minLeafWeight: 20, sums: 1 },
  quietMs: [10_000],
  stillThereMs: 1_800_000,
  modelVersion: "test-1",
  trainedOn: { source: "synthetic-customers", note: "made up by a test" },
});

describe("learning", () => {
  test("[SCORE-6] what is judged lies after what was learned from, and nothing beyond the window is asked for", () => {
    expect(asked).toEqual([
      { from: TEST_NOW, to: folds[0], knownUntil: folds[0] },
      { from: folds[0], to: folds[1], knownUntil: until },
      { from: TEST_NOW, to: folds[1], knownUntil: folds[1] },
      { from: folds[1], to: folds[2], knownUntil: until },
      { from: TEST_NOW, to: until, knownUntil: until },
    ]);
  });

  test("[SCORE-9] the model says what it was learned from, over which window and from how many", () => {
    expect(model.modelVersion).toBe("test-1");
    expect(model.trainedOn).toMatchObject({ source: "synthetic-customers", from: TEST_NOW, until, journeys: 3_000, moments: 3_000 });
    expect(model.alertRules.map(({ share01, whom }) => `${whom} ${share01}`)).toEqual([
      "all 0.05",
      "all 0.1",
      "not-finished-before 0.05",
      "not-finished-before 0.1",
    ]);
  });
});

describe("a score", () => {
  const read = readNeedModel(JSON.parse(JSON.stringify(model)));
  const stuck = { ...beginNeed(4, TEST_NOW), acts: 7, returns: 5, step: 1, furthest: 2 };
  const brisk = { ...stuck, acts: 2, returns: 0 };

  test("survives being written and read, and says more of who keeps returning", () => {
    expect(read.ok).toBe(true);
    const of = (state: typeof stuck) => scoreJourney(state, NO_HISTORY, TEST_NOW + 1_000, model);
    expect(of(stuck).notFinish01).toBeGreaterThan(of(brisk).notFinish01 + 0.15);
    if (read.ok) expect(scoreJourney(stuck, NO_HISTORY, TEST_NOW + 1_000, read.value).notFinish01).toBeCloseTo(of(stuck).notFinish01, 9);
  });

  test("[SCORE-8] names at most three reasons, the strongest first, with their direction", () => {
    const { reasons } = scoreJourney(stuck, NO_HISTORY, TEST_NOW + 1_000, model);
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.length).toBeLessThanOrEqual(3);
    expect(reasons.map(({ logOdds }) => Math.abs(logOdds))).toEqual(reasons.map(({ logOdds }) => Math.abs(logOdds)).sort((a, b) => b - a));
    expect(reasons.some(({ kind, logOdds }) => (kind === "back-and-forth" || kind === "slow") && logOdds > 0)).toBe(true);
    const lowered = scoreJourney(brisk, NO_HISTORY, TEST_NOW + 1_000, model).reasons;
    expect(lowered.some(({ logOdds }) => logOdds < 0)).toBe(true);
  });

  test("[SCORE-9] names its model", () => {
    expect(scoreJourney(stuck, NO_HISTORY, TEST_NOW, model).modelVersion).toBe("test-1");
  });

  test("[SCORE-10] another format or other features are refused with a reason", () => {
    expect(readNeedModel({ format: "other" })).toMatchObject({ ok: false, error: { kind: "not-a-model" } });
    const other = needModelSchema.parse({ ...model, features: ["moon"] });
    expect(readNeedModel(other)).toMatchObject({ ok: false, error: { kind: "other-features" } });
  });
});

test("[SCORE-9] the shipped model is of synthetic customers, says so, and is one this program reads", () => {
  const shipped = readNeedModel(JSON.parse(readFileSync(new URL("../../../content/score/need-model.json", import.meta.url), "utf8")));
  expect(shipped).toMatchObject({ ok: true, value: { trainedOn: { source: "synthetic-customers" } } });
});
