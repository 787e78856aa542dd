/**
 * `npm run soak -- engine [-- --minutes 30 --rate 2000]`: facts without a break, clients that drop in the middle of an answer and send again, a desk
 * that comes and goes. Ends with 1 when an acknowledged fact is missing or doubled in the log, or the hub's memory went on growing.
 *
 * Never part of `npm test`. The hub is a process of its own; what it holds is read from outside (PSS).
 */
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { signBody } from "#hub/ingest/body-signature.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { seededRandom } from "#shared/lib/seeded-random.ts";
import { ordinaryObservation } from "../support/bench-facts.ts";
import { spawnHub } from "../support/hub-process.ts";
import { pssMb } from "../support/memory.ts";

/** A journey is finished after this many facts, and another begins. */
const FACTS_A_JOURNEY = 12;
const BATCH = 100;
/** Of a hundred requests this many are broken off before their answer and sent again. */
const DROPPED_IN_100 = 5;
const SAMPLE_MS = 5 * SECOND_MS;
/** The last third of the run may weigh this much more than the third before it. */
const MOST_GROWTH = 1.15;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    rate: { type: "string", default: "2000" },
    seed: { type: "string", default: "11" },
  },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
const random = seededRandom(Number(values.seed));

const dataDir = await mkdtemp(path.join(tmpdir(), "baton-soak-"));
// An embedded hub ends when no desk is there for a while; this one is to stay.
const hub = await spawnHub(dataDir, ["--idle-ms", String(24 * HOUR_MS)]);
const { bank } = JSON.parse(await readFile(path.join(dataDir, "keys.json"), "utf8")) as { bank: string };
const key = Buffer.from(bank, "hex");
const until = Date.now() + minutes * MINUTE_MS;

let journeyCount = 0;
let acknowledged = 0;
let dropped = 0;
let late = 0;
const samples: number[] = [];

async function post(body: string): Promise<void> {
  for (;;) {
    if (hub.process.child.exitCode !== null) throw new Error("the hub has ended");
    const breaksOff = random.below(100) < DROPPED_IN_100;
    const controller = new AbortController();
    if (breaksOff) setTimeout(() => controller.abort(), random.below(20));
    try {
      const headers = { "content-type": "application/x-ndjson", "baton-signature": signBody(key, body, Date.now()) };
      const response = await fetch(`${hub.lock.url}/v1/facts`, { method: "POST", headers, body, signal: controller.signal });
      await response.arrayBuffer();
      if (response.status === 202) return;
    } catch {
      dropped += 1;
    }
    await delay(20);
  }
}

/** A back end: batches of a hundred facts of journeys that begin, go on and are finished. */
async function backEnd(worker: number, everyMs: number): Promise<void> {
  let open: { id: string; seq: number }[] = [];
  for (let next = Date.now(); next < until; next += everyMs) {
    const waitMs = next - Date.now();
    if (waitMs > 0) await delay(waitMs);
    else if (waitMs < -SECOND_MS) late += 1;
    const lines: string[] = [];
    while (lines.length < BATCH) {
      if (open.length < BATCH) {
        journeyCount += 1;
        open.push({ id: `j-${worker}-${journeyCount}`, seq: 0 });
      }
      const journey = open[random.below(open.length)];
      if (!journey) continue;
      journey.seq += 1;
      const observation = journey.seq === FACTS_A_JOURNEY ? { kind: "journey-finished" } : ordinaryObservation(journey.seq);
      lines.push(
        JSON.stringify({ id: `${journey.id}-${journey.seq}`, journeyId: journey.id, seq: journey.seq, at: Date.now(), observation }),
      );
      if (journey.seq === FACTS_A_JOURNEY) open = open.filter((other) => other !== journey);
    }
    await post(`${lines.join("\n")}\n`);
    acknowledged += lines.length;
  }
}

const sampling = setInterval(() => samples.push(pssMb([hub.process.pid])), SAMPLE_MS);
const workers = 4;
await Promise.all(Array.from({ length: workers }, (_none, worker) => backEnd(worker, (BATCH * workers * SECOND_MS) / rate)));
clearInterval(sampling);
await hub.stop();

const kept = new Set<string>();
let doubled = 0;
let lines = 0;
for await (const line of createInterface({ input: createReadStream(path.join(dataDir, "facts.log")) })) {
  lines += 1;
  const id = /"id":"([^"]+)"/.exec(line)?.[1] ?? "";
  if (kept.has(id)) doubled += 1;
  kept.add(id);
}
await rm(dataDir, { recursive: true, force: true });

const mean = (list: readonly number[]) => list.reduce((sum, mb) => sum + mb, 0) / Math.max(1, list.length);
const third = Math.floor(samples.length / 3);
const before = mean(samples.slice(third, 2 * third));
const after = mean(samples.slice(2 * third));
const lost = acknowledged - kept.size;
const grows = third > 0 && after > before * MOST_GROWTH;
process.stdout.write(
  `${JSON.stringify({ soak: "engine", minutes, rate, facts: acknowledged, aSecond: Math.round(acknowledged / (minutes * 60)), journeys: journeyCount, dropped, late, lost, doubled, unacknowledged: Math.max(0, lines - acknowledged), mbMiddle: Math.round(before), mbEnd: Math.round(after), mbMost: Math.round(Math.max(0, ...samples)), grows })}\n`,
);
process.exit(lost > 0 || doubled > 0 || grows ? 1 : 0);
