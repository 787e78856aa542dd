/**
 * `npm run fuzz -- crash --kills 100 --seed N`: the hub is killed (SIGKILL) at random instants while facts stream in and a desk listens.
 *
 * Counted at the end: acknowledged facts that are not in the append log (lost) or are there twice (doubled), breakpoints without an alert
 * or with two, and desk-log entries a desk that resumed by cursor missed or got twice. All must be 0.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { connectHub } from "#shared/browser/hub-link.ts";
import { deskHubCalls, deskHubEvents } from "#shared/contract/desk-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { seededRandom } from "#shared/lib/seeded-random.ts";
import type { DeskEntry } from "#shared/model/desk-log.ts";
import type { Observation } from "#shared/model/fact.ts";
import type { HubProcess } from "../support/hub-process.ts";
import { spawnHub } from "../support/hub-process.ts";
import { numberArgument } from "../support/random.ts";
import { faceFailedThrice } from "../support/test-hub.ts";

/** So often that a kill falls before, inside and after the writing of snapshots. */
const SNAPSHOT_OFTEN = ["--snapshot-ms", "15"];

const argv = process.argv.slice(2);
const seed = numberArgument(argv, "seed", 7);
const kills = numberArgument(argv, "kills", argv.includes("--small") ? 4 : 100);
const random = seededRandom(seed);
const dataDir = await mkdtemp(path.join(tmpdir(), "baton-crash-"));
const startedAt = performance.now();

let hub: HubProcess = await spawnHub(dataDir, SNAPSHOT_OFTEN);
let stopping = false;
const acknowledged = new Set<string>();
const expectedJourneys = new Set<string>();
let journeyCount = 0;

/** One customer after another stalls at the face check; a batch is repeated until the hub has acknowledged it. */
async function customer(worker: number): Promise<void> {
  while (!stopping) {
    journeyCount += 1;
    const id = `j-${worker}-${journeyCount}`;
    const secret = `${id}-`.padEnd(32, "s");
    const observations: Observation[] = [
      { kind: "journey-started", flowId: "car-loan", channel: "app" } as Observation,
      ...faceFailedThrice,
    ];
    expectedJourneys.add(id);
    for (const [index, observation] of observations.entries()) {
      const fact = { id: `${id}-f${index + 1}`, journeyId: id, seq: index + 1, at: Date.now(), observation };
      for (;;) {
        try {
          const response = await fetch(`${hub.lock.url}/v1/track`, {
            method: "POST",
            body: JSON.stringify({ protocol: PROTOCOL, token: null, journey: { id, secret }, facts: [fact], sentAt: Date.now() }),
          });
          const reply = (await response.json()) as Reply<{ upTo: number }>;
          if (reply.ok && reply.value.upTo > index) {
            acknowledged.add(fact.id);
            break;
          }
        } catch {
          // The hub is down: the same batch again, as the tracker does.
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }
}

/** One desk of the pool over all restarts: signs in anew, resumes by its cursor. */
const seen = new Map<number, string>();
let doubledEntries = 0;
let cursor: number | null = null;
type PoolDesk = { end(): void; resume(): Promise<void> };

async function openDesk(): Promise<PoolDesk> {
  const response = await fetch(`${hub.lock.url}/v1/desk/sign-in`, {
    method: "POST",
    headers: { authorization: `Bearer ${hub.lock.launchToken}` },
    body: JSON.stringify({ specialistId: "agent-04" }),
  });
  const signedIn = (await response.json()) as Reply<{ token: string }>;
  if (!signedIn.ok) throw new Error(`sign-in refused: ${signedIn.error.code}`);
  const link = connectHub({
    url: hub.lock.url,
    namespace: "/desk",
    auth: () => ({ protocol: PROTOCOL, token: signedIn.value.token }),
    contract: { table: deskHubCalls, events: deskHubEvents },
  });
  const take = (entries: readonly DeskEntry[]) => {
    for (const entry of entries) {
      if (seen.has(entry.seq)) doubledEntries += 1;
      seen.set(entry.seq, entry.change.kind === "alert" ? entry.change.alert.journeyId : entry.change.kind);
    }
  };
  link.on("log", (push) => {
    if (push.afterSeq !== cursor) return; // a gap: the next resume closes it
    cursor = push.upToSeq;
    take(push.entries);
  });
  const resume = async () => {
    const reply = await link.calls.resume({ cursor: cursor ?? 0 });
    if (!reply.ok) return;
    if (reply.value.kind === "snapshot") throw new Error("a snapshot where a difference was due");
    cursor = reply.value.push.upToSeq;
    take(reply.value.push.entries);
  };
  await new Promise<void>((resolve) => {
    const off = link.onStatus((status) => {
      if (status.kind === "online") {
        off();
        resolve();
      }
    });
  });
  await resume();
  return { end: () => link.end(), resume };
}

const agentId = "agent-04";
let desk = await openDesk();
const customers = [0, 1, 2].map((worker) => customer(worker));
for (let kill = 0; kill < kills; kill += 1) {
  await new Promise((resolve) => setTimeout(resolve, 30 + random.below(400)));
  desk.end();
  await hub.kill9();
  hub = await spawnHub(dataDir, SNAPSHOT_OFTEN);
  desk = await openDesk();
  if (kill % 10 === 9) process.stderr.write(`${kill + 1} of ${kills} kills\n`);
}
stopping = true;
await Promise.all(customers);
await new Promise((resolve) => setTimeout(resolve, 500));
await desk.resume();
desk.end();
await hub.stop();

const lines = (await readFile(path.join(dataDir, "facts.log"), "utf8")).split("\n").filter((line) => line !== "");
const kept = new Map<string, number>();
for (const line of lines) {
  const { id } = JSON.parse(line.slice(9)) as { id: string };
  kept.set(id, (kept.get(id) ?? 0) + 1);
}
const lost = [...acknowledged].filter((id) => !kept.has(id)).length;
const doubled = [...kept.values()].filter((count) => count > 1).length;
const { DatabaseSync } = await import("node:sqlite");
const database = new DatabaseSync(path.join(dataDir, "hub.sqlite"), { readOnly: true });
const alertsBy = new Map<string, number>();
for (const row of database.prepare("select journey_id from alerts").all() as { journey_id: string }[]) {
  alertsBy.set(row.journey_id, (alertsBy.get(row.journey_id) ?? 0) + 1);
}
const logSeqs = (database.prepare("select seq from desk_log order by seq").all() as { seq: number }[]).map((row) => Number(row.seq));
database.close();
const alertsLost = [...expectedJourneys].filter((id) => !alertsBy.has(id)).length;
const alertsDoubled = [...alertsBy.values()].filter((count) => count > 1).length;
const logHoles = logSeqs.filter((seq, index) => seq !== index + 1).length;
const deskMissed = [...expectedJourneys].filter((id) => ![...seen.values()].includes(id)).length;
await rm(dataDir, { recursive: true, force: true });

const bad = lost + doubled + alertsLost + alertsDoubled + logHoles + doubledEntries + deskMissed;
process.stdout.write(
  `${JSON.stringify({ fuzz: "crash", seed, kills, agent: agentId, facts: acknowledged.size, alerts: alertsBy.size, lost, doubled, alertsLost, alertsDoubled, logHoles, deskMissed, deskDoubled: doubledEntries, seconds: Math.round((performance.now() - startedAt) / 1_000) })}\n`,
);
process.exit(bad === 0 ? 0 : 1);
