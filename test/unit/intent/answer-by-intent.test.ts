import { describe, expect, it } from "vitest";
import { answerByIntent } from "#shared/domain/guidance/answer-by-intent.ts";
import { claimValidity } from "#shared/domain/guidance/validity.ts";
import type { Claim } from "#shared/model/claim.ts";
import { stepIdSchema } from "#shared/model/ids.ts";
import { content, flow, NOW, question, tagsOf } from "../guidance/question.ts";
import { needs } from "./intent-help.ts";

const intent = (id: string) => {
  const found = needs.intents.find((known) => known.id === id);
  if (!found) throw new Error(`no intent ${id}`);
  return found;
};
const claim = (id: string): Claim => {
  const found = content.notes.flatMap((note) => note.claims).find((known) => known.id === id);
  if (!found) throw new Error(`no claim ${id}`);
  return found;
};
const at = (flowId: string, stepId: string, more = {}) => question({ flow: flow(flowId), stepId: stepIdSchema.parse(stepId), ...more });
const ids = (answer: ReturnType<typeof answerByIntent>) => answer?.points.map((point) => String(point.id));

describe("answering by intent", () => {
  it("[INTENT-7] says at most two claims and every risk sentence once, at the end", () => {
    const answer = answerByIntent(intent("car-rate"), at("car-loan", "quote"));
    expect(ids(answer)).toEqual(["tp-car-rate-standard", "tp-car-rate-simple"]);
    expect(answer?.text["zh-CN"]).toBe(
      `${claim("car-rate-standard").sentence["zh-CN"]}${claim("car-rate-simple").sentence["zh-CN"]}\n${claim("risk-auto-loan").sentence["zh-CN"]}`,
    );
  });

  it("[INTENT-7] what is of the step comes first, another step's only when there is nothing else", () => {
    expect(ids(answerByIntent(intent("rejected"), at("car-loan", "employment")))).toEqual([
      "tp-car-work-employer-name",
      "tp-help-rejected-fields",
    ]);
    expect(ids(answerByIntent(intent("rejected"), at("car-loan", "vehicle")))).toEqual(["tp-help-rejected-fields"]);
    expect(ids(answerByIntent(intent("car-rate"), at("car-loan", "identity")))).toEqual(["tp-car-rate-standard", "tp-car-rate-simple"]);
  });

  it("[INTENT-7] the same intent is answered by each flow's own claims", () => {
    expect(ids(answerByIntent(intent("fees"), at("deposit-transfer", "price")))).toEqual(["tp-cd-rule-no-fee"]);
    expect(ids(answerByIntent(intent("fees"), at("car-loan", "quote")))).toEqual(["tp-car-rate-no-fee"]);
  });

  it("[INTENT-7] a claim that has run out, or does not suit the customer, is not said", () => {
    const { until } = claimValidity(claim("car-rate-standard"), content.contentEpoch);
    expect(ids(answerByIntent(intent("car-rate"), at("car-loan", "quote", { now: until })))).toContain("tp-car-rate-standard");
    expect(answerByIntent(intent("car-rate"), at("car-loan", "quote", { now: until + 1 }))).toBeNull();
    const trust = (customerTags: string[]) => ids(answerByIntent(intent("fees"), at("family-trust", "risk-disclosure", { customerTags })));
    expect(trust(tagsOf("he-yaqin"))).toEqual(["tp-trust-disc-fees", "tp-trust-over-fee"]);
    expect(trust([])).toEqual(["tp-trust-disc-fees"]);
  });

  it("[INTENT-8] no claim that may be said is no answer", () => {
    expect(answerByIntent(intent("cd-pricing"), at("car-loan", "quote"))).toBeNull();
    expect(answerByIntent(intent("want-person"), at("car-loan", "quote"))).toBeNull();
  });

  it("[INTENT-7] every intent that claims answer has an answer in each of its flows for somebody not signed in", () => {
    for (const known of needs.intents.filter(({ claimIds }) => claimIds.length > 0))
      for (const flowId of new Set(known.samples.flatMap((samples) => samples.flowId ?? [])))
        for (const { id: stepId } of flow(flowId).steps)
          expect(
            answerByIntent(known, at(flowId, stepId, { customerTags: [], now: NOW })),
            `${known.id} at ${flowId}/${stepId}`,
          ).not.toBeNull();
  });
});
