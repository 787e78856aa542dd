/**
 * `npm run bench -- engine [-- --journeys N --facts N --rate N --desks N --seconds N]`: what the breakpoint engine costs.
 *
 * Owns four measurements: bytes an open journey, facts a second on one core with every detector and the pauses of garbage collection meanwhile,
 * ingest over HTTP (on disk before the answer) one by one and in batches, and how late an alert is on a desk after its limit was reached, under
 * load. `baseline` is the idle rule alone with one `setTimeout` a journey, in the same run. No figure is a gate; docs/measurements/engine.md reads them.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startHub } from "#hub/compose.ts";
import { demoEpoch, withEpoch } from "#hub/content/epoch.ts";
import { importContent } from "#hub/content/release.ts";
import { signBody } from "#hub/ingest/body-signature.ts";
import { createDeadlines } from "#hub/platform/deadlines.ts";
import { collectingLog } from "#hub/platform/log.ts";
import { watchJourney } from "#shared/domain/breakpoint/watch-journey.ts";
import { beginWatch, type WatchState } from "#shared/domain/breakpoint/watch-state.ts";
import { manualClock, systemClock } from "#shared/lib/clock.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import { ordinaryFact, ordinaryObservation } from "../support/bench-facts.ts";
import { percentile, printFigure } from "../support/bench-line.ts";
import { contentDir, MORNING_MS, openDesk } from "../support/test-hub.ts";

const { values } = parseArgs({
  options: {
    journeys: { type: "string", default: "50000" },
    facts: { type: "string", default: "8" },
    rate: { type: "string", default: "1000" },
    desks: { type: "string", default: "20" },
    seconds: { type: "string", default: "8" },
  },
});
const journeys = Number(values.journeys);
const factsEach = Number(values.facts);
const bench = "engine";
/** Facts made and taken at a time. */
const CHUNK = 5_000;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
/** Bytes in use after everything that can be let go of was. */
function heapBytes(): number {
  for (let round = 0; round < 3; round += 1) collect();
  return process.memoryUsage().heapUsed;
}

const dataDir = await mkdtemp(path.join(tmpdir(), "baton-engine-"));
const imported = importContent(contentDir, dataDir);
invariant(imported.ok, "content fits its schemas");
const { id: releaseId, content } = imported.value;
const flow = content.flows.find(({ id }) => id === "car-loan");
invariant(flow, "the car loan is one of content's flows");
const policy = content.policies.detection;

/** The idle rule as everybody writes it first: one timer a journey, started anew by every fact. */
function idleByTimers() {
  const timers = new Map<string, NodeJS.Timeout>();
  return {
    take(journeyId: string): void {
      clearTimeout(timers.get(journeyId));
      timers.set(journeyId, setTimeout(() => timers.delete(journeyId), 3_600_000).unref());
    },
    end(): void {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

const ids = Array.from({ length: journeys }, (_none, index) => `j-${index}`);

/** Everybody's first fact, everybody's second: no journey is ever warm. Answers how long the taking took, in milliseconds of this thread's work. */
function feed(take: (fact: Fact) => void): number {
  let cpuMicros = 0;
  for (let seq = 1; seq <= factsEach; seq += 1) {
    for (let from = 0; from < journeys; from += CHUNK) {
      // Made in small parts outside the measured time, so that they die young and are in nobody's heap.
      const facts = ids.slice(from, from + CHUNK).map((id) => ordinaryFact(id, seq, MORNING_MS + seq * 2_000));
      const before = process.threadCpuUsage();
      for (const fact of facts) take(fact);
      const { user, system } = process.threadCpuUsage(before);
      cpuMicros += user + system;
    }
  }
  return cpuMicros / 1_000;
}

/** The bytes of what `build` leaves behind, and how long it worked. What it answers is held until it is measured. */
async function weigh(build: () => { held: unknown; ms: number }): Promise<{ bytesEach: number; ms: number; held: unknown }> {
  await delay(20);
  const before = heapBytes();
  const { held, ms } = build();
  await delay(20);
  return { bytesEach: (heapBytes() - before) / journeys, ms, held };
}

async function measureEngine(): Promise<void> {
  const known = flow;
  invariant(known, "looked up above");
  const pauses: number[] = [];
  const observer = new PerformanceObserver((list) => pauses.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ entryTypes: ["gc"] });
  let states = new Map<string, WatchState>();
  const engineMs = feedEngine();
  await delay(100);
  observer.disconnect();
  const [any] = states.values();
  const json = JSON.stringify(any).length;
  states = new Map();

  function feedEngine(): number {
    const deadlines = createDeadlines(manualClock(MORNING_MS));
    return feed((fact) => {
      const watched = watchJourney(
        states.get(fact.journeyId) ?? beginWatch(),
        { kind: "fact", fact },
        known as Flow,
        policy,
        fact.acceptedAt,
      );
      states.set(fact.journeyId, watched.state);
      if (watched.nextDeadline !== null) deadlines.set(fact.journeyId, watched.nextDeadline, () => {});
    });
  }

  const inUse = await weigh(() => {
    const held = new Map<string, WatchState>();
    const ms = feed((fact) => {
      held.set(
        fact.journeyId,
        watchJourney(held.get(fact.journeyId) ?? beginWatch(), { kind: "fact", fact }, known, policy, fact.acceptedAt).state,
      );
    });
    return { held, ms };
  });
  inUse.held = null;
  const timers = await weigh(() => {
    const held = idleByTimers();
    return { held, ms: feed((fact) => held.take(fact.journeyId)) };
  });
  (timers.held as ReturnType<typeof idleByTimers>).end();
  timers.held = null;
  // A parked journey: its row is on disk, its timer is all that stays in memory.
  const parked = await weigh(() => {
    const held = createDeadlines(manualClock(MORNING_MS));
    for (const [index, id] of ids.entries()) held.set(`journey:${id}`, MORNING_MS + index, () => void id);
    return { held, ms: 0 };
  });
  invariant((parked.held as { size: number }).size === journeys, "every timer is set");

  const n = journeys * factsEach;
  printFigure({ bench, name: "bytes-a-journey/in-use", value: inUse.bytesEach, unit: "bytes", baseline: timers.bytesEach, n: journeys });
  printFigure({ bench, name: "bytes-a-journey/parked", value: parked.bytesEach, unit: "bytes", baseline: timers.bytesEach, n: journeys });
  printFigure({ bench, name: "bytes-a-journey/as-json", value: json, unit: "bytes", n: 1 });
  printFigure({ bench, name: "facts-a-cpu-second", value: (n * 1_000) / engineMs, unit: "a second", baseline: (n * 1_000) / timers.ms, n });
  printFigure({ bench, name: "gc-pause/max", value: Math.max(0, ...pauses), unit: "ms", n: pauses.length });
  printFigure({ bench, name: "gc-pause/p99", value: percentile(pauses, 0.99), unit: "ms", n: pauses.length });
}

async function openHub(clock = systemClock) {
  const { log, lines } = collectingLog();
  const hub = await startHub({
    dataDir,
    release: { id: releaseId, content: withEpoch(content, demoEpoch(content.contentEpoch, clock.now())) },
    clock,
    log,
    sdkDir: dataDir,
    port: 0,
    host: "127.0.0.1",
    onFatal: (fault) => {
      throw fault;
    },
  });
  return { hub, faults: () => lines.filter(({ level }) => level === "error").length };
}
type OpenHub = Awaited<ReturnType<typeof openHub>>["hub"];

async function send(hub: OpenHub, facts: readonly unknown[]): Promise<void> {
  const body = `${facts.map((fact) => JSON.stringify(fact)).join("\n")}\n`;
  const headers = { "content-type": "application/x-ndjson", "baton-signature": signBody(hub.bankKey, body, Date.now()) };
  const response = await fetch(`${hub.url}/v1/facts`, { method: "POST", headers, body });
  invariant(response.status === 202, `the hub took the facts: ${response.status === 202 ? "" : await response.text()}`);
  await response.body?.cancel();
}
const sent = (journeyId: string, seq: number, at: number) => ({
  id: `${journeyId}-${seq}`,
  journeyId,
  seq,
  at,
  observation: ordinaryObservation(seq),
});

async function measureIngest(hub: OpenHub): Promise<void> {
  const timed = async (requests: number, sizeEach: number, atOnce: number, isWarming = false): Promise<number> => {
    let next = 0;
    const from = performance.now();
    const cores = process.cpuUsage();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let mine = next++; mine < requests; mine = next++) {
          const at = Date.now();
          await send(
            hub,
            Array.from({ length: sizeEach }, (_none, index) =>
              sent(`j-in-${isWarming ? 0 : sizeEach}-${mine}-${index % 100}`, 1 + Math.floor(index / 100), at),
            ),
          );
        }
      }),
    );
    const { user, system } = process.cpuUsage(cores);
    if (!isWarming)
      printFigure({
        bench,
        name: `ingest/cpu-a-fact/batch-${sizeEach}`,
        value: (user + system) / (requests * sizeEach),
        unit: "µs",
        n: requests * sizeEach,
      });
    return ((performance.now() - from) * 1_000) / (requests * sizeEach);
  };
  await timed(100, 1, 8, true);
  const single = await timed(600, 1, 8);
  const batched = await timed(30, 1_000, 2);
  printFigure({ bench, name: "ingest/single", value: single, unit: "µs", n: 600 });
  printFigure({ bench, name: "ingest/batched", value: batched, unit: "µs", baseline: single, n: 30_000 });
}

/** Journeys that go quiet a second and a half from now, among the load of others that do not. */
async function measureDelivery(hub: OpenHub): Promise<void> {
  const rate = Number(values.rate);
  const seconds = Number(values.seconds);
  const desks = [];
  for (let index = 0; index < Number(values.desks); index += 1) desks.push(await openDesk(hub, "agent-04"));
  const heard = new Map<string, { at: number; detectedAt: number }>();
  const [desk] = desks;
  invariant(desk, "at least one desk");
  desk.link.on("log", ({ entries }) => {
    const at = Date.now();
    for (const { change } of entries)
      if (change.kind === "alert" && change.alert.revision === 1)
        heard.set(change.alert.journeyId, { at, detectedAt: change.alert.breakpoint.detectedAt });
  });
  const limitMs = policy["quiet-on-step"].limitMsByStep["vehicle" as never] ?? policy["quiet-on-step"].limitMs;
  const timersLate: number[] = [];
  let probes = 0;
  let load = 0;
  const until = Date.now() + seconds * SECOND_MS;
  while (Date.now() < until) {
    const tickAt = Date.now();
    const quietSince = tickAt - limitMs + 1_500;
    const facts: unknown[] = [];
    for (let probe = 0; probe < 5; probe += 1) {
      const id = `j-quiet-${probes++}`;
      facts.push(sent(id, 1, quietSince));
      facts.push({ ...sent(id, 2, quietSince), observation: { kind: "step-entered", stepId: "vehicle" } });
    }
    // The same instant by a timer of its own, in the same process under the same load.
    const dueAt = quietSince + limitMs;
    setTimeout(() => timersLate.push(Date.now() - dueAt), dueAt - Date.now()).unref();
    while (facts.length < rate / 10) facts.push(sent(`j-load-${load % 5_000}`, 1 + Math.floor(load++ / 5_000), tickAt));
    await send(hub, facts);
    await delay(Math.max(0, tickAt + 100 - Date.now()));
  }
  await delay(4_000);
  const late = [...heard.values()].map(({ at, detectedAt }) => at - detectedAt);
  printFigure({
    bench,
    name: `due-to-delivered/p50/${rate}-a-second`,
    value: percentile(late, 0.5),
    unit: "ms",
    baseline: percentile(timersLate, 0.5),
    n: late.length,
  });
  printFigure({
    bench,
    name: `due-to-delivered/p99/${rate}-a-second`,
    value: percentile(late, 0.99),
    unit: "ms",
    baseline: percentile(timersLate, 0.99),
    n: late.length,
  });
  process.stderr.write(`${probes} journeys went quiet, ${late.length} alerts arrived at one of ${desks.length} desks\n`);
  for (const open of desks) open.end();
}

try {
  await measureEngine();
  const { hub, faults } = await openHub();
  try {
    await measureIngest(hub);
    await measureDelivery(hub);
    process.stderr.write(`${faults()} faults logged\n`);
  } finally {
    await hub.close();
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
