import { describe, expect, it } from "vitest";
import { toSimplifiedCharacter } from "#hub/content/simplified.ts";
import { type AssistantPlace, assistantOpening, assistantReply } from "#shared/domain/guidance/assistant.ts";
import { assistantIntentIdSchema, flowIdSchema, stepIdSchema } from "#shared/model/ids.ts";
import { content } from "./question.ts";

const { assistant } = content;
const place = (flowId: string, stepId: string, breakpointKind?: AssistantPlace["breakpointKind"]): AssistantPlace => ({
  flowId: flowIdSchema.parse(flowId),
  stepId: stepIdSchema.parse(stepId),
  breakpointKind,
});
const face = place("car-loan", "face-check", "verification-failed");
const ask = (text: string, where = face, notUnderstood = 0) =>
  assistantReply(assistant, where, { kind: "text", text }, notUnderstood, (t) => [...t].map(toSimplifiedCharacter).join(""));

describe("assistant", () => {
  it("[GUIDE-13] opens closest to step, then breakpoint, then flow", () => {
    expect(assistantOpening(assistant, face).messages).toHaveLength(2);
    expect(assistantOpening(assistant, face).quickReplies.map((reply) => String(reply.id))).toEqual([
      "car-face-retry",
      "car-face-camera",
      "car-face-branch",
      "hand-over",
    ]);
    const opens = (where: AssistantPlace) => assistantOpening(assistant, where).messages[0]?.["zh-CN"];
    expect(opens(place("car-loan", "face-check", "quiet-on-step"))).toContain("开始核验");
    expect(opens(place("car-loan", "vehicle", "quiet-on-step"))).toContain("车贷申请停在这一步");
    expect(opens(place("another-flow", "first", "quiet-on-step"))).toContain("看到您在这一步停下了");
  });

  it("[GUIDE-14] a quick reply gives its answer and the next ones", () => {
    const reply = assistantReply(assistant, face, { kind: "quick-reply", intentId: assistantIntentIdSchema.parse("car-face-camera") }, 1);
    expect(reply).toMatchObject({ outcome: "continue", notUnderstood: 0, intentId: "car-face-camera" });
    expect(reply.quickReplies.map((next) => String(next.id))).toContain("hand-over");
  });

  it.each([
    ["相机打不开怎么办", "car-face-camera"],
    ["攝像頭黑屏", "car-face-camera"],
    ["利率是多少啊", "car-rate"],
    ["What is the RATE?", "car-rate"],
    ["好的谢谢", "solved"],
    ["晚点再说吧", "later"],
  ])("[GUIDE-14] understands 「%s」", (text, intent) => {
    expect(ask(text).intentId).toBe(intent);
  });

  it.each(["转人工", "相机打不开，帮我找人", "I want to talk to a person about the camera", "我要投诉"])(
    "[GUIDE-14] 「%s」 is handed over",
    (text) => {
      expect(ask(text).outcome).toBe("hand-over");
    },
  );

  it("[GUIDE-14] an English keyword is a word, and an intent of another flow stays silent", () => {
    expect(ask("personalised").intentId).toBeUndefined();
    expect(ask("撤单").intentId).toBeUndefined();
    expect(ask("撤单", place("deposit-transfer", "confirm")).intentId).toBe("cd-withdraw");
  });

  it("[GUIDE-14] hands over after the second text it did not understand", () => {
    const first = ask("嗯嗯啊");
    expect(first).toMatchObject({ outcome: "continue", notUnderstood: 1 });
    expect(ask("哦哦", face, first.notUnderstood)).toMatchObject({ outcome: "hand-over", message: assistant.fallback.handOverMessage });
  });
});
