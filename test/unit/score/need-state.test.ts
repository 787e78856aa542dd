import { describe, expect, test } from "vitest";
import { momentsOf } from "#shared/domain/score/moments.ts";
import { foldNeed, type NeedState, NO_HISTORY, needFeatureNames, needFeatures } from "#shared/domain/score/need-state.ts";
import type { Fact } from "#shared/model/fact.ts";
import { carLoan, TEST_NOW, writeJourney } from "#test/support/customers/fact-writer.ts";
import { funnel, funnelFacts } from "./score-help.ts";

const QUIET_MS = [10_000, 30_000, 60_000];

function fold(facts: readonly Fact[]): NeedState {
  let state: NeedState | null = null;
  for (const fact of facts) state = foldNeed(state, fact, funnel);
  if (state === null) throw new Error("no facts");
  return state;
}

function named(state: NeedState, name: string, now: number): number {
  return needFeatures(state, NO_HISTORY, now)[needFeatureNames.indexOf(name)] ?? Number.NaN;
}

describe("what is kept of a journey", () => {
  const looping = funnelFacts([
    [0, "start"],
    [10, "one"],
    [20, "start"],
    [30, "one"],
    [35, "one"],
    [60, "two"],
  ]);

  test("counts returns, A-B-A turns and the same step again", () => {
    const state = fold(looping);
    const now = TEST_NOW + 60_000;
    expect(named(state, "returns", now)).toBe(1);
    expect(named(state, "turns", now)).toBe(2);
    expect(named(state, "repeats", now)).toBe(1);
    expect(named(state, "entriesFirst", now)).toBe(2);
    expect(named(state, "stepsToGo", now)).toBe(1);
    expect(named(state, "wait1", now)).toBeCloseTo(Math.log1p(25));
  });

  test("takes in the hub's own facts: rejections, failed checks, a hidden page", () => {
    const facts = writeJourney(carLoan).reach("face-check").fail("face-check").fail("face-check").wait(5_000).hide("face-check").facts;
    let state: NeedState | null = null;
    for (const fact of facts) state = foldNeed(state, fact, carLoan);
    expect(state).toMatchObject({ failedChecks: 2, hides: 1, finishedAt: null });
  });

  test("[SCORE-1] facts after an instant do not change the moments before it", () => {
    const all = momentsOf(looping, funnel, QUIET_MS, Number.POSITIVE_INFINITY);
    for (let count = 1; count < looping.length; count += 1) {
      const known = looping.slice(0, count);
      const nextAt = looping[count]?.at ?? Number.POSITIVE_INFINITY;
      const then = momentsOf(known, funnel, QUIET_MS, nextAt);
      expect(then).toEqual(all.filter(({ at }) => at < nextAt));
    }
  });
});

describe("when the score is asked", () => {
  const quietThenEnd = funnelFacts([
    [0, "start"],
    [40, "one"],
    [45, "end"],
    [50, "start"],
  ]);

  test("[SCORE-3] after every act and after each spell of quiet, and not once it is finished", () => {
    const moments = momentsOf(quietThenEnd, funnel, QUIET_MS, Number.POSITIVE_INFINITY);
    expect(moments.map(({ at, quietMs }) => [(at - TEST_NOW) / 1_000, quietMs / 1_000])).toEqual([
      [0, 0],
      [10, 10],
      [30, 30],
      [40, 0],
    ]);
  });

  test("facts of one instant are known together", () => {
    const together = funnelFacts([
      [0, "start"],
      [0, "one"],
    ]);
    const moments = momentsOf(together, funnel, [], Number.POSITIVE_INFINITY);
    expect(moments.map(({ state }) => state.step)).toEqual([1]);
  });

  test("[SCORE-4] a journey left for a newer one is asked about no more", () => {
    const moments = momentsOf(quietThenEnd, funnel, QUIET_MS, TEST_NOW + 20_000);
    expect(moments.map(({ at }) => (at - TEST_NOW) / 1_000)).toEqual([0, 10]);
  });
});
