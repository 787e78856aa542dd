import { describe, expect, it } from "vitest";
import { toSimplifiedCharacter } from "#hub/content/simplified.ts";
import { checkChat } from "#shared/domain/compliance/check-chat.ts";
import { createLexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import { liveContent } from "../content/live-content.ts";
import { entry } from "./entry.ts";

describe("chat check", () => {
  const live = createLexiconMatcher(liveContent().lexicon, toSimplifiedCharacter);

  it.each([
    ["这款信托保证收益，您看一下", "blocked"],
    ["保 证 收 益", "blocked"],
    ["信托不保证收益，以合同为准", "pass"],
    ["这点我可以保证。收益部分请看合同", "discouraged"],
    ["您放心，我陪您一起办", "discouraged"],
    ["请移到光线均匀的地方再试一次", "pass"],
    ["", "pass"],
  ])("[LEXICON-9] 「%s」 is %s", (text, verdict) => {
    expect(checkChat(live, text).verdict).toBe(verdict);
  });

  it("[LEXICON-9] the hit names the rule and the words to strike through", () => {
    const text = "收益这块我们保证收益";
    const [hit] = checkChat(live, text).hits;
    expect([hit?.entryId, text.slice(hit?.start, hit?.end)]).toEqual(["C-012", "保证收益"]);
  });

  it("[LEXICON-10] a hit inside a longer one of its class is left out, a stronger one inside stays", () => {
    const matcher = createLexiconMatcher([
      entry("C-001", "保本"),
      entry("C-002", "保本保息"),
      entry("D-100", "说保本就行", { class: "discouraged" }),
    ]);
    expect(checkChat(matcher, "我们保本保息").hits.map((hit) => hit.entryId)).toEqual(["C-002"]);
    expect(checkChat(matcher, "说保本就行").hits.map((hit) => hit.entryId)).toEqual(["D-100", "C-001"]);
  });

  it("[LEXICON-5] approved wording alone passes without a hit", () => {
    expect(checkChat(live, "信托不承诺保本保收益")).toEqual({ verdict: "pass", hits: [] });
  });
});
