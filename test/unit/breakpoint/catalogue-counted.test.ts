/** Behaviours that are counted, against docs/spec/{LOOP,AGAIN,CODE,RAGE,DEAD,WAVER,REPEAT}.md. Each row is one customer's journey. */

import { describe, expect, test } from "vitest";
import { depositTransfer, type FactWriter, writeJourney } from "#test/support/customers/fact-writer.ts";
import { breakpointOf, sayings } from "#test/support/customers/sayings.ts";

const start = writeJourney(depositTransfer);
const said = (journey: FactWriter, afterMs = 0) => sayings(journey, afterMs, depositTransfer);
const times = (journey: FactWriter, count: number, act: (journey: FactWriter) => FactWriter): FactWriter =>
  Array.from({ length: count }).reduce<FactWriter>((now) => act(now.wait(5_000)), journey);

describe("to and fro between two steps", () => {
  const price = start.reach("price");
  const round = (journey: FactWriter) => journey.wait(4_000).enter("certificate").wait(4_000).enter("price");
  const loop = round(round(price));

  test("[LOOP-1] the fourth leg raises it at the later step", () => {
    expect(said(round(price).wait(4_000).enter("certificate"))).toEqual([]);
    expect(said(loop)).toEqual(["step-loop@price x4 watch"]);
    expect(breakpointOf(loop, 0, depositTransfer)).toMatchObject({
      evidence: loop.facts.slice(-4).map(({ id }) => id),
      limits: { legs: 4 },
    });
    expect(said(round(round(price).wait(180_000).fill("price", "transfer-rate")))).not.toContain("step-loop@price x4 watch");
  });

  test("[LOOP-2] the first arrival is no leg; a third step or anything filled starts anew", () => {
    expect(said(round(price))).toEqual([]);
    expect(said(round(round(price).fill("price", "transfer-rate")))).toEqual([]);
    const further = start.reach("risk").wait(4_000).enter("price").wait(4_000).enter("certificate").wait(4_000).enter("price");
    expect(said(further)).toEqual([]);
  });

  test.each([
    { name: "completing the later step", journey: loop.complete("price"), over: " -moved-on" },
    { name: "a step beyond", journey: loop.enter("risk"), over: " -moved-on" },
    { name: "filling", journey: loop.fill("price", "transfer-rate"), over: " -moved-on" },
    { name: "finishing", journey: loop.finish(), over: " -finished" },
    { name: "completing the earlier step", journey: loop.wait(1_000).enter("certificate").complete("certificate"), over: "" },
  ])("[LOOP-3] $name", ({ journey, over }) => expect(said(journey)[0]).toMatch(new RegExp(`^step-loop@price x[45] watch${over}$`)));

  test("[LOOP-4] three returns to the same step with nothing done are a loop alone", () => {
    expect(said(round(loop))).toEqual(["step-loop@price x6 watch"]);
  });
});

describe("the same field rejected", () => {
  const refused = (journey: FactWriter, fieldId = "id-number") => journey.wait(8_000).reject("verify", fieldId);
  const thrice = refused(refused(refused(start.reach("verify"))));

  test("[AGAIN-1] the third refusal of one field, named", () => {
    expect(said(refused(refused(start.reach("verify"))))).toEqual([]);
    expect(said(thrice)).toEqual(["field-rejected-again@verify x3 watch"]);
    expect(breakpointOf(thrice, 0, depositTransfer)).toMatchObject({
      fieldId: "id-number",
      evidence: thrice.facts.slice(-3).map(({ id }) => id),
    });
  });

  test("[AGAIN-2] other fields do not count", () => {
    const mixed = refused(refused(refused(start.reach("verify")), "full-name"));
    expect(said(mixed)).not.toContain("field-rejected-again@verify x3 watch");
  });

  test.each([
    { name: "filling it again", journey: thrice.fill("verify", "id-number"), over: "" },
    { name: "completing the step", journey: thrice.complete("verify"), over: " -moved-on" },
    { name: "the next step", journey: thrice.enter("confirm"), over: " -moved-on" },
  ])("[AGAIN-3] $name", ({ journey, over }) => expect(said(journey)).toEqual([`field-rejected-again@verify x3 watch${over}`]));
});

describe("code resent", () => {
  const send = (journey: FactWriter) => journey.write({ kind: "code-sent", stepId: "verify", fieldId: "transfer-code" });
  const twice = times(start.reach("verify"), 2, send);
  const thrice = times(twice, 1, send);

  test("[CODE-1] the second resend; the first sending is none", () => {
    expect(said(twice)).toEqual([]);
    expect(said(thrice)).toEqual(["code-resent@verify x2 watch"]);
    expect(said(times(twice.wait(600_000).show("verify"), 1, send)).filter((line) => line.startsWith("code"))).toEqual([]);
  });

  test.each([
    { name: "entering a code", journey: thrice.fill("verify", "transfer-code"), over: " -moved-on" },
    {
      name: "passing the check",
      journey: thrice.write({ kind: "verification-passed", stepId: "verify", method: "sms" }),
      over: " -moved-on",
    },
    { name: "filling another field", journey: thrice.fill("verify", "full-name"), over: "" },
  ])("[CODE-2] $name", ({ journey, over }) => expect(said(journey)).toEqual([`code-resent@verify x2 watch${over}`]));

  test("[CODE-2] a code entered clears the count", () => expect(said(times(twice.fill("verify", "transfer-code"), 2, send))).toEqual([]));
});

describe("rage and dead clicks", () => {
  const burst = (journey: FactWriter) => journey.write({ kind: "rage-clicked", stepId: "price" });
  const dead = (journey: FactWriter) => journey.write({ kind: "click-ignored", stepId: "price" });
  const price = start.reach("price");

  test("[RAGE-1] the second burst within a minute", () => {
    expect(said(times(price, 1, burst))).toEqual([]);
    expect(said(times(price, 2, burst))).toEqual(["rage-click@price x2 watch"]);
    expect(said(burst(burst(price).wait(60_000)))).toEqual([]);
  });

  test("[RAGE-2] who gets on after a burst is in no rage", () => {
    expect(said(burst(burst(price).fill("price", "listing-days").wait(2_000)))).toEqual([]);
    expect(said(times(price, 2, burst).fill("price", "listing-days"))).toEqual(["rage-click@price x2 watch -moved-on"]);
  });

  test("[DEAD-1] the third dead click within a minute, at one step", () => {
    expect(said(times(price, 2, dead))).toEqual([]);
    expect(said(times(price, 3, dead))).toEqual(["dead-click@price x3 watch"]);
    expect(said(times(times(price, 2, dead).enter("risk"), 1, (now) => now.write({ kind: "click-ignored", stepId: "risk" })))).toEqual([]);
  });

  test("[DEAD-2] filling does not end it, the step done does", () => {
    expect(said(times(price, 3, dead).fill("price", "listing-days"))).toEqual(["dead-click@price x3 watch"]);
    expect(said(times(price, 3, dead).complete("price"))).toEqual(["dead-click@price x3 watch -moved-on"]);
  });
});

describe("amount or term changed again and again", () => {
  const change = (fieldId: string) => (journey: FactWriter) => journey.write({ kind: "field-edited", stepId: "certificate", fieldId });
  const certificate = start.reach("certificate");

  test("[WAVER-1] the fourth change of an amount or term within three minutes", () => {
    expect(said(times(certificate, 3, change("transfer-amount")))).toEqual([]);
    const wavering = times(certificate, 4, change("transfer-amount"));
    expect(said(wavering)).toEqual(["choice-wavering@certificate x4 watch"]);
    expect(breakpointOf(wavering, 0, depositTransfer)?.fieldId).toBe("transfer-amount");
  });

  test("[WAVER-2] other fields, and corrections after a refusal, do not count", () => {
    expect(said(times(certificate, 6, change("certificate")))).toEqual([]);
    const corrected = times(
      times(certificate, 2, change("transfer-amount")).reject("certificate", "transfer-amount"),
      3,
      change("transfer-amount"),
    );
    expect(said(corrected)).toEqual([]);
  });

  test("[WAVER-3] the step done ends it", () => {
    const wavering = times(certificate, 4, change("transfer-amount"));
    expect(said(wavering.enter("price"))).toEqual(["choice-wavering@certificate x4 watch -moved-on"]);
  });
});

describe("duplicate submit", () => {
  const press = (journey: FactWriter) => journey.write({ kind: "submit-sent", stepId: "risk" });
  const risk = start.reach("risk");

  test("[REPEAT-1] the second press after the first, without an answer", () => {
    expect(said(times(risk, 2, press))).toEqual([]);
    expect(said(times(risk, 3, press))).toEqual(["submit-repeated@risk x2 watch"]);
  });

  test("[REPEAT-2] a double click is one press", () => {
    const double = press(press(risk.wait(5_000)).wait(300));
    expect(said(press(press(double.wait(4_000)).wait(300)))).toEqual([]);
  });

  test("[REPEAT-3] an answer clears the presses and ends it", () => {
    expect(said(times(times(risk, 2, press).reject("risk", "ack-price"), 2, press))).toEqual([]);
    expect(said(times(risk, 3, press).complete("risk"))).toEqual(["submit-repeated@risk x2 watch -moved-on"]);
  });
});
