/**
 * Rows in the order of time → journeys as the hub would have kept them: facts with a `seq`, what came of them, and whose they were.
 *
 * Owns the facts of a replay and the truth they are measured by. Running detectors or the score over them is `run-behaviours.ts`, `run-score.ts`.
 */

import { type NeedHistory, NO_HISTORY } from "#shared/domain/score/need-state.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { type Fact, factSchema, type Observation } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { MapRule, ReplayMap } from "./map-schema.ts";
import type { RecordedLog } from "./read-log.ts";

/** `open`: the log ends before anything came of it. */
export type Outcome = "finished" | "closed-by-customer" | "closed-by-bank" | "open";

export type ReplayJourney = {
  readonly index: number;
  readonly name: string;
  readonly visitor: number;
  readonly customer: number;
  /** Up to the finish or the closing; what came after it is in `visitorActs` only. */
  readonly facts: readonly Fact[];
  readonly startedAt: number;
  /** The last thing the customer did, the finish included. */
  readonly lastActAt: number;
  readonly outcome: Outcome;
  /** When it was finished or closed, `null` while open. */
  readonly overAt: number | null;
  /** When the visitor began their next journey: from then on this one is not where they are. `null`: never. */
  readonly supersededAt: number | null;
};

export type ReplayHistory = {
  readonly journeys: readonly ReplayJourney[];
  /** Every act of a visitor in any journey, ascending, epoch milliseconds. By visitor number. */
  readonly visitorActs: readonly Float64Array[];
  readonly startsAt: number;
  readonly endsAt: number;
};

/** Truth of the metric: the journey was not finished, and it was not the bank that ended it. */
export function isUnfinished(outcome: Outcome): boolean {
  return outcome === "open" || outcome === "closed-by-customer";
}

function observationOf(rule: MapRule): Observation | null {
  if ("enter" in rule) return { kind: "step-entered", stepId: rule.enter };
  if ("finish" in rule) return { kind: "journey-finished" };
  return "observe" in rule ? rule.observe : null;
}

type Gathered = { readonly facts: Fact[]; outcome: Outcome; overAt: number | null; startedAt: number; lastActAt: number };

function factsOf(log: RecordedLog, map: ReplayMap): Gathered[] {
  const gathered: Gathered[] = [];
  const observations = map.facts.map(observationOf);
  for (const [row, at] of log.at.entries()) {
    const journey = log.journey[row] ?? 0;
    const rule = map.facts[log.rule[row] ?? 0];
    invariant(rule, "a held row names a rule of the map");
    let entry = gathered[journey];
    const isFirst = entry === undefined;
    entry ??= { facts: [], outcome: "open", overAt: null, startedAt: at, lastActAt: at };
    const { facts } = entry;
    const add = (observation: Observation) => {
      const seq = facts.length + 1;
      facts.push(factSchema.parse({ id: `j${journey}.${seq}`, journeyId: `j${journey}`, seq, at, acceptedAt: at, observation }));
    };
    if (isFirst) {
      gathered[journey] = entry;
      add({ kind: "journey-started", flowId: map.flow.id, channel: map.journey.channel });
    }
    if (entry.overAt !== null) {
      // A customer who walked away and finished all the same has finished.
      if ("finish" in rule && entry.outcome === "closed-by-customer") entry.outcome = "finished";
      continue;
    }
    const observation = observations[log.rule[row] ?? 0];
    if (observation) {
      add(observation);
      entry.lastActAt = at;
    }
    if ("finish" in rule || "close" in rule) {
      entry.overAt = at;
      entry.outcome = "finish" in rule ? "finished" : rule.close === "bank" ? "closed-by-bank" : "closed-by-customer";
    }
  }
  return gathered;
}

function actsByVisitor(log: RecordedLog, map: ReplayMap): Float64Array[] {
  const lists: number[][] = [];
  for (const [row, at] of log.at.entries()) {
    const rule = map.facts[log.rule[row] ?? 0];
    if (!rule || "close" in rule) continue;
    const visitor = log.visitorOf[log.journey[row] ?? 0] ?? 0;
    let list = lists[visitor];
    if (!list) {
      list = [];
      lists[visitor] = list;
    }
    list.push(at);
  }
  return Array.from({ length: lists.length }, (_, visitor) => Float64Array.from(lists[visitor] ?? []));
}

/** Journeys in the order they began. */
export function journeysOf(log: RecordedLog, map: ReplayMap): ReplayHistory {
  const gathered = factsOf(log, map);
  const begun = gathered
    .map((entry, index) => ({ ...entry, index, visitor: log.visitorOf[index] ?? index, customer: log.customerOf[index] ?? index }))
    .sort((a, b) => a.startedAt - b.startedAt || a.index - b.index);
  const nextOf = new Map<number, number>();
  const journeys: ReplayJourney[] = [];
  for (const entry of begun.reverse()) {
    const supersededAt = nextOf.get(entry.visitor) ?? null;
    nextOf.set(entry.visitor, entry.startedAt);
    journeys.push({ ...entry, name: log.journeyNames[entry.index] ?? String(entry.index), supersededAt });
  }
  return {
    journeys: journeys.reverse(),
    visitorActs: actsByVisitor(log, map),
    startsAt: log.at[0] ?? 0,
    endsAt: log.at.at(-1) ?? 0,
  };
}

/** The first act of a visitor after `at`, `null` when there is none. */
export function nextActAfter(acts: Float64Array, at: number): number | null {
  let low = 0;
  let high = acts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((acts[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return acts[low] ?? null;
}

function furthest01(journey: ReplayJourney, flow: Flow, before: number): number {
  const stepIndex = new Map<string, number>(flow.steps.map(({ id }, index) => [id, index]));
  let furthest = 0;
  for (const { at, observation } of journey.facts) {
    if (at < before && observation.kind === "step-entered") furthest = Math.max(furthest, stepIndex.get(observation.stepId) ?? 0);
  }
  return furthest / Math.max(1, flow.steps.length - 1);
}

/** What was known of each journey's visitor and customer when it began: facts from before that instant only. By place in the list. */
export function historiesOf(history: ReplayHistory, flowOf: (journey: ReplayJourney) => Flow): readonly NeedHistory[] {
  const ofVisitor = new Map<number, ReplayJourney[]>();
  const ofCustomer = new Map<number, ReplayJourney[]>();
  const keep = (lists: Map<number, ReplayJourney[]>, key: number, journey: ReplayJourney) => {
    const list = lists.get(key) ?? [];
    list.push(journey);
    lists.set(key, list);
    return list;
  };
  return history.journeys.map((journey) => {
    const now = journey.startedAt;
    const earlier = keep(ofVisitor, journey.visitor, journey).filter((other) => other.startedAt < now);
    const customers = keep(ofCustomer, journey.customer, journey).filter((other) => other.startedAt < now);
    if (earlier.length === 0 && customers.length === 0) return NO_HISTORY;
    const finishedBefore = (other: ReplayJourney) => other.outcome === "finished" && other.overAt !== null && other.overAt < now;
    const last = earlier.at(-1);
    const lastFact = last?.facts.findLast(({ at }) => at < now);
    const finishes = customers.filter(finishedBefore).map(({ overAt }) => overAt ?? 0);
    return {
      journeys: earlier.length,
      finished: earlier.filter(finishedBefore).length,
      lastEndedAt: lastFact?.at ?? null,
      lastFurthest01: last ? furthest01(last, flowOf(last), now) : null,
      lastFinished: last !== undefined && finishedBefore(last),
      customerJourneys: customers.length,
      customerFinished: finishes.length,
      customerLastFinishedAt: finishes.length > 0 ? Math.max(...finishes) : null,
    };
  });
}
