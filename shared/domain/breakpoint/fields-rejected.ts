/**
 * Several fields rejected: a step keeps refusing, now this field, now that one (docs/spec/REJECT.md).
 *
 * Counts refusals, never looks at a value. One press of the button that names five fields is one refusal. A single field refused again
 * and again is `field-rejected-again.ts`; while that reaches its limit alone, nothing is said here.
 */
import type { Counted, CountState } from "./counting.ts";
import { countedBreakpoint, countedWithin, countHere, nothingCounted } from "./counting.ts";
import { type Detector, doneWithStep, limitsAt, PASSING } from "./detector.ts";

/** Refusals this close together came with one press of the button, milliseconds. */
const ONE_PRESS_MS = 1_000;

function presses(entries: readonly Counted[]): number {
  return entries.filter((entry, index) => entry.at - (entries[index - 1]?.at ?? Number.NEGATIVE_INFINITY) > ONE_PRESS_MS).length;
}

export const fieldsRejected: Detector<"fields-rejected", CountState> = {
  kind: "fields-rejected",
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
    const { rejections: limit, fields, withinMs } = limitsAt(policy["fields-rejected"], state.stepId);
    if (state.entries.length < limit) return null;
    const counted = countedWithin(state.entries, withinMs, now);
    const count = presses(counted);
    if (count < limit || new Set(counted.map(({ fieldId }) => fieldId)).size < fields) return null;
    const breakpoint = countedBreakpoint("fields-rejected", view, state.stepId, counted, { rejections: limit, fields, withinMs });
    return breakpoint && { ...breakpoint, count };
  },
  recovers: (breakpoint, view, fact) => doneWithStep(breakpoint.stepId, view, fact),
};
