import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toSimplifiedCharacter } from "#hub/content/simplified.ts";
import { createAutomaton } from "#shared/domain/compliance/automaton.ts";
import { createLexiconMatcher, type LexiconHit } from "#shared/domain/compliance/lexicon-matcher.ts";
import { sampleFaults } from "#shared/domain/compliance/samples.ts";
import { liveContent } from "../content/live-content.ts";
import { entry } from "./entry.ts";

const guarantee = entry("C-012", "保证收益", { exceptions: ["不保证收益", "不得保证收益", "保证收益是违规的"] });
const matcher = createLexiconMatcher(
  [guarantee, entry("C-006", "刚性兑付"), entry("C-200", "IPO稳赚"), entry("D-002", "100%可以", { class: "discouraged" })],
  toSimplifiedCharacter,
);

function found(text: string): string[] {
  return matcher.findAll(text).map((hit) => `${hit.entryId} ${hit.certainty} ${text.slice(hit.start, hit.end)}`);
}

describe("lexicon matcher", () => {
  it.each(["我们保证收益的", "我們保證收益的", "剛性兌付", "ｉｐｏ稳赚", "Ipo穩賺"])("[LEXICON-1] finds the phrase in 「%s」", (text) => {
    expect(found(text)).toHaveLength(1);
    expect(found(text)[0]).toContain(" exact ");
  });

  it.each([
    ["保 证 收 益吗", "保 证 收 益"],
    ["说：保*证-收…益！", "保*证-收…益"],
    ["保\u200B证\u2060收\uFE0F益", "保\u200B证\u2060收\uFE0F益"],
    ["保💰证💰收益", "保💰证💰收益"],
    ["保\u3164证收益", "保\u3164证收益"],
    ["「保证」收益", "保证」收益"],
    ["保\n证\n收\n益", "保\n证\n收\n益"],
  ])("[LEXICON-2] sees through what stands between the characters of %j", (text, range) => {
    expect(found(text)).toEqual([`C-012 split ${range}`]);
  });

  it("[LEXICON-2] ranges count UTF-16 units of the original, also behind an emoji", () => {
    const [hit] = matcher.findAll("🙂🙂保证收益");
    expect([hit?.start, hit?.end]).toEqual([4, 8]);
  });

  it.each(["这点我可以保证。收益以合同为准", "我保证，收益部分您看第七条", "我保证\n收益见附件"])(
    "[LEXICON-3] only suspects 「%s」",
    (text) => {
      expect(matcher.findAll(text).map((hit) => hit.certainty)).toEqual(["suspected"]);
    },
  );

  it.each(["信托不保证收益", "信托不「保证收益」", "我们不得保证收益", "信託不保證收益", "说保证收益是违规的"])(
    "[LEXICON-4] 「%s」 is excused",
    (text) => {
      expect(found(text)).toEqual([]);
    },
  );

  it.each(["不，保证收益", "不！保证收益", "不*保证收益", "我们不得不保证收益", "不可能不保证收益", "谁说不保证收益"])(
    "[LEXICON-4] 「%s」 is not excused",
    (text) => {
      expect(found(text)).toEqual(["C-012 exact 保证收益"]);
    },
  );

  it("[LEXICON-4] an exception excuses only the hit inside it", () => {
    expect(found("信托不保证收益，但我保证收益")).toEqual(["C-012 exact 保证收益"]);
  });

  it("[LEXICON-5] approved wording excuses what lies inside it and is reported as approved", () => {
    const withApproved = createLexiconMatcher([guarantee, entry("A-001", "谁也不能向您保证收益", { class: "approved" })]);
    expect(withApproved.findAll("谁也不能向您保证收益").map((hit) => hit.class)).toEqual(["approved"]);
    expect(withApproved.findAll("我能向您保证收益").map((hit) => hit.class)).toEqual(["forbidden"]);
  });

  it("[LEXICON-6] a hit comes with the very chunk that completes it", () => {
    const plain = createLexiconMatcher([entry("C-006", "刚性兑付")]).open();
    expect(plain.push("我们刚性")).toEqual([]);
    expect(plain.push("兑").length).toBe(0);
    expect(plain.push("付").map((hit) => [hit.start, hit.end])).toEqual([[2, 6]]);
  });

  it("[LEXICON-6] a hit that an exception could still excuse waits, and is dropped or given in the end", () => {
    const excused = matcher.open();
    expect([...excused.push("说保证收益"), ...excused.push("是违规的"), ...excused.end()]).toEqual([]);
    const given = matcher.open();
    expect(given.push("保证收益是")).toEqual([]);
    expect(given.end()).toHaveLength(1);
  });

  it("[LEXICON-6] any cutting into chunks gives the hits of the whole", () => {
    const parts = ["保证收益", "不", "得", "，", " ", "保证", "收益", "是违规的", "刚性", "兑付", "🙂", "100%", "可以", "IPO", "稳赚", "x"];
    const sorted = (hits: readonly LexiconHit[]) => [...hits].sort((a, b) => a.start - b.start || a.end - b.end);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...parts), { maxLength: 24 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
        (words, sizes) => {
          const text = words.join("");
          const stream = matcher.open();
          const hits: LexiconHit[] = [];
          for (let at = 0, turn = 0; at < text.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            hits.push(...stream.push(text.slice(at, at + size)));
            at += size;
          }
          hits.push(...stream.end());
          expect(sorted(hits)).toEqual(sorted(matcher.findAll(text)));
        },
      ),
      { numRuns: 400, seed: 20261123 },
    );
  });

  it("[LEXICON-6] the state stays small however long the stream", () => {
    const stream = matcher.open();
    let hits = 0;
    for (let i = 0; i < 20_000; i++) hits += stream.push("这款产品的净值每天公布，").length;
    hits += stream.push("保证收益，就这样了").length + stream.end().length;
    expect(hits).toBe(1);
  });

  it("[LEXICON-7] Latin letters and digits at an edge belong to their word", () => {
    expect(found("HIPO稳赚")).toEqual([]);
    expect(found("100%可以")).toHaveLength(1);
    expect(found("1100%可以")).toEqual([]);
    expect(found("100可以")).toEqual([]);
    expect(found("１００％可以")).toHaveLength(1);
  });

  it("[LEXICON-8] every sample of the live lexicon holds", () => {
    const { lexicon } = liveContent();
    expect(lexicon.length).toBeGreaterThanOrEqual(60);
    expect(sampleFaults(lexicon, createLexiconMatcher(lexicon, toSimplifiedCharacter))).toEqual([]);
  });

  it("[LEXICON-2] the automaton finds patterns inside one another", () => {
    const automaton = createAutomaton([[..."she"], [..."he"], [..."hers"], [..."his"]]);
    let state = automaton.start;
    const ends: number[][] = [];
    for (const character of "ushers") {
      state = automaton.step(state, character);
      ends.push([...automaton.endingAt(state)]);
    }
    expect(ends).toEqual([[], [], [], [0, 1], [], [2]]);
  });
});
