/** The quick yes of facts from back ends against the schemas it is made from, over hostile input: never another answer, and no other refusal. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { quickFactBatch, readFactBatch } from "#hub/ingest/fact-batch.ts";
import { bankFactLineSchema, bankHubCalls, MAX_BANK_FACTS } from "#shared/contract/bank-hub.ts";
import { bindCalls } from "#shared/contract/binder.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { quickCheckOf } from "#shared/contract/quick-check.ts";
import { factSchema, observationSchema } from "#shared/model/fact.ts";

// Compared by `node:assert`: vitest takes a key called `constructor` for the constructor.
const SEED = 20261122;
const RUNS = { seed: SEED, numRuns: 4_000 };

const idArb = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,12}$/),
  fc.constantFrom("constructor", "toString", "a".repeat(64), "j-1"),
);
const reasonArb = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
/** Every kind with every field it has, from the schema's own description. */
const observationArb = fc.oneof(
  ...observationSchema.options.map(({ shape }) =>
    fc.record(
      Object.fromEntries(
        Object.entries(shape as Record<string, z.ZodType>).map(([key, field]) => {
          if (field instanceof z.ZodLiteral) return [key, fc.constant(field.value)];
          if (field instanceof z.ZodEnum) return [key, fc.constantFrom(...field.options)];
          return [key, key === "reason" || key === "topic" ? reasonArb : idArb];
        }),
      ),
      { noNullPrototype: true },
    ),
  ),
);
const instantArb = fc.oneof(fc.integer({ min: 0, max: 8_640_000_000_000_000 }), fc.constantFrom(0, 8_640_000_000_000_000));
const factArb = fc.record(
  { id: idArb, journeyId: idArb, seq: fc.integer({ min: 1 }), at: instantArb, observation: observationArb },
  { noNullPrototype: true },
);
const lineArb = fc.oneof(
  factArb,
  fc.tuple(factArb, idArb).map(([fact, customerId]) => ({ ...fact, customerId })),
);

/** What stands where something else should: wrong kinds, edges, and what only looks right. */
const oddArb = fc.oneof(
  fc.constantFrom(null, true, false, "", " ", "1", "a b", "a\n", "A".repeat(65), "ü", "人", "-a", "__proto__", "journey-started", "filled"),
  fc.constantFrom(0, -0, -1, 1.5, 1e21, 2 ** 53, 8_640_000_000_000_001, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  fc.constantFrom([], {}, [{}], { kind: "journey-finished" }, ["journey-finished"], { length: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
);
type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** A JSON text in which one place, at any depth, is not as it should be; duplicates and `__proto__` can only be written in text. */
function spoil(value: unknown, depth: number, key: string, how: number, odd: unknown): string {
  const copy = structuredClone(value);
  let at = copy;
  for (let level = 0; level < depth && isTree(at); level += 1) {
    const inner: unknown[] = Object.values(at).filter(isTree);
    if (inner.length === 0) break;
    at = inner[(key.length + how + level) % inner.length];
  }
  if (!isTree(at)) return JSON.stringify(odd);
  const keys = Object.keys(at);
  const some = keys[(key.length * 7 + how) % Math.max(1, keys.length)] ?? key;
  if (how % 5 === 0) delete at[some];
  else if (how % 5 === 1) at[key] = odd;
  else if (how % 5 === 2) at[some] = odd;
  const text = JSON.stringify(copy);
  if (how % 5 === 3) return text.replace("{", `{"__proto__":${JSON.stringify(odd)},`);
  if (how % 5 === 4)
    return text.replace("{", `{${JSON.stringify(some)}:${JSON.stringify(odd)},`).replace(/(?<=:)\d{4,}(?=[,}])/, how % 2 ? "1e999" : "$&");
  return text;
}
const keyArb = fc.oneof(fc.constantFrom("customerId", "kind", "toString", "extra", "at", "0"), fc.string({ maxLength: 4 }));
const spoilt = (of: fc.Arbitrary<unknown>) =>
  fc.tuple(of, fc.nat({ max: 3 }), keyArb, fc.nat({ max: 59 }), oddArb).map((parts) => spoil(...parts));
const textOf = (of: fc.Arbitrary<unknown>) =>
  fc.oneof(
    of.map((value) => JSON.stringify(value)),
    spoilt(of),
  );

const batchArb = fc.oneof(
  fc.record({ facts: fc.array(factArb, { minLength: 1, maxLength: 4 }) }, { noNullPrototype: true }),
  fc.record({ facts: fc.array(factArb, { maxLength: 3 }), customers: fc.dictionary(idArb, idArb) }, { noNullPrototype: true }),
);

test.each([
  ["a line", bankFactLineSchema, textOf(lineArb)],
  ["a batch", bankHubCalls.acceptFacts.input, textOf(batchArb)],
  ["a fact of the log", factSchema, textOf(fc.tuple(factArb, instantArb).map(([fact, acceptedAt]) => ({ ...fact, acceptedAt })))],
] as const)(
  "[INTAKE-6] %s: the quick yes is the schema's own yes, and says it of everything the schema takes",
  (_what, schema: z.ZodType, texts) => {
    const quick = quickCheckOf(schema);
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const value: unknown = JSON.parse(text);
        const before = structuredClone(value);
        const answer = quick(value);
        const parsed = schema.safeParse(JSON.parse(text));
        assert.deepStrictEqual(value, before, "what is asked about is left alone");
        if (parsed.success) taken += 1;
        else refused += 1;
        if (answer !== undefined) assert.deepStrictEqual(parsed.data, answer);
        else expect(parsed.success).toBe(false);
      }),
      RUNS,
    );
    expect(Math.min(taken, refused), "both answers were asked for").toBeGreaterThan(800);
  },
);

/** How a batch was read before there was a quick yes: every line by its schema. */
function readBySchema(text: string): Reply<unknown> {
  const facts: unknown[] = [];
  const customers = new Map<string, string>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    if (facts.length === MAX_BANK_FACTS) return refuse("too-large", { maxFacts: MAX_BANK_FACTS });
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      value = undefined;
    }
    const parsed = bankFactLineSchema.safeParse(value);
    if (!parsed.success) {
      const first = parsed.error.issues[0];
      return refuse("invalid-input", { line: index + 1, path: first?.path.map(String).join(".") ?? "", fault: first?.code ?? "invalid" });
    }
    const { customerId, ...fact } = parsed.data;
    if (customerId !== undefined) {
      if ((customers.get(fact.journeyId) ?? customerId) !== customerId)
        return refuse("invalid-input", { line: index + 1, path: "customerId" });
      customers.set(fact.journeyId, customerId);
    }
    facts.push(fact);
  }
  return { ok: true, value: { facts, customers: Object.fromEntries(customers) } };
}

const plain = (reply: unknown): unknown => JSON.parse(JSON.stringify(reply));
const replies = (quick: boolean) => {
  const told: unknown[] = [];
  const binder = bindCalls({
    table: { acceptFacts: bankHubCalls.acceptFacts },
    handlers: {
      acceptFacts(input) {
        told.push(plain(input));
        return { ok: true, value: { accepted: input.facts.length, repeated: 0 } };
      },
    },
    permits: () => true,
    makeCorrelationId: () => "c",
    onBug: (fault) => {
      throw fault;
    },
    ...(quick ? { quick: { acceptFacts: quickFactBatch } } : {}),
  });
  return async (input: unknown) => ({ reply: await binder("acceptFacts", input, null), told });
};

test("[INTAKE-15] a batch of lines is told the very same by the quick way as by the schema, line, path and fault", async () => {
  const oddLines = fc.constantFrom("", "  ", "\r", "\u00a0", "\ufeff", "{", "null", "[]", '"x"', "\u2028", '{"id":1}', "{} {}", "\u0000");
  const linesArb = fc.array(fc.oneof({ weight: 6, arbitrary: lineArb.map((line) => JSON.stringify(line)) }, spoilt(lineArb), oddLines), {
    maxLength: 6,
  });
  const ends = fc.constantFrom("\n", "\r\n", "\n\n");
  await fc.assert(
    fc.asyncProperty(linesArb, ends, fc.boolean(), async (lines, end, isEnded) => {
      const text = lines.join(end) + (isEnded ? end : "");
      const read = readFactBatch("application/x-ndjson", text);
      const expected = readBySchema(text);
      assert.deepStrictEqual(plain(read), plain(expected));
      if (read.ok && expected.ok) assert.deepStrictEqual(await replies(true)(read.value), await replies(false)(expected.value));
    }),
    RUNS,
  );
});

/** One place of a line written otherwise, as text: where a reader that does not go by JSON's own rules would go wrong. */
const rewrittenArb = fc
  .tuple(factArb, fc.nat(), fc.nat({ max: 2 }), fc.constantFrom(...'\\"{}[]:, \r\t0-.eEA\u0141\u00c1\u0100\u0000\ufeff\u{1f600}'.split("")))
  .map(([fact, place, how, odd]) => {
    const text = JSON.stringify(fact);
    const at = place % (text.length + 1);
    return text.slice(0, at) + odd + text.slice(how === 0 ? at : Math.min(text.length, at + how));
  });
const otherwiseArb = factArb.chain((fact) => {
  const text = JSON.stringify(fact);
  const { id, journeyId, seq, at, observation } = fact;
  return fc.constantFrom(
    text.replace(`"seq":${seq}`, `"seq":0${seq}`),
    text.replace(`"seq":${seq}`, `"seq":${seq}.0`),
    text.replace(`"seq":${seq}`, `"seq":${seq}e0`),
    text.replace(`"at":${at}`, `"at":${at}0000000000000000`),
    text.replace(`"at":${at}`, `"at": ${at}`),
    text.replace(`"id":"${id}"`, `"id":"\\u0041${id.slice(1)}"`),
    text.replace(`"id":"${id}"`, `"id":"\u0141${id.slice(1)}"`),
    text.replace(`"journeyId":"${journeyId}"`, `"journeyId":"\u0141${journeyId.slice(1)}"`),
    text.replace(`"kind":`, `"kind":"page-left","kind":`),
    text.replace("{", `{"id":"other",`),
    `${text.slice(0, -1)},"id":"other"}`,
    `${text.slice(0, -1)},"observation":${JSON.stringify(observation)}}`,
    `${text}}`,
    `${text} `,
    text.slice(0, -1),
    JSON.stringify({ observation, at, seq, journeyId, id }),
    text,
  );
});

test("[INTAKE-15] [INTAKE-6] a line written almost as one that came before is read by what it says, in whatever company", () => {
  let taken = 0;
  let refused = 0;
  const lineText = fc.oneof(rewrittenArb, otherwiseArb);
  const ordinary = factArb.map((fact) => JSON.stringify(fact));
  fc.assert(
    fc.property(fc.array(ordinary, { maxLength: 2 }), lineText, fc.array(ordinary, { maxLength: 2 }), (before, line, after) => {
      // The ordinary one first, so that what the other one says is known already.
      const text = [...before, line, ...after].join("\n");
      const expected = readBySchema(text);
      const read = readFactBatch("application/x-ndjson", text);
      assert.deepStrictEqual(plain(read), plain(expected));
      // And again, now that all of it came before.
      assert.deepStrictEqual(plain(readFactBatch("application/x-ndjson", text)), plain(expected));
      if (expected.ok) taken += 1;
      else refused += 1;
    }),
    { ...RUNS, numRuns: 10_000 },
  );
  expect(Math.min(taken, refused)).toBeGreaterThan(1_500);
});

test("[INTAKE-6] what facts share is nobody's to change, and ever new reasons do not fill memory", () => {
  const line = (reason: string) =>
    JSON.stringify({ id: "f", journeyId: "j", seq: 1, at: 1, observation: { kind: "wait-started", stepId: "s", reason } });
  const readOne = (reason: string) => {
    const read = readFactBatch("application/x-ndjson", line(reason));
    return read.ok ? (read.value as { facts: { observation: object }[] }).facts[0]?.observation : null;
  };
  const first = readOne("first");
  expect(readOne("first")).toBe(first);
  expect(Object.isFrozen(first)).toBe(true);
  for (let index = 0; index < 5_000; index += 1) readOne(`r${index}`);
  expect(readOne("first")).not.toBe(first);
  expect(readOne("first")).toEqual(first);
});

test("[INTAKE-15] a batch as JSON is told the very same by the quick way as by the schema", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(textOf(batchArb), textOf(oddArb), fc.string()), async (text) => {
      const read = (): unknown => {
        const batch = readFactBatch("application/json", text);
        return batch.ok ? batch.value : batch;
      };
      assert.deepStrictEqual(await replies(true)(read()), await replies(false)(read()));
    }),
    RUNS,
  );
});

test("one fact more than a batch may have is too large by lines, also when it is none", () => {
  const line = JSON.stringify({ id: "f", journeyId: "j", seq: 1, at: 1, observation: { kind: "journey-finished" } });
  const most = Array.from({ length: MAX_BANK_FACTS }, () => line).join("\n");
  for (const more of ["", "\n", "\n\n \n", `\n${line}`, "\nnonsense"])
    expect(plain(readFactBatch("application/jsonl", most + more))).toStrictEqual(plain(readBySchema(most + more)));
});

test("a schema with a part that is not known here is no quick check at all", () => {
  const schemas: readonly z.ZodType[] = [
    z.object({ a: z.number() }),
    z.strictObject({ a: z.string().min(1) }),
    z.strictObject({ a: z.string().regex(/x/g) }),
    z.strictObject({ a: z.number().gt(1) }),
    z.strictObject({ a: z.string().trim() }),
    z.strictObject({ a: z.number().transform(String) }),
    z.strictObject({ a: z.number().refine((value) => value !== 7) }),
    z.strictObject({ a: z.coerce.number() }),
    z.strictObject({ a: z.string().nullable() }),
    z.array(z.number()).refine((list) => list.length !== 3),
    z.union([z.string(), z.number()]),
  ];
  for (const [place, schema] of schemas.entries()) expect(() => quickCheckOf(schema), `schema ${place}`).toThrow("quick check");
});
