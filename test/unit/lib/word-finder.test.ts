/** Words found without hashing, against looking through the list. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWordFinder } from "#shared/lib/word-finder.ts";
import { observationSchema } from "#shared/model/fact.ts";

const SEED = 20261122;

describe("finding words", () => {
  test("a text is found where it stands first in the list, and nowhere when it does not", () => {
    // Few characters and lengths, so that many words look alike where the finder looks.
    const text = fc.oneof(fc.string({ unit: fc.constantFrom("a", "b", "é"), maxLength: 5 }), fc.string());
    fc.assert(
      fc.property(fc.array(text, { maxLength: 60 }), fc.array(text), (words, others) => {
        const find = createWordFinder(words);
        for (const each of [...words, ...others]) expect(find(each)).toBe(words.indexOf(each));
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test("every kind of fact is found, also as a text that was just made", () => {
    const kinds = observationSchema.options.map(({ shape }) => shape.kind.value as string);
    const find = createWordFinder(kinds);
    for (const [place, kind] of kinds.entries()) expect(find(JSON.parse(JSON.stringify(kind)) as string)).toBe(place);
    expect(find("constructor")).toBe(-1);
  });
});
