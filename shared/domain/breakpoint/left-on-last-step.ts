/**
 * Left on the last step: everything is filled in, and the page is hidden or left right before the end (docs/spec/LASTSTEP.md).
 *
 * Earlier steps raise nothing here; how long and how often the customer has been away from them tells what is usual for them.
 */
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { factInstant } from "../journey/fold-journey.ts";
import { hasCompletedThisVisit, isOnLastStep, type JourneyView } from "../journey/journey-view.ts";
import { type Detector, earliestAfter } from "./detector.ts";
import { learnedAt } from "./learn-limits.ts";

/** Since when the page has been out of sight, and of the times the customer came back: the longest, milliseconds, and how many. */
export type LastStepState = { readonly awaySince: number | null; readonly longestAwayMs: number; readonly returns: number };

/** Since when the last step has been out of the customer's sight, `null` while it is not. */
function awayFromLastStep(view: JourneyView): number | null {
  if (view.status === "finished" || !isOnLastStep(view) || hasCompletedThisVisit(view)) return null;
  return view.awaySince;
}

type AwayLimits = { readonly awayMs: number; readonly limits: Readonly<Record<string, number>> };

/**
 * How long is too long. A closed page: the policy's figure. A hidden one: learned where there is a sample (`n`), else the step's own, else
 * the default, stretched within bounds to what this customer has shown to be usual: whoever keeps coming back most likely comes back.
 */
function limitsFor(state: LastStepState, view: JourneyView, policy: DetectionPolicy): AwayLimits {
  const left = policy["left-on-last-step"];
  if (view.status === "left") return { awayMs: left.leftMs, limits: { leftMs: left.leftMs } };
  const learned = learnedAt(left.learned, view.channel, view.stepId);
  const own = view.stepId === null ? undefined : left.byStep?.[view.stepId]?.hiddenMs;
  const usualMs = learned?.limitMs ?? own ?? left.hiddenMs;
  const habitFactor = state.returns >= left.habitReturns ? left.habitFactor : 1;
  const stretchedMs = Math.max(usualMs * habitFactor, state.longestAwayMs * left.ownPaceFactor);
  const hiddenMs = Math.round(Math.max(usualMs, Math.min(stretchedMs, left.stretchMs ?? stretchedMs)));
  return { awayMs: hiddenMs, limits: learned === undefined ? { hiddenMs } : { hiddenMs, n: learned.n } };
}

export const leftOnLastStep: Detector<"left-on-last-step", LastStepState> = {
  kind: "left-on-last-step",
  initial: { awaySince: null, longestAwayMs: 0, returns: 0 },
  begins: "every",
  follows: "every",
  readsView: true,
  fold(state, view, fact) {
    if (view.awaySince === state.awaySince) return state;
    const { awaySince, longestAwayMs, returns } = state;
    if (awaySince === null) return { awaySince: view.awaySince, longestAwayMs, returns };
    return { awaySince: view.awaySince, longestAwayMs: Math.max(longestAwayMs, factInstant(fact) - awaySince), returns: returns + 1 };
  },
  nextDeadline(state, view, policy, after) {
    const awaySince = awayFromLastStep(view);
    return awaySince === null ? null : earliestAfter(after, [awaySince + limitsFor(state, view, policy).awayMs]);
  },
  decide(state, view, policy, now) {
    const awaySince = awayFromLastStep(view);
    if (awaySince === null || view.stepId === null) return null;
    const { awayMs, limits } = limitsFor(state, view, policy);
    if (now - awaySince < awayMs) return null;
    return {
      kind: "left-on-last-step",
      journeyId: view.journeyId,
      stepId: view.stepId,
      severity: "watch",
      detectedAt: awaySince + awayMs,
      sinceAt: awaySince,
      count: 1,
      evidence: view.awayFactId === null ? [] : [view.awayFactId],
      limits: { ...limits },
    };
  },
  recovers: (_breakpoint, view) => view.awaySince === null || view.status === "finished",
};
