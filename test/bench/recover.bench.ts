/**
 * `npm run bench -- recover [-- --journeys N --facts N --tail N]`: how long a hub takes to be back with N open journeys.
 *
 * A whole hub is started each time, from opening the store to listening: from the append log alone (`baseline`), then from snapshots and a tail
 * of facts as five busy seconds leave it, as after a kill. Clocks stand still, so no timer of a journey adds to it.
 */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { openFactLog } from "#hub/store/fact-log.ts";
import { openStore } from "#hub/store/open-store.ts";
import { manualClock } from "#shared/lib/clock.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Fact } from "#shared/model/fact.ts";
import { ordinaryFact } from "../support/bench-facts.ts";
import { printFigure } from "../support/bench-line.ts";
import { MORNING_MS, startTestHub } from "../support/test-hub.ts";
import { usedBytes } from "../support/used-bytes.ts";

const { values } = parseArgs({
  options: {
    journeys: { type: "string", default: "100000" },
    facts: { type: "string", default: "6" },
    tail: { type: "string", default: "10000" },
  },
});
const journeys = Number(values.journeys);
const factsEach = Number(values.facts);
const tail = Number(values.tail);
/** Told on standard error, so that figures stay alone on standard output. */
const say = (text: string) => process.stderr.write(`${text}\n`);

const factOf = (journey: number, seq: number) => ordinaryFact(`j-${journey}`, seq, MORNING_MS - 30 * SECOND_MS + seq * 100);

/** Facts of all journeys with these numbers, in the order they would come: everybody's first, everybody's second. */
async function write(dataDir: string, count: number, from: number, to: number): Promise<void> {
  const log = await openFactLog(path.join(dataDir, "facts.log"));
  let batch: Fact[] = [];
  for (let seq = from; seq <= to; seq += 1) {
    for (let journey = 0; journey < count; journey += 1) {
      batch.push(factOf(journey, seq));
      if (batch.length < 5_000) continue;
      await log.append(batch);
      batch = [];
    }
  }
  await log.append(batch);
  await log.close();
}

async function writeJourneys(dataDir: string): Promise<void> {
  const db = await openStore(path.join(dataDir, "hub.sqlite"));
  await db.transaction().execute(async (trx) => {
    for (let from = 0; from < journeys; from += 2_000) {
      const rows = Array.from({ length: Math.min(2_000, journeys - from) }, (_none, index) => ({
        id: `j-${from + index}`,
        secret_hash: "-",
        customer_id: null,
        flow_id: null,
        created_at: MORNING_MS - 3_600 * SECOND_MS,
      }));
      await trx.insertInto("journeys").values(rows).execute();
    }
  });
  await db.destroy();
}

const dataDir = await mkdtemp(path.join(tmpdir(), "baton-recover-"));
const clock = manualClock(MORNING_MS);
try {
  await writeJourneys(dataDir);
  await write(dataDir, journeys, 1, factsEach);
  const logBytes = (await stat(path.join(dataDir, "facts.log"))).size;
  say(`${journeys} journeys, ${journeys * factsEach} facts, ${Math.round(logBytes / 1e6)} MB of log`);

  const bytesBefore = usedBytes();
  const replayFrom = performance.now();
  const replayed = await startTestHub({ dataDir, clock });
  const replayMs = performance.now() - replayFrom;
  const cardBefore = JSON.stringify(replayed.hub.services.intake.card("j-7" as never));
  say(`back by replay in ${Math.round(replayMs)} ms`);
  const keepFrom = performance.now();
  await replayed.hub.services.intake.keepSnapshots();
  const keepMs = performance.now() - keepFrom;
  const { liveJourneys } = replayed.hub.services.intake;
  const liveBytes = (usedBytes() - bytesBefore) / journeys;
  await replayed.stop();
  // A kill five busy seconds after the snapshot: these facts are in the log alone.
  await write(dataDir, Math.min(tail, journeys), factsEach + 1, factsEach + 1);

  // What is left of the first hub is not the second's.
  const bytesBeforeBack = usedBytes();
  const backFrom = performance.now();
  const back = await startTestHub({ dataDir, clock });
  const backMs = performance.now() - backFrom;
  const { intake, deadlines } = back.hub.services;
  if (intake.openJourneys !== journeys) throw new Error(`${intake.openJourneys} of ${journeys} journeys came back`);
  if (Math.min(tail, journeys) <= 7 && JSON.stringify(intake.card("j-7" as never)) !== cardBefore) throw new Error("a card has changed");
  const inMemory = intake.liveJourneys;
  say(`back from snapshots in ${Math.round(backMs)} ms; ${deadlines.size} timers armed, ${inMemory} journeys in memory`);
  const parkedBytes = (usedBytes() - bytesBeforeBack) / journeys;
  await back.stop();

  const bench = "recover";
  // Everything a hub holds, its database and buffers too, shared out among the journeys.
  printFigure({ bench, name: `bytes-a-journey/hub/${liveJourneys}-in-use`, value: liveBytes, unit: "bytes", n: journeys });
  printFigure({ bench, name: `bytes-a-journey/hub/${inMemory}-in-use`, value: parkedBytes, unit: "bytes", n: journeys });
  printFigure({ bench, name: `back/${journeys}-journeys`, value: backMs, unit: "ms", baseline: replayMs, n: journeys });
  printFigure({ bench, name: "snapshot/all-journeys", value: keepMs, unit: "ms", n: journeys });
  const kept = (await stat(path.join(dataDir, "watch.sqlite"))).size;
  printFigure({
    bench,
    name: "snapshot/bytes-a-journey",
    value: kept / journeys,
    unit: "bytes",
    baseline: logBytes / journeys,
    n: journeys,
  });
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
