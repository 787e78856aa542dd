/**
 * Field cleared after filling: what was entered is taken out again, and nothing takes its place (docs/spec/CLEAR.md).
 *
 * Clearing to retype is no trouble, nor is going on with other fields. A signature's fields are `signature-aborted.ts`.
 */
import type { Fact } from "#shared/model/fact.ts";
import type { FieldId } from "#shared/model/ids.ts";
import {
  type Begun,
  begin,
  type CountState,
  countedBreakpoint,
  countedWithin,
  countHere,
  isOnScreen,
  mostCounted,
  nothingCounted,
  overdueBreakpoint,
} from "./counting.ts";
import { type Detector, doneWithStep, earliestAfter, limitsAt, PASSING } from "./detector.ts";

/** Clearings at one step, the field empty now, and the fields that are signed in rather than filled. */
export type ClearState = { readonly clearings: CountState; readonly empty: Begun | null; readonly signed: readonly FieldId[] };

const none: ClearState = { clearings: nothingCounted, empty: null, signed: [] };

function refills({ observation }: Fact, fieldId: FieldId | undefined): boolean {
  return observation.kind === "field-changed" && observation.state !== "empty" && observation.fieldId === fieldId;
}

export const fieldCleared: Detector<"field-cleared", ClearState> = {
  kind: "field-cleared",
  initial: none,
  begins: ["signature-started", "field-changed"],
  follows: PASSING,
  readsView: false,
  fold(state, view, fact) {
    const { observation } = fact;
    if (observation.kind === "signature-started")
      return state.signed.includes(observation.fieldId) ? state : { ...state, signed: [...state.signed, observation.fieldId] };
    if (observation.kind === "field-changed" && observation.state === "empty" && !state.signed.includes(observation.fieldId))
      return { ...state, clearings: countHere(state.clearings, view, fact), empty: begin(view, fact) };
    const stepId = state.clearings.stepId;
    if (stepId !== null && doneWithStep(stepId, view, fact)) return { ...none, signed: state.signed };
    return state.empty !== null && refills(fact, state.empty.fieldId) ? { ...state, empty: null } : state;
  },
  nextDeadline({ empty }, view, policy, after) {
    if (empty === null || !isOnScreen(empty, view)) return null;
    return earliestAfter(after, [view.lastProgressAt + limitsAt(policy["field-cleared"], empty.stepId).emptyMs]);
  },
  decide({ clearings, empty }, view, policy, now) {
    if (clearings.stepId !== null) {
      const { clears: limit, withinMs } = limitsAt(policy["field-cleared"], clearings.stepId);
      const counted = countedWithin(clearings.entries, withinMs, now);
      const same = counted.filter(({ fieldId }) => fieldId === mostCounted(counted));
      if (same.length >= limit) return countedBreakpoint("field-cleared", view, clearings.stepId, same, { clears: limit, withinMs });
    }
    if (empty === null || !isOnScreen(empty, view)) return null;
    const { emptyMs } = limitsAt(policy["field-cleared"], empty.stepId);
    if (now - view.lastProgressAt < emptyMs) return null;
    return overdueBreakpoint("field-cleared", view, empty, view.lastProgressAt + emptyMs, { emptyMs });
  },
  // One that was cleared again and again may be again; one that stayed empty is over once it is filled.
  recovers: (breakpoint, view, fact) =>
    ("emptyMs" in breakpoint.limits && refills(fact, breakpoint.fieldId)) || doneWithStep(breakpoint.stepId, view, fact),
};
