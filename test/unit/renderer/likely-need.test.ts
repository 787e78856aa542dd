import { describe, expect, test } from "vitest";
import { needGroundSchema } from "#shared/model/need-intent.ts";
import { copyOf } from "../../../renderer/copy/copy.ts";
import { groundText } from "../../../renderer/copy/likely-need.ts";

const parts = { step: "STEP", behaviour: "BEHAVIOUR", flow: "FLOW" };
const CJK = /[㐀-鿿]/;

describe("the likely need in words", () => {
  test.for([
    [{ kind: "said", words: ["刷脸", "fail"] }, ["刷脸", "fail"]],
    [{ kind: "step", stepId: "face-check" }, ["STEP"]],
    [{ kind: "breakpoint", breakpointKind: "verification-failed" }, ["BEHAVIOUR"]],
    [{ kind: "flow" }, ["FLOW"]],
    [{ kind: "help-topic", topic: "face-tips" }, []],
  ] as const)("[INTENT-15] %j has a sentence in both languages", ([ground, quoted]) => {
    for (const language of ["zh-CN", "en"] as const) {
      const text = groundText(language, needGroundSchema.parse(ground), parts);
      expect(text).not.toBe("");
      for (const word of quoted) expect(text).toContain(word);
    }
  });

  test("[INTENT-15] no kind of ground is without a test, and the English sentences hold no Chinese of their own", () => {
    expect(needGroundSchema.options.map((option) => option.shape.kind.value).sort()).toEqual([
      "breakpoint",
      "flow",
      "help-topic",
      "said",
      "step",
    ]);
    expect(groundText("en", { kind: "said", words: ["rate"] }, parts)).not.toMatch(CJK);
    expect(copyOf("en").likelyNeed.basedOn(["a", "b"])).toBe("because: a, b");
  });
});
