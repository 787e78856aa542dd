import { describe, expect, test } from "vitest";
import {
  alertRows,
  figuresOfRows,
  learnAlertRule,
  momentValues,
  movingAlertRows,
  type ScoredMoments,
  thresholdFor,
} from "#shared/domain/score/alert-rule.ts";
import { seededChance } from "#shared/lib/seeded-random.ts";

/** One row a line: journey, notFinish01, stillThere01, notFinished, stillThere, finishedBefore. */
function moments(rows: readonly (readonly [number, number, number, number, number, number])[]): ScoredMoments {
  const column = (index: number) => rows.map((row) => row[index] ?? 0);
  return {
    count: rows.length,
    journey: Int32Array.from(column(0)),
    notFinish01: Float64Array.from(column(1)),
    stillThere01: Float64Array.from(column(2)),
    notFinished: Uint8Array.from(column(3)),
    stillThere: Uint8Array.from(column(4)),
    finishedBefore: Uint8Array.from(column(5)),
  };
}

describe("[SCORE-11] one alert a journey", () => {
  const journey = Int32Array.of(0, 0, 1, 1, 2, 3);
  const values = Float64Array.of(0.2, 0.9, 0.7, 0.95, 0.7, 0.7);

  test("[SCORE-11] at its first moment that reaches the threshold", () => {
    expect(alertRows(journey, values, 0.7)).toEqual([1, 2, 4, 5]);
  });

  test("[SCORE-11] of journeys of one value the earlier come first when not all have room", () => {
    const threshold = thresholdFor(journey, values, 3);
    expect(threshold).toBe(0.7);
    expect(alertRows(journey, values, threshold, 3)).toEqual([1, 2, 4]);
  });

  test("no room, no alert", () => {
    expect(alertRows(journey, values, thresholdFor(journey, values, 0), 0)).toEqual([]);
  });
});

test("precision is split by who was still there", () => {
  const some = moments([
    [0, 0, 0, 1, 1, 0],
    [1, 0, 0, 0, 1, 0],
    [2, 0, 0, 1, 0, 0],
    [3, 0, 0, 1, 0, 0],
  ]);
  expect(figuresOfRows(some, [0, 1, 2, 3])).toEqual({
    alerts: 4,
    precision: 0.75,
    stillThere: 0.5,
    precisionStillThere: 0.5,
    precisionGone: 1,
  });
  expect(figuresOfRows(some, []).precision).toBeNull();
});

describe("learning the rule", () => {
  // Gone ones score highest; those still there and not finishing lie a little lower; those who finish lowest.
  const gone = Array.from({ length: 20 }, (_, index) => [index, 0.95, 0.05, 1, 0, 0] as const);
  const stuck = Array.from({ length: 20 }, (_, index) => [20 + index, 0.85, 0.9, 1, 1, 0] as const);
  const fine = Array.from({ length: 60 }, (_, index) => [40 + index, 0.2, 0.98, 0, 1, 0] as const);
  const history = moments([...gone, ...stuck, ...fine]);

  test("[SCORE-12] weighs being there as little as leaves enough still there", () => {
    const rule = learnAlertRule([{ moments: history, journeys: 100 }], 0.2, "all", 0.5);
    expect(rule.stillThereWeight).toBeGreaterThan(0);
    expect(rule.foreseen).toMatchObject({ precision: 1, stillThere: 1, alerts: 20 });
    expect(learnAlertRule([{ moments: history, journeys: 100 }], 0.2, "all", 0).foreseen.stillThere).toBe(0);
  });

  test("[SCORE-13] leaves those alone who have finished before", () => {
    const returning = moments([
      [0, 0.99, 0.9, 1, 1, 1],
      [1, 0.6, 0.9, 1, 1, 0],
    ]);
    const values = momentValues(returning, 0.2, "not-finished-before");
    expect(alertRows(returning.journey, values, 0)).toEqual([1]);
    expect(alertRows(returning.journey, momentValues(returning, 0.2, "all"), 0)).toEqual([0, 1]);
  });
});

describe("a threshold that moves with the times", () => {
  // Two moments a journey; from the 1,500th on everything scores higher.
  const chance = seededChance(3);
  const journeys = 3_000;
  const journey = Int32Array.from({ length: journeys * 2 }, (_, row) => row >> 1);
  const values = Float64Array.from(journey, (of) => chance() * 0.5 + (of < 1_500 ? 0 : 0.5));
  const at = Float64Array.from(journey, (of, row) => of * 60_000 + (row % 2) * 90_000);
  const beganAt = (of: number) => of * 60_000;
  const rowsUpTo = (count: number) =>
    movingAlertRows(journey.slice(0, count * 2), values.slice(0, count * 2), at.slice(0, count * 2), beganAt, 0.05, 0.45);

  test("[SCORE-14] journeys to come change no alert", () => {
    const all = rowsUpTo(journeys);
    expect(rowsUpTo(1_700)).toEqual(all.filter((row) => (journey[row] ?? 0) < 1_700));
  });

  test("[SCORE-14] finds back to the share when the times change", () => {
    const alerted = rowsUpTo(journeys).map((row) => journey[row] ?? 0);
    const share = (from: number, to: number) => alerted.filter((of) => of >= from && of < to).length / (to - from);
    expect(share(600, 1_500)).toBeCloseTo(0.05, 1);
    expect(share(2_500, 3_000)).toBeLessThan(0.15);
    expect(alertRows(journey, values, 0.45).filter((row) => (journey[row] ?? 0) >= 2_500).length).toBe(500);
  });
});
