/**
 * The shape of a detector: a pure rule that finds one kind of breakpoint.
 *
 * Owns the interface and the questions all detectors ask alike. The rules are one file each, their registry is `detectors.ts`,
 * running them over a journey is `watch-journey.ts`. Raising and routing an alert belong to `shared/domain/alert` and the hub.
 */
import type { Breakpoint, BreakpointKind } from "#shared/model/breakpoint.ts";
import type { Fact, FactKind } from "#shared/model/fact.ts";
import type { FactId, StepId } from "#shared/model/ids.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { type JourneyView, stepRecord } from "../journey/journey-view.ts";

/** Facts a breakpoint quotes as evidence, at most: the newest ones. */
export const EVIDENCE_LIMIT = 20;

/**
 * `State` is a small plain object that survives JSON. Every instant is epoch milliseconds on the hub's clock.
 */
export type Detector<Kind extends BreakpointKind, State> = {
  readonly kind: Kind;
  readonly initial: State;
  /** Kinds of facts that can make `initial` into something else. `fold` changes nothing on others, so it is not called for them. */
  readonly begins: readonly FactKind[] | "every";
  /** Kinds that can change a state which is not `initial` any more, besides those of `begins`. */
  readonly follows: readonly FactKind[] | "every";
  /** Whether it decides by the view alone. Others have nothing to say, and wait for nothing, while their state is `initial`. */
  readonly readsView: boolean;
  /** Takes one fact in; `view` is the journey after that fact. Facts come in the order of `seq`, each once. */
  readonly fold: (state: State, view: JourneyView, fact: Fact) => State;
  /** The first instant after `after` at which `decide` may answer otherwise with no further fact; `null` when time alone changes nothing. */
  readonly nextDeadline: (state: State, view: JourneyView, policy: DetectionPolicy, after: number) => number | null;
  /** The breakpoint that stands at `now`, or `null`. Asked again and again: raising it once is the watch's business. */
  readonly decide: (state: State, view: JourneyView, policy: DetectionPolicy, now: number) => Breakpoint | null;
  /** Whether this fact shows that the customer moved on by themselves; `view` is the journey after the fact. */
  readonly recovers: (breakpoint: Breakpoint, view: JourneyView, fact: Fact) => boolean;
};

/** A kind's limits at a step: what `byStep` says of it, else the default. */
export function limitsAt<Limits extends { readonly byStep?: Readonly<Record<StepId, object>> | undefined }>(
  limits: Limits,
  stepId: StepId,
): Omit<Limits, "byStep"> {
  const own = limits.byStep?.[stepId];
  return own === undefined ? limits : { ...limits, ...own };
}

/** Appends to evidence and keeps the newest `EVIDENCE_LIMIT`. */
export function withEvidence(evidence: readonly FactId[], id: FactId): readonly FactId[] {
  return [...evidence, id].slice(-EVIDENCE_LIMIT);
}

/** The earliest of the given instants that lies after `after`. */
export function earliestAfter(after: number, instants: readonly number[]): number | null {
  let earliest: number | null = null;
  for (const instant of instants) if (instant > after && (earliest === null || instant < earliest)) earliest = instant;
  return earliest;
}

/** The kinds of facts `doneWithStep` looks at. */
export const PASSING: readonly FactKind[] = ["journey-finished", "step-completed", "step-entered"];

/**
 * Whether a fact shows that the customer has done with a step: completed it, entered a later one, or finished.
 * Going back to an earlier step is no progress.
 */
export function doneWithStep(stepId: StepId, view: JourneyView, fact: Fact): boolean {
  const { observation } = fact;
  // Kinds looked at here are named in PASSING.
  if (observation.kind === "journey-finished") return true;
  if (observation.kind === "step-completed") return observation.stepId === stepId;
  return observation.kind === "step-entered" && view.stepIndex > (stepRecord(view, stepId)?.index ?? -1);
}
