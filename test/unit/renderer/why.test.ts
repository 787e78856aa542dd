import { describe, expect, test } from "vitest";
import { needReasonKindSchema } from "#shared/model/need-score.ts";
import { copyOf } from "../../../renderer/copy/copy.ts";
import { budgetNote, limitShown, percentOf, reasonShare01 } from "../../../renderer/state/why.ts";
import { alert, NOW } from "./sample.ts";

const policy = {
  version: "0123456789ab",
  learnedFrom: 0,
  learnedUntil: 1,
  journeys: 640,
  demoJourneys: 640,
  learned: { quantile: 0.95, factor: 2.25, limitMs: 112_000 },
};

describe("the need score", () => {
  test("[DESK-40] every reason has a sentence in both directions and every source of a model its label, in both languages", () => {
    for (const language of ["zh-CN", "en"] as const) {
      const { why } = copyOf(language);
      const said = needReasonKindSchema.options.flatMap((kind) => [why.more(kind), why.less(kind)]);
      expect(new Set(said).size).toBe(20);
      for (const sentence of said) expect(sentence).not.toMatch(/undefined/);
      expect(new Set(Object.values(why.model)).size).toBe(3);
    }
  });

  test("[DESK-40] a probability is never shown as certain, a reason beside the strongest", () => {
    expect([0, 0.004, 0.5, 0.937, 1].map(percentOf)).toEqual([1, 1, 50, 94, 99]);
    const reasons = [
      { kind: "trouble" as const, logOdds: 2 },
      { kind: "step" as const, logOdds: -1 },
    ];
    expect(reasons.map(({ logOdds }) => reasonShare01(logOdds, reasons))).toEqual([1, 0.5]);
  });
});

describe("the alert budget", () => {
  test("[DESK-41] says who waits, who took a place and who asked, and names desk and figure in both languages", () => {
    const budget = { desk: "pool", perHour: 2, takesPlace: true };
    const asked = { breakpoint: { ...alert("x").breakpoint, kind: "help-requested" } };
    const waiting = { status: "waiting", since: NOW, because: "others-first", perHour: 2, ahead: 3, freeAt: null };
    expect(budgetNote(alert("a", { budget: { ...budget, takesPlace: false }, state: waiting }))).toBe("waits");
    expect(budgetNote(alert("b", { budget }))).toBe("takes");
    expect(budgetNote(alert("c", { ...asked, budget: { ...budget, takesPlace: false } }))).toBe("asked");
    expect(budgetNote(alert("d", { budget: { ...budget, takesPlace: false } }))).toBe("none");
    expect(budgetNote(alert("e"))).toBe("none");
    for (const language of ["zh-CN", "en"] as const) {
      const { budget: said } = copyOf(language).why;
      expect(said.othersFirst(said.pool, 2, 3)).toMatch(/2.*3/);
      expect(said.spent("X", 30)).toMatch(/X.*30/);
    }
  });
});

describe("the limit that was passed", () => {
  test("[DESK-39] a learned one with its sample, and how it was learned once the details are there", () => {
    const limits = { limitMs: 112_000, urgentMs: 336_000, n: 150 };
    expect(limitShown({ limits }, undefined)).toEqual({ kind: "learned", limitMs: 112_000, n: 150, from: null });
    expect(limitShown({ limits }, policy)).toEqual({ kind: "learned", limitMs: 112_000, n: 150, from: policy.learned });
    expect(limitShown({ limits: { hiddenMs: 60_000, n: 51 } }, policy)).toMatchObject({ kind: "learned", limitMs: 60_000, n: 51 });
    for (const language of ["zh-CN", "en"] as const) {
      const { limit } = copyOf(language).why;
      expect(limit.learnedFrom(95, 2.25, "150", "1:52")).toMatch(/p95 × 2\.25.*n=150/);
      // What this customer's own pace made longer is not passed off as what was learned.
      expect(limit.lengthened(95, 2.25, "150", "1:52")).toMatch(/p95 × 2\.25.*1:52.*n=150/);
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
