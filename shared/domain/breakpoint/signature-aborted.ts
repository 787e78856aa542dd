/** Signature aborted: begun and wiped again and again, or begun and not finished (docs/spec/SIGN.md). Writing it once more is no trouble. */
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
  nothingCounted,
  overdueBreakpoint,
} from "./counting.ts";
import { type Detector, doneWithStep, earliestAfter, limitsAt, PASSING } from "./detector.ts";

/** Attempts given up at one step, and the last touch of an unfinished one. */
export type SignatureState = { readonly aborts: CountState; readonly unfinished: Begun | null };

const none: SignatureState = { aborts: nothingCounted, unfinished: null };

function isSigned({ observation }: Fact, fieldId: FieldId | undefined): boolean {
  return observation.kind === "field-changed" && observation.state === "filled" && observation.fieldId === fieldId;
}

export const signatureAborted: Detector<"signature-aborted", SignatureState> = {
  kind: "signature-aborted",
  initial: none,
  begins: ["signature-started", "signature-aborted"],
  follows: ["field-changed", ...PASSING],
  readsView: false,
  fold(state, view, fact) {
    const { kind } = fact.observation;
    if (kind === "signature-started") return { ...state, unfinished: begin(view, fact) };
    if (kind === "signature-aborted") return { aborts: countHere(state.aborts, view, fact), unfinished: begin(view, fact) };
    const stepId = state.unfinished?.stepId ?? state.aborts.stepId;
    if (stepId !== null && doneWithStep(stepId, view, fact)) return none;
    return state.unfinished !== null && isSigned(fact, state.unfinished.fieldId) ? { ...state, unfinished: null } : state;
  },
  nextDeadline({ unfinished }, view, policy, after) {
    if (unfinished === null || !isOnScreen(unfinished, view)) return null;
    return earliestAfter(after, [unfinished.at + limitsAt(policy["signature-aborted"], unfinished.stepId).stalledMs]);
  },
  decide({ aborts, unfinished }, view, policy, now) {
    if (aborts.stepId !== null) {
      const { aborts: limit, withinMs } = limitsAt(policy["signature-aborted"], aborts.stepId);
      const counted = countedWithin(aborts.entries, withinMs, now);
      if (counted.length >= limit) return countedBreakpoint("signature-aborted", view, aborts.stepId, counted, { aborts: limit, withinMs });
    }
    if (unfinished === null || !isOnScreen(unfinished, view)) return null;
    const { stalledMs } = limitsAt(policy["signature-aborted"], unfinished.stepId);
    if (now - unfinished.at < stalledMs) return null;
    return overdueBreakpoint("signature-aborted", view, unfinished, unfinished.at + stalledMs, { stalledMs });
  },
  // A name that was wiped again and again stood there every time: only the step done shows that this one stays.
  recovers: (breakpoint, view, fact) =>
    ("stalledMs" in breakpoint.limits && isSigned(fact, breakpoint.fieldId)) || doneWithStep(breakpoint.stepId, view, fact),
};
