/**
 * A hub's own append log → journeys as a replay knows them: what the need score is retrained from.
 *
 * Owns the reading (the log may be growing, the newest journeys when there are very many) and whose journeys they were. Nothing is written.
 */
import { statSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseLine } from "#hub/store/fact-log.ts";
import { scanLines } from "#hub/store/scan-facts.ts";
import { DEMO_JOURNEY_PREFIX } from "#hub/watch/typical-times.ts";
import type { ReplayHistory, ReplayJourney } from "#scripts/replay/journeys.ts";
import { factInstant } from "#shared/domain/journey/fold-journey.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";

export type HubJourneys = {
  readonly history: ReplayHistory;
  readonly flowOf: (journey: ReplayJourney) => Flow;
  readonly demoJourneys: number;
};

/** What the customer did, beside what happened to the page. */
const NO_ACTS: readonly string[] = ["journey-started", "page-hidden", "page-left", "network-lost"];

function customersIn(dataDir: string): ReadonlyMap<string, string> {
  const database = new DatabaseSync(path.join(dataDir, "hub.sqlite"), { readOnly: true });
  try {
    const rows = database.prepare("SELECT id, customer_id FROM journeys WHERE customer_id IS NOT NULL").all();
    return new Map(rows.map((row) => [String(row.id), String(row.customer_id)]));
  } finally {
    database.close();
  }
}

/** In the order of `seq`, at instants that never go back: a clock that was put right must not turn a wait around. */
function inOrder(facts: Fact[]): Fact[] {
  let latest = Number.NEGATIVE_INFINITY;
  return facts
    .sort((a, b) => a.seq - b.seq)
    .map((fact) => {
      latest = Math.max(latest, factInstant(fact));
      return { ...fact, at: latest, acceptedAt: Math.max(fact.acceptedAt, latest) };
    });
}

/** @param most journeys, the newest by when they began. Throws when the folder has no log. */
export async function hubJourneys(dataDir: string, flows: readonly Flow[], most: number): Promise<HubJourneys> {
  const file = path.join(dataDir, "facts.log");
  const gathered = new Map<string, Fact[]>();
  await scanLines(file, statSync(file).size, (line) => {
    const fact = parseLine(line);
    if (fact === null) return;
    const facts = gathered.get(fact.journeyId);
    if (facts) facts.push(fact);
    else gathered.set(fact.journeyId, [fact]);
  });
  const customers = customersIn(dataDir);
  const numbers = new Map<string, number>();
  const numberOf = (name: string) => {
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  };
  const flowById = new Map<number, Flow>();
  const found: Omit<ReplayJourney, "supersededAt">[] = [];
  for (const [name, unordered] of gathered) {
    const facts = inOrder(unordered);
    const started = facts.find(({ observation }) => observation.kind === "journey-started")?.observation;
    const flow = started?.kind === "journey-started" ? flows.find(({ id }) => id === started.flowId) : undefined;
    const first = facts[0];
    if (flow === undefined || first === undefined) continue;
    const end = facts.findIndex(({ observation }) => observation.kind === "journey-finished");
    const kept = end < 0 ? facts : facts.slice(0, end + 1);
    const acts = kept.filter(({ observation }) => !NO_ACTS.includes(observation.kind));
    const who = numberOf(customers.get(name) ?? `journey ${name}`);
    const index = found.length;
    flowById.set(index, flow);
    found.push({
      index,
      name,
      visitor: who,
      customer: who,
      facts: kept,
      startedAt: first.at,
      lastActAt: acts.at(-1)?.at ?? first.at,
      outcome: end < 0 ? "open" : "finished",
      overAt: end < 0 ? null : (kept.at(-1)?.at ?? null),
    });
  }
  const newest = found.sort((a, b) => a.startedAt - b.startedAt || a.index - b.index).slice(-most);
  const visitorActs: number[][] = [];
  for (const { visitor, facts } of newest) {
    const list = visitorActs[visitor] ?? [];
    visitorActs[visitor] = list;
    for (const { at, observation } of facts) if (!NO_ACTS.includes(observation.kind)) list.push(at);
  }
  const nextOf = new Map<number, number>();
  const journeys = newest
    .toReversed()
    .map((journey): ReplayJourney => {
      const supersededAt = nextOf.get(journey.visitor) ?? null;
      nextOf.set(journey.visitor, journey.startedAt);
      return { ...journey, supersededAt };
    })
    .reverse();
  return {
    history: {
      journeys,
      visitorActs: Array.from(visitorActs, (list) => Float64Array.from(list ?? []).sort()),
      startsAt: journeys[0]?.startedAt ?? 0,
      endsAt: journeys.reduce((latest, { facts }) => Math.max(latest, facts.at(-1)?.at ?? 0), 0),
    },
    flowOf: ({ index }) => flowById.get(index) ?? (flows[0] as Flow),
    demoJourneys: journeys.filter(({ name }) => name.startsWith(DEMO_JOURNEY_PREFIX)).length,
  };
}
