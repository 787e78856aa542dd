import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskNumbers, NUMBER_MASK } from "#shared/domain/compliance/mask-numbers.ts";

/** Numbers are made up; the check characters are right. */
const ID = "11010519491231002X";
const CARD = "4111111111111111";

function kinds(text: string): string[] {
  return maskNumbers(text).masks.map((mask) => mask.kind);
}

describe("number masks", () => {
  it.each([ID, "11010519491231002x", "440524198001010013", `证件${ID}请查收`, "110105 19491231 002X"])(
    "[PII-1] masks the ID number in 「%s」",
    (text) => {
      expect(kinds(text)).toEqual(["id-card"]);
    },
  );

  it("[PII-1] a mistyped check character still counts, and glued numbers are both found", () => {
    expect(kinds("110105194912310021")).toEqual(["id-card"]);
    expect(kinds(`${ID}13800138000`)).toEqual(["id-card", "mobile"]);
    expect(kinds(`99${ID}`)).toEqual(["id-card"]);
  });

  it("[PII-2] masks a 15-digit ID number", () => {
    expect(kinds("老证 130503670401001")).toEqual(["id-card"]);
    expect(kinds("流水 990503679901001")).toEqual([]);
  });

  it.each([CARD, "4111 1111 1111 1111", "4111-1111-1111-1111", "卡号6222020200011234561", "储蓄卡：6222 0202 0001 123"])(
    "[PII-3] masks the card in 「%s」",
    (text) => {
      expect(kinds(text)).toEqual(["bank-card"]);
    },
  );

  it.each(["13800138000", "138 0013 8000", "+86 138-0013-8000", "008613800138000", "电话一三八零零一三八零零零"])(
    "[PII-4] masks the mobile number in 「%s」",
    (text) => {
      expect(kinds(text)).toEqual(["mobile"]);
    },
  );

  it.each(["验证码 482913", "482913 是我的验证码", "验证码是4 8 2 9 1 3", "code: 4821", "密码123456", "短信碼：四八二九一三"])(
    "[PII-5] masks the code in 「%s」",
    (text) => {
      expect(kinds(text)).toEqual(["verification-code"]);
    },
  );

  it.each(["１１０１０５１９４９１２３１００２Ｘ", "1\u200B1\u200B0105\u200B19491231002X", "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "110105·19491231·002X"])(
    "[PII-6] 「%s」 does not hide the number",
    (text) => {
      expect(kinds(text)).toEqual(["id-card"]);
    },
  );

  it("[PII-7] the mask is the same for every number and the rest is untouched", () => {
    const { text, masks } = maskNumbers(`我的号 ${ID}，卡 ${CARD}，电话13800138000，谢谢🙂`);
    expect(text).toBe(`我的号 ${NUMBER_MASK}，卡 ${NUMBER_MASK}，电话${NUMBER_MASK}，谢谢🙂`);
    expect(masks.map((mask) => mask.kind)).toEqual(["id-card", "bank-card", "mobile"]);
  });

  it("[PII-7] masking twice changes nothing, and no planted number survives", () => {
    const around = fc.constantFrom("", "号码", "，", " ", "🙂", "验证码", "abc", "。");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(around, fc.constantFrom(ID, CARD, "13800138000")), { minLength: 1, maxLength: 4 }),
        around,
        (parts, tail) => {
          const source = `${parts.map(([before, number]) => `${before}${number}`).join("，见")}${tail}`;
          const once = maskNumbers(source).text;
          expect(maskNumbers(once)).toEqual({ text: once, masks: [] });
          for (const number of [ID, CARD, "13800138000"]) expect(once).not.toContain(number);
        },
      ),
      { numRuns: 300, seed: 20261123 },
    );
  });

  it.each([
    "额度 200000 元，60 期",
    "年化 3.6% 至 5.4%",
    "2026-11-23 10:00 前有效",
    "客服电话 95588",
    "验证码 5 分钟内有效，60 秒后重发",
    "密码是 6 位数字",
    "成交价 1,280,000 元",
    "订单 20261123100000123456",
    "客户号尾号 0726",
  ])("[PII-8] leaves 「%s」 alone", (text) => {
    expect(maskNumbers(text)).toEqual({ text, masks: [] });
  });
});
