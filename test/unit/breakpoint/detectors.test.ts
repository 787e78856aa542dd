/** The detectors against their tables: docs/spec/{QUIET,VERIFY,BACKFORTH,REJECT,LASTSTEP,HELP}.md. Each row is one customer's journey. */

import { describe, expect, test } from "vitest";
import { EVIDENCE_LIMIT } from "#shared/domain/breakpoint/detector.ts";
import { DETECTION_ORDER, detectors } from "#shared/domain/breakpoint/detectors.ts";
import { replayJourney } from "#shared/domain/breakpoint/replay-journey.ts";
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { breakpointKindSchema } from "#shared/model/breakpoint.ts";
import { carLoan, detectionPolicy, type FactWriter, familyTrust, TEST_NOW, writeJourney } from "#test/support/customers/fact-writer.ts";
import { breakpointOf, sayings } from "#test/support/customers/sayings.ts";

const start = writeJourney(carLoan);

describe("quiet on a step", () => {
  const vehicle = start.enter("vehicle");
  const filled = vehicle.wait(60 * SECOND_MS).fill("vehicle", "car-model");

  test.each([
    { name: "from entering", journey: vehicle, afterMs: 90 * SECOND_MS, said: ["quiet-on-step@vehicle x1 watch"] },
    { name: "one millisecond early", journey: vehicle, afterMs: 90 * SECOND_MS - 1, said: [] },
    { name: "from the last field", journey: filled, afterMs: 89 * SECOND_MS, said: [] },
    {
      name: "hiding the page is nothing done",
      journey: vehicle.wait(60 * SECOND_MS).hide("vehicle"),
      afterMs: 120 * SECOND_MS,
      said: ["quiet-on-step@vehicle x1 watch"],
    },
  ])("[QUIET-1] $name", ({ journey, afterMs, said }) => expect(sayings(journey, afterMs)).toEqual(said));

  test.each([
    { step: "quote", limitMs: 75 * SECOND_MS },
    { step: "sign", limitMs: 180 * SECOND_MS },
    { step: "identity", limitMs: 90 * SECOND_MS },
  ])("[QUIET-2] $step is quiet after $limitMs ms", ({ step, limitMs }) => {
    expect(sayings(start.enter(step), limitMs - 1)).toEqual([]);
    expect(sayings(start.enter(step), limitMs)).toEqual([`quiet-on-step@${step} x1 watch`]);
    expect(breakpointOf(start.enter(step), limitMs)).toMatchObject({
      limits: { limitMs, urgentMs: limitMs * 3 },
      sinceAt: TEST_NOW,
      detectedAt: TEST_NOW + limitMs,
    });
  });

  test("[QUIET-8] nobody is quiet within twice the longest pause they have made and got over themselves", () => {
    const slow = filled.wait(10 * SECOND_MS).fill("vehicle", "purchase-city");
    expect(sayings(slow, 119 * SECOND_MS)).toEqual([]);
    expect(sayings(slow, 120 * SECOND_MS)).toEqual(["quiet-on-step@vehicle x1 watch"]);
    expect(breakpointOf(slow, 120 * SECOND_MS)?.limits).toEqual({ limitMs: 120 * SECOND_MS, urgentMs: 360 * SECOND_MS });
  });

  test("[QUIET-9] out of sight the limit counts twice, and once again from the moment the page is back", () => {
    const hidden = vehicle.wait(10 * SECOND_MS).hide("vehicle");
    expect(sayings(hidden, 169 * SECOND_MS)).toEqual([]);
    expect(sayings(hidden, 170 * SECOND_MS)).toEqual(["quiet-on-step@vehicle x1 watch"]);
    expect(sayings(hidden.wait(30 * SECOND_MS).show("vehicle"), 89 * SECOND_MS)).toEqual([]);
    expect(sayings(hidden.wait(30 * SECOND_MS).show("vehicle"), 90 * SECOND_MS)).toEqual(["quiet-on-step@vehicle x1 watch"]);
  });

  test("[QUIET-3] urgent at three times the limit", () => {
    expect(sayings(vehicle, 269 * SECOND_MS)).toEqual(["quiet-on-step@vehicle x1 watch"]);
    expect(sayings(vehicle, 270 * SECOND_MS)).toEqual(["quiet-on-step@vehicle x1 urgent"]);
  });

  test.each([
    { name: "finished", journey: vehicle.finish() },
    { name: "left", journey: vehicle.write({ kind: "page-left", stepId: "vehicle" }) },
    { name: "offline", journey: vehicle.write({ kind: "network-lost", stepId: "vehicle" }) },
    { name: "not yet on a step", journey: start },
  ])("[QUIET-4] a journey that is $name is never quiet", ({ journey }) => expect(sayings(journey, 60 * MINUTE_MS)).toEqual([]));

  test("[QUIET-4] after the network is back quiet runs anew", () => {
    const back = vehicle
      .write({ kind: "network-lost", stepId: "vehicle" })
      .wait(80 * SECOND_MS)
      .write({ kind: "network-restored", stepId: "vehicle" });
    expect(sayings(back, 89 * SECOND_MS)).toEqual([]);
    expect(sayings(back, 90 * SECOND_MS)).toEqual(["quiet-on-step@vehicle x1 watch"]);
  });

  test("[QUIET-5] the last step in sight can be quiet, out of sight it is LASTSTEP's", () => {
    expect(sayings(start.enter("sign"), 180 * SECOND_MS)).toEqual(["quiet-on-step@sign x1 watch"]);
    expect(sayings(start.enter("sign").hide("sign"), 180 * SECOND_MS)).toEqual(["left-on-last-step@sign x1 watch"]);
  });

  const quiet = vehicle.wait(100 * SECOND_MS);
  test.each([
    { name: "fills a field", journey: quiet.fill("vehicle", "car-model"), over: true },
    {
      name: "empties a field",
      journey: quiet.write({ kind: "field-changed", stepId: "vehicle", fieldId: "car-model", state: "empty" }),
      over: false,
    },
    { name: "enters the next step", journey: quiet.enter("identity"), over: true },
    { name: "completes the step", journey: quiet.complete("vehicle"), over: true },
    { name: "passes a check", journey: quiet.write({ kind: "verification-passed", stepId: "vehicle", method: "sms" }), over: true },
    { name: "fails a check", journey: quiet.fail("vehicle", "sms"), over: false },
    { name: "hides the page", journey: quiet.hide("vehicle"), over: false },
  ])("[QUIET-6] a customer who $name: over is $over", ({ journey, over }) => {
    expect(sayings(journey)).toEqual([`quiet-on-step@vehicle x1 watch${over ? " -moved-on" : ""}`]);
  });

  test("[QUIET-6] finishing ends it as finished", () => {
    expect(sayings(quiet.finish())).toEqual(["quiet-on-step@vehicle x1 watch -finished"]);
  });

  test("[QUIET-7] quiet is silent beside failures at the same step", () => {
    const failed = start.reach("face-check").fail("face-check").fail("face-check").fail("face-check");
    expect(sayings(failed, 30 * MINUTE_MS)).toEqual(["verification-failed@face-check x3 urgent"]);
  });
});

describe("verification failed repeatedly", () => {
  const twice = start.reach("face-check").wait(5_000).fail("face-check").wait(30_000).fail("face-check").wait(10_000);

  test("[VERIFY-1] two are no breakpoint, the third is, at its own instant", () => {
    expect(sayings(twice)).toEqual([]);
    expect(breakpointOf(twice.fail("face-check"))).toMatchObject({
      kind: "verification-failed",
      detectedAt: TEST_NOW + twice.atMs,
      sinceAt: TEST_NOW + twice.atMs - 40_000,
      limits: { failures: 3 },
    });
  });

  test.each([
    { failures: 2, severity: "watch" },
    { failures: 3, severity: "watch" },
    { failures: 4, severity: "urgent" },
  ])("[VERIFY-2] $failures failures are $severity when four are urgent", ({ failures, severity }) => {
    const policy = { ...detectionPolicy, "verification-failed": { failures: 2, urgentFailures: 4 } };
    let journey = start.reach("face-check");
    for (let n = 0; n < failures; n += 1) journey = journey.wait(1_000).fail("face-check");
    const { state } = replayJourney(journey.facts, carLoan, policy, 0);
    expect(state.standing["verification-failed"]?.breakpoint).toMatchObject({ count: failures, severity });
  });

  test("[VERIFY-3] failures at another step are another count", () => {
    expect(sayings(twice.enter("sign").fail("sign", "sms"))).toEqual([]);
    expect(sayings(twice.enter("sign").fail("sign", "sms").fail("sign", "sms").fail("sign", "sms"))).toEqual([
      "verification-failed@sign x3 urgent",
    ]);
  });

  test("[VERIFY-4] a look back does not clear the count", () => {
    expect(sayings(twice.enter("credit-consent").wait(3_000).enter("face-check").fail("face-check"))).toEqual([
      "verification-failed@face-check x3 urgent",
    ]);
  });

  const third = twice.fail("face-check").wait(5_000);
  test.each([
    { name: "passing", journey: third.write({ kind: "verification-passed", stepId: "face-check", method: "face" }), said: " -moved-on" },
    { name: "completing", journey: third.complete("face-check"), said: " -moved-on" },
    { name: "the next step", journey: third.enter("quote"), said: " -moved-on" },
    { name: "finishing", journey: third.finish(), said: " -finished" },
    { name: "an earlier step", journey: third.enter("credit-consent"), said: "" },
    { name: "hiding the page", journey: third.hide("face-check"), said: "" },
  ])("[VERIFY-5] $name", ({ journey, said }) => expect(sayings(journey)).toEqual([`verification-failed@face-check x3 urgent${said}`]));

  test("[VERIFY-5] passing clears the count before it is reached too", () => {
    expect(sayings(twice.write({ kind: "verification-passed", stepId: "face-check", method: "face" }).fail("face-check"))).toEqual([]);
  });

  test("[VERIFY-6] the evidence is the failures, oldest first, the newest twenty", () => {
    let journey = start.reach("face-check");
    for (let n = 0; n < 30; n += 1) journey = journey.wait(1_000).fail("face-check");
    const evidence = breakpointOf(journey)?.evidence ?? [];
    expect(evidence).toHaveLength(EVIDENCE_LIMIT);
    expect(evidence).toEqual(journey.facts.slice(-EVIDENCE_LIMIT).map((fact) => fact.id));
    expect(breakpointOf(journey)?.count).toBe(30);
  });
});

describe("back and forth", () => {
  const trust = writeJourney(familyTrust);
  // They change something on the way: to and fro with nothing done is LOOP's.
  const goBack = (journey: FactWriter, from: string, to: string) =>
    journey.wait(20_000).enter(to).wait(15_000).fill(to, "funding-amount").enter(from);
  const twice = goBack(goBack(trust.reach("beneficiary"), "beneficiary", "assets"), "beneficiary", "assets");
  const thrice = twice.wait(20_000).enter("assets");

  test("[BACKFORTH-1] reloads and moves forward are no returns", () => {
    let journey = trust.reach("beneficiary");
    for (let n = 0; n < 5; n += 1) journey = journey.wait(1_000).enter("beneficiary");
    expect(sayings(journey, 0, familyTrust)).toEqual([]);
    expect(sayings(twice, 0, familyTrust)).toEqual([]);
  });

  test("[BACKFORTH-2] the third return within ten minutes", () => {
    expect(sayings(thrice, 0, familyTrust)).toEqual(["back-and-forth@beneficiary x3 watch"]);
    const slow = twice
      .wait(1_000)
      .fill("beneficiary", "beneficiary-name")
      .wait(10 * MINUTE_MS);
    expect(sayings(slow.enter("assets"), 0, familyTrust).filter((said) => said.startsWith("back"))).toEqual([]);
  });

  test("[BACKFORTH-3] it stands at the furthest step returned from, however far back they go", () => {
    const deep = trust.reach("beneficiary").wait(5_000).enter("assets").wait(5_000).enter("settlor").wait(5_000).enter("overview");
    expect(sayings(deep, 0, familyTrust)).toEqual(["back-and-forth@beneficiary x3 watch"]);
  });

  test.each([
    { name: "completing it", journey: thrice.wait(5_000).enter("beneficiary").complete("beneficiary"), said: " -moved-on" },
    { name: "a later step", journey: thrice.wait(5_000).enter("risk-disclosure"), said: " -moved-on" },
    { name: "finishing", journey: thrice.wait(5_000).finish(), said: " -finished" },
    { name: "the step itself again", journey: thrice.wait(5_000).enter("beneficiary"), said: "" },
  ])("[BACKFORTH-4] $name", ({ journey, said }) =>
    expect(sayings(journey, 0, familyTrust)).toEqual([`back-and-forth@beneficiary x3 watch${said}`]),
  );

  test("[BACKFORTH-4] getting past the step clears the returns", () => {
    const past = twice.complete("beneficiary").enter("risk-disclosure").wait(1_000).enter("beneficiary");
    expect(sayings(past, 0, familyTrust)).toEqual([]);
  });
});

describe("fields rejected repeatedly", () => {
  const twice = start.reach("employment").wait(5_000).reject("employment", "work-years").wait(10_000).reject("employment", "income-proof");
  const thrice = twice.wait(10_000).reject("employment", "income-proof");

  test("[REJECT-1] the third rejection at one step within five minutes", () => {
    expect(sayings(twice)).toEqual([]);
    expect(sayings(thrice)).toEqual(["fields-rejected@employment x3 watch"]);
    expect(
      sayings(
        twice
          .wait(60_000)
          .fill("employment", "employer")
          .wait(4 * MINUTE_MS)
          .reject("employment", "income-proof"),
      ).filter((said) => said.startsWith("fields")),
    ).toEqual([]);
    expect(sayings(twice.enter("credit-consent").reject("credit-consent", "consent-code"))).toEqual([]);
  });

  test("[REJECT-4] the fields one press of the button names are one refusal", () => {
    const press = (journey: FactWriter) =>
      journey.wait(20_000).reject("employment", "employer").reject("employment", "work-years").reject("employment", "monthly-income");
    const second = press(press(start.reach("employment")));
    expect(sayings(second)).toEqual([]);
    expect(sayings(second.wait(20_000).reject("employment", "monthly-income"))).toContain("fields-rejected@employment x3 watch");
  });

  test("[REJECT-2] it names the field rejected most often, of several the last", () => {
    expect(breakpointOf(thrice)?.fieldId).toBe("income-proof");
    expect(breakpointOf(twice.wait(5_000).reject("employment", "employer"))?.fieldId).toBe("employer");
  });

  test.each([
    { name: "filling the field again", journey: thrice.fill("employment", "income-proof"), said: "" },
    { name: "completing the step", journey: thrice.complete("employment"), said: " -moved-on" },
    { name: "the next step", journey: thrice.enter("credit-consent"), said: " -moved-on" },
    { name: "finishing", journey: thrice.finish(), said: " -finished" },
  ])("[REJECT-3] $name", ({ journey, said }) => expect(sayings(journey)).toEqual([`fields-rejected@employment x3 watch${said}`]));
});

describe("left on the last step", () => {
  const hidden = start.reach("sign").wait(20_000).hide("sign");

  test.each([
    { name: "hidden", journey: hidden, afterMs: 150_000, said: ["left-on-last-step@sign x1 watch"] },
    { name: "hidden, a millisecond early", journey: hidden, afterMs: 149_999, said: [] },
    {
      name: "left",
      journey: start.reach("sign").write({ kind: "page-left", stepId: "sign" }),
      afterMs: 45_000,
      said: ["left-on-last-step@sign x1 watch"],
    },
    {
      name: "hidden, then left",
      journey: hidden.wait(30_000).write({ kind: "page-left", stepId: "sign" }),
      afterMs: 15_000,
      said: ["left-on-last-step@sign x1 watch"],
    },
  ])("[LASTSTEP-1] $name", ({ journey, afterMs, said }) => expect(sayings(journey, afterMs)).toEqual(said));

  test("[LASTSTEP-4] a closed page is left after its own limit, a hidden one not within twice the longest they were away", () => {
    const lookedAway = start.enter("quote").wait(5_000).hide("quote").wait(100_000).show("quote").complete("quote").enter("sign");
    expect(sayings(lookedAway.hide("sign"), 199_999)).toEqual([]);
    expect(sayings(lookedAway.hide("sign"), 200_000)).toEqual(["left-on-last-step@sign x1 watch"]);
    expect(sayings(lookedAway.write({ kind: "page-left", stepId: "sign" }), 45_000)).toEqual(["left-on-last-step@sign x1 watch"]);
  });

  test("[LASTSTEP-5] who has come back three times has twice the limit, a closed page its own", () => {
    const glance = (journey: FactWriter) => journey.hide("quote").wait(5_000).show("quote").wait(5_000);
    const twice = glance(glance(start.enter("quote")))
      .complete("quote")
      .enter("sign");
    const thrice = glance(glance(glance(start.enter("quote"))))
      .complete("quote")
      .enter("sign");
    expect(sayings(twice.hide("sign"), 150_000)).toEqual(["left-on-last-step@sign x1 watch"]);
    expect(sayings(thrice.hide("sign"), 299_999)).toEqual([]);
    expect(sayings(thrice.hide("sign"), 300_000)).toEqual(["left-on-last-step@sign x1 watch"]);
    expect(breakpointOf(thrice.hide("sign"), 300_000)?.limits).toEqual({ hiddenMs: 300_000 });
    expect(sayings(thrice.write({ kind: "page-left", stepId: "sign" }), 45_000)).toEqual(["left-on-last-step@sign x1 watch"]);
  });

  test("[LASTSTEP-6] five minutes is the most that own pace stretches it to", () => {
    const longAway = start
      .enter("quote")
      .hide("quote")
      .wait(8 * MINUTE_MS)
      .show("quote")
      .complete("quote")
      .enter("sign")
      .hide("sign");
    const said = sayings(longAway, 5 * MINUTE_MS - 1).filter((each) => each.startsWith("left-on-last-step"));
    expect(said).toEqual([]);
    expect(sayings(longAway, 5 * MINUTE_MS)).toContain("left-on-last-step@sign x1 watch");
  });

  test("[LASTSTEP-2] an earlier step, and a completed last one, raise nothing here", () => {
    expect(sayings(start.enter("quote").hide("quote"), 70_000)).toEqual([]);
    expect(sayings(start.reach("sign").wait(1_000).complete("sign").hide("sign"), 10 * MINUTE_MS)).toEqual([]);
  });

  test.each([
    { name: "coming back", journey: hidden.wait(160_000).show("sign"), said: " -moved-on" },
    { name: "a page load of the same step", journey: hidden.wait(160_000).enter("sign"), said: " -moved-on" },
    { name: "finishing", journey: hidden.wait(160_000).finish(), said: " -finished" },
    { name: "leaving after hiding", journey: hidden.wait(160_000).write({ kind: "page-left", stepId: "sign" }), said: "" },
  ])("[LASTSTEP-3] $name", ({ journey, said }) => expect(sayings(journey)).toEqual([`left-on-last-step@sign x1 watch${said}`]));
});

describe("help requested", () => {
  const asked = start.reach("quote").wait(4_000).write({ kind: "help-requested", stepId: "quote" });

  test("[HELP-1] at once, urgent, beside any other", () => {
    expect(sayings(asked)).toEqual(["help-requested@quote x1 urgent"]);
    const failed = start.reach("face-check").fail("face-check").fail("face-check").fail("face-check");
    expect(sayings(failed.write({ kind: "help-requested", stepId: "face-check" }))).toEqual([
      "verification-failed@face-check x3 urgent",
      "help-requested@face-check x1 urgent",
    ]);
  });

  test("[HELP-2] asking again grows its count", () => {
    expect(sayings(asked.wait(9_000).write({ kind: "help-requested", stepId: "quote" }))).toEqual(["help-requested@quote x2 urgent"]);
  });

  test("[HELP-3] moving on does not take it back, finishing does", () => {
    expect(sayings(asked.complete("quote").enter("sign"))).toEqual(["help-requested@quote x1 urgent"]);
    expect(sayings(asked.finish())).toEqual(["help-requested@quote x1 urgent -finished"]);
  });
});

describe("the registry", () => {
  test("[QUIET-7] every kind has its detector, and quiet is asked last", () => {
    for (const kind of breakpointKindSchema.options) expect(detectors[kind].kind).toBe(kind);
    expect([...DETECTION_ORDER].sort()).toEqual([...breakpointKindSchema.options].sort());
    expect(DETECTION_ORDER.at(-1)).toBe("quiet-on-step");
  });
});
