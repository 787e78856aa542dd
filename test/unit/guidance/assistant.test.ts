import { describe, expect, it } from "vitest";
import { type AssistantPlace, assistantOpening, assistantReply } from "#shared/domain/guidance/assistant.ts";
import { readable } from "#shared/domain/intent/text-features.ts";
import { assistantIntentIdSchema, flowIdSchema, stepIdSchema } from "#shared/model/ids.ts";
import type { Words } from "#shared/model/words.ts";
import { read, simplify } from "../intent/intent-help.ts";
import { content } from "./question.ts";

const { assistant } = content;
const place = (flowId: string, stepId: string, breakpointKind?: AssistantPlace["breakpointKind"]): AssistantPlace => ({
  flowId: flowIdSchema.parse(flowId),
  stepId: stepIdSchema.parse(stepId),
  breakpointKind,
});
const face = place("car-loan", "face-check", "verification-failed");
const ask = (text: string, where = face, notUnderstood = 0, answer: Words | null = null) =>
  assistantReply(assistant, { kind: "text", text: readable(text, simplify), reading: read(text, where), answer }, notUnderstood);

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
    const reply = assistantReply(assistant, { kind: "quick-reply", intentId: assistantIntentIdSchema.parse("car-face-camera") }, 1);
    expect(reply).toMatchObject({ outcome: "continue", notUnderstood: 0, intentId: "car-face-camera" });
    expect(reply.quickReplies.map((next) => String(next.id))).toContain("hand-over");
  });

  it.each([
    ["好的谢谢", "solved"],
    ["晚点再说吧", "later"],
  ])("[GUIDE-14] a turn of talk, 「%s」, has its own words", (text, intent) => {
    expect(ask(text)).toMatchObject({ intentId: intent, outcome: "answered" });
  });

  it("[INTENT-7] a question is answered by what the claims say, with a way on", () => {
    const answer = { "zh-CN": "请移到光线均匀的地方。", en: "Please move to even light." };
    const reply = ask("人脸老是过不去", face, 1, answer);
    expect(reply).toMatchObject({ message: answer, outcome: "continue", notUnderstood: 0 });
    expect(reply.quickReplies.map(({ id }) => String(id))).toEqual(["solved", "hand-over"]);
  });

  it("[INTENT-8] a question that no claim may answer goes to a person", () => {
    expect(ask("人脸老是过不去")).toMatchObject({ outcome: "hand-over", message: assistant.fallback.handOverMessage });
  });

  it.each(["转人工", "相机打不开，帮我找人", "I want to talk to a person about the camera", "我要投诉", "你们太差劲了 浪费我一上午"])(
    "[INTENT-10] 「%s」 is handed over",
    (text) => {
      expect(ask(text, face, 0, { "zh-CN": "不该说的", en: "not to be said" }).outcome).toBe("hand-over");
    },
  );

  it("[INTENT-10] an English word that hands over is a whole word", () => {
    expect(ask("agents").intentId).toBeUndefined();
    expect(ask("agent").intentId).toBe("hand-over");
  });

  it("[INTENT-9] what is out of scope goes to a person at once", () => {
    expect(ask("明天股市会涨吗")).toMatchObject({ outcome: "hand-over", message: assistant.fallback.handOverMessage });
  });

  it("[INTENT-9] [GUIDE-14] a text too short to say anything is asked back once, then handed over", () => {
    const first = ask("嗯嗯啊");
    expect(first).toMatchObject({ outcome: "continue", notUnderstood: 1 });
    expect(ask("咦", face, first.notUnderstood)).toMatchObject({ outcome: "hand-over", message: assistant.fallback.handOverMessage });
  });

  it("[INTENT-14] a farewell that may be misread closes nothing", () => {
    const reading = read("好的谢谢");
    if (reading.kind !== "understood") throw new Error("is a farewell");
    const said = (confidence01: number) =>
      assistantReply(
        assistant,
        { kind: "text", text: "好的谢谢", reading: { ...reading, need: { ...reading.need, confidence01 } }, answer: null },
        0,
      ).outcome;
    expect([said(0.95), said(0.85)]).toEqual(["answered", "continue"]);
  });
});
