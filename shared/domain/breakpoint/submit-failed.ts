/** Network bad on a submit: sending fails, or no answer comes (docs/spec/SUBMIT.md). A refusal of single fields is REJECT's and AGAIN's. */
import {
  type Begun,
  begin,
  type CountState,
  countedBreakpoint,
  countedWithin,
  countHere,
  isOnScreen,
  nothingCounted,
  overdueBreakpoint,
} from "./counting.ts";
import { type Detector, doneWithStep, earliestAfter, limitsAt, PASSING } from "./detector.ts";
import { ANSWERS, isAnswer } from "./submit-repeated.ts";

/** Failures at one step, and the first press that no answer has come to. */
export type SubmitState = { readonly failures: CountState; readonly sent: Begun | null };

const none: SubmitState = { failures: nothingCounted, sent: null };

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
  nextDeadline({ sent }, view, policy, after) {
    if (sent === null || !isOnScreen(sent, view)) return null;
    return earliestAfter(after, [sent.at + limitsAt(policy["submit-failed"], sent.stepId).slowMs]);
  },
  decide({ failures, sent }, view, policy, now) {
    if (failures.stepId !== null) {
      const { failures: limit, withinMs } = limitsAt(policy["submit-failed"], failures.stepId);
      const counted = countedWithin(failures.entries, withinMs, now);
      if (counted.length >= limit)
        return countedBreakpoint("submit-failed", view, failures.stepId, counted, { failures: limit, withinMs }, "urgent");
    }
    if (sent === null || !isOnScreen(sent, view)) return null;
    const { slowMs } = limitsAt(policy["submit-failed"], sent.stepId);
    return now - sent.at < slowMs ? null : overdueBreakpoint("submit-failed", view, sent, sent.at + slowMs, { slowMs }, "urgent");
  },
  recovers: (breakpoint, view, fact) => doneWithStep(breakpoint.stepId, view, fact),
};
