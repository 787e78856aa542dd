/**
 * Quiet on a step: the customer is still there but has stopped doing anything (docs/spec/QUIET.md).
 *
 * The limit is learned where there is a sample, else the step's own, else the default; out of sight it is longer, and nobody is quiet within what they have shown
 * to be their own pace. The last step while its page is out of sight belongs to `left-on-last-step.ts`.
 */
import type { StepId } from "#shared/model/ids.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { isOnLastStep, type JourneyView } from "../journey/journey-view.ts";
import { type Detector, doneWithStep, earliestAfter } from "./detector.ts";
import { learnedAt } from "./learn-limits.ts";

/** When progress was made last, and the longest time between two signs of it, milliseconds. */
export type QuietState = { readonly lastAt: number; readonly longestPauseMs: number };

type QuietLimits = { readonly limitMs: number; readonly urgentMs: number; readonly n?: number };

/** How long this customer may be quiet here, and when that becomes urgent, in milliseconds; `n` is the sample a learned limit rests on. */
function limitsFor(stepId: StepId, state: QuietState, view: JourneyView, policy: DetectionPolicy): QuietLimits {
  const quiet = policy["quiet-on-step"];
  const learned = learnedAt(quiet.learned, view.channel, stepId);
  const here = (learned?.limitMs ?? quiet.limitMsByStep[stepId] ?? quiet.limitMs) * (view.awaySince === null ? 1 : quiet.awayFactor);
  const limitMs = Math.round(Math.max(here, state.longestPauseMs * quiet.ownPaceFactor));
  return { limitMs, urgentMs: Math.round(limitMs * quiet.urgentFactor), ...(learned === undefined ? {} : { n: learned.n }) };
}

/** The step whose quiet is counted now, `null` while quiet means nothing: no step, page left, network gone. */
function quietStep(view: JourneyView): StepId | null {
  if (view.status !== "active" || view.offlineSince !== null) return null;
  if (view.awaySince !== null && isOnLastStep(view)) return null;
  return view.stepId;
}

export const quietOnStep: Detector<"quiet-on-step", QuietState> = {
  kind: "quiet-on-step",
  initial: { lastAt: 0, longestPauseMs: 0 },
  begins: "every",
  follows: "every",
  readsView: true,
  fold(state, view, fact) {
    if (view.lastProgressAt <= state.lastAt) return state;
    // A network that comes back ends no pause of the customer's own.
    const pauseMs = state.lastAt === 0 || fact.observation.kind === "network-restored" ? 0 : view.lastProgressAt - state.lastAt;
    return { lastAt: view.lastProgressAt, longestPauseMs: Math.max(state.longestPauseMs, pauseMs) };
  },
  nextDeadline(state, view, policy, after) {
    const stepId = quietStep(view);
    if (stepId === null) return null;
    const { limitMs, urgentMs } = limitsFor(stepId, state, view, policy);
    return earliestAfter(after, [view.lastProgressAt + limitMs, view.lastProgressAt + urgentMs]);
  },
  decide(state, view, policy, now) {
    const stepId = quietStep(view);
    if (stepId === null) return null;
    const quietMs = now - view.lastProgressAt;
    // No limit is zero, and most facts are the progress itself.
    if (quietMs <= 0) return null;
    const limits = limitsFor(stepId, state, view, policy);
    if (quietMs < limits.limitMs) return null;
    return {
      kind: "quiet-on-step",
      journeyId: view.journeyId,
      stepId,
      severity: quietMs >= limits.urgentMs ? "urgent" : "watch",
      detectedAt: view.lastProgressAt + limits.limitMs,
      sinceAt: view.lastProgressAt,
      count: 1,
      evidence: [view.lastProgressFactId],
      limits: { ...limits },
    };
  },
  recovers(breakpoint, view, fact) {
    const { observation } = fact;
    if (observation.kind === "field-changed") return observation.state === "filled";
    if (observation.kind === "verification-passed" || observation.kind === "step-entered") return true;
    return doneWithStep(breakpoint.stepId, view, fact);
  },
};
