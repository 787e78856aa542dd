/**
 * Quiet on a step: the customer is still there but has stopped doing anything (docs/spec/QUIET.md).
 *
 * The limit is learned where there is a sample, else the step's own, else the default; out of sight it is longer, and nobody is quiet within what they have shown
 * to be their own pace. The last step while its page is out of sight belongs to `left-on-last-step.ts`.
 */
import type { StepId } from "#shared/model/ids.ts";
import type { DetectionPolicy, LearnedLimit } from "#shared/model/policy.ts";
import { isOnLastStep, type JourneyView } from "../journey/journey-view.ts";
import { type Detector, doneWithStep } from "./detector.ts";
import { learnedAt } from "./learn-limits.ts";

/** When progress was made last, and the longest time between two signs of it, milliseconds. */
export type QuietState = { readonly lastAt: number; readonly longestPauseMs: number };

/** How long this customer may be quiet here, in milliseconds; `learned` is what was learned of the step. */
function limitMsFor(
  stepId: StepId,
  learned: LearnedLimit | undefined,
  state: QuietState,
  view: JourneyView,
  policy: DetectionPolicy,
): number {
  const quiet = policy["quiet-on-step"];
  const here = (learned?.limitMs ?? quiet.limitMsByStep[stepId] ?? quiet.limitMs) * (view.awaySince === null ? 1 : quiet.awayFactor);
  return Math.round(Math.max(here, state.longestPauseMs * quiet.ownPaceFactor));
}

/** When being quiet for longer than the limit becomes urgent, in milliseconds. */
function urgentMsFor(limitMs: number, policy: DetectionPolicy): number {
  return Math.round(limitMs * policy["quiet-on-step"].urgentFactor);
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
    const learned = learnedAt(policy["quiet-on-step"].learned, view.channel, stepId);
    const limitMs = limitMsFor(stepId, learned, state, view, policy);
    const limitAt = view.lastProgressAt + limitMs;
    const urgentAt = view.lastProgressAt + urgentMsFor(limitMs, policy);
    if (limitAt <= after) return urgentAt > after ? urgentAt : null;
    return urgentAt > after && urgentAt < limitAt ? urgentAt : limitAt;
  },
  decide(state, view, policy, now) {
    const stepId = quietStep(view);
    if (stepId === null) return null;
    const quietMs = now - view.lastProgressAt;
    // No limit is zero, and most facts are the progress itself.
    if (quietMs <= 0) return null;
    const learned = learnedAt(policy["quiet-on-step"].learned, view.channel, stepId);
    const limitMs = limitMsFor(stepId, learned, state, view, policy);
    if (quietMs < limitMs) return null;
    const urgentMs = urgentMsFor(limitMs, policy);
    return {
      kind: "quiet-on-step",
      journeyId: view.journeyId,
      stepId,
      severity: quietMs >= urgentMs ? "urgent" : "watch",
      detectedAt: view.lastProgressAt + limitMs,
      sinceAt: view.lastProgressAt,
      count: 1,
      evidence: [view.lastProgressFactId],
      limits: { limitMs, urgentMs, ...(learned === undefined ? {} : { n: learned.n }) },
    };
  },
  recovers(breakpoint, view, fact) {
    const { observation } = fact;
    if (observation.kind === "field-changed") return observation.state === "filled";
    if (observation.kind === "verification-passed" || observation.kind === "step-entered") return true;
    return doneWithStep(breakpoint.stepId, view, fact);
  },
};
