/**
 * The waits of customers who finished by themselves, from the append log: what limits are learned from.
 *
 * Owns which journeys count (finished within the window, the newest when there are very many) and that memory stays bounded: the log is gone
 * through twice, first for who finished, then for their facts, which are let go once a journey is whole. What a wait is, is `learn-limits.ts`.
 */
import { type WaitSample, waitsOf } from "#shared/domain/breakpoint/learn-limits.ts";
import { factInstant } from "#shared/domain/journey/fold-journey.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import { parseLine } from "../store/fact-log.ts";
import { scanLines } from "../store/scan-facts.ts";
import { DEMO_JOURNEY_PREFIX } from "./typical-times.ts";

/** Finished journeys looked back on, at most: the newest. More change no quantile that anybody could tell. */
const MOST_JOURNEYS = 20_000;

export type FinishedWaits = {
  readonly samples: readonly WaitSample[];
  /** Journeys they are of, and how many of those were generated (演示). */
  readonly journeys: number;
  readonly demoJourneys: number;
};

/** A first, cheap look at a line; what is found is parsed. */
const FINISHED = '"journey-finished"';
const JOURNEY = /"journeyId":"([^"]+)"/;

async function finishedIn(file: string, size: number, from: number): Promise<Set<string>> {
  const ids = new Set<string>();
  await scanLines(file, size, (line) => {
    if (!line.includes(FINISHED)) return;
    const fact = parseLine(line);
    if (fact?.observation.kind !== "journey-finished" || factInstant(fact) < from) return;
    ids.add(fact.journeyId);
    if (ids.size > MOST_JOURNEYS) for (const oldest of ids) return ids.delete(oldest);
  });
  return ids;
}

/**
 * @param size bytes of the log that are looked at.
 * @param from journeys finished before this instant teach nothing any more, hub clock.
 */
export async function finishedWaits(file: string, size: number, flows: readonly Flow[], from: number): Promise<FinishedWaits> {
  const finished = await finishedIn(file, size, from);
  const gathered = new Map<string, Fact[]>();
  const samples: WaitSample[] = [];
  let journeys = 0;
  let demoJourneys = 0;

  function settle(id: string, facts: Fact[]): void {
    gathered.delete(id);
    facts.sort((a, b) => a.seq - b.seq);
    const started = facts.find(({ observation }) => observation.kind === "journey-started")?.observation;
    const flow = started?.kind === "journey-started" ? flows.find((known) => known.id === started.flowId) : undefined;
    if (flow === undefined) return;
    const waits = waitsOf(facts, flow);
    if (waits.length === 0) return;
    samples.push(...waits);
    journeys += 1;
    if (id.startsWith(DEMO_JOURNEY_PREFIX)) demoJourneys += 1;
  }

  await scanLines(file, size, (line) => {
    const id = JOURNEY.exec(line)?.[1];
    if (id === undefined || !finished.has(id)) return;
    const fact = parseLine(line);
    if (fact === null) return;
    const facts = gathered.get(id) ?? [];
    gathered.set(id, facts);
    facts.push(fact);
    // Whole once every number up to the finish is there; what overtook is waited for.
    const end = facts.find(({ observation }) => observation.kind === "journey-finished");
    if (end === undefined || facts.length < end.seq) return;
    finished.delete(id);
    settle(id, facts);
  });
  for (const [id, facts] of [...gathered]) settle(id, facts);
  return { samples, journeys, demoJourneys };
}
