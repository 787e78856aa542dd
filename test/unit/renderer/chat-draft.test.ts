import { describe, expect, test } from "vitest";
import { createLexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import { lexiconEntrySchema } from "#shared/model/lexicon.ts";
import { foldHits, piecesOf, readDraft } from "../../../renderer/state/chat-draft.ts";

const entry = lexiconEntrySchema.parse({
  id: "C-012",
  phrase: "保证收益",
  class: "forbidden",
  rule: { "zh-CN": "不得承诺收益", en: "No promise of return" },
  suggestion: { "zh-CN": "收益不作保证", en: "Returns are not guaranteed" },
  mustHit: ["保证收益"],
  mustNotHit: ["您好"],
});
const matcher = createLexiconMatcher([entry]);

describe("a draft under the lexicon", () => {
  test("[DESK-22] a forbidden wording blocks the draft and names its rule and place", () => {
    const draft = readDraft(matcher, "这款保证收益，放心");
    expect(draft.verdict).toBe("blocked");
    expect(draft.hits).toEqual([{ entryId: "C-012", text: "保证收益", isForbidden: true, start: 2, end: 6 }]);
  });

  test("[DESK-22] an ordinary draft passes", () => {
    expect(readDraft(matcher, "您好，我陪您一起完成").verdict).toBe("pass");
  });

  test("[DESK-23] a stopped text is drawn whole, the hits struck through, overlaps once", () => {
    const pieces = piecesOf("这款保证收益，放心", [
      { start: 2, end: 6, ruleId: "C-012" },
      { start: 4, end: 6, ruleId: "C-013" },
    ]);
    expect(pieces).toEqual([
      { text: "这款", ruleId: null },
      { text: "保证收益", ruleId: "C-012" },
      { text: "，放心", ruleId: null },
    ]);
  });

  test("[DESK-33] the first forbidden hit stands, what is discouraged before it is folded", () => {
    const hit = (start: number, isForbidden: boolean) => ({ entryId: entry.id, text: "", isForbidden, start, end: start + 1 });
    const [doubtful, first, second] = [hit(0, false), hit(3, true), hit(7, true)];
    expect(foldHits([doubtful, second, first])).toEqual({ first, rest: [second, doubtful] });
    expect(foldHits([])).toEqual({ first: undefined, rest: [] });
  });
});
