/** Upload failed or slow: a file does not get through, or hangs on the way (docs/spec/UPLOAD.md). */
import type { Fact } from "#shared/model/fact.ts";
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

/** Failures at one step, and the upload under way. */
export type UploadState = { readonly failures: CountState; readonly running: Begun | null };

const none: UploadState = { failures: nothingCounted, running: null };

function isThrough({ observation }: Fact): boolean {
  return observation.kind === "upload-finished" || observation.kind === "journey-finished";
}

const hangLimit = (policy: DetectionPolicy) => (stepId: StepId) => ["slowMs", limitsAt(policy["upload-failed"], stepId).slowMs] as const;

export const uploadFailed: Detector<"upload-failed", UploadState> = {
  kind: "upload-failed",
  initial: none,
  begins: ["upload-started", "upload-failed"],
  follows: ["upload-finished", ...PASSING],
  readsView: false,
  fold(state, view, fact) {
    const { kind } = fact.observation;
    if (kind === "upload-started") return { ...state, running: begin(view, fact) };
    if (kind === "upload-failed") return { failures: countHere(state.failures, view, fact), running: null };
    if (isThrough(fact)) return none;
    const stepId = state.failures.stepId ?? state.running?.stepId ?? null;
    return stepId !== null && doneWithStep(stepId, view, fact) ? none : state;
  },
  nextDeadline: ({ running }, view, policy, after) => hangsFrom(running, view, hangLimit(policy), after),
  decide({ failures, running }, view, policy, now) {
    if (failures.stepId !== null) {
      const { failures: limit, withinMs } = limitsAt(policy["upload-failed"], failures.stepId);
      const reached = reachedBreakpoint("upload-failed", view, failures, { name: "failures", limit, withinMs }, now);
      if (reached !== null) return reached;
    }
    return hangingBreakpoint("upload-failed", view, running, hangLimit(policy), now);
  },
  recovers: (breakpoint, view, fact) => isThrough(fact) || doneWithStep(breakpoint.stepId, view, fact),
};
