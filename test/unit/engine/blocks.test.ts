/** Memory outside the heap: blocks under numbers, ids in words, plain values in bytes (docs/spec/ENGINE.md). */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Blocks, LONGEST_BLOCK } from "#hub/engine/blocks.ts";
import { placeOf, positionOf } from "#hub/engine/fact-place.ts";
import { createValuePacker, type Plain } from "#hub/engine/pack-value.ts";
import { readId, UNPACKABLE, wordsOfForm, writeId } from "#hub/engine/packed-id.ts";

const SEED = 20261123;

describe("blocks", () => {
  test("[ENGINE-5] any writing and dropping leaves every other block as it was, and no gap", () => {
    const action = fc.record({ number: fc.integer({ min: 0, max: 3_000 }), length: fc.integer({ min: 0, max: LONGEST_BLOCK + 4 }) });
    fc.assert(
      fc.property(fc.array(action, { minLength: 200, maxLength: 2_000 }), (actions) => {
        const blocks = new Blocks();
        const model = new Map<number, number[]>();
        let salt = 0;
        for (const { number, length } of actions) {
          if (length < 2) {
            blocks.drop(number);
            model.delete(number);
            continue;
          }
          const words = Int32Array.from({ length }, (_none, word) => salt * 7_919 + word);
          salt += 1;
          const fits = blocks.put(number, words, length);
          expect(fits).toBe(length <= LONGEST_BLOCK);
          if (fits) model.set(number, [number, ...words.slice(1)]);
        }
        for (let number = 0; number <= 3_000; number += 1) {
          const kept = model.get(number);
          expect(blocks.locate(number)).toBe(kept !== undefined);
          if (kept) expect([...blocks.words.slice(blocks.at, blocks.at + kept.length)]).toEqual(kept);
        }
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  test("[ENGINE-5] blocks that all grow leave their former room to others", () => {
    const blocks = new Blocks();
    const words = new Int32Array(64);
    const journeys = 20_000;
    for (let length = 4; length <= 40; length += 4) for (let number = 0; number < journeys; number += 1) blocks.put(number, words, length);
    // 160 bytes each, and 4 to find them; pages are 64 KB.
    expect(blocks.sizeBytes / journeys).toBeLessThan(160 + 8 + 20);
  });
});

describe("ids and values", () => {
  test.each([
    { id: "0123456789abcdef0123456789abcdef", words: 4 },
    { id: "ffffffffffffffffffffffffffffffff", words: 4 },
    { id: "123e4567-e89b-12d3-a456-426614174000", words: 4 },
    { id: "123e4567-e89b-12d3-a456-42661417400g", words: 9 },
    { id: "123E4567-e89b-12d3-a456-426614174000", words: 9 },
    { id: "0123456789ABCDEF0123456789abcdef", words: 8 },
    { id: "j-1", words: 1 },
    { id: "x".repeat(64), words: 16 },
  ])("[ENGINE-4] $id is $words words and comes back", ({ id, words }) => {
    const scratch = new Int32Array(20);
    const form = writeId(id, scratch, 2);
    expect(wordsOfForm(form)).toBe(words);
    expect(readId(form, scratch, 2)).toBe(id);
  });

  test("[ENGINE-4] what is no id is said not to fit", () => {
    const scratch = new Int32Array(40);
    for (const id of ["", "x".repeat(65), "旅程"]) expect(writeId(id, scratch, 0)).toBe(UNPACKABLE);
  });

  test("[ENGINE-4] every plain value comes back from its bytes", () => {
    const packer = createValuePacker(["vehicle", "stepId", "quiet-on-step"]);
    const bytes = new Uint8Array(100_000);
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.record({ stepId: fc.constantFrom("vehicle", "0123456789abcdef0123456789abcdef", "旅程"), at: fc.integer({ min: 0 }) }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
    );
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 2 ** 42 }), (plain, base) => {
        const end = packer.write(plain as Plain, bytes, 3, base);
        expect(end).toBeLessThan(bytes.length);
        expect(packer.read(bytes, 3, base)).toEqual(plain);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  test("[ENGINE-9] the id of the fact at hand is written as its place where ids of facts are, and nowhere else", () => {
    const packer = createValuePacker(["vehicle"]);
    const bytes = new Uint8Array(1_000);
    packer.place("f-7", 5_000_000_000);
    const value = { stepId: "f-7", entries: [{ factId: "f-7", at: 3, fieldId: "f-7" }], evidence: ["f-6", "f-7"], others: ["f-7"] };
    packer.write(value, bytes, 0, 0);
    const place = "#5000000000";
    expect(packer.read(bytes, 0, 0)).toEqual({ ...value, entries: [{ factId: place, at: 3, fieldId: "f-7" }], evidence: ["f-6", place] });
  });

  test("[ENGINE-9] a place is a mark and a number, and no other text is one", () => {
    for (const position of [0, 1, 240, 2 ** 32 - 1, 2 ** 32, 2 ** 45]) {
      expect(positionOf(placeOf(position))).toBe(position);
      const scratch = new Int32Array(4);
      const form = writeId(placeOf(position), scratch, 1);
      expect(wordsOfForm(form)).toBe(position < 2 ** 32 ? 1 : 2);
      expect(readId(form, scratch, 1)).toBe(placeOf(position));
    }
    for (const text of ["", "#", "#01", "#00", "#1a", "# 1", "1", "#-1", "#1.5", "#1234567890123456", "f-1"])
      expect(positionOf(text)).toBe(-1);
  });
});
