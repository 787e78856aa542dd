import { describe, expect, test } from "vitest";
import { customerIdSchema, specialistIdSchema } from "#shared/model/ids.ts";
import type { PointCard } from "#shared/model/point-card.ts";
import { pointCardSchema } from "#shared/model/point-card.ts";
import {
  isTooLong,
  makeContactId,
  mayContact,
  smsFrom,
  smsParts,
  smsText,
  triedWith,
  withDraft,
} from "../../../renderer/state/contact-draft.ts";
import { agent, li, NOW, supervisor } from "./sample.ts";

const point: PointCard = pointCardSchema.parse({
  id: "tp-1",
  sentence: { "zh-CN": "月供以签约为准", en: "As agreed on signing" },
  riskSentence: { "zh-CN": "贷款有风险", en: "Loans carry risk" },
  sources: [{ claimId: "c-1", title: { "zh-CN": "规范", en: "Standard" }, validUntil: NOW + 1 }],
  releaseId: "a".repeat(64),
});

describe("a text message being written", () => {
  test("[DESK-46] goes with the risk sentence of the text it began from, whatever became of the words", () => {
    const draft = smsFrom(point, "zh-CN");
    expect(smsText(draft, "zh-CN")).toBe("月供以签约为准\n贷款有风险");
    expect(smsText({ ...draft, text: " 改过的话 " }, "zh-CN")).toBe("改过的话\n贷款有风险");
    // Nothing was said: the risk sentence alone is no message.
    expect(smsText({ ...draft, text: " " }, "zh-CN")).toBe("");
    expect(smsText({ ...smsFrom(null, "zh-CN"), text: "您好" }, "zh-CN")).toBe("您好");
  });

  test("[DESK-46] tried again it is the same message, with another text another one", () => {
    const draft = triedWith(smsFrom(point, "zh-CN"), "甲");
    expect(triedWith(draft, "甲").id).toBe(draft.id);
    expect(triedWith(draft, "乙").id).not.toBe(draft.id);
  });

  test("[DESK-46] counts as a network does: 70 and 67 with Chinese, 160 and 153 without, a euro sign for two", () => {
    expect([0, 1, 70, 71, 134, 135].map((n) => smsParts("好".repeat(n)))).toEqual([0, 1, 1, 2, 2, 3]);
    expect([160, 161, 306, 307].map((n) => smsParts("a".repeat(n)))).toEqual([1, 2, 2, 3]);
    expect(smsParts("€".repeat(80))).toBe(1);
    expect(smsParts("€".repeat(81))).toBe(2);
    expect(isTooLong("好".repeat(300))).toBe(false);
    expect(isTooLong("好".repeat(301))).toBe(true);
  });

  test("[DESK-46] is kept by customer until it has arrived, beside a call being written down", () => {
    const lin = customerIdSchema.parse("lin-xiaolan");
    const he = customerIdSchema.parse("he-yaqin");
    const sms = smsFrom(point, "zh-CN");
    const call = { id: makeContactId(), at: NOW, outcome: "talked", note: "" } as const;
    const both = withDraft(withDraft(new Map(), lin, "sms", sms), lin, "call", call);
    expect(both.get(lin)).toEqual({ sms, call });
    expect(both.get(he)).toBeUndefined();
    expect(withDraft(both, lin, "sms", null).get(lin)).toEqual({ call });
  });
});

test("[DESK-45] the manager and the deputy may, a colleague, the pool, a supervisor and nobody's customer may not", () => {
  const deputy = specialistIdSchema.parse("zhou-qiming");
  const deputyOf = () => deputy;
  const card = { managerId: li.id };
  expect(mayContact(li, card, deputyOf)).toBe(true);
  expect(mayContact({ id: deputy }, card, deputyOf)).toBe(true);
  for (const other of [agent, supervisor, { id: specialistIdSchema.parse("wang-min") }])
    expect(mayContact(other, card, deputyOf)).toBe(false);
  expect(mayContact(li, { managerId: null }, deputyOf)).toBe(false);
  expect(mayContact(li, null, deputyOf)).toBe(false);
  expect(mayContact(null, card, deputyOf)).toBe(false);
});
