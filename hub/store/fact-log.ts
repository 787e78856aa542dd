/**
 * The append log of facts: one JSON line a fact, prefixed by its CRC-32, in a file that only grows.
 *
 * Owns order and durability: `append` resolves once the batch is on the disk (fdatasync), batches that arrive meanwhile share the next one.
 * A torn last line (power lost while writing) is cut off at open; a damaged line in the middle stops the hub with its number.
 */
import { open, readFile } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { Fact } from "#shared/model/fact.ts";
import { factSchema } from "#shared/model/fact.ts";

export class FactLogFault extends Error {
  override readonly name = "FactLogFault";
}

export type FactLog = {
  /** Facts of earlier runs in the order they were accepted, handed over once: nothing is held here afterwards. */
  takeRecovered(): readonly Fact[];
  append(facts: readonly Fact[]): Promise<void>;
  close(): Promise<void>;
};

const lineOf = (fact: Fact): string => {
  const body = JSON.stringify(fact);
  return `${crc32(body).toString(16).padStart(8, "0")} ${body}\n`;
};

function parseLine(line: string): Fact | null {
  const body = line.slice(9);
  if (line[8] !== " " || Number.parseInt(line.slice(0, 8), 16) !== crc32(body)) return null;
  const parsed = factSchema.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data : null;
}

export async function openFactLog(file: string): Promise<FactLog> {
  let recovered: Fact[] = [];
  let text = "";
  try {
    text = await readFile(file, "utf8");
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== "ENOENT") throw fault;
  }
  let soundBytes = 0;
  const lines = text.split("\n");
  const torn = lines.pop() ?? "";
  for (const [index, line] of lines.entries()) {
    const fact = parseLine(line);
    if (fact === null) {
      if (index === lines.length - 1 && torn === "") break;
      throw new FactLogFault(`facts.log line ${index + 1} is damaged; restore the file or move it away to start without history`);
    }
    recovered.push(fact);
    soundBytes += Buffer.byteLength(line) + 1;
  }

  const handle = await open(file, "a");
  if ((await handle.stat()).size > soundBytes) await handle.truncate(soundBytes);

  let waiting: { text: string; done: () => void; failed: (fault: unknown) => void }[] = [];
  let writing: Promise<void> | null = null;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await handle.appendFile(batch.map((entry) => entry.text).join(""));
        await handle.datasync();
        for (const entry of batch) entry.done();
      } catch (fault) {
        for (const entry of batch) entry.failed(fault);
      }
    }
    writing = null;
  }

  return {
    takeRecovered() {
      const facts = recovered;
      recovered = [];
      return facts;
    },
    append(facts) {
      if (facts.length === 0) return Promise.resolve();
      const done = new Promise<void>((resolve, reject) =>
        waiting.push({ text: facts.map(lineOf).join(""), done: resolve, failed: reject }),
      );
      writing ??= drain();
      return done;
    },
    async close() {
      await writing;
      await handle.close();
    },
  };
}
