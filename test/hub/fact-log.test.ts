/** The append log's lines, byte for byte, and the places it names: whichever way a line was put together. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { readFactBatch } from "#hub/ingest/fact-batch.ts";
import { openFactLog } from "#hub/store/fact-log.ts";
import { observationText } from "#hub/store/observation-texts.ts";
import type { Fact, SentFact } from "#shared/model/fact.ts";
import { MORNING_MS } from "../support/test-hub.ts";

const lineOf = (fact: Fact) => {
  const body = JSON.stringify(fact);
  return `${crc32(body).toString(16).padStart(8, "0")} ${body}\n`;
};

test("[INTAKE-25] a line is its sum and the fact as JSON, and lies where the log says, also when its observation is shared or it needs more bytes than characters", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "baton-facts-"));
  const file = path.join(folder, "facts.log");
  try {
    const sent = Array.from({ length: 40 }, (_none, index) => ({
      id: `f-${index}`,
      journeyId: `j-${index % 3}`,
      seq: index + 1,
      at: MORNING_MS,
      observation: { kind: "step-entered", stepId: `s-${index % 4}` },
    }));
    const read = readFactBatch("application/x-ndjson", sent.map((fact) => JSON.stringify(fact)).join("\n"));
    expect(read.ok).toBe(true);
    const shared = (read.ok ? (read.value as { facts: SentFact[] }).facts : []).map(
      (fact, index): Fact => ({ ...fact, acceptedAt: MORNING_MS + index }),
    );
    expect(shared.every(({ observation }) => observationText(observation) !== undefined)).toBe(true);
    const own = sent.map((fact, index) => ({ ...fact, acceptedAt: MORNING_MS + index }) as unknown as Fact);
    // No schema lets these through; what is written has to be JSON all the same.
    const odd = ['"', "\\", "人", "a\nb", "\u0000"].flatMap((id) => [
      { ...own[0], id } as Fact,
      { ...shared[0], id } as Fact,
      { ...shared[1], journeyId: id } as unknown as Fact,
    ]);
    const log = await openFactLog(file);
    const batches = [shared, odd, own, [], [...shared.slice(0, 1), ...odd.slice(0, 3), ...own.slice(0, 1)]];
    const positions: number[] = [];
    await Promise.all(batches.map((facts) => log.append(facts, (places) => positions.push(...places))));
    const facts = batches.flat();
    const bytes = await readFile(file);
    expect(bytes.toString()).toBe(facts.map(lineOf).join(""));
    expect(log.size).toBe(bytes.length);
    expect(positions).toHaveLength(facts.length);
    for (const [index, fact] of facts.entries())
      expect(bytes.toString("utf8", positions[index], positions[index + 1] ?? bytes.length)).toBe(lineOf(fact));
    for (const [index, fact] of shared.entries()) expect(log.readAt(positions[index] ?? -1)).toEqual(fact);
    await log.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
