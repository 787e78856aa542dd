/** Upload failed or slow: a file does not get through, or hangs on the way (docs/spec/UPLOAD.md). */
import type { Fact } from "#shared/model/fact.ts";
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

/** Failures at one step, and the upload under way. */
export type UploadState = { readonly failures: CountState; readonly running: Begun | null };

const none: UploadState = { failures: nothingCounted, running: null };

function isThrough({ observation }: Fact): boolean {
  return observation.kind === "upload-finished" || observation.kind === "journey-finished";
}

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
  nextDeadline({ running }, view, policy, after) {
    if (running === null || !isOnScreen(running, view)) return null;
    return earliestAfter(after, [running.at + limitsAt(policy["upload-failed"], running.stepId).slowMs]);
  },
  decide({ failures, running }, view, policy, now) {
    if (failures.stepId !== null) {
      const { failures: limit, withinMs } = limitsAt(policy["upload-failed"], failures.stepId);
      const counted = countedWithin(failures.entries, withinMs, now);
      if (counted.length >= limit) return countedBreakpoint("upload-failed", view, failures.stepId, counted, { failures: limit, withinMs });
    }
    if (running === null || !isOnScreen(running, view)) return null;
    const { slowMs } = limitsAt(policy["upload-failed"], running.stepId);
    return now - running.at < slowMs ? null : overdueBreakpoint("upload-failed", view, running, running.at + slowMs, { slowMs });
  },
  recovers: (breakpoint, view, fact) => isThrough(fact) || doneWithStep(breakpoint.stepId, view, fact),
};
