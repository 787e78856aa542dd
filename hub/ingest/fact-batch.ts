/**
 * What a back end posts to `/v1/facts`, as the call's input: one JSON object, or NDJSON with a fact a line.
 *
 * Owns the two forms only; whether the input fits is the binder's business for JSON, and for NDJSON each line's, so that a fault is told by its line.
 */
import { bankFactLineSchema, MAX_BANK_FACTS } from "#shared/contract/bank-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";

export const NDJSON_TYPES: ReadonlySet<string> = new Set(["application/x-ndjson", "application/ndjson", "application/jsonl"]);

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `contentType` without its parameters decides; anything but NDJSON is read as JSON, whatever it calls itself. */
export function readFactBatch(contentType: string, text: string): Reply<unknown> {
  if (!NDJSON_TYPES.has(contentType.split(";")[0]?.trim().toLowerCase() ?? "")) return { ok: true, value: parsedJson(text) };
  const facts: unknown[] = [];
  const customers: Record<string, string> = {};
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    if (facts.length === MAX_BANK_FACTS) return refuse("too-large", { maxFacts: MAX_BANK_FACTS });
    const parsed = bankFactLineSchema.safeParse(parsedJson(line));
    if (!parsed.success) {
      const first = parsed.error.issues[0];
      return refuse("invalid-input", { line: index + 1, path: first?.path.map(String).join(".") ?? "", fault: first?.code ?? "invalid" });
    }
    const { customerId, ...fact } = parsed.data;
    if (customerId !== undefined) {
      if ((customers[fact.journeyId] ?? customerId) !== customerId) return refuse("invalid-input", { line: index + 1, path: "customerId" });
      customers[fact.journeyId] = customerId;
    }
    facts.push(fact);
  }
  return { ok: true, value: { facts, customers } };
}
