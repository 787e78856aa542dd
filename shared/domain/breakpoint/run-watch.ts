/**
 * What facts and time do to a watch, in place (docs/spec/JOURNEY.md, docs/spec/ENGINE.md).
 *
 * Owns the order of things: deadlines before the fact that comes after them, fold, recover, decide, and when to be asked again. Asks only
 * the detectors a fact concerns; most facts concern three of them. `watch-journey.ts` is the same over plain states, `watch-rows.ts` over rows.
 */
import { invariant } from "#shared/lib/invariant.ts";
import { createWordFinder } from "#shared/lib/word-finder.ts";
import type { Breakpoint, BreakpointKind } from "#shared/model/breakpoint.ts";
import type { Fact, FactKind } from "#shared/model/fact.ts";
import { observationSchema } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { factInstant, foldIntoView, type ViewInWork } from "../journey/fold-journey.ts";
import { arrive, gapDeadline, type Released, releaseOverdue } from "../journey/order-facts.ts";
import type { Detector } from "./detector.ts";
import { breakpointKey, DETECTION_ORDER, detectors, recovers, silentBeside } from "./detectors.ts";
import { type KeyedBreakpoint, NEVER, type WatchInWork } from "./watch-state.ts";

export type WatchInput = { readonly kind: "fact"; readonly fact: Fact } | { readonly kind: "tick" };

/** `because` is the reason the alert is resolved with. */
export type RecoveredBreakpoint = KeyedBreakpoint & { readonly because: "moved-on" | "finished" };

/** What one call has found. */
export type Found = {
  /** New, and still standing when the call returns: raise an alert each. */
  readonly raised: readonly KeyedBreakpoint[];
  /** Raised by an earlier call, and grown since (count or severity). */
  readonly updated: readonly KeyedBreakpoint[];
  /** Raised by an earlier call, and over: resolve the alert. */
  readonly recovered: readonly RecoveredBreakpoint[];
  /** Raised and over within this call: nobody need be disturbed, history counts them. */
  readonly passed: readonly RecoveredBreakpoint[];
};

/** The answer of nearly every call: one object for all of them. */
export const nothingFound: Found = { raised: [], updated: [], recovered: [], passed: [] };

/** A detector of which only its place is known: its state is whatever that place holds. */
type AnyDetector = Detector<BreakpointKind, unknown>;
const ORDERED = DETECTION_ORDER.map((kind) => detectors[kind] as unknown as AnyDetector);

function placesOf(is: (detector: AnyDetector) => boolean): number {
  return ORDERED.reduce((bits, detector, at) => (is(detector) ? bits | (1 << at) : bits), 0);
}

// Each rule by place: to fetch one from a list is cheaper than from one of twenty different objects.
const FOLDS = ORDERED.map(({ fold }) => fold);
const DEADLINES = ORDERED.map(({ nextDeadline }) => nextDeadline);
const DECISIONS = ORDERED.map(({ decide }) => decide);
const INITIALS = ORDERED.map(({ initial }) => initial);

const KINDS = observationSchema.options.map(({ shape }): FactKind => shape.kind.value);
const findKind = createWordFinder(KINDS);
const has = (kinds: readonly FactKind[] | "every", kind: FactKind) => kinds === "every" || kinds.includes(kind);
/** By kind of fact, the places it concerns whatever state they are in. */
const BEGUN = KINDS.map((kind) => placesOf(({ begins }) => has(begins, kind)));
/** And those it concerns once their state is not initial any more. */
const FOLLOWED = KINDS.map((kind) => placesOf(({ follows }) => has(follows, kind)));
const READS_VIEW = placesOf(({ readsView }) => readsView);

/** The run of one call: what it has come to so far. */
type Run = {
  readonly watch: WatchInWork;
  readonly flow: Flow;
  readonly policy: DetectionPolicy;
  readonly inTurn: ((fact: Fact) => void) | null;
  /** Made when there is something to tell. */
  found: FoundInWork | null;
};
type FoundInWork = {
  raised: KeyedBreakpoint[];
  updated: KeyedBreakpoint[];
  recovered: RecoveredBreakpoint[];
  passed: RecoveredBreakpoint[];
};

function foundBy(run: Run): FoundInWork {
  run.found ??= { raised: [], updated: [], recovered: [], passed: [] };
  return run.found;
}

/** The lowest place among the bits. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function foldDetectors(watch: WatchInWork, view: ViewInWork, fact: Fact): void {
  const kind = findKind(fact.observation.kind);
  const { states } = watch;
  let { active } = watch;
  // A kind nobody knows concerns nobody.
  for (let bits = (BEGUN[kind] ?? 0) | ((FOLLOWED[kind] ?? 0) & active); bits !== 0; bits &= bits - 1) {
    const at = lowest(bits);
    const fold = FOLDS[at];
    if (fold === undefined) continue;
    const bit = 1 << at;
    const initial = INITIALS[at];
    const before = (active & bit) === 0 ? initial : states[at];
    const after = fold(before, view, fact);
    if (after === before) continue;
    states[at] = after;
    active = after === initial ? active & ~bit : active | bit;
  }
  watch.active = active;
}

/** The first instant after `after` at which a detector may answer otherwise, `NEVER` when none may. */
function earliestDeadline({ watch, policy }: Run, after: number): number {
  const { view, active, states } = watch;
  let earliest = NEVER;
  if (view === null) return earliest;
  for (let bits = active | READS_VIEW; bits !== 0; bits &= bits - 1) {
    const at = lowest(bits);
    const state = (active & (1 << at)) === 0 ? INITIALS[at] : states[at];
    const due = DEADLINES[at]?.(state, view, policy, after) ?? null;
    if (due !== null && due < earliest) earliest = due;
  }
  return earliest;
}

function endStanding(run: Run, standing: KeyedBreakpoint, because: "moved-on" | "finished"): void {
  const { watch } = run;
  watch.standing.splice(watch.standing.indexOf(standing), 1);
  const found = foundBy(run);
  const isNew = found.raised.some((entry) => entry.key === standing.key);
  found.raised = found.raised.filter((entry) => entry.key !== standing.key);
  found.updated = found.updated.filter((entry) => entry.key !== standing.key);
  (isNew ? found.passed : found.recovered).push({ ...standing, because });
}

/** Something more telling stands at the same step. */
function isDrownedOut(breakpoint: Breakpoint, { watch }: Run): boolean {
  return watch.standing.some(
    (standing) => standing.breakpoint.stepId === breakpoint.stepId && silentBeside(breakpoint.kind, standing.breakpoint.kind),
  );
}

function raise(run: Run, breakpoint: Breakpoint): void {
  const { watch } = run;
  const place = `${breakpoint.kind}/${breakpoint.stepId}`;
  const occurrence = (watch.occurrences[place] ?? 0) + 1;
  const entry = { key: breakpointKey(breakpoint, occurrence), breakpoint };
  watch.occurrences = { ...watch.occurrences, [place]: occurrence };
  watch.standing.push(entry);
  foundBy(run).raised.push(entry);
}

function hasGrown(before: Breakpoint, after: Breakpoint): boolean {
  return after.count > before.count || (before.severity === "watch" && after.severity === "urgent");
}

function update(run: Run, standing: KeyedBreakpoint, decided: Breakpoint): void {
  const entry = {
    key: standing.key,
    breakpoint: { ...decided, detectedAt: standing.breakpoint.detectedAt, sinceAt: standing.breakpoint.sinceAt },
  };
  run.watch.standing[run.watch.standing.indexOf(standing)] = entry;
  const found = foundBy(run);
  const list = found.raised.some((raised) => raised.key === entry.key) ? "raised" : "updated";
  found[list] = [...found[list].filter((other) => other.key !== entry.key), entry];
}

function decided(run: Run, breakpoint: Breakpoint): void {
  const { watch } = run;
  const { kind } = breakpoint;
  if (breakpoint.sinceAt <= (watch.settledAt[kind] ?? -1)) return;
  const ofKind = () => watch.standing.find((entry) => entry.breakpoint.kind === kind);
  const standing = ofKind();
  if (standing && standing.breakpoint.stepId !== breakpoint.stepId) endStanding(run, standing, "moved-on");
  const still = ofKind();
  if (!still && !isDrownedOut(breakpoint, run)) raise(run, breakpoint);
  else if (still && hasGrown(still.breakpoint, breakpoint)) update(run, still, breakpoint);
}

function decideAll(run: Run, now: number): void {
  const { watch, policy } = run;
  const { view } = watch;
  if (view === null) return;
  const { active, states } = watch;
  for (let bits = active | READS_VIEW; bits !== 0; bits &= bits - 1) {
    const at = lowest(bits);
    const state = (active & (1 << at)) === 0 ? INITIALS[at] : states[at];
    const breakpoint = DECISIONS[at]?.(state, view, policy, now) ?? null;
    if (breakpoint !== null) decided(run, breakpoint);
  }
}

/** Answers, at their own instants and in order, the deadlines up to `until`. */
function answerDeadlines(run: Run, until: number): void {
  const { watch } = run;
  if (watch.dueAt > until) return;
  let due = earliestDeadline(run, watch.decidedAt);
  while (due <= until) {
    decideAll(run, due);
    watch.decidedAt = due;
    due = earliestDeadline(run, due);
  }
  watch.dueAt = due;
}

function recoverStanding(run: Run, fact: Fact): void {
  const { watch } = run;
  const { view } = watch;
  if (view === null || watch.standing.length === 0) return;
  for (const standing of [...watch.standing])
    if (recovers(standing.breakpoint, view, fact)) endStanding(run, standing, view.status === "finished" ? "finished" : "moved-on");
}

function foldFact(run: Run, fact: Fact): void {
  const { watch, flow } = run;
  const at = factInstant(fact);
  run.inTurn?.(fact);
  answerDeadlines(run, at);
  watch.view ??= watch.beginView(fact, flow, watch.customerId);
  foldIntoView(watch.view, fact, flow);
  foldDetectors(watch, watch.view, fact);
  recoverStanding(run, fact);
  decideAll(run, at);
  watch.decidedAt = at;
  watch.dueAt = earliestDeadline(run, at);
}

function take(run: Run, { queue, ready }: Released): void {
  run.watch.nextSeq = queue.nextSeq;
  run.watch.held = queue.held;
  for (const fact of ready) foldFact(run, fact);
}

function takeFact(run: Run, fact: Fact): void {
  const { watch } = run;
  invariant(watch.view === null || watch.view.journeyId === fact.journeyId, "a watch sees the facts of one journey");
  if (watch.held.length > 0 || fact.seq !== watch.nextSeq) {
    take(run, arrive(watch, fact));
    return;
  }
  // In its turn, as nearly all are.
  watch.nextSeq = fact.seq + 1;
  foldFact(run, fact);
}

/**
 * Takes one fact or tick into the watch; what `watchJourney` says of its arguments holds here.
 *
 * @param inTurn told of each fact whose turn has come, in order: for who folds beside the watch.
 */
export function runWatch(
  watch: WatchInWork,
  input: WatchInput,
  flow: Flow,
  policy: DetectionPolicy,
  now: number,
  inTurn: ((fact: Fact) => void) | null = null,
): Found {
  const run: Run = { watch, flow, policy, inTurn, found: null };
  if (watch.held.length > 0) take(run, releaseOverdue(watch, now));
  if (input.kind === "fact") takeFact(run, input.fact);
  else {
    answerDeadlines(run, now);
    watch.decidedAt = Math.max(watch.decidedAt, now);
  }
  if (watch.dueAt <= watch.decidedAt) watch.dueAt = earliestDeadline(run, watch.decidedAt);
  return run.found ?? nothingFound;
}

/** When the watch wants to be asked again: the earliest deadline of all detectors, or the end of a held gap; `NEVER` when never. */
export function nextCall(watch: WatchInWork): number {
  return watch.held.length === 0 ? watch.dueAt : Math.min(gapDeadline(watch) ?? NEVER, watch.dueAt);
}
