/** Network bad on a submit: sending fails, or no answer comes (docs/spec/SUBMIT.md). A refusal of single fields is REJECT's and AGAIN's. */
import type { StepId } from "#shared/model/ids.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import {
  type Begun,
  begin,
  type CountState,
  countHere,
  hangingBreakpoint,
  hangsFrom,
  nothingCounted,
  reachedBreakpoint,
} from "./counting.ts";
import { type Detector, doneWithStep, limitsAt, PASSING } from "./detector.ts";
import { ANSWERS, isAnswer } from "./submit-repeated.ts";

/** Failures at one step, and the first press that no answer has come to. */
export type SubmitState = { readonly failures: CountState; readonly sent: Begun | null };

const none: SubmitState = { failures: nothingCounted, sent: null };

const hangLimit = (policy: DetectionPolicy) => (stepId: StepId) => ["slowMs", limitsAt(policy["submit-failed"], stepId).slowMs] as const;

export const submitFailed: Detector<"submit-failed", SubmitState> = {
  kind: "submit-failed",
  initial: none,
  begins: ["submit-sent", "submit-failed"],
  follows: [...ANSWERS, ...PASSING],
  readsView: false,
  fold(state, view, fact) {
    const { kind } = fact.observation;
    if (kind === "submit-sent") return state.sent === null ? { ...state, sent: begin(view, fact) } : state;
    if (kind === "submit-failed") return { failures: countHere(state.failures, view, fact), sent: null };
    const stepId = state.failures.stepId ?? state.sent?.stepId ?? null;
    if (stepId !== null && doneWithStep(stepId, view, fact)) return none;
    return state.sent !== null && isAnswer(fact) ? { ...state, sent: null } : state;
  },
  nextDeadline: ({ sent }, view, policy, after) => hangsFrom(sent, view, hangLimit(policy), after),
  decide({ failures, sent }, view, policy, now) {
    if (failures.stepId !== null) {
      const { failures: limit, withinMs } = limitsAt(policy["submit-failed"], failures.stepId);
      const reached = reachedBreakpoint("submit-failed", view, failures, { name: "failures", limit, withinMs }, now, "urgent");
      if (reached !== null) return reached;
    }
    return hangingBreakpoint("submit-failed", view, sent, hangLimit(policy), now, "urgent");
  },
  recovers: (breakpoint, view, fact) => doneWithStep(breakpoint.stepId, view, fact),
};
