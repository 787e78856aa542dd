/**
 * Left on the last step: everything is filled in, and the page is hidden or left right before the end (docs/spec/LASTSTEP.md).
 *
 * Needs nothing beyond the journey's view. Earlier steps are not looked at.
 */
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { hasCompletedThisVisit, isOnLastStep, type JourneyView } from "../journey/journey-view.ts";
import { type Detector, earliestAfter } from "./detector.ts";

/** The view knows all it needs. */
export type LastStepState = Readonly<Record<string, never>>;

/** Since when the last step has been out of the customer's sight, `null` while it is not. */
function awayFromLastStep(view: JourneyView): number | null {
  if (view.status === "finished" || !isOnLastStep(view) || hasCompletedThisVisit(view)) return null;
  return view.awaySince;
}

function limitMs(policy: DetectionPolicy): number {
  return policy["left-on-last-step"].hiddenMs;
}

export const leftOnLastStep: Detector<"left-on-last-step", LastStepState> = {
  kind: "left-on-last-step",
  initial: {},
  fold: (state) => state,
  nextDeadline(_state, view, policy, after) {
    const awaySince = awayFromLastStep(view);
    return awaySince === null ? null : earliestAfter(after, [awaySince + limitMs(policy)]);
  },
  decide(_state, view, policy, now) {
    const awaySince = awayFromLastStep(view);
    if (awaySince === null || view.stepId === null || now - awaySince < limitMs(policy)) return null;
    return {
      kind: "left-on-last-step",
      journeyId: view.journeyId,
      stepId: view.stepId,
      severity: "watch",
      detectedAt: awaySince + limitMs(policy),
      sinceAt: awaySince,
      count: 1,
      evidence: view.awayFactId === null ? [] : [view.awayFactId],
      limits: { hiddenMs: limitMs(policy) },
    };
  },
  recovers: (_breakpoint, view) => view.awaySince === null || view.status === "finished",
};
