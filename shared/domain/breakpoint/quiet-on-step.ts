/**
 * Quiet on a step: the customer is still there but has stopped doing anything (docs/spec/QUIET.md).
 *
 * Needs nothing beyond the journey's view. The last step while its page is out of sight belongs to `left-on-last-step.ts`.
 */
import type { StepId } from "#shared/model/ids.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { isOnLastStep, type JourneyView } from "../journey/journey-view.ts";
import { type Detector, doneWithStep, earliestAfter } from "./detector.ts";

/** The view knows all it needs. */
export type QuietState = Readonly<Record<string, never>>;

/** How long this step may be quiet, and when that becomes urgent, in milliseconds. */
function limitsFor(stepId: StepId, policy: DetectionPolicy): { limitMs: number; urgentMs: number } {
  const quiet = policy["quiet-on-step"];
  const limitMs = quiet.limitMsByStep[stepId] ?? quiet.limitMs;
  return { limitMs, urgentMs: Math.round(limitMs * quiet.urgentFactor) };
}

/** The step whose quiet is counted now, `null` while quiet means nothing: no step, page left, network gone. */
function quietStep(view: JourneyView): StepId | null {
  if (view.status !== "active" || view.offlineSince !== null) return null;
  if (view.awaySince !== null && isOnLastStep(view)) return null;
  return view.stepId;
}

export const quietOnStep: Detector<"quiet-on-step", QuietState> = {
  kind: "quiet-on-step",
  initial: {},
  fold: (state) => state,
  nextDeadline(_state, view, policy, after) {
    const stepId = quietStep(view);
    if (stepId === null) return null;
    const { limitMs, urgentMs } = limitsFor(stepId, policy);
    return earliestAfter(after, [view.lastProgressAt + limitMs, view.lastProgressAt + urgentMs]);
  },
  decide(_state, view, policy, now) {
    const stepId = quietStep(view);
    if (stepId === null) return null;
    const { limitMs, urgentMs } = limitsFor(stepId, policy);
    const quietMs = now - view.lastProgressAt;
    if (quietMs < limitMs) return null;
    return {
      kind: "quiet-on-step",
      journeyId: view.journeyId,
      stepId,
      severity: quietMs >= urgentMs ? "urgent" : "watch",
      detectedAt: view.lastProgressAt + limitMs,
      sinceAt: view.lastProgressAt,
      count: 1,
      evidence: [view.lastProgressFactId],
      limits: { limitMs, urgentMs },
    };
  },
  recovers(breakpoint, view, fact) {
    const { observation } = fact;
    if (observation.kind === "field-changed") return observation.state === "filled";
    if (observation.kind === "verification-passed" || observation.kind === "step-entered") return true;
    return doneWithStep(breakpoint.stepId, view, fact);
  },
};
