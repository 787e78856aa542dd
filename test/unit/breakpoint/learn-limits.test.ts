/** Limits of a step's own and limits from history, against docs/spec/LEARN.md. */

import { describe, expect, test } from "vitest";
import { flowLimitFault, learnLimits, policyForFlow, type WaitSample, waitsOf } from "#shared/domain/breakpoint/learn-limits.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { type Flow, flowSchema } from "#shared/model/flow.ts";
import { stepIdSchema } from "#shared/model/ids.ts";
import { type DetectionPolicy, detectionPolicySchema } from "#shared/model/policy.ts";
import { carLoan, detectionPolicy, writeJourney } from "#test/support/customers/fact-writer.ts";
import { breakpointOf, sayings } from "#test/support/customers/sayings.ts";

const start = writeJourney(carLoan);
const learn = { quantile: 0.9, factor: 2, leastSample: 20, noLessMs: 10_000, noMoreMs: 200_000 };
const policy: DetectionPolicy = detectionPolicySchema.parse({
  ...detectionPolicy,
  "quiet-on-step": { ...detectionPolicy["quiet-on-step"], learn },
  "left-on-last-step": { ...detectionPolicy["left-on-last-step"], learn },
});

/** A second, two seconds, and so on. */
function waits(count: number, more: Partial<WaitSample> = {}): WaitSample[] {
  const stepId = stepIdSchema.parse("vehicle");
  return Array.from({ length: count }, (_none, index) => ({ kind: "pause", channel: "app", stepId, ms: (index + 1) * SECOND_MS, ...more }));
}

function withLimits(stepId: string, limits: object): Flow {
  return flowSchema.parse({ ...carLoan, steps: carLoan.steps.map((step) => (step.id === stepId ? { ...step, limits } : step)) });
}

describe("a step's own", () => {
  test("[LEARN-1] the policy's for that step, else the default", () => {
    const own = detectionPolicySchema.parse({
      ...detectionPolicy,
      "dead-click": { clicks: 3, withinMs: 60_000, byStep: { quote: { clicks: 2 } } },
    });
    const twice = (stepId: string) =>
      start.reach(stepId).write({ kind: "click-ignored", stepId }).wait(2_000).write({ kind: "click-ignored", stepId });
    expect(sayings(twice("quote"), 0, carLoan, own)).toEqual(["dead-click@quote x2 watch"]);
    expect(breakpointOf(twice("quote"), 0, carLoan, own)?.limits).toEqual({ clicks: 2, withinMs: 60_000 });
    expect(sayings(twice("vehicle"), 0, carLoan, own)).toEqual([]);
  });

  test("[LEARN-2] a flow's own go before the policy's and the learned, at that step alone", () => {
    const flow = withLimits("vehicle", { "quiet-on-step": { limitMs: 30_000 }, "upload-failed": { failures: 1 } });
    const resolved = policyForFlow(learnLimits(waits(100), policy), flow);
    expect(breakpointOf(start.enter("vehicle"), 30_000, flow, resolved)?.limits).toEqual({ limitMs: 30_000, urgentMs: 90_000 });
    expect(resolved["upload-failed"].byStep).toEqual({ vehicle: { failures: 1 } });
    expect(resolved["upload-failed"].failures).toBe(policy["upload-failed"].failures);
    expect(policyForFlow(policy, carLoan)).toBe(policy);
  });

  test.each([
    { name: "a limit nobody knows", limits: { "quiet-on-step": { patienceMs: 30_000 } } },
    { name: "another behaviour's limit", limits: { "dead-click": { bursts: 2 } } },
    { name: "one out of its range", limits: { "dead-click": { clicks: 0 } } },
  ])("[LEARN-2] $name is a fault", ({ limits }) => {
    expect(flowLimitFault(policy, withLimits("vehicle", limits))).not.toBeNull();
    expect(flowLimitFault(policy, carLoan)).toBeNull();
  });
});

describe("learned", () => {
  test("[LEARN-3] factor times the quantile, per step and channel, within the bounds", () => {
    const history = [...waits(100), ...waits(50, { channel: "desktop-web" }), ...waits(30, { stepId: stepIdSchema.parse("quote"), ms: 1 })];
    expect(learnLimits(history, policy)["quiet-on-step"].learned).toEqual({
      "app/vehicle": { limitMs: 180_000, n: 100 },
      "desktop-web/vehicle": { limitMs: 90_000, n: 50 },
      "app/quote": { limitMs: 10_000, n: 30 },
    });
    expect(learnLimits(waits(100, { kind: "away", ms: 900_000 }), policy)["left-on-last-step"].learned).toEqual({
      "app/vehicle": { limitMs: 200_000, n: 100 },
    });
  });

  test("[LEARN-4] nineteen are not twenty, and a policy that does not ask learns nothing", () => {
    expect(learnLimits(waits(19), policy)["quiet-on-step"].learned).toEqual({});
    const { learn: _no, ...fixed } = policy["quiet-on-step"];
    expect(learnLimits(waits(100), { ...policy, "quiet-on-step": fixed })["quiet-on-step"].learned).toBeUndefined();
  });

  test("[LEARN-5] the breakpoint carries the limit with its sample", () => {
    const learned = learnLimits(waits(40), policy);
    expect(sayings(start.enter("vehicle"), 72_000 - 1, carLoan, learned)).toEqual([]);
    expect(breakpointOf(start.enter("vehicle"), 72_000, carLoan, learned)?.limits).toEqual({ limitMs: 72_000, urgentMs: 216_000, n: 40 });
    const away = learnLimits(waits(40, { kind: "away", stepId: stepIdSchema.parse("sign") }), policy);
    expect(breakpointOf(start.reach("sign").hide("sign"), 72_000, carLoan, away)?.limits).toEqual({ hiddenMs: 72_000, n: 40 });
  });

  test("[LEARN-3] a finished journey's longest pause in each visit of a step, and its absences from the last", () => {
    const journey = start
      .enter("vehicle")
      .wait(7_000)
      .fill("vehicle", "car-model")
      .wait(12_000)
      .fill("vehicle", "purchase-city")
      .complete("vehicle")
      .enter("sign")
      .wait(3_000)
      .hide("sign")
      .wait(25_000)
      .show("sign")
      .wait(1_000)
      .finish();
    expect(waitsOf(journey.facts, carLoan)).toEqual([
      { kind: "pause", channel: "app", stepId: "vehicle", ms: 12_000 },
      { kind: "away", channel: "app", stepId: "sign", ms: 25_000 },
      { kind: "pause", channel: "app", stepId: "sign", ms: 28_000 },
    ]);
  });

  test("[LEARN-6] an unfinished journey teaches nothing, nor does a wait without network", () => {
    const entered = start.enter("vehicle").wait(9_000);
    expect(waitsOf(entered.fill("vehicle", "car-model").enter("identity").facts, carLoan)).toEqual([]);
    const offline = entered
      .write({ kind: "network-lost", stepId: "vehicle" })
      .wait(60_000)
      .write({ kind: "network-restored", stepId: "vehicle" })
      .wait(2_000)
      .finish();
    expect(waitsOf(offline.facts, carLoan)).toEqual([{ kind: "pause", channel: "app", stepId: "vehicle", ms: 2_000 }]);
  });
});
