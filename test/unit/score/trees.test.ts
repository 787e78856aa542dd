import { describe, expect, test } from "vitest";
import { calibrated, fitCalibration, reliabilityOf } from "#shared/domain/score/calibration.ts";
import { keepExamples, rowOf, tableOf } from "#shared/domain/score/examples.ts";
import { DEFAULT_GROW, growTrees } from "#shared/domain/score/grow-trees.ts";
import { fitLogistic, logisticLogOdds } from "#shared/domain/score/logistic.ts";
import { contributionsOf, logOddsOf, sigmoid } from "#shared/domain/score/trees.ts";
import { madeUpExamples } from "./score-help.ts";

const GROW = { ...DEFAULT_GROW, trees: 30, leaves: 6, minLeafWeight: 20, sums: 1 };

function examples(count: number, seed: number) {
  const keeper = keepExamples();
  for (const example of madeUpExamples(count, seed)) keeper.add(example);
  return keeper.examples();
}

describe("boosted trees", () => {
  const learned = examples(2_000, 1);
  const trees = growTrees(tableOf(learned, learned.notFinished), GROW);

  test("[SCORE-5] the same examples and seed give the same trees, another seed others", () => {
    const table = tableOf(learned, learned.notFinished);
    expect(growTrees(table, GROW)).toEqual(trees);
    expect(growTrees(table, { ...GROW, seed: 2 })).not.toEqual(trees);
  });

  test("tell apart on examples they have not seen what chance does not blur", () => {
    const later = examples(2_000, 2);
    const loss = (p: (row: number) => number) => {
      let sum = 0;
      for (let row = 0; row < later.count; row += 1) sum -= Math.log(later.notFinished[row] === 1 ? p(row) : 1 - p(row));
      return sum / later.count;
    };
    const base = learned.notFinished.reduce((sum, each) => sum + each, 0) / learned.count;
    expect(loss((row) => sigmoid(logOddsOf(trees, rowOf(later, row))))).toBeLessThan(loss(() => base) - 0.03);
  });

  test("[SCORE-5] several sums average what each says by itself", () => {
    const table = tableOf(learned, learned.notFinished);
    const together = growTrees(table, { ...GROW, sums: 3 });
    const alone = [0, 2, 4].map((step) => growTrees(table, { ...GROW, seed: GROW.seed + step }));
    for (const row of [0, 7, 77]) {
      const numbers = rowOf(learned, row);
      const mean = alone.reduce((sum, each) => sum + logOddsOf(each, numbers), 0) / 3;
      expect(logOddsOf(together, numbers)).toBeCloseTo(mean, 9);
    }
  });

  test("contributions and the roots add up to the log-odds", () => {
    for (const row of [0, 7, 77]) {
      const numbers = rowOf(learned, row);
      const moved = contributionsOf(trees, numbers, numbers.length).reduce((sum, each) => sum + each, 0);
      const roots = trees.trees.reduce((sum, tree) => sum + (tree.value[0] ?? 0), trees.base);
      expect(moved + roots).toBeCloseTo(logOddsOf(trees, numbers), 6);
    }
  });
});

describe("calibration", () => {
  // Whoever says log-odds 4 is right no oftener than log-odds 1 would be.
  const bold = Array.from({ length: 1_000 }, (_, index) => (index % 2 === 0 ? 4 : -4));
  const came = bold.map((logOdds, index) => (logOdds > 0 === index % 10 < 7 ? 1 : 0));

  test("[SCORE-7] pulls bold answers to how often they came true", () => {
    const line = fitCalibration(bold, came);
    const share = (wanted: number) => {
      const these = came.filter((_, index) => bold[index] === wanted);
      return these.reduce((sum: number, each) => sum + each, 0) / these.length;
    };
    expect(calibrated(line, 4)).toBeCloseTo(share(4), 2);
    expect(calibrated(line, -4)).toBeCloseTo(share(-4), 2);
  });

  test("[SCORE-7] the reliability table holds said and came side by side", () => {
    const table = reliabilityOf([0.05, 0.15, 0.95, 0.95], [0, 0, 1, 0]);
    expect(table.rows.map(({ n, came01 }) => [n, came01])).toEqual([
      [1, 0],
      [1, 0],
      [2, 0.5],
    ]);
    expect(table.error01).toBeCloseTo((0.05 + 0.15 + 2 * 0.45) / 4);
  });

  test("one class only is left as it is", () => {
    expect(fitCalibration([1, 2], [1, 1])).toEqual({ slope: 1, shift: 0 });
  });
});

test("the plain regression finds the direction of a count", () => {
  const rows = Array.from({ length: 400 }, (_, index) => Float32Array.of(index % 4, (index * 7) % 5));
  const model = fitLogistic(
    rows,
    rows.map((row, index) => ((row[0] ?? 0) + (index % 3) > 2 ? 1 : 0)),
  );
  expect(logisticLogOdds(model, [3, 0])).toBeGreaterThan(logisticLogOdds(model, [0, 0]) + 2);
});
