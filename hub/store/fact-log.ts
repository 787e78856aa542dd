/**
 * The append log of facts: one JSON line a fact, prefixed by its CRC-32, in a file that only grows.
 *
 * Owns order and durability: `append` resolves once the batch is on the disk (fdatasync), batches that arrive meanwhile share the next one.
 * A torn last line (power lost while writing) is cut off at open; a damaged line in the middle stops the hub with its place.
 * A position is the byte a line begins at. What is made of the facts, and how far it is kept elsewhere, belongs to `hub/watch`.
 */
import { readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { quickCheckOf } from "#shared/contract/quick-check.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Fact } from "#shared/model/fact.ts";
import { factSchema } from "#shared/model/fact.ts";
import { observationText } from "./observation-texts.ts";

export class FactLogFault extends Error {
  override readonly name = "FactLogFault";
}

/** Told where the facts lie, in their order, the moment they are on disk: before anybody else's later facts are. */
export type Kept = (positions: readonly number[]) => void;

export type FactLog = {
  /** Bytes of all facts on disk: the position of the next one. */
  readonly size: number;
  /**
   * Hands over the facts from `from` on, in the order they were accepted. Only before the first `append`.
   * Throws `FactLogFault` for a damaged line, and when no line begins at `from`.
   */
  replay(from: number, take: (fact: Fact, position: number) => void): Promise<void>;
  /** Resolves when these facts, and all handed in before, are on disk; with no facts it waits for those alone. */
  append(facts: readonly Fact[], kept?: Kept): Promise<void>;
  /**
   * The newest facts, at most `bytes` of the log, in the order they were accepted; others run between its short turns, and what is appended
   * meanwhile is left out. Ends early once `isWanted` says no. Answers whether the log holds more than was read.
   */
  recent(bytes: number, take: (fact: Fact) => void, isWanted: () => boolean): Promise<{ isCut: boolean }>;
  /** The fact that begins at `position`; throws `FactLogFault` when none does. */
  readAt(position: number): Fact;
  close(): Promise<void>;
};

const READ_BYTES = 1 << 20;
/** What is read in one turn beside the hub's work: some milliseconds of parsing. */
const TURN_BYTES = 1 << 15;
/** No line is longer: ids are bounded and no text travels. */
const LONGEST_LINE_BYTES = 8_192;
const NEWLINE = 10;

/** What stands before each line's sum is known; written over once the bytes are there. */
const NO_SUM = "00000000 ";
const HEX_DIGITS = Buffer.from("0123456789abcdef");

const isPlainText = /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/;

/** `JSON.stringify(fact)`; where the observation's text is known already, the rest is put around it. */
function bodyOf(fact: Fact): string {
  const { id, journeyId, seq, at, observation, acceptedAt } = fact;
  const text = observationText(observation);
  if (text === undefined || !isPlainText.test(id) || !isPlainText.test(journeyId)) return JSON.stringify(fact);
  return `{"id":"${id}","journeyId":"${journeyId}","seq":${seq},"at":${at},"observation":${text},"acceptedAt":${acceptedAt}}`;
}

/** Lines as they go to the disk, and where within them each begins: one piece of memory for all, each sum taken where its line lies. */
function encode(facts: readonly Fact[]): { readonly bytes: Buffer; readonly positions: number[] } {
  const bodies = facts.map(bodyOf);
  const bytes = Buffer.from(`${NO_SUM}${bodies.join(`\n${NO_SUM}`)}\n`);
  const positions: number[] = [];
  for (let begin = 0; begin < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, begin + NO_SUM.length);
    let sum = crc32(bytes.subarray(begin + NO_SUM.length, end));
    for (let digit = begin + 7; digit >= begin; digit -= 1) {
      bytes[digit] = HEX_DIGITS[sum & 15] ?? 0;
      sum >>>= 4;
    }
    positions.push(begin);
    begin = end + 1;
  }
  return { bytes, positions };
}

const quickFact = quickCheckOf(factSchema);

/** A line of the log without its newline; null when it does not fit its sum or is no fact. */
export function parseLine(line: string): Fact | null {
  const body = line.slice(9);
  if (line[8] !== " " || Number.parseInt(line.slice(0, 8), 16) !== crc32(body)) return null;
  const value: unknown = JSON.parse(body);
  return quickFact(value) ?? factSchema.safeParse(value).data ?? null;
}

const damaged = (position: number) =>
  new FactLogFault(`facts.log is damaged at byte ${position}; restore the file or move it away to start without history`);

/** Where the last sound line ends: a half-written last line, or a whole one that does not fit its sum, is not counted. */
async function soundEnd(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  const from = Math.max(0, size - 2 * LONGEST_LINE_BYTES);
  const tail = Buffer.alloc(size - from);
  await handle.read(tail, 0, tail.length, from);
  const end = tail.lastIndexOf(NEWLINE) + 1;
  if (end === 0) {
    if (from > 0) throw damaged(from);
    return 0;
  }
  const isTorn = end < tail.length;
  const begin = end === 1 ? 0 : tail.lastIndexOf(NEWLINE, end - 2) + 1;
  const isSound = parseLine(tail.toString("utf8", begin, end - 1)) !== null;
  if (!isSound && isTorn) throw damaged(from + begin);
  return from + (isSound ? end : begin);
}

export async function openFactLog(file: string): Promise<FactLog> {
  const handle = await open(file, "a+");
  let size = await soundEnd(handle);
  if ((await handle.stat()).size > size) await handle.truncate(size);

  let waiting: { bytes: Buffer; positions: number[]; kept: Kept | undefined; done: () => void; failed: (fault: unknown) => void }[] = [];
  let writing: Promise<void> | null = null;
  const lineBuffer = Buffer.alloc(LONGEST_LINE_BYTES);

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await handle.appendFile(batch.length === 1 && batch[0] ? batch[0].bytes : Buffer.concat(batch.map((entry) => entry.bytes)));
        await handle.datasync();
        for (const [index, entry] of batch.entries()) {
          // Others run between two batches; to them the log ends behind what was handed over.
          if (index > 0) await new Promise<void>((resolve) => setImmediate(resolve));
          const position = size;
          size += entry.bytes.length;
          entry.kept?.(entry.positions.map((within) => position + within));
          entry.done();
        }
      } catch (fault) {
        for (const entry of batch) entry.failed(fault);
      }
    }
    writing = null;
  }

  return {
    get size() {
      return size;
    },
    async replay(from, take) {
      if (from > size) throw damaged(size);
      if (from > 0) {
        const before = Buffer.alloc(1);
        await handle.read(before, 0, 1, from - 1);
        if (before[0] !== NEWLINE) throw damaged(from);
      }
      const end = size;
      let rest: Buffer = Buffer.alloc(0);
      let position = from;
      for (let at = from; at < end; ) {
        const chunk = Buffer.alloc(Math.min(READ_BYTES, end - at));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
        if (bytesRead === 0) throw damaged(at);
        at += bytesRead;
        const bytes = rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
        let begin = 0;
        for (let newline = bytes.indexOf(NEWLINE); newline >= 0; newline = bytes.indexOf(NEWLINE, begin)) {
          const fact = parseLine(bytes.toString("utf8", begin, newline));
          if (fact === null) throw damaged(position);
          take(fact, position);
          position += newline + 1 - begin;
          begin = newline + 1;
        }
        rest = bytes.subarray(begin);
      }
    },
    async recent(bytes, take, isWanted) {
      const end = size;
      const from = Math.max(0, end - bytes);
      let rest: Buffer = Buffer.alloc(0);
      // A line is whole behind the first line end, or from the very beginning.
      let isInLine = from > 0;
      for (let at = from; at < end && isWanted(); ) {
        const chunk = Buffer.alloc(Math.min(TURN_BYTES, end - at));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
        if (bytesRead === 0) throw damaged(at);
        at += bytesRead;
        const read = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
        let begin = 0;
        for (let newline = read.indexOf(NEWLINE); newline >= 0; newline = read.indexOf(NEWLINE, begin)) {
          if (!isInLine) {
            const fact = parseLine(read.toString("utf8", begin, newline));
            if (fact === null) throw damaged(at - read.length + begin);
            take(fact);
          }
          isInLine = false;
          begin = newline + 1;
        }
        rest = read.subarray(begin);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      return { isCut: from > 0 };
    },
    append(facts, kept) {
      if (facts.length === 0) return writing ?? Promise.resolve();
      const { bytes, positions } = encode(facts);
      const done = new Promise<void>((resolve, reject) => waiting.push({ bytes, positions, kept, done: resolve, failed: reject }));
      writing ??= drain();
      return done;
    },
    readAt(position) {
      invariant(position >= 0 && position < size, "a position comes from this log");
      const read = readSync(handle.fd, lineBuffer, 0, Math.min(LONGEST_LINE_BYTES, size - position), position);
      const end = lineBuffer.subarray(0, read).indexOf(NEWLINE);
      const fact = end < 0 ? null : parseLine(lineBuffer.toString("utf8", 0, end));
      if (fact === null) throw damaged(position);
      return fact;
    },
    async close() {
      await writing;
      await handle.close();
    },
  };
}
