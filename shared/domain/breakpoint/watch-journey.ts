/**
 * The watch over one journey: facts and ticks in, breakpoints raised, grown and recovered out (docs/spec/JOURNEY.md, WATCH-*).
 *
 * The very function the hub calls per fact and per timer, that replay runs over history and that the tests run. Time moves with the
 * facts themselves (a deadline that lies before a fact fires before it, at its own instant), so a recorded journey always gives the
 * same answer whether its ticks came in time or not at all. Raising, routing and storing alerts belong to `shared/domain/alert` and the hub.
 */
import { invariant } from "#shared/lib/invariant.ts";
import type { Breakpoint, BreakpointKind } from "#shared/model/breakpoint.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId } from "#shared/model/ids.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { factInstant, foldJourney } from "../journey/fold-journey.ts";
import { identifyJourney, type JourneyView } from "../journey/journey-view.ts";
import { arrive, emptyQueue, type FactQueue, gapDeadline, releaseOverdue } from "../journey/order-facts.ts";
import { breakpointKey, DETECTION_ORDER, type DetectorStates, detectors, initialStates, recovers, silentBeside } from "./detectors.ts";

/** A breakpoint under the key its alert has. */
export type KeyedBreakpoint = { readonly key: string; readonly breakpoint: Breakpoint };

/** `because` is the reason the alert is resolved with. */
export type RecoveredBreakpoint = KeyedBreakpoint & { readonly because: "moved-on" | "finished" };

/** What stands, and how often each kind has stood at each step. A plain object that survives JSON. */
export type WatchState = {
  readonly customerId?: CustomerId;
  readonly view: JourneyView | null;
  readonly queue: FactQueue;
  readonly detectors: DetectorStates;
  readonly standing: Readonly<Partial<Record<BreakpointKind, KeyedBreakpoint>>>;
  /** Occurrences so far by `kind/stepId`. */
  readonly occurrences: Readonly<Record<string, number>>;
  /** Kinds whose alert people have settled, and when: what began before then is not raised again. */
  readonly settledAt: Readonly<Partial<Record<BreakpointKind, number>>>;
  /** Up to when deadlines have been answered, hub clock. */
  readonly decidedAt: number;
};

export type WatchInput = { readonly kind: "fact"; readonly fact: Fact } | { readonly kind: "tick" };

export type Watched = {
  readonly state: WatchState;
  /** New, and still standing when the call returns: raise an alert each. */
  readonly raised: readonly KeyedBreakpoint[];
  /** Raised by an earlier call, and grown since (count or severity). */
  readonly updated: readonly KeyedBreakpoint[];
  /** Raised by an earlier call, and over: resolve the alert. */
  readonly recovered: readonly RecoveredBreakpoint[];
  /** Raised and over within this call: nobody need be disturbed, history counts them. */
  readonly passed: readonly RecoveredBreakpoint[];
  /** Call again with a tick then (hub clock); may lie in the past, then at once, after the facts at hand. `null`: nothing to wait for. */
  readonly nextDeadline: number | null;
};

export function beginWatch(customerId?: CustomerId): WatchState {
  return {
    ...(customerId === undefined ? {} : { customerId }),
    view: null,
    queue: emptyQueue,
    detectors: initialStates,
    standing: {},
    occurrences: {},
    settledAt: {},
    decidedAt: 0,
  };
}

/** The same watch once the customer has signed in. */
export function identifyWatched(state: WatchState, customerId: CustomerId): WatchState {
  return { ...state, customerId, view: state.view === null ? null : identifyJourney(state.view, customerId) };
}

function resetDetector<Kind extends BreakpointKind>(kind: Kind, states: DetectorStates): DetectorStates {
  return { ...states, [kind]: detectors[kind].initial };
}

/**
 * The watch after people have settled an alert (a help session ended, the assistant answered, it expired): its counting starts anew, and
 * the same quiet or absence is not raised a second time. Nothing changes for a key that does not stand.
 */
export function settleBreakpoint(state: WatchState, key: string, now: number): WatchState {
  const settled = Object.values(state.standing).find((standing) => standing.key === key);
  if (!settled) return state;
  const { kind } = settled.breakpoint;
  const { [kind]: _settled, ...standing } = state.standing;
  return {
    ...state,
    standing,
    detectors: resetDetector(kind, state.detectors),
    settledAt: { ...state.settledAt, [kind]: now },
  };
}

/** The run of one call: what it has come to so far. */
type Run = {
  readonly flow: Flow;
  readonly policy: DetectionPolicy;
  state: WatchState;
  raised: KeyedBreakpoint[];
  updated: KeyedBreakpoint[];
  recovered: RecoveredBreakpoint[];
  passed: RecoveredBreakpoint[];
};

function foldDetector<Kind extends BreakpointKind>(kind: Kind, states: DetectorStates, view: JourneyView, fact: Fact): DetectorStates {
  // A state kept by an older release has no entry yet for a newer kind.
  const before = states[kind] ?? detectors[kind].initial;
  const after = detectors[kind].fold(before, view, fact);
  return after === states[kind] ? states : { ...states, [kind]: after };
}

function deadlineOf<Kind extends BreakpointKind>(kind: Kind, run: Run, view: JourneyView, after: number): number | null {
  return detectors[kind].nextDeadline(run.state.detectors[kind] ?? detectors[kind].initial, view, run.policy, after);
}

function decisionOf<Kind extends BreakpointKind>(kind: Kind, run: Run, view: JourneyView, now: number): Breakpoint | null {
  return detectors[kind].decide(run.state.detectors[kind] ?? detectors[kind].initial, view, run.policy, now);
}

function earliestDeadline(run: Run, after: number): number | null {
  const { view } = run.state;
  if (view === null) return null;
  const deadlines = DETECTION_ORDER.map((kind) => deadlineOf(kind, run, view, after)).filter((deadline) => deadline !== null);
  return deadlines.length === 0 ? null : Math.min(...deadlines);
}

function endStanding(run: Run, standing: KeyedBreakpoint, because: "moved-on" | "finished"): void {
  const { kind } = standing.breakpoint;
  const { [kind]: _over, ...rest } = run.state.standing;
  run.state = { ...run.state, standing: rest };
  const isNew = run.raised.some((entry) => entry.key === standing.key);
  run.raised = run.raised.filter((entry) => entry.key !== standing.key);
  run.updated = run.updated.filter((entry) => entry.key !== standing.key);
  (isNew ? run.passed : run.recovered).push({ ...standing, because });
}

/** Something more telling stands at the same step. */
function isDrownedOut(breakpoint: Breakpoint, run: Run): boolean {
  return Object.values(run.state.standing).some(
    (standing) => standing.breakpoint.stepId === breakpoint.stepId && silentBeside(breakpoint.kind, standing.breakpoint.kind),
  );
}

function raise(run: Run, breakpoint: Breakpoint): void {
  const place = `${breakpoint.kind}/${breakpoint.stepId}`;
  const occurrence = (run.state.occurrences[place] ?? 0) + 1;
  const entry = { key: breakpointKey(breakpoint, occurrence), breakpoint };
  run.state = {
    ...run.state,
    occurrences: { ...run.state.occurrences, [place]: occurrence },
    standing: { ...run.state.standing, [breakpoint.kind]: entry },
  };
  run.raised.push(entry);
}

function hasGrown(before: Breakpoint, after: Breakpoint): boolean {
  return after.count > before.count || (before.severity === "watch" && after.severity === "urgent");
}

function update(run: Run, standing: KeyedBreakpoint, decided: Breakpoint): void {
  const entry = {
    key: standing.key,
    breakpoint: { ...decided, detectedAt: standing.breakpoint.detectedAt, sinceAt: standing.breakpoint.sinceAt },
  };
  run.state = { ...run.state, standing: { ...run.state.standing, [decided.kind]: entry } };
  const list = run.raised.some((raised) => raised.key === entry.key) ? "raised" : "updated";
  run[list] = [...run[list].filter((other) => other.key !== entry.key), entry];
}

function decideAll(run: Run, now: number): void {
  const { view } = run.state;
  if (view === null) return;
  for (const kind of DETECTION_ORDER) {
    const decided = decisionOf(kind, run, view, now);
    if (decided === null || decided.sinceAt <= (run.state.settledAt[kind] ?? -1)) continue;
    const standing = run.state.standing[kind];
    if (standing && standing.breakpoint.stepId !== decided.stepId) endStanding(run, standing, "moved-on");
    const still = run.state.standing[kind];
    if (!still && !isDrownedOut(decided, run)) raise(run, decided);
    else if (still && hasGrown(still.breakpoint, decided)) update(run, still, decided);
  }
}

/** Answers, at their own instants and in order, the deadlines up to `until`. */
function answerDeadlines(run: Run, until: number): void {
  for (let due = earliestDeadline(run, run.state.decidedAt); due !== null && due <= until; due = earliestDeadline(run, due)) {
    decideAll(run, due);
    run.state = { ...run.state, decidedAt: due };
  }
}

function foldFact(run: Run, fact: Fact): void {
  const at = factInstant(fact);
  answerDeadlines(run, at);
  const view = foldJourney(run.state.view, fact, run.flow, run.state.customerId);
  let states = run.state.detectors;
  for (const kind of DETECTION_ORDER) states = foldDetector(kind, states, view, fact);
  run.state = { ...run.state, view, detectors: states };
  for (const standing of Object.values(run.state.standing)) {
    if (recovers(standing.breakpoint, view, fact)) endStanding(run, standing, view.status === "finished" ? "finished" : "moved-on");
  }
  decideAll(run, at);
  run.state = { ...run.state, decidedAt: at };
}

function nextCall(run: Run): number | null {
  const gap = gapDeadline(run.state.queue);
  const detection = earliestDeadline(run, run.state.decidedAt);
  if (gap === null || detection === null) return gap ?? detection;
  return Math.min(gap, detection);
}

/**
 * Takes one fact or tick in.
 *
 * A fact may come in any order, late or twice (see `order-facts.ts`). Call with every fact at hand before acting on a deadline that
 * lies in the past, so that a batch sent after an offline spell disproves a quiet that never was.
 *
 * @param flow the flow of this journey, in the release the journey runs on.
 * @param now hub clock, epoch milliseconds: when the fact was accepted, or the tick's instant.
 */
export function watchJourney(state: WatchState, input: WatchInput, flow: Flow, policy: DetectionPolicy, now: number): Watched {
  const run: Run = { flow, policy, state, raised: [], updated: [], recovered: [], passed: [] };
  const take = (released: { queue: FactQueue; ready: readonly Fact[] }) => {
    run.state = { ...run.state, queue: released.queue };
    for (const fact of released.ready) foldFact(run, fact);
  };
  take(releaseOverdue(run.state.queue, now));
  if (input.kind === "fact") {
    invariant(run.state.view === null || run.state.view.journeyId === input.fact.journeyId, "a watch sees the facts of one journey");
    take(arrive(run.state.queue, input.fact));
  } else {
    answerDeadlines(run, now);
    run.state = { ...run.state, decidedAt: Math.max(run.state.decidedAt, now) };
  }
  return {
    state: run.state,
    raised: run.raised,
    updated: run.updated,
    recovered: run.recovered,
    passed: run.passed,
    nextDeadline: nextCall(run),
  };
}
