import { describe, expect, it } from "vitest";
import { toSimplifiedCharacter } from "#hub/content/simplified.ts";
import { createLexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import { checkRewrite, messageOf } from "#shared/domain/guidance/rewrite.ts";
import { talkingPointsFor } from "#shared/domain/guidance/talking-points.ts";
import { stepIdSchema } from "#shared/model/ids.ts";
import type { TalkingPoint } from "#shared/model/talking-point.ts";
import { content, question } from "./question.ts";

const matcher = createLexiconMatcher(content.lexicon, toSimplifiedCharacter);
const points = talkingPointsFor(
  question({
    stepId: stepIdSchema.parse("vehicle"),
    breakpointKind: "back-and-forth",
    moment: "in-session",
    notes: content.notes.filter((note) => note.id === "car-rates" || note.id === "car-risk"),
  }),
);
const rate = points.find((point) => point.claims[0]?.claimId === "car-rate-standard") as TalkingPoint;
const risk = rate.riskSentence?.["zh-CN"] ?? "";

describe("rewriting a point", () => {
  it("[GUIDE-11] as it stands a point says its sentence and its risk sentence", () => {
    expect(messageOf(rate, "zh-CN")).toBe(`${rate.sentence["zh-CN"]}\n${risk}`);
    expect(messageOf(rate, "en")).toContain(rate.riskSentence?.en);
  });

  it("[GUIDE-11] a risk sentence taken out is put back word for word", () => {
    const check = checkRewrite(rate, "现在车贷年化利率是 3.6% 到 5.4%。", "zh-CN", matcher);
    expect(check).toMatchObject({ verdict: "pass", riskSentence: "put-back", text: `现在车贷年化利率是 3.6% 到 5.4%。\n${risk}` });
  });

  it("[GUIDE-11] a risk sentence that is still there, whatever its spacing, is not said twice", () => {
    const check = checkRewrite(rate, `利率以审批为准。 ${risk.replace("，", "， ")}`, "zh-CN", matcher);
    expect(check.riskSentence).toBe("kept");
    expect(check.text.match(/逾期会影响个人征信/g)).toHaveLength(1);
  });

  it("[GUIDE-11] half a risk sentence is none, and nothing beside it is empty", () => {
    expect(checkRewrite(rate, `利率看审批。${risk.slice(0, 8)}`, "zh-CN", matcher).riskSentence).toBe("put-back");
    expect(checkRewrite(rate, `  ${risk}`, "zh-CN", matcher).verdict).toBe("empty");
    expect(checkRewrite(rate, " ", "zh-CN", matcher).verdict).toBe("empty");
  });

  it("[GUIDE-12] the lexicon is run over what would be sent", () => {
    const check = checkRewrite(rate, "您这资质保证通过，利率 3.6% 起。", "zh-CN", matcher);
    expect(check.verdict).toBe("blocked");
    expect(check.hits.map((hit) => check.text.slice(hit.start, hit.end))).toEqual(["保证通过"]);
  });

  it("[GUIDE-12] a figure without a source asks for a second look", () => {
    expect(checkRewrite(rate, "车贷年化利率最低 2.9%。", "zh-CN", matcher)).toMatchObject({
      verdict: "discouraged",
      unsourcedFigures: ["2.9%"],
    });
    expect(checkRewrite(rate, "车贷年化利率 ３．６％ 起。", "zh-CN", matcher).unsourcedFigures).toEqual([]);
  });
});
