import { describe, expect, test } from "vitest";
import {
  alertRows,
  figuresOfRows,
  learnAlertRule,
  momentValues,
  movingValues,
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

describe("a rule that moves with the times", () => {
  // Two moments a journey. From the 1,500th on everything scores higher, and who scores high is mostly gone.
  const chance = seededChance(3);
  const journeys = 3_000;
  const rule = {
    share01: 0.05,
    whom: "all",
    stillThereWeight: 0,
    threshold: 0.45,
    leastStillThere: 0.5,
    stillThereMs: 60_000,
    settledMs: 90_000,
  } as const;
  const lines = Array.from({ length: journeys * 2 }, (_, row) => {
    const late = row >= journeys ? 1 : 0;
    const there = chance() < (late === 1 ? 0.3 : 0.9) ? 1 : 0;
    return [row >> 1, chance() * 0.5 + (there === 1 ? 0 : 0.1) + late * 0.5, there === 1 ? 0.8 : 0.2, 1, there, 0] as const;
  });
  const at = (count: number) => Float64Array.from({ length: count * 2 }, (_, row) => (row >> 1) * 60_000 + (row % 2) * 30_000);
  const beganAt = (of: number) => of * 60_000;
  const valuesUpTo = (count: number, more: object = {}) =>
    movingValues({ ...moments(lines.slice(0, count * 2)), at: at(count) }, beganAt, { ...rule, ...more });
  const alertsOf = (values: Float64Array) =>
    alertRows(
      Int32Array.from(values, (_, row) => row >> 1),
      values,
      Number.MIN_VALUE,
    );
  const all = alertsOf(valuesUpTo(journeys));
  const between = (rows: readonly number[], from: number, to: number) => rows.filter((row) => row >> 1 >= from && row >> 1 < to);

  test("[SCORE-14] journeys to come change no alert", () => {
    expect(alertsOf(valuesUpTo(1_700))).toEqual(between(all, 0, 1_700));
  });

  test("[SCORE-14] finds back to the share when the times change", () => {
    expect(between(all, 600, 1_500).length / 900).toBeCloseTo(0.05, 1);
    expect(between(all, 2_500, 3_000).length / 500).toBeLessThan(0.15);
  });

  test("[SCORE-29] weighs being there more once too many of the alerted had gone, and no more than that", () => {
    const there = (rows: readonly number[]) => rows.filter((row) => lines[row]?.[4] === 1).length / rows.length;
    expect(there(between(all, 2_250, 3_000))).toBeGreaterThan(0.4);
    expect(there(between(alertsOf(valuesUpTo(journeys, { leastStillThere: 0 })), 2_250, 3_000))).toBeLessThan(0.25);
  });

  test("[SCORE-29] while nobody knows who was still there the weight stays", () => {
    const unknown = { stillThereMs: journeys * 60_000 };
    expect(alertsOf(valuesUpTo(journeys, unknown))).toEqual(alertsOf(valuesUpTo(journeys, { ...unknown, leastStillThere: 0 })));
  });

  test("[SCORE-14] what has not settled yet is not looked back on", () => {
    const slow = valuesUpTo(journeys, { settledMs: journeys * 60_000 });
    expect([...slow]).toEqual(lines.map(([, notFinish01]) => notFinish01 - rule.threshold));
  });

  test("[SCORE-13] [SCORE-14] who has finished before stays below every threshold", () => {
    const returning = lines.slice(0, 2_000).map(([of, nf, st, end, there]) => [of, nf, st, end, there, 1] as const);
    const values = movingValues({ ...moments(returning), at: at(1_000) }, beganAt, { ...rule, whom: "not-finished-before" });
    expect(values.every((value) => value === Number.NEGATIVE_INFINITY)).toBe(true);
  });
});
