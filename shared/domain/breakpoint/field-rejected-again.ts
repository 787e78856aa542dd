/** Same field rejected: one field is refused again and again (docs/spec/AGAIN.md). Several fields of a step are `fields-rejected.ts`. */
import { type CountState, countedBreakpoint, countedWithin, countHere, mostCounted, nothingCounted } from "./counting.ts";
import { type Detector, doneWithStep, limitsAt, PASSING } from "./detector.ts";

export const fieldRejectedAgain: Detector<"field-rejected-again", CountState> = {
  kind: "field-rejected-again",
  initial: nothingCounted,
  begins: ["field-rejected"],
  follows: PASSING,
  readsView: false,
  fold(state, view, fact) {
    if (fact.observation.kind === "field-rejected") return countHere(state, view, fact);
    return state.stepId !== null && doneWithStep(state.stepId, view, fact) ? nothingCounted : state;
  },
  nextDeadline: () => null,
  decide(state, view, policy, now) {
    if (state.stepId === null) return null;
    const { rejections: limit, withinMs } = limitsAt(policy["field-rejected-again"], state.stepId);
    if (state.entries.length < limit) return null;
    const counted = countedWithin(state.entries, withinMs, now);
    const fieldId = mostCounted(counted);
    const same = counted.filter((entry) => entry.fieldId === fieldId);
    if (same.length < limit) return null;
    return countedBreakpoint("field-rejected-again", view, state.stepId, same, { rejections: limit, withinMs });
  },
  recovers: (breakpoint, view, fact) => doneWithStep(breakpoint.stepId, view, fact),
};
