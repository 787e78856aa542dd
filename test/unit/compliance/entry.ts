/** Lexicon entries for tests, with only what a test is about written out. */
import { type LexiconEntry, lexiconEntrySchema } from "#shared/model/lexicon.ts";

export function entry(
  id: string,
  phrase: string,
  more: Partial<Pick<LexiconEntry, "class" | "variants" | "exceptions">> = {},
): LexiconEntry {
  return lexiconEntrySchema.parse({
    id,
    phrase,
    class: "forbidden",
    rule: { "zh-CN": "规则", en: "Rule" },
    mustHit: [phrase],
    mustNotHit: ["无关的话"],
    ...more,
  });
}
