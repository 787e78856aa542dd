/**
 * Amount or term changed again and again: the customer cannot settle on a figure (docs/spec/WAVER.md).
 *
 * Which fields are amounts and terms is the policy's to say; correcting a name is no wavering. Values are never looked at.
 */
import { type CountState, countedBreakpoint, countedWithin, countHere, nothingCounted } from "./counting.ts";
import { type Detector, doneWithStep, limitsAt, PASSING } from "./detector.ts";

export const choiceWavering: Detector<"choice-wavering", CountState> = {
  kind: "choice-wavering",
  initial: nothingCounted,
  begins: ["field-edited"],
  follows: ["field-rejected", ...PASSING],
  readsView: false,
  fold(state, view, fact) {
    if (fact.observation.kind === "field-edited") return countHere(state, view, fact);
    if (state.stepId === null) return state;
    // What is changed because it was refused is corrected, not wavered about.
    return fact.observation.kind === "field-rejected" || doneWithStep(state.stepId, view, fact) ? nothingCounted : state;
  },
  nextDeadline: () => null,
  decide(state, view, policy, now) {
    if (state.stepId === null) return null;
    const { changes: limit, withinMs, fieldIds } = limitsAt(policy["choice-wavering"], state.stepId);
    if (state.entries.length < limit) return null;
    const counted = countedWithin(state.entries, withinMs, now).filter(
      ({ fieldId }) => fieldId !== undefined && fieldIds.includes(fieldId),
    );
    return counted.length < limit ? null : countedBreakpoint("choice-wavering", view, state.stepId, counted, { changes: limit, withinMs });
  },
  recovers: (breakpoint, view, fact) => doneWithStep(breakpoint.stepId, view, fact),
};
