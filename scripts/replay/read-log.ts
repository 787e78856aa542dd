/**
 * A recorded log → what happened, in the order it happened.
 *
 * Rows come newest first, oldest first or in any order, so all that is mapped is held until the end: 13 bytes a row (instant, journey,
 * rule) and each id once. Bad rows are counted, the first of them named by line, and skipped.
 */
import type { FactKind } from "#shared/model/fact.ts";
import { type LogRecord, readDelimited } from "./delimited.ts";
import { type MapRule, offsetMsOf, type ReplayMap } from "./map-schema.ts";
import type { TextSource } from "./read-text.ts";
import { readXes } from "./xes.ts";

export type BadRow = { readonly line: number; readonly because: string };

export type LogCounts = {
  readonly rows: number;
  readonly mapped: number;
  readonly ignored: number;
  /** Rows no rule fits. They are no fault, and nothing is made of them. */
  readonly unmapped: number;
  readonly bad: number;
  /** The first of the bad ones, in the order of the file. */
  readonly badRows: readonly BadRow[];
  readonly endedEarly: string | null;
  readonly heldBytes: number;
};

export type RecordedLog = {
  readonly counts: LogCounts;
  /** Rows in the order of time; rows of one instant in the order they were written. */
  readonly at: Float64Array;
  readonly journey: Int32Array;
  readonly rule: Uint8Array;
  readonly journeyNames: readonly string[];
  /** By journey. */
  readonly visitorOf: readonly number[];
  readonly customerOf: readonly number[];
};

/** Bad rows named in the report; all are counted. */
const NAMED_BAD_ROWS = 50;
const BYTES_A_ROW = 8 + 4 + 1;

class Growing {
  at = new Float64Array(1 << 16);
  journey = new Int32Array(1 << 16);
  rule = new Uint8Array(1 << 16);
  length = 0;

  push(at: number, journey: number, rule: number): void {
    if (this.length === this.at.length) {
      const grow = <T extends Float64Array | Int32Array | Uint8Array>(old: T, next: T): T => {
        next.set(old);
        return next;
      };
      this.at = grow(this.at, new Float64Array(this.length * 2));
      this.journey = grow(this.journey, new Int32Array(this.length * 2));
      this.rule = grow(this.rule, new Uint8Array(this.length * 2));
    }
    this.at[this.length] = at;
    this.journey[this.length] = journey;
    this.rule[this.length] = rule;
    this.length += 1;
  }
}

class Names {
  readonly list: string[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.list.length);
    this.list.push(name);
    return this.list.length - 1;
  }
}

const ZONED = /(?:[zZ]|[+-]\d\d:?\d\d)$/;
const DATED = /^\d{4}-\d\d-\d\d/;

/** Epoch milliseconds, `null` for what is no instant. An instant without a zone is read at `offsetMs` east of Greenwich. */
export function instantOf(text: string, offsetMs: number): number | null {
  const trimmed = text.trim();
  if (/^\d{10}$/.test(trimmed)) return Number(trimmed) * 1_000;
  if (/^\d{13}$/.test(trimmed)) return Number(trimmed);
  if (!DATED.test(trimmed)) return null;
  const hasTime = trimmed.length > 10;
  const zoned = hasTime && ZONED.test(trimmed.slice(10));
  const iso = trimmed.replace(" ", "T");
  const at = zoned ? Date.parse(iso) : Date.parse(hasTime ? `${iso}Z` : `${iso}T00:00:00Z`) - offsetMs;
  return Number.isNaN(at) || at < 0 ? null : at;
}

export function ruleOf(rules: readonly MapRule[], get: (column: string) => string | undefined): number {
  return rules.findIndex(({ when }) =>
    Object.entries(when).every(([column, wanted]) => {
      const value = get(column);
      return value !== undefined && (Array.isArray(wanted) ? wanted.includes(value) : wanted === value);
    }),
  );
}

/** What a mapped row says, for the counts of a report. */
export function ruleWord(rule: MapRule): FactKind | "closed-by-customer" | "closed-by-bank" | "ignored" {
  if ("enter" in rule) return "step-entered";
  if ("finish" in rule) return "journey-finished";
  if ("close" in rule) return rule.close === "bank" ? "closed-by-bank" : "closed-by-customer";
  return "observe" in rule ? rule.observe.kind : "ignored";
}

function recordsOf(map: ReplayMap, source: TextSource): AsyncIterable<LogRecord> {
  if (map.source.format === "xes") return readXes(source.chunks);
  return readDelimited(source.chunks, map.source.format === "tsv" ? "\t" : map.source.delimiter);
}

/** Stable order of time. When most rows of a journey run backwards the file is newest first, and rows of one instant are turned round with it. */
function orderOf(held: Growing, journeys: number): Uint32Array {
  const lastAt = new Float64Array(journeys).fill(Number.NaN);
  let back = 0;
  for (let row = 0; row < held.length; row += 1) {
    const journey = held.journey[row] ?? 0;
    const step = Math.sign((lastAt[journey] ?? Number.NaN) - (held.at[row] ?? 0));
    if (!Number.isNaN(step)) back += step;
    lastAt[journey] = held.at[row] ?? 0;
  }
  const order = Uint32Array.from({ length: held.length }, (_, row) => row);
  const turn = back > 0 ? -1 : 1;
  return order.sort((a, b) => (held.at[a] ?? 0) - (held.at[b] ?? 0) || (a - b) * turn);
}

/** @param progress called now and then with the bytes read so far */
export async function readLog(source: TextSource, map: ReplayMap, progress: (readBytes: number) => void = () => {}): Promise<RecordedLog> {
  const held = new Growing();
  const journeys = new Names();
  const visitors = new Names();
  const customers = new Names();
  const visitorOf: number[] = [];
  const customerOf: number[] = [];
  const badRows: BadRow[] = [];
  const counts = { rows: 0, ignored: 0, unmapped: 0, bad: 0 };
  const offsetMs = offsetMsOf(map.time.utcOffset);
  const bad = (line: number, because: string) => {
    counts.bad += 1;
    if (badRows.length < NAMED_BAD_ROWS) badRows.push({ line, because });
  };
  for await (const record of recordsOf(map, source)) {
    counts.rows += 1;
    if (counts.rows % 10_000 === 0) progress(source.readBytes());
    if (record.kind === "fault") {
      bad(record.line, record.because);
      continue;
    }
    const id = record.get(map.journey.id);
    const time = record.get(map.time.column);
    if (id === undefined || id === "") {
      bad(record.line, `no ${map.journey.id}`);
      continue;
    }
    const at = time === undefined ? null : instantOf(time, offsetMs);
    if (at === null) {
      bad(record.line, time === undefined ? `no ${map.time.column}` : `"${time.slice(0, 40)}" is no instant`);
      continue;
    }
    const rule = ruleOf(map.facts, record.get);
    const found = map.facts[rule];
    if (found === undefined || "ignore" in found) {
      if (found === undefined) counts.unmapped += 1;
      else counts.ignored += 1;
      continue;
    }
    const journey = journeys.numberOf(id);
    if (journey === visitorOf.length) {
      const named = (column: string | undefined) => (column === undefined ? undefined : record.get(column)) || `journey ${id}`;
      visitorOf.push(visitors.numberOf(named(map.journey.visitor)));
      customerOf.push(customers.numberOf(named(map.journey.customer)));
    }
    held.push(at, journey, rule);
  }
  progress(source.readBytes());
  const order = orderOf(held, journeys.list.length);
  return {
    counts: { ...counts, mapped: held.length, badRows, endedEarly: source.endedEarly(), heldBytes: held.length * BYTES_A_ROW },
    at: Float64Array.from(order, (row) => held.at[row] ?? 0),
    journey: Int32Array.from(order, (row) => held.journey[row] ?? 0),
    rule: Uint8Array.from(order, (row) => held.rule[row] ?? 0),
    journeyNames: journeys.list,
    visitorOf,
    customerOf,
  };
}
