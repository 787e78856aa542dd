/** Signature aborted: begun and wiped again and again, or begun and not finished (docs/spec/SIGN.md). Writing it once more is no trouble. */
import type { Fact } from "#shared/model/fact.ts";
import type { FieldId, StepId } from "#shared/model/ids.ts";
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

/** Attempts given up at one step, and the last touch of an unfinished one. */
export type SignatureState = { readonly aborts: CountState; readonly unfinished: Begun | null };

const none: SignatureState = { aborts: nothingCounted, unfinished: null };

function isSigned({ observation }: Fact, fieldId: FieldId | undefined): boolean {
  return observation.kind === "field-changed" && observation.state === "filled" && observation.fieldId === fieldId;
}

const hangLimit = (policy: DetectionPolicy) => (stepId: StepId) =>
  ["stalledMs", limitsAt(policy["signature-aborted"], stepId).stalledMs] as const;

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
  nextDeadline: ({ unfinished }, view, policy, after) => hangsFrom(unfinished, view, hangLimit(policy), after),
  decide({ aborts, unfinished }, view, policy, now) {
    if (aborts.stepId !== null) {
      const { aborts: limit, withinMs } = limitsAt(policy["signature-aborted"], aborts.stepId);
      const reached = reachedBreakpoint("signature-aborted", view, aborts, { name: "aborts", limit, withinMs }, now);
      if (reached !== null) return reached;
    }
    return hangingBreakpoint("signature-aborted", view, unfinished, hangLimit(policy), now);
  },
  // A name that was wiped again and again stood there every time: only the step done shows that this one stays.
  recovers: (breakpoint, view, fact) =>
    ("stalledMs" in breakpoint.limits && isSigned(fact, breakpoint.fieldId)) || doneWithStep(breakpoint.stepId, view, fact),
};
