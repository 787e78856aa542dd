/**
 * What it costs to take facts over HTTP, on disk before the answer: one by one, in batches of journeys that begin, and in batches of a thousand
 * journeys known. Part of `npm run bench -- engine`.
 *
 * The hub is a process of its own, so its CPU (all its threads) is told apart from the back end's, which is this process.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { invariant } from "#shared/lib/invariant.ts";
import { sentFact } from "./bench-facts.ts";
import { printFigure } from "./bench-line.ts";
import { openSender, type PreparedBatch, prepareBatch } from "./bench-sender.ts";
import type { HubOpened, HubReport } from "./delivery/hub-side.ts";
import { startSide } from "./delivery/side.ts";

const bench = "engine";
const BATCH = 1_000;
/** Journeys that are known and get on, some twenty facts each. */
const KNOWN = 10_000;
/** Batches on their way at a time. */
const AT_ONCE = 4;

/** Facts of journeys nobody knows yet: `size` of them, ten a journey at most. */
const begun = (name: string, size: number, at: number) =>
  Array.from({ length: size }, (_none, index) =>
    sentFact(`j-in-${name}-${index % Math.ceil(size / 10)}`, 1 + Math.floor((index * 10) / size), at),
  );

/** The `batch`-th thousand of facts of the journeys that are known, everybody's first, everybody's second. */
const known = (batch: number, at: number) =>
  Array.from({ length: BATCH }, (_none, index) => {
    const fact = batch * BATCH + index;
    return sentFact(`j-known-${fact % KNOWN}`, 1 + Math.floor(fact / KNOWN), at);
  });

export async function measureIngest(hubArgv: readonly string[] = []): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "baton-ingest-"));
  const hub = startSide("hub-side.ts", hubArgv);
  try {
    const { url, bankKey } = await hub.ask<HubOpened>("open", dataDir);
    const sender = openSender(url);
    /** What a fact costs, microseconds: of the clock, of the hub's cores, of this process's. */
    const timed = async (factsOf: (request: number, at: number) => readonly object[], requests: number, atOnce: number) => {
      const at = Date.now();
      const batches: PreparedBatch[] = Array.from({ length: requests }, (_none, each) => prepareBatch(bankKey, factsOf(each, at), at));
      const facts = batches.reduce((sum, batch) => sum + batch.facts, 0);
      await hub.ask("timers", { instants: [] });
      const from = performance.now();
      const cores = process.cpuUsage();
      const waiting = batches[Symbol.iterator]();
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (const batch of waiting) {
            const status = await sender.post(batch);
            invariant(status === 202, `the hub answered ${status}`);
          }
        }),
      );
      const wall = ((performance.now() - from) * 1_000) / facts;
      const { user, system } = process.cpuUsage(cores);
      const { cpuMs } = await hub.ask<HubReport>("report");
      return { wall, hub: (cpuMs * 1_000) / facts, client: (user + system) / facts, n: facts };
    };
    const told = (what: string, { wall, hub: hubCpu, client, n }: Awaited<ReturnType<typeof timed>>) => {
      printFigure({ bench, name: `ingest/${what}`, value: wall, unit: "µs", n });
      printFigure({ bench, name: `ingest/hub-cpu/${what}`, value: hubCpu, unit: "µs", n });
      printFigure({ bench, name: `ingest/client-cpu/${what}`, value: client, unit: "µs", n });
    };
    await timed((request, at) => begun(`warm-${request}`, 1, at), 100, 8);
    told("single", await timed((request, at) => begun(`one-${request}`, 1, at), 600, 8));
    // The first are of a program that is not compiled yet.
    await timed((request, at) => begun(`early-${request}`, BATCH, at), 30, 2);
    told("batched", await timed((request, at) => begun(`many-${request}`, BATCH, at), 60, 2));
    await timed((request, at) => known(request, at), 30, AT_ONCE);
    told("batched-known", await timed((request, at) => known(30 + request, at), 200, AT_ONCE));
    sender.end();
    const { faults } = await hub.ask<HubReport>("report");
    process.stderr.write(`${faults} faults logged\n`);
  } finally {
    await hub.end();
    await rm(dataDir, { recursive: true, force: true });
  }
}
