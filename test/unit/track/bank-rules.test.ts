import { describe, expect, test } from "vitest";
import { checkStep } from "#customer/demo/rules/check-step.ts";
import { carLoanQuote, transferPrice } from "#customer/demo/rules/figures.ts";
import { findStep, flowPages } from "#customer/demo/rules/flows.ts";
import type { Values } from "#customer/demo/rules/page-definition.ts";
import { checkValue } from "#customer/demo/rules/validate.ts";
import { demoValues } from "#customer/demo/server/demo-values.ts";
import { judgeFace, newRun, submitStep } from "#customer/demo/server/flow-run.ts";
import { recordOf } from "#customer/demo/server/records.ts";
import { invariant } from "#shared/lib/invariant.ts";

const NOW = Date.parse("2026-11-23T10:00:00+08:00");
const record = recordOf({ id: "lin-xiaolan", name: "林晓岚", city: "上海" });

function faultsOf(flowId: string, stepId: string, values: Values) {
  const flow = flowPages[flowId];
  const step = flow && findStep(flow, stepId);
  invariant(flow && step, "the test names a step that exists");
  return checkStep(flow, step, values, new Set(["income-proof", "second-beneficiary"]), NOW).map(
    ({ field, reason }) => `${field}: ${reason}`,
  );
}

describe("single values", () => {
  test.each([
    ["11010519491231002X", null],
    ["11010519491231002x", null],
    ["110105194912310021", "id-checksum"],
    ["11010519491331002X", "id-checksum"],
    ["1101051949123100", "id-format"],
    ["", "required"],
  ] as const)("[BANK-2] id number %s → %s", (value, reason) => {
    expect(checkValue({ kind: "id-number" }, value, NOW)).toBe(reason);
  });

  test.each([
    ["13912345678", null],
    ["139 1234 5678", null],
    ["12912345678", "phone-format"],
    ["1391234567", "phone-format"],
  ] as const)("[BANK-2] phone %s → %s", (value, reason) => {
    expect(checkValue({ kind: "phone" }, value, NOW)).toBe(reason);
  });

  test("[BANK-2] a document that ran out yesterday is refused, one that runs out today is not", () => {
    expect(checkValue({ kind: "future-date" }, "2026-11-22", NOW)).toBe("date-past");
    expect(checkValue({ kind: "future-date" }, "2026-11-23", NOW)).toBeNull();
  });

  test("[BANK-2] amounts keep range and unit", () => {
    const rule = { kind: "amount", min: 10_000, max: 100_000, step: 1_000 } as const;
    expect(checkValue(rule, "12,000", NOW)).toBeNull();
    expect(checkValue(rule, "12500", NOW)).toBe("amount-step");
    expect(checkValue(rule, "9000", NOW)).toBe("amount-range");
    expect(checkValue(rule, "一万", NOW)).toBe("amount-format");
  });
});

describe("across fields", () => {
  test("[BANK-2] a loan above price less down payment is refused", () => {
    const values = { ...demoValues("car-loan", record), "loan-amount": "189000" };
    expect(faultsOf("car-loan", "quote", values)).toEqual(["loan-amount: above-limit"]);
  });

  test("[BANK-2] shares of two beneficiaries must make 100, and the settlor is not the only one", () => {
    const two = {
      ...demoValues("family-trust", record),
      "second-beneficiary": "yes",
      "beneficiary-name-2": "林知远",
      "beneficiary-id-2": record.idNumber,
      "beneficiary-relation-2": "spouse",
    };
    expect(faultsOf("family-trust", "beneficiary", { ...two, "beneficiary-share-1": "60", "beneficiary-share-2": "30" })).toEqual([
      "beneficiary-share-2: shares-total",
    ]);
    expect(faultsOf("family-trust", "beneficiary", { ...two, "beneficiary-share-1": "60", "beneficiary-share-2": "40" })).toEqual([]);
    expect(faultsOf("family-trust", "beneficiary", { ...demoValues("family-trust", record), "beneficiary-relation-1": "self" })).toEqual([
      "beneficiary-relation-1: same-as-settlor",
    ]);
  });

  test("[BANK-2] a family trust starts at ten million", () => {
    const values = { ...demoValues("family-trust", record), "trust-type": "family", "asset-kind": "cash", "source-proof": "upload-1" };
    expect(faultsOf("family-trust", "assets", values)).toEqual(["funding-amount: below-minimum"]);
  });

  test("[BANK-2] fields behind a condition are asked for only while shown", () => {
    const values = { ...demoValues("deposit-transfer", record), "transfer-mode": "named" };
    expect(faultsOf("deposit-transfer", "price", values)).toEqual(["counterparty-phone: required"]);
    expect(faultsOf("deposit-transfer", "price", { ...values, "transfer-mode": "listed" })).toEqual([]);
  });
});

describe("figures", () => {
  test("[BANK-2] equal instalments pay back principal and the interest shown", () => {
    const quote = carLoanQuote({ "loan-amount": "188000", "loan-term": "36", "repayment-method": "equal-instalment" });
    expect(quote?.firstInstalment).toBeCloseTo(5_515.45, 2);
    expect((quote?.firstInstalment ?? 0) * 36 - 188_000).toBeCloseTo(quote?.totalInterest ?? 0, 6);
  });

  test("[BANK-2] a higher rate for the buyer is a lower price", () => {
    const certificate = record.certificates[0];
    invariant(certificate, "every demo customer has a certificate");
    const at = (rate: string) => transferPrice(certificate, { "transfer-amount": "300000", "transfer-rate": rate })?.price ?? 0;
    expect(at("2.80")).toBeLessThan(at("2.20"));
  });
});

describe("the bank's own knowledge", () => {
  function submit(flowId: string, stepId: string, values: Values, code = "123456", expiresAt = NOW + 1) {
    const flow = flowPages[flowId];
    const step = flow && findStep(flow, stepId);
    invariant(flow && step, "the test names a step that exists");
    const run = newRun(flow, record);
    const faults = submitStep(run, step, values, {
      record,
      optional: new Set(),
      sentCode: { code, expiresAt },
      uploads: new Set(["upload-1"]),
      now: NOW,
    });
    return { run, faults: faults.map(({ field, reason }) => `${field}: ${reason}`) };
  }

  test("[BANK-4] a code must be the one sent, in time, and is not kept", () => {
    const values = { ...demoValues("deposit-transfer", record), "transfer-code": "123456" };
    const good = submit("deposit-transfer", "verify", values);
    expect(good.faults).toEqual([]);
    expect(Object.keys(good.run.values)).not.toContain("transfer-code");
    expect(Object.keys(good.run.values)).not.toContain("trade-password");
    expect(submit("deposit-transfer", "verify", values, "654321").faults).toEqual(["transfer-code: code-wrong"]);
    expect(submit("deposit-transfer", "verify", values, "123456", NOW - 1).faults).toEqual(["transfer-code: code-expired"]);
  });

  test("[BANK-2] another person's name or number, and an upload that never came, are refused", () => {
    const values = {
      ...demoValues("car-loan", record),
      "full-name": "何雅琴",
      "id-number": "11010519491231002X",
      "id-front": "upload-1",
      "id-back": "upload-9",
    };
    expect(submit("car-loan", "identity", values).faults).toEqual([
      "full-name: name-mismatch",
      "id-number: id-mismatch",
      "id-back: required",
    ]);
  });

  test("[BANK-5] the face step needs a pass; a dark or empty picture fails with its reason", () => {
    expect(submit("car-loan", "face-check", {}).faults).toEqual(["face: required"]);
    expect(judgeFace({ sizeBytes: 9_000, brightness: 12 }, null)).toBe("light-too-low");
    expect(judgeFace({ sizeBytes: 10, brightness: 120 }, null)).toBe("face-not-found");
    expect(judgeFace({ sizeBytes: 9_000, brightness: 120 }, "face-mismatch")).toBe("face-mismatch");
    expect(judgeFace({ sizeBytes: 9_000, brightness: 120 }, null)).toBeNull();
  });

  test("[BANK-2] a submit stores only what its step asks for", () => {
    const { run } = submit("car-loan", "vehicle", { ...demoValues("car-loan", record), role: "admin" });
    expect(Object.keys(run.values).sort()).toEqual(["car-model", "down-payment", "purchase-city", "vehicle-price"]);
  });
});
