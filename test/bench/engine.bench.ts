/**
 * `npm run bench -- engine [-- --journeys N --facts N --compared N --rate N --desks N --alerts N --seconds N --no-hub]`: what the breakpoint engine costs.
 *
 * Owns the engine alone, one core, every detector on: bytes an open journey and facts a second, over ordinary customers and over the seeded ones
 * of `bench -- behaviours`, pauses of garbage collection meanwhile, and beside it the idle rule alone as it is usually written (`idle-rules.ts`;
 * `--compared` journeys of those). What facts cost over HTTP is `bench-ingest.ts`, how late alerts are on desks `delivery/`, at the usual loads or at the one that
 * `--rate`, `--desks` and `--alerts` (a second) name. No figure is a gate; docs/measurements/engine.md reads them.
 */
import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { MOST_TOGETHER } from "#hub/engine/id-batch.ts";
import { createJourneyNumbers } from "#hub/engine/journey-numbers.ts";
import { createWatchRows } from "#hub/engine/watch-rows.ts";
import { engineWords } from "#hub/engine/words.ts";
import { inlineFurther } from "#hub/platform/compiler.ts";
import { createTimetable } from "#hub/platform/timetable.ts";
import type { SampleCustomer } from "#shared/domain/samples/sample-customers.ts";
import { manualClock } from "#shared/lib/clock.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { JourneyId } from "#shared/model/ids.ts";
import { ordinaryFact } from "../support/bench-facts.ts";
import { measureIngest } from "../support/bench-ingest.ts";
import { percentile, printFigure } from "../support/bench-line.ts";
import { behaviourCustomer } from "../support/customers/behaviour-customers.ts";
import { carLoan, detectionPolicy as policy } from "../support/customers/fact-writer.ts";
import { loadPeople } from "../support/customers/people.ts";
import { type DeliveryLoad, measureDelivery } from "../support/delivery/measure-delivery.ts";
import { idleRules } from "../support/idle-rules.ts";
import { MORNING_MS } from "../support/test-hub.ts";
import { usedBytes } from "../support/used-bytes.ts";

const { values } = parseArgs({
  options: {
    journeys: { type: "string", default: "50000" },
    facts: { type: "string", default: "8" },
    compared: { type: "string", default: "50000" },
    rate: { type: "string" },
    desks: { type: "string", default: "20" },
    alerts: { type: "string", default: "50" },
    seconds: { type: "string", default: "8" },
    "no-hub": { type: "boolean", default: false },
  },
});
const journeys = Number(values.journeys);
const factsEach = Number(values.facts);
const compared = Math.min(journeys, Number(values.compared));
const bench = "engine";
/** Facts made and taken at a time, as many as a back end sends in one batch. */
const CHUNK = 1_000;
/** Journeys taken first and forgotten: a hub runs for days, its functions are compiled. */
const WARMING = 20_000;
/** Seeded customers that are played again and again under other ids. */
const CUSTOMERS = 3_000;
/** What a fact takes in the log. */
const BYTES_A_FACT = 240;
/** Every desk may read every alert, so that an alert is as many messages as there are desks. */
const USUAL_LOADS: readonly Omit<DeliveryLoad, "seconds">[] = [
  { rate: 1_000, desks: 20, alertsASecond: 50 },
  { rate: 10_000, desks: 20, alertsASecond: 50 },
  { rate: 10_000, desks: 1_000, alertsASecond: 10 },
  { rate: 50_000, desks: 1_000, alertsASecond: 10 },
];

/** As the tracker makes them. */
const hexadecimal = (value: number) => Math.imul(value + 1, 0x9e3779b1) >>> 0;
const idOf = (value: number) => `${hexadecimal(value).toString(16).padStart(8, "0")}${value.toString(16).padStart(24, "0")}`;

/** One fact as it comes from the wire: none of its strings is known to the engine. */
const wired = (fact: Fact): Fact => JSON.parse(JSON.stringify(fact)) as Fact;

/** Milliseconds of this thread's work that `takeAll` needs for facts made outside the measured time, so that they die young. */
function feed(chunks: Iterable<readonly Fact[]>, takeAll: (facts: readonly Fact[]) => void): { ms: number; facts: number } {
  let cpuMicros = 0;
  let facts = 0;
  for (const chunk of chunks) {
    const before = process.threadCpuUsage();
    takeAll(chunk);
    const { user, system } = process.threadCpuUsage(before);
    cpuMicros += user + system;
    facts += chunk.length;
  }
  return { ms: cpuMicros / 1_000, facts };
}

/** Everybody's first fact, everybody's second: no journey is ever warm. */
function* ordinaryFacts(count: number): Generator<readonly Fact[]> {
  for (let seq = 1; seq <= factsEach; seq += 1) {
    for (let from = 0; from < count; from += CHUNK) {
      const size = Math.min(CHUNK, count - from);
      yield Array.from({ length: size }, (_none, index) => {
        const at = MORNING_MS + seq * 2_000;
        return wired({ ...ordinaryFact(idOf(from + index), seq, at), id: idOf(journeys * seq + from + index) as Fact["id"] });
      });
    }
  }
}

/** The seeded customers of `bench -- behaviours`, everybody's first half of facts. */
function* customersFacts(customers: readonly SampleCustomer[], count: number): Generator<readonly Fact[]> {
  const longest = Math.max(...customers.map(({ facts }) => facts.length)) / 2;
  for (let place = 0; place < longest; place += 1) {
    for (let from = 0; from < count; from += CHUNK) {
      const chunk: Fact[] = [];
      for (let index = from; index < Math.min(from + CHUNK, count); index += 1) {
        const { facts } = customers[index % customers.length] ?? { facts: [] };
        const fact = place < facts.length / 2 ? facts[place] : undefined;
        if (fact) chunk.push(wired({ ...fact, journeyId: idOf(index) as JourneyId, id: idOf(count * (place + 1) + index) as Fact["id"] }));
      }
      yield chunk;
    }
  }
}

/** The engine as the hub has it: a number, a row and a timer a journey. */
function createEngine(flows: readonly Flow[], flowOf: (number: number) => Flow) {
  const numbers = createJourneyNumbers();
  const rows = createWatchRows(engineWords(flows));
  const timetable = createTimetable(manualClock(MORNING_MS), () => {});
  let found = 0;
  /** Where a log would have the next fact. */
  let position = 0;

  function take(fact: Fact, number: number): void {
    const who = { journeyId: fact.journeyId, customerId: null };
    const { raised } = rows.take(number, who, { kind: "fact", fact }, flowOf(number), policy, fact.acceptedAt, null, position);
    position += BYTES_A_FACT;
    found += raised.length;
    if (rows.nextDeadline === null) timetable.clear(number);
    else timetable.set(number, rows.nextDeadline);
  }

  return {
    /** The facts of one batch, one by one, looked ahead of as the hub does (`journey-book.ts`). */
    takeAll(facts: readonly Fact[]): void {
      const ids = facts.map(({ journeyId }) => journeyId);
      for (let from = 0; from < ids.length; from += MOST_TOGETHER) {
        const upTo = Math.min(from + MOST_TOGETHER, ids.length);
        numbers.lookUp(ids, from, upTo - from);
        rows.lookAhead(numbers.found, facts, from, upTo - from);
        timetable.lookAhead(numbers.found, upTo - from);
        for (let at = from; at < upTo; at += 1) {
          const fact = facts[at] as Fact;
          take(fact, numbers.numberAt(at - from, fact.journeyId));
        }
      }
    },
    numbers,
    rows,
    timetable,
    found: () => found,
  };
}

/** Pauses of garbage collection while `work` runs, milliseconds of the wall: waiting for a core is in them. */
async function pausesOf<T>(work: () => T): Promise<{ value: T; pauses: readonly number[] }> {
  const pauses: number[] = [];
  const observer = new PerformanceObserver((list) => pauses.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ entryTypes: ["gc"] });
  const value = work();
  await delay(100);
  observer.disconnect();
  return { value, pauses };
}

async function measureOrdinary(): Promise<void> {
  feed(ordinaryFacts(WARMING), createEngine([carLoan], () => carLoan).takeAll);
  const { pauses: fullBefore } = await pausesOf(usedBytes);
  const before = usedBytes();
  const engine = createEngine([carLoan], () => carLoan);
  const { value, pauses } = await pausesOf(() => feed(ordinaryFacts(journeys), engine.takeAll));
  const { ms, facts } = value;
  const all = (usedBytes() - before) / journeys;
  const { pauses: full } = await pausesOf(usedBytes);
  const { rows, numbers, timetable } = engine;
  invariant(numbers.size === journeys && timetable.size === journeys && rows.plain === 0, "every journey has its number, row and timer");
  const n = journeys;
  printFigure({ bench, name: "bytes-a-journey/watch", value: rows.sizeBytes / n, unit: "bytes", n });
  printFigure({ bench, name: "bytes-a-journey/parked", value: (numbers.sizeBytes + timetable.sizeBytes) / n, unit: "bytes", n });
  printFigure({ bench, name: "bytes-a-journey/with-id-and-timer", value: all, unit: "bytes", n });
  printFigure({ bench, name: "facts-a-cpu-second/ordinary", value: (facts * 1_000) / ms, unit: "a second", n: facts });
  // A whole collection of a process with all these journeys, and with none.
  printFigure({ bench, name: "gc-pause/full", value: Math.min(...full), unit: "ms", baseline: Math.min(...fullBefore), n: full.length });
  // The same facts made and thrown away, without an engine.
  const { pauses: without } = await pausesOf(() => feed(ordinaryFacts(Math.min(journeys, 200_000)), () => {}));
  const quantiles = [
    { name: "p50", share01: 0.5 },
    { name: "p99", share01: 0.99 },
    { name: "max", share01: 1 },
  ];
  for (const { name, share01 } of quantiles) {
    const value = percentile(pauses, share01);
    printFigure({ bench, name: `gc-pause/${name}`, value, unit: "ms", baseline: percentile(without, share01), n: pauses.length });
  }
}

async function measureCustomers(): Promise<void> {
  const people = loadPeople();
  const customers = Array.from({ length: CUSTOMERS }, (_none, index) => behaviourCustomer(index + 1, people));
  const flows = [...new Map(customers.map(({ flow }) => [flow.id, flow])).values()];
  const count = Math.min(journeys, 50_000);
  const engine = createEngine(flows, (number) => customers[number % CUSTOMERS]?.flow ?? carLoan);
  const { ms, facts } = feed(customersFacts(customers, count), engine.takeAll);
  printFigure({ bench, name: "bytes-a-journey/watch/customers", value: engine.rows.sizeBytes / count, unit: "bytes", n: count });
  printFigure({ bench, name: "facts-a-cpu-second/customers", value: (facts * 1_000) / ms, unit: "a second", n: facts });
  process.stderr.write(
    `${engine.found()} breakpoints found, ${Math.round(facts / count)} facts a journey, ${engine.rows.plain} not in rows\n`,
  );
}

async function measureIdleRules(): Promise<void> {
  for (const [name, create] of await idleRules()) {
    if (create === null) {
      process.stderr.write(`${name}: not installed, not compared\n`);
      continue;
    }
    await delay(20);
    const before = usedBytes();
    const rule = create();
    const { ms, facts } = feed(ordinaryFacts(compared), (facts) => {
      for (const { journeyId } of facts) rule.take(journeyId);
    });
    const bytes = (usedBytes() - before) / compared;
    printFigure({ bench, name: `idle-rule/${name}/bytes-a-journey`, value: bytes, unit: "bytes", n: compared });
    printFigure({ bench, name: `idle-rule/${name}/facts-a-cpu-second`, value: (facts * 1_000) / ms, unit: "a second", n: facts });
    rule.end();
  }
}

// As the hub does.
inlineFurther();
await measureOrdinary();
await measureCustomers();
await measureIdleRules();
if (!values["no-hub"]) {
  await measureIngest();
  const seconds = Number(values.seconds);
  const { rate, desks, alerts } = values;
  const named: DeliveryLoad[] =
    rate === undefined ? [] : [{ rate: Number(rate), desks: Number(desks), alertsASecond: Number(alerts), seconds }];
  for (const load of named.length > 0 ? named : USUAL_LOADS.map((each) => ({ ...each, seconds }))) await measureDelivery(load);
}
