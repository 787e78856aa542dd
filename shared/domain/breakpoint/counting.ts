/**
 * Counting at one step: what the detectors share that find "again and again".
 *
 * A count belongs to the step it was counted at; one more at another step starts anew there. Owns no limit and no kind.
 */
import type { Breakpoint, BreakpointKind } from "#shared/model/breakpoint.ts";
import type { Fact, FactKind } from "#shared/model/fact.ts";
import type { FactId, FieldId, StepId } from "#shared/model/ids.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { factInstant } from "../journey/fold-journey.ts";
import { type JourneyView, stepRecord } from "../journey/journey-view.ts";
import { type Detector, doneWithStep, EVIDENCE_LIMIT, earliestAfter, PASSING } from "./detector.ts";

export type Counted = { readonly factId: FactId; readonly at: number; readonly fieldId?: FieldId };

/** Oldest first, the newest `EVIDENCE_LIMIT`; `stepId` is `null` while there are none. */
export type CountState = { readonly stepId: StepId | null; readonly entries: readonly Counted[] };

export const nothingCounted: CountState = { stepId: null, entries: [] };

/** The step a fact happened on, `null` for the journey's own. */
export function stepOf({ observation }: Fact): StepId | null {
  return "stepId" in observation ? observation.stepId : null;
}

/** One more; a step the flow does not know counts nothing. */
export function countHere(state: CountState, view: JourneyView, fact: Fact): CountState {
  const { observation } = fact;
  const stepId = stepOf(fact);
  if (stepId === null || !stepRecord(view, stepId)) return state;
  const entry = { factId: fact.id, at: factInstant(fact), ...("fieldId" in observation ? { fieldId: observation.fieldId } : {}) };
  return { stepId, entries: [...(state.stepId === stepId ? state.entries : []), entry].slice(-EVIDENCE_LIMIT) };
}

/** Those not older than the window at `now`. */
export function countedWithin(entries: readonly Counted[], withinMs: number, now: number): readonly Counted[] {
  return entries.filter((entry) => entry.at > now - withinMs);
}

/** The field counted most often; of several, the one counted last. */
export function mostCounted(entries: readonly Counted[]): FieldId | undefined {
  const counts = new Map<FieldId, number>();
  let most: FieldId | undefined;
  for (const { fieldId } of entries) {
    if (fieldId === undefined) continue;
    counts.set(fieldId, (counts.get(fieldId) ?? 0) + 1);
    if (most === undefined || (counts.get(fieldId) ?? 0) >= (counts.get(most) ?? 0)) most = fieldId;
  }
  return most;
}

/** The breakpoint these make at `stepId`; there is at least one. */
export function countedBreakpoint(
  kind: BreakpointKind,
  view: JourneyView,
  stepId: StepId,
  entries: readonly Counted[],
  limits: Readonly<Record<string, number>>,
  severity: Breakpoint["severity"] = "watch",
): Breakpoint | null {
  const first = entries[0];
  const last = entries.at(-1);
  if (!first || !last) return null;
  const fieldId = mostCounted(entries);
  return {
    kind,
    journeyId: view.journeyId,
    stepId,
    severity,
    detectedAt: last.at,
    sinceAt: first.at,
    count: entries.length,
    ...(fieldId === undefined ? {} : { fieldId }),
    evidence: entries.map((entry) => entry.factId),
    limits,
  };
}

/** What getting on with it is (`isGettingOn`). */
export const DOING: readonly FactKind[] = [
  "step-entered",
  "step-completed",
  "field-changed",
  "field-edited",
  "verification-passed",
  "code-sent",
  "upload-started",
  "signature-started",
  "submit-sent",
];

/** Whether the customer gets on with it: fills, sends, moves. Looking, waiting and failing are not. */
export function isGettingOn({ observation }: Fact): boolean {
  return DOING.includes(observation.kind);
}

type CountingSpec<Kind extends BreakpointKind> = {
  readonly kind: Kind;
  readonly counts: FactKind;
  /** Takes the count back, and ends the breakpoint, besides getting past the step. */
  readonly forgets?: readonly FactKind[];
  /** How many are too many at this step, within how long, milliseconds. */
  readonly limits: (policy: DetectionPolicy, stepId: StepId) => { readonly limit: number; readonly withinMs: number };
  /** What `limit` is called in the policy. */
  readonly name: string;
};

/** A detector that only counts one thing at a step. Decided by the fact that reaches the limit; time alone changes nothing. */
export function countingDetector<Kind extends BreakpointKind>(spec: CountingSpec<Kind>): Detector<Kind, CountState> {
  const { kind, counts, forgets = [], limits, name } = spec;
  return {
    kind,
    initial: nothingCounted,
    begins: [counts],
    follows: [...forgets, ...PASSING],
    readsView: false,
    fold(state, view, fact) {
      if (fact.observation.kind === counts) return countHere(state, view, fact);
      if (state.stepId === null) return state;
      return forgets.includes(fact.observation.kind) || doneWithStep(state.stepId, view, fact) ? nothingCounted : state;
    },
    nextDeadline: () => null,
    decide(state, view, policy, now) {
      return state.stepId === null ? null : reachedBreakpoint(kind, view, state, { name, ...limits(policy, state.stepId) }, now);
    },
    recovers: (breakpoint, view, fact) => forgets.includes(fact.observation.kind) || doneWithStep(breakpoint.stepId, view, fact),
  };
}

/** The breakpoint of a count that has reached its limit within the window by `now`; `name` is what the policy calls the limit. */
export function reachedBreakpoint(
  kind: BreakpointKind,
  view: JourneyView,
  { stepId, entries }: CountState,
  { name, limit, withinMs }: { readonly name: string; readonly limit: number; readonly withinMs: number },
  now: number,
  severity: Breakpoint["severity"] = "watch",
): Breakpoint | null {
  if (stepId === null || entries.length < limit) return null;
  const counted = countedWithin(entries, withinMs, now);
  return counted.length < limit ? null : countedBreakpoint(kind, view, stepId, counted, { [name]: limit, withinMs }, severity);
}

/** Something begun at a step and not over yet. */
export type Begun = { readonly stepId: StepId; readonly factId: FactId; readonly at: number; readonly fieldId?: FieldId };

export function begin(view: JourneyView, fact: Fact): Begun | null {
  const stepId = stepOf(fact);
  if (stepId === null || !stepRecord(view, stepId)) return null;
  const { observation } = fact;
  return { stepId, factId: fact.id, at: factInstant(fact), ...("fieldId" in observation ? { fieldId: observation.fieldId } : {}) };
}

/** Whether a thing begun still concerns the page on screen: the customer is on its step and has not left. */
export function isOnScreen(begun: Begun, view: JourneyView): boolean {
  return view.status === "active" && view.stepId === begun.stepId;
}

/** How long a thing begun at a step may hang, milliseconds, and what the policy calls that. */
type HangLimit = (stepId: StepId) => readonly [name: string, ms: number];

/** When a thing begun on the page on screen has hung for too long; `null` when none has, or it was asked for already. */
export function hangsFrom(begun: Begun | null, view: JourneyView, limitOf: HangLimit, after: number): number | null {
  if (begun === null || !isOnScreen(begun, view)) return null;
  return earliestAfter(after, [begun.at + limitOf(begun.stepId)[1]]);
}

/** The breakpoint of a thing begun on the page on screen that has hung for too long by `now`. */
export function hangingBreakpoint(
  kind: BreakpointKind,
  view: JourneyView,
  begun: Begun | null,
  limitOf: HangLimit,
  now: number,
  severity: Breakpoint["severity"] = "watch",
): Breakpoint | null {
  if (begun === null || !isOnScreen(begun, view)) return null;
  const [name, ms] = limitOf(begun.stepId);
  return now - begun.at < ms ? null : overdueBreakpoint(kind, view, begun, begun.at + ms, { [name]: ms }, severity);
}

/** The breakpoint of a thing begun that has taken too long, since `sinceAt`. */
export function overdueBreakpoint(
  kind: BreakpointKind,
  view: JourneyView,
  begun: Begun,
  detectedAt: number,
  limits: Readonly<Record<string, number>>,
  severity: Breakpoint["severity"] = "watch",
): Breakpoint {
  return {
    kind,
    journeyId: view.journeyId,
    stepId: begun.stepId,
    severity,
    detectedAt,
    sinceAt: begun.at,
    count: 1,
    ...(begun.fieldId === undefined ? {} : { fieldId: begun.fieldId }),
    evidence: [begun.factId],
    limits,
  };
}
