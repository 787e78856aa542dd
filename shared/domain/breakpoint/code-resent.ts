/** Code resent: a verification code is asked for again and again and none is entered (docs/spec/CODE.md). The first sending is no resend. */

import type { Fact } from "#shared/model/fact.ts";
import type { StepId } from "#shared/model/ids.ts";
import { type CountState, countedBreakpoint, countedWithin, countHere, nothingCounted } from "./counting.ts";
import { type Detector, doneWithStep, limitsAt, PASSING } from "./detector.ts";

/** A code was entered or has passed: one has arrived. Any field filled at this step will do, it has no other that waits for a code. */
function hasArrived(fact: Fact, stepId: StepId, fieldIds: readonly (string | undefined)[]): boolean {
  const { observation } = fact;
  if (observation.kind === "verification-passed") return observation.stepId === stepId;
  return observation.kind === "field-changed" && observation.state === "filled" && fieldIds.includes(observation.fieldId);
}

export const codeResent: Detector<"code-resent", CountState> = {
  kind: "code-resent",
  initial: nothingCounted,
  begins: ["code-sent"],
  follows: ["verification-passed", "field-changed", ...PASSING],
  readsView: false,
  fold(state, view, fact) {
    if (fact.observation.kind === "code-sent") return countHere(state, view, fact);
    if (state.stepId === null) return state;
    const isOver = hasArrived(
      fact,
      state.stepId,
      state.entries.map(({ fieldId }) => fieldId),
    );
    return isOver || doneWithStep(state.stepId, view, fact) ? nothingCounted : state;
  },
  nextDeadline: () => null,
  decide(state, view, policy, now) {
    if (state.stepId === null) return null;
    const { resends: limit, withinMs } = limitsAt(policy["code-resent"], state.stepId);
    const counted = countedWithin(state.entries, withinMs, now);
    if (counted.length - 1 < limit) return null;
    const breakpoint = countedBreakpoint("code-resent", view, state.stepId, counted, { resends: limit, withinMs });
    return breakpoint && { ...breakpoint, count: counted.length - 1 };
  },
  recovers: (breakpoint, view, fact) =>
    hasArrived(fact, breakpoint.stepId, [breakpoint.fieldId]) || doneWithStep(breakpoint.stepId, view, fact),
};
