/** The view of a journey against docs/spec/JOURNEY.md. The order of facts is order-facts.test.ts, the watch watch-journey.test.ts. */

import { describe, expect, test } from "vitest";
import { foldJourney } from "#shared/domain/journey/fold-journey.ts";
import { fieldsOf, identifyJourney, type JourneyView, stepDurationMs, stepRecord } from "#shared/domain/journey/journey-view.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { type Fact, factSchema } from "#shared/model/fact.ts";
import { customerIdSchema, stepIdSchema } from "#shared/model/ids.ts";
import { carLoan, TEST_NOW, writeJourney } from "#test/support/customers/fact-writer.ts";

const step = (id: string) => stepIdSchema.parse(id);

function viewOf(facts: readonly Fact[]): JourneyView {
  const view = facts.reduce<JourneyView | null>((before, fact) => foldJourney(before, fact, carLoan), null);
  invariant(view, "a journey has facts");
  return view;
}

describe("steps and visits", () => {
  const back = writeJourney(carLoan).reach("identity").wait(5_000).enter("vehicle").wait(3_000).enter("identity").wait(2_000);

  test("[JOURNEY-4] a return is a visit of its own, and the way back another", () => {
    const view = viewOf(back.facts);
    expect(view.stepId).toBe("identity");
    expect(stepRecord(view, step("identity"))?.visits).toBe(2);
    expect(stepRecord(view, step("vehicle"))?.visits).toBe(2);
    expect(view.lastMove).toMatchObject({ from: 0, to: 1 });
  });

  test("[JOURNEY-4] a reload is no visit and keeps the visit's beginning, but is a sign of life", () => {
    const reloaded = writeJourney(carLoan)
      .enter("vehicle")
      .wait(4_000)
      .write({ kind: "page-left", stepId: "vehicle" })
      .wait(500)
      .enter("vehicle");
    const view = viewOf(reloaded.facts);
    expect(stepRecord(view, step("vehicle"))?.visits).toBe(1);
    expect(view.enteredAt).toBe(TEST_NOW);
    expect(view.lastProgressAt).toBe(TEST_NOW + 4_500);
    expect(view.status).toBe("active");
  });

  test("[JOURNEY-5] time on a step is the sum over its visits", () => {
    const view = viewOf(back.facts);
    const now = TEST_NOW + back.atMs;
    expect(stepDurationMs(view, step("identity"), now)).toBe(7_000);
    expect(stepDurationMs(view, step("vehicle"), now)).toBe(4_000);
    expect(stepDurationMs(view, step("sign"), now)).toBe(0);
  });

  test("[JOURNEY-5] time stops when the journey finishes", () => {
    const done = writeJourney(carLoan).enter("sign").wait(9_000).finish();
    expect(stepDurationMs(viewOf(done.facts), step("sign"), TEST_NOW + 60_000)).toBe(9_000);
  });
});

describe("time, presence and fields", () => {
  test("[JOURNEY-3] a clock that runs ahead counts from when the hub had the fact", () => {
    const [started] = writeJourney(carLoan).facts;
    const ahead = factSchema.parse({ ...started, at: TEST_NOW + 3_600_000 });
    expect(viewOf([ahead]).startedAt).toBe(TEST_NOW);
  });

  test("[JOURNEY-6] hidden and then left is away since hidden; the next action brings the journey back", () => {
    const away = writeJourney(carLoan).enter("sign").wait(1_000).hide("sign").wait(2_000).write({ kind: "page-left", stepId: "sign" });
    expect(viewOf(away.facts)).toMatchObject({ status: "left", awaySince: TEST_NOW + 1_000 });
    expect(viewOf(away.wait(1_000).show("sign").facts)).toMatchObject({ status: "active", awaySince: null });
  });

  test("[JOURNEY-7] the same field on two steps has two states", () => {
    const facts = writeJourney(carLoan)
      .enter("identity")
      .fill("identity", "full-name")
      .write({ kind: "field-changed", stepId: "quote", fieldId: "full-name", state: "empty" }).facts;
    const fields = fieldsOf(viewOf(facts), carLoan);
    expect(fields).toEqual([
      { stepId: "identity", fieldId: "full-name", state: "filled" },
      { stepId: "quote", fieldId: "full-name", state: "empty" },
    ]);
  });

  test("[JOURNEY-8] facts after the end change nothing but the count", () => {
    const done = writeJourney(carLoan).enter("sign").finish();
    const after = viewOf(done.wait(1_000).enter("vehicle").hide("vehicle").facts);
    expect(after).toEqual({ ...viewOf(done.facts), seq: after.seq, factCount: after.factCount });
  });

  test("[JOURNEY-9] a step of another flow changes nothing", () => {
    const before = writeJourney(carLoan).enter("vehicle");
    const after = viewOf(before.wait(1_000).enter("no-such-step").facts);
    expect(after).toEqual({ ...viewOf(before.facts), seq: after.seq, factCount: after.factCount });
  });

  test("[JOURNEY-1] a fact folded twice changes nothing", () => {
    const { facts } = writeJourney(carLoan).enter("vehicle").wait(10).fill("vehicle", "car-model");
    const view = viewOf(facts);
    for (const fact of facts) expect(foldJourney(view, fact, carLoan)).toBe(view);
  });

  test("a journey keeps its customer: another one is a bug", () => {
    const lin = identifyJourney(viewOf(writeJourney(carLoan).facts), customerIdSchema.parse("lin-xiaolan"));
    expect(lin.customerId).toBe("lin-xiaolan");
    expect(() => identifyJourney(lin, customerIdSchema.parse("he-yaqin"))).toThrow("never changes");
  });
});
