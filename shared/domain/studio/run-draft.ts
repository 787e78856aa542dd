/**
 * What would be raised with the content in force and with a draft: on synthetic customers, whose troubles are known, and on past journeys.
 *
 * Pure and in small steps: each generator yields its progress (0 to 1) often, so that the caller can let others run, stop it or end it
 * early; what it returns rests on what it had seen by then. Limits that the policy wants learned are learned, for both sides alike.
 */
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import type { HistoryReport, SampleFigures, SampleReport } from "#shared/model/studio.ts";
import { DETECTION_ORDER } from "../breakpoint/detectors.ts";
import { learnLimits, policyForFlow, type WaitSample, waitsOf } from "../breakpoint/learn-limits.ts";
import { factInstant } from "../journey/fold-journey.ts";
import { arrivalsOf } from "../samples/arrivals.ts";
import { judge, raisedOf } from "../samples/judge.ts";
import type { People } from "../samples/people.ts";
import { isHeldOut, sampleCustomer } from "../samples/sample-customers.ts";

export type Side = { readonly policy: DetectionPolicy; readonly flows: readonly Flow[] };
export type Sides = { readonly before: Side; readonly after: Side };

/** A journey that was: its facts in the order they were accepted, and the name of its flow. */
export type PastJourney = { readonly facts: readonly Fact[]; readonly flowId: string; readonly isDemo: boolean };

/** `true` ends a run early, with what it has. */
export type Run<T> = Generator<number, T & { readonly isShort: boolean }, boolean | undefined>;

const SIDES = ["before", "after"] as const;
/** Asking for help is the customer's own act: no version of a policy changes it. */
const KINDS: readonly BreakpointKind[] = DETECTION_ORDER.filter((kind) => kind !== "help-requested");
/** How long a journey that stopped is watched after its last fact, in milliseconds: as long as a synthetic customer. */
const WATCHED_AFTER_MS = 20 * 60_000;
/** What learning takes of the whole, for the progress alone. */
const LEARNING_SHARE = 0.25;

/** The policies of one side, by flow, with what `waits` teach. */
function policiesOf(side: Side, waits: readonly WaitSample[]): ReadonlyMap<string, { flow: Flow; policy: DetectionPolicy }> {
  const learned = learnLimits(waits, side.policy);
  return new Map(side.flows.map((flow) => [flow.id, { flow, policy: policyForFlow(learned, flow) }]));
}

type Counted = { -readonly [K in keyof SampleFigures]: number };
const nothingYet = (): Counted => ({ alerts: 0, right: 0, wrong: 0, found: 0, troubled: 0 });

/**
 * @param customers how many seeds; a third of them is measured on, limits are learned from the rest
 * @param startAt when each of them begins, epoch milliseconds
 */
export function* runSamples(sides: Sides, people: People, customers: number, startAt: number): Run<{ report: SampleReport }> {
  const seeds = Array.from({ length: customers }, (_none, index) => index + 1);
  const teachers = seeds.filter((seed) => !isHeldOut(seed));
  const waits: WaitSample[] = [];
  const { flows } = sides.before;
  for (const [index, seed] of teachers.entries()) {
    const customer = sampleCustomer(seed, people, flows, startAt);
    waits.push(...waitsOf(customer.facts, customer.flow));
    if (yield (LEARNING_SHARE * index) / teachers.length) break;
  }
  const policies = { before: policiesOf(sides.before, waits), after: policiesOf(sides.after, waits) };
  const figures = new Map(KINDS.map((kind) => [kind, { before: nothingYet(), after: nothingYet() }]));
  const total = { before: nothingYet(), after: nothingYet() };
  const measured = seeds.filter(isHeldOut);
  let seen = 0;
  let watchedMs = 0;
  let isShort = false;
  for (const seed of measured) {
    const customer = sampleCustomer(seed, people, flows, startAt);
    const arrivals = arrivalsOf(customer.facts, seed, people);
    watchedMs += customer.until - startAt;
    for (const side of SIDES) {
      const known = policies[side].get(customer.flow.id);
      const found = new Set<BreakpointKind>();
      const add = (kind: BreakpointKind, figure: keyof Counted) => {
        const of = figures.get(kind);
        if (of) of[side][figure] += 1;
        total[side][figure] += 1;
      };
      if (customer.trouble) add(customer.trouble.kind, "troubled");
      for (const raised of known ? raisedOf(arrivals, known.flow, known.policy, customer.until) : []) {
        add(raised.kind, "alerts");
        const judged = judge(raised, customer);
        if (judged === "neither") continue;
        add(raised.kind, judged);
        if (judged === "right" && !found.has(raised.kind)) add(raised.kind, "found");
        if (judged === "right") found.add(raised.kind);
      }
    }
    seen += 1;
    if (yield LEARNING_SHARE + ((1 - LEARNING_SHARE) * seen) / measured.length) {
      isShort = seen < measured.length;
      break;
    }
  }
  const byKind = [...figures].map(([kind, of]) => ({ kind, ...of }));
  return { report: { customers: seen, learnedFrom: teachers.length, watchedMs: Math.round(watchedMs), byKind, total }, isShort };
}

function raisedIn(
  journey: PastJourney,
  known: { flow: Flow; policy: DetectionPolicy } | undefined,
  now: number,
): readonly BreakpointKind[] {
  const last = journey.facts.at(-1);
  if (!known || !last) return [];
  return raisedOf(journey.facts, known.flow, known.policy, Math.min(now, last.acceptedAt + WATCHED_AFTER_MS))
    .map(({ kind }) => kind)
    .filter((kind) => kind !== "help-requested");
}

const isFinished = ({ facts }: PastJourney) => facts.some(({ observation }) => observation.kind === "journey-finished");

/**
 * @param journeys in any order
 * @param isCut there were more than these
 * @param now epoch milliseconds: nobody has been quiet for longer than until now
 */
export function* runHistory(sides: Sides, journeys: readonly PastJourney[], isCut: boolean, now: number): Run<{ report: HistoryReport }> {
  const waits: WaitSample[] = [];
  const flowOf = new Map(sides.before.flows.map((flow) => [flow.id as string, flow]));
  for (const [index, { facts, flowId }] of journeys.entries()) {
    const flow = flowOf.get(flowId);
    if (flow)
      waits.push(
        ...waitsOf(
          [...facts].sort((a, b) => a.seq - b.seq),
          flow,
        ),
      );
    if (yield (LEARNING_SHARE * index) / journeys.length) break;
  }
  const policies = { before: policiesOf(sides.before, waits), after: policiesOf(sides.after, waits) };
  const byKind = new Map(KINDS.map((kind) => [kind, { before: 0, after: 0 }]));
  const total = { before: 0, after: 0 };
  const hit = { before: 0, after: 0 };
  const noLonger = { journeys: 0, finished: 0 };
  const newly = { journeys: 0, finished: 0 };
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  let seen = 0;
  let demo = 0;
  let isShort = false;
  for (const journey of journeys) {
    const raised = { before: [] as readonly BreakpointKind[], after: [] as readonly BreakpointKind[] };
    for (const side of SIDES) {
      raised[side] = raisedIn(journey, policies[side].get(journey.flowId), now);
      total[side] += raised[side].length;
      if (raised[side].length > 0) hit[side] += 1;
      for (const kind of raised[side]) {
        const of = byKind.get(kind);
        if (of) of[side] += 1;
      }
    }
    const changed = raised.before.length > 0 === raised.after.length > 0 ? null : raised.before.length > 0 ? noLonger : newly;
    if (changed) {
      changed.journeys += 1;
      if (isFinished(journey)) changed.finished += 1;
    }
    for (const fact of journey.facts) {
      from = Math.min(from, factInstant(fact));
      to = Math.max(to, factInstant(fact));
    }
    if (journey.isDemo) demo += 1;
    seen += 1;
    if (yield LEARNING_SHARE + ((1 - LEARNING_SHARE) * seen) / journeys.length) {
      isShort = seen < journeys.length;
      break;
    }
  }
  const report: HistoryReport = {
    journeys: seen,
    demo,
    spanMs: seen === 0 ? 0 : Math.max(0, Math.round(to - from)),
    isCut: isCut || isShort,
    byKind: [...byKind].map(([kind, of]) => ({ kind, ...of })),
    total,
    hit,
    noLonger,
    newly,
  };
  return { report, isShort };
}
