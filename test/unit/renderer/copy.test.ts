import { describe, expect, test } from "vitest";
import { errorCodeSchema } from "#shared/contract/error-schemas.ts";
import { contactReasons } from "#shared/domain/contact/decide-contact.ts";
import { contactRuleSchema } from "#shared/model/contact.ts";
import { contactReason } from "../../../renderer/copy/contact.ts";
import { copyOf } from "../../../renderer/copy/copy.ts";
import { dateText, fieldText, instantOfField, nearText, spanText, timerText } from "../../../renderer/copy/time.ts";
import { NOW } from "./sample.ts";

const ZONE = "Asia/Shanghai";
const CJK = /[㐀-鿿]/;
/** Names of languages are written in their own language, in either copy. */
const OWN_NAMES = ["简体中文", "切换为中文"];

function sentences(value: unknown, path = ""): readonly (readonly [string, string])[] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => sentences(inner, `${path}.${key}`));
}

describe("sentences", () => {
  test("[DESK-16] every coded refusal has a sentence in both languages", () => {
    for (const language of ["zh-CN", "en"] as const)
      for (const code of errorCodeSchema.options) expect(copyOf(language).errors[code]).not.toBe("");
  });

  test("[DESK-16] the English copy holds no Chinese, and both have the same keys", () => {
    const zh = sentences(copyOf("zh-CN"));
    const en = sentences(copyOf("en"));
    expect(en.map(([path]) => path)).toEqual(zh.map(([path]) => path));
    for (const [path, text] of en) if (!OWN_NAMES.includes(text)) expect(`${path} ${text}`).not.toMatch(CJK);
  });

  test("[DESK-17] every reason of every contact rule has a sentence with its figures in it", () => {
    for (const [id, reasons] of Object.entries(contactReasons)) {
      for (const reason of reasons) {
        const rule = contactRuleSchema.parse({
          id,
          verdict: "passes",
          reason,
          detail: { agreedAt: NOW, until: NOW, whose: "bank", from: "21:00", to: "08:00", minutesLeft: 19, count: 0, cap: 3, days: 7 },
        });
        for (const language of ["zh-CN", "en"] as const) {
          const sentence = contactReason(language, rule, (at) => nearText(at, NOW, ZONE));
          expect(sentence).not.toBe(reason);
          expect(sentence).not.toMatch(/undefined|NaN|\d{12}/);
        }
      }
    }
  });
});

describe("times", () => {
  test("[DESK-18] a date and time typed in a field is one of the content's zone, and half of one is none", () => {
    expect(fieldText(NOW, ZONE)).toBe("2026-11-23T10:00");
    for (const zone of [ZONE, "Europe/Berlin", "America/New_York", "UTC"])
      for (const at of [NOW, NOW - 9 * 3_600_000, NOW - 200 * 86_400_000]) expect(instantOfField(fieldText(at, zone), zone)).toBe(at);
    // Berlin shows 02:30 on that day not at all: what comes out is an instant of that hour, never nothing.
    expect(instantOfField("2026-03-29T02:30", "Europe/Berlin")).toBeGreaterThan(Date.parse("2026-03-29T00:00:00Z"));
    for (const text of ["", "2026-11-23", "2026-11-23T", "2026-13-40T99:99"]) expect(instantOfField(text, ZONE)).toBeNull();
  });

  test("[DESK-18] instants are written in the content's zone", () => {
    expect(dateText(NOW, ZONE)).toBe("2026-11-23");
    expect(nearText(NOW, NOW, ZONE)).toBe("10:00");
    expect(nearText(NOW + 22 * 3_600_000, NOW, ZONE)).toBe("11-24 08:00");
    expect(nearText(NOW - 250 * 86_400_000, NOW, ZONE)).toBe("2026-03-18");
  });

  test("[DESK-18] spans are m:ss, longer ones carry hours", () => {
    expect(spanText(21_000)).toBe("0:21");
    expect(spanText(591_000)).toBe("9:51");
    expect(spanText(3_661_000)).toBe("1:01:01");
    expect(spanText(-5)).toBe("0:00");
    expect(timerText(522_000)).toBe("08:42");
  });
});
