import { describe, expect, test } from "vitest";
import { copyOf } from "../../../renderer/copy/copy.ts";
import { limitShown } from "../../../renderer/state/why.ts";

const policy = {
  version: "0123456789ab",
  learnedFrom: 0,
  learnedUntil: 1,
  journeys: 640,
  demoJourneys: 640,
  learned: { quantile: 0.95, factor: 2.25 },
};

describe("the limit that was passed", () => {
  test("[DESK-39] a learned one with its sample, and how it was learned once the details are there", () => {
    const limits = { limitMs: 112_000, urgentMs: 336_000, n: 150 };
    expect(limitShown({ limits }, undefined)).toEqual({ kind: "learned", limitMs: 112_000, n: 150 });
    expect(limitShown({ limits }, policy)).toEqual({ kind: "learned", limitMs: 112_000, n: 150, quantile: 0.95, factor: 2.25 });
    expect(limitShown({ limits: { hiddenMs: 60_000, n: 51 } }, policy)).toMatchObject({ kind: "learned", limitMs: 60_000, n: 51 });
    for (const language of ["zh-CN", "en"] as const) {
      const { limit } = copyOf(language).why;
      expect(limit.learnedFrom(95, 2.25, "150")).toMatch(/p95 × 2\.25.*n=150/);
    }
  });

  test("[DESK-39] a fixed one by time or by count, and none for who asked themselves", () => {
    expect(limitShown({ limits: { leftMs: 45_000 } }, policy)).toEqual({ kind: "time", limitMs: 45_000 });
    expect(limitShown({ limits: { failures: 3, urgentFailures: 3 } }, policy)).toEqual({ kind: "count", limit: 3, withinMs: null });
    expect(limitShown({ limits: { clears: 3, emptyMs: 30_000, withinMs: 180_000 } }, policy)).toEqual({
      kind: "count",
      limit: 3,
      withinMs: 180_000,
    });
    expect(limitShown({ limits: {} }, policy)).toEqual({ kind: "none" });
  });
});
