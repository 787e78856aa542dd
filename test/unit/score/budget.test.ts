import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BudgetCandidate, spendBudget } from "#shared/domain/score/budget.ts";
import { TEST_NOW } from "#test/support/customers/fact-writer.ts";

const HOUR = 3_600_000;
const candidate = (key: string, more: Partial<BudgetCandidate> = {}): BudgetCandidate => ({
  key,
  desk: "m-chen",
  notFinish01: 0.5,
  stillThere01: 0.8,
  worth: 1,
  sinceAt: TEST_NOW,
  asked: false,
  hasLeft: false,
  ...more,
});
const keys = (list: readonly { candidate: BudgetCandidate }[]) => list.map((each) => each.candidate.key);
const limits = { perHour: { "m-chen": 2 }, otherwise: 1 };

describe("the alert budget", () => {
  const three = [
    candidate("low", { notFinish01: 0.3 }),
    candidate("high", { notFinish01: 0.9 }),
    candidate("middle", { notFinish01: 0.6 }),
  ];

  test("[SCORE-20] the most valuable k come first", () => {
    const { raise, wait } = spendBudget(three, [], limits, TEST_NOW);
    expect(keys(raise)).toEqual(["high", "middle"]);
    expect(keys(wait)).toEqual(["low"]);
  });

  test("[SCORE-20] alerts of the last hour count, older ones do not", () => {
    const spent = [
      { desk: "m-chen", at: TEST_NOW - HOUR },
      { desk: "m-chen", at: TEST_NOW - HOUR / 2 },
    ];
    expect(keys(spendBudget(three, spent, limits, TEST_NOW).raise)).toEqual(["high"]);
  });

  test("[SCORE-20] never more than k in an hour, in whatever order candidates come", () => {
    const any = fc.record({ notFinish01: fc.double({ min: 0, max: 1, noNaN: true }), hasLeft: fc.boolean(), sinceAt: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), fc.nat(4), fc.array(fc.nat(2 * HOUR), { maxLength: 6 }), (list, k, ago) => {
        const candidates = list.map((more, index) => candidate(`c${index}`, more));
        const spent = ago.map((ms) => ({ desk: "m-chen", at: TEST_NOW - ms }));
        const given = { perHour: { "m-chen": k }, otherwise: 0 };
        const once = spendBudget(candidates, spent, given, TEST_NOW);
        const recent = ago.filter((ms) => ms < HOUR).length;
        expect(once.raise.length).toBe(Math.min(candidates.length, Math.max(0, k - recent)));
        expect(once.raise.length + once.wait.length).toBe(candidates.length);
        expect(spendBudget([...candidates].reverse(), [...spent].reverse(), given, TEST_NOW)).toEqual(once);
      }),
    );
  });

  test("[SCORE-21] who waits is told how many come first and when a place is free", () => {
    const spent = [{ desk: "m-chen", at: TEST_NOW - HOUR / 2 }];
    const { wait } = spendBudget(three, spent, limits, TEST_NOW);
    expect(wait.map(({ because }) => because)).toEqual([
      { kind: "others-first", perHour: 2, ahead: 1, freeAt: TEST_NOW + HOUR / 2 },
      { kind: "others-first", perHour: 2, ahead: 2, freeAt: TEST_NOW + HOUR },
    ]);
  });

  test("[SCORE-21] a spent hour says when it is over, a budget of none that it never is", () => {
    const spent = [10, 20].map((minutes) => ({ desk: "m-chen", at: TEST_NOW - minutes * 60_000 }));
    expect(spendBudget([candidate("a")], spent, limits, TEST_NOW).wait[0]?.because).toEqual({
      kind: "budget-spent",
      perHour: 2,
      freeAt: TEST_NOW + 40 * 60_000,
    });
    expect(spendBudget([candidate("a")], [], { perHour: {}, otherwise: 0 }, TEST_NOW).wait[0]?.because).toEqual({
      kind: "budget-spent",
      perHour: 0,
      freeAt: null,
    });
  });

  test("[SCORE-22] who asked for a person never waits", () => {
    const { raise, wait } = spendBudget([candidate("asked", { asked: true })], [], { perHour: {}, otherwise: 0 }, TEST_NOW);
    expect([keys(raise), keys(wait)]).toEqual([["asked"], []]);
  });

  test("[SCORE-23] who has left comes last and is labelled late", () => {
    const left = candidate("left", { notFinish01: 0.99, hasLeft: true });
    const { raise } = spendBudget([left, candidate("here", { notFinish01: 0.2 })], [], limits, TEST_NOW);
    expect(raise.map((each) => [each.candidate.key, each.isLate])).toEqual([
      ["here", false],
      ["left", true],
    ]);
  });

  test("[SCORE-24] desks do not take from each other", () => {
    const { raise } = spendBudget([...three, candidate("pool", { desk: "pool", notFinish01: 0.1 })], [], limits, TEST_NOW);
    expect(keys(raise)).toEqual(["high", "middle", "pool"]);
  });
});
