/**
 * What a back end posts to `/v1/facts`, as the call's input: one JSON object, or NDJSON with a fact a line.
 *
 * Owns the two forms, and that each fact is checked once: whether the input fits is the binder's business for JSON, and for NDJSON each line's,
 * so that a fault is told by its line.
 */
import type { z } from "zod";
import { bankFactLineSchema, bankHubCalls, MAX_BANK_FACTS } from "#shared/contract/bank-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { type QuickCheck, quickCheckOf } from "#shared/contract/quick-check.ts";
import type { SentFact } from "#shared/model/fact.ts";
import { plainLines } from "./plain-line.ts";

export const NDJSON_TYPES: ReadonlySet<string> = new Set(["application/x-ndjson", "application/ndjson", "application/jsonl"]);

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Line = z.output<typeof bankFactLineSchema>;
type FactBatch = z.output<typeof bankHubCalls.acceptFacts.input>;

const quickLine: QuickCheck<Line> = quickCheckOf(bankFactLineSchema);
const quickBatch: QuickCheck<FactBatch> = quickCheckOf(bankHubCalls.acceptFacts.input);
/** Batches put together of lines that were checked one by one. */
const checkedByLine = new WeakSet<object>();

/** For the binder: a batch that `readFactBatch` read line by line is not looked through again. */
export const quickFactBatch: QuickCheck<FactBatch> = (batch) =>
  typeof batch === "object" && batch !== null && checkedByLine.has(batch) ? (batch as FactBatch) : quickBatch(batch);

/** Most lines are told from a blank one by how they begin. */
function isBlank(line: string): boolean {
  const first = line.charCodeAt(0);
  return !(first > 0x20 && first < 0x80) && line.trim() === "";
}

/** `contentType` without its parameters decides; anything but NDJSON is read as JSON, whatever it calls itself. */
export function readFactBatch(contentType: string, text: string): Reply<unknown> {
  if (!NDJSON_TYPES.has(contentType.split(";")[0]?.trim().toLowerCase() ?? "")) return { ok: true, value: parsedJson(text) };
  const facts: SentFact[] = [];
  // Without a prototype: a journey may be called `constructor`.
  const customers: FactBatch["customers"] = Object.create(null);
  const plain = plainLines(text);
  let number = 0;
  for (let begin = 0; begin <= text.length; number += 1) {
    const newline = text.indexOf("\n", begin);
    const end = newline < 0 ? text.length : newline;
    const fact = facts.length < MAX_BANK_FACTS ? plain.factAt(begin, end) : undefined;
    if (fact !== undefined) {
      facts.push(fact);
      begin = end + 1;
      continue;
    }
    const line = text.slice(begin, end);
    begin = end + 1;
    if (isBlank(line)) continue;
    if (facts.length === MAX_BANK_FACTS) return refuse("too-large", { maxFacts: MAX_BANK_FACTS });
    const value = parsedJson(line);
    let checked = quickLine(value);
    if (checked === undefined) {
      const parsed = bankFactLineSchema.safeParse(value);
      if (!parsed.success) {
        const first = parsed.error.issues[0];
        return refuse("invalid-input", {
          line: number + 1,
          path: first?.path.map(String).join(".") ?? "",
          fault: first?.code ?? "invalid",
        });
      }
      checked = parsed.data;
    }
    if (checked.customerId === undefined) {
      facts.push(checked);
      continue;
    }
    const { customerId, ...named } = checked;
    if ((customers[named.journeyId] ?? customerId) !== customerId) return refuse("invalid-input", { line: number + 1, path: "customerId" });
    customers[named.journeyId] = customerId;
    facts.push(named);
  }
  const batch: FactBatch = { facts, customers };
  if (facts.length > 0) checkedByLine.add(batch);
  return { ok: true, value: batch };
}
