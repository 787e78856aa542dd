/**
 * Verification failed repeatedly: the face, SMS or document check of a step keeps failing (docs/spec/VERIFY.md).
 *
 * Decided by the fact that reaches the count; time alone changes nothing. A look back at an earlier step does not clear the count.
 */
import type { FactId, StepId } from "#shared/model/ids.ts";
import { factInstant } from "../journey/fold-journey.ts";
import { stepRecord } from "../journey/journey-view.ts";
import { type Detector, doneWithStep, limitsAt, PASSING, withEvidence } from "./detector.ts";

/** Failures in a row at one step; `stepId` is `null` while there are none. */
export type VerificationState = {
  readonly stepId: StepId | null;
  readonly failures: number;
  readonly sinceAt: number;
  readonly lastAt: number;
  readonly evidence: readonly FactId[];
};

const none: VerificationState = { stepId: null, failures: 0, sinceAt: 0, lastAt: 0, evidence: [] };

export const verificationFailed: Detector<"verification-failed", VerificationState> = {
  kind: "verification-failed",
  initial: none,
  begins: ["verification-failed"],
  follows: ["verification-passed", ...PASSING],
  readsView: false,
  fold(state, view, fact) {
    const { observation } = fact;
    if (observation.kind === "verification-failed") {
      const at = factInstant(fact);
      if (!stepRecord(view, observation.stepId)) return state;
      if (state.stepId !== observation.stepId)
        return { stepId: observation.stepId, failures: 1, sinceAt: at, lastAt: at, evidence: [fact.id] };
      return { ...state, failures: state.failures + 1, lastAt: at, evidence: withEvidence(state.evidence, fact.id) };
    }
    if (state.stepId === null) return state;
    const passed = observation.kind === "verification-passed" && observation.stepId === state.stepId;
    return passed || doneWithStep(state.stepId, view, fact) ? none : state;
  },
  nextDeadline: () => null,
  decide(state, view, policy) {
    if (state.stepId === null) return null;
    const { failures: limit, urgentFailures } = limitsAt(policy["verification-failed"], state.stepId);
    if (state.failures < limit) return null;
    return {
      kind: "verification-failed",
      journeyId: view.journeyId,
      stepId: state.stepId,
      severity: state.failures >= urgentFailures ? "urgent" : "watch",
      detectedAt: state.lastAt,
      sinceAt: state.sinceAt,
      count: state.failures,
      evidence: [...state.evidence],
      limits: { failures: limit, urgentFailures },
    };
  },
  recovers(breakpoint, view, fact) {
    const { observation } = fact;
    if (observation.kind === "verification-passed") return observation.stepId === breakpoint.stepId;
    return doneWithStep(breakpoint.stepId, view, fact);
  },
};
