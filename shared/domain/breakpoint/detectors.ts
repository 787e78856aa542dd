/**
 * The registry: one detector per breakpoint kind, exhaustive. Adding a kind to the model does not compile until it is here.
 */
import type { Breakpoint, BreakpointKind } from "#shared/model/breakpoint.ts";
import { breakpointKindSchema } from "#shared/model/breakpoint.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { JourneyView } from "../journey/journey-view.ts";
import { type BackAndForthState, backAndForth } from "./back-and-forth.ts";
import type { Detector } from "./detector.ts";
import { fieldsRejected, type RejectionState } from "./fields-rejected.ts";
import { type HelpState, helpRequested } from "./help-requested.ts";
import { type LastStepState, leftOnLastStep } from "./left-on-last-step.ts";
import { type QuietState, quietOnStep } from "./quiet-on-step.ts";
import { type VerificationState, verificationFailed } from "./verification-failed.ts";

export type DetectorStates = {
  "quiet-on-step": QuietState;
  "verification-failed": VerificationState;
  "back-and-forth": BackAndForthState;
  "fields-rejected": RejectionState;
  "left-on-last-step": LastStepState;
  "help-requested": HelpState;
};

export const detectors: { readonly [Kind in BreakpointKind]: Detector<Kind, DetectorStates[Kind]> } = {
  "quiet-on-step": quietOnStep,
  "verification-failed": verificationFailed,
  "back-and-forth": backAndForth,
  "fields-rejected": fieldsRejected,
  "left-on-last-step": leftOnLastStep,
  "help-requested": helpRequested,
};

/** The order in which detectors are asked. Quiet comes last: it stays silent beside a more telling breakpoint. */
export const DETECTION_ORDER: readonly BreakpointKind[] = [
  ...breakpointKindSchema.options.filter((kind) => kind !== "quiet-on-step"),
  "quiet-on-step",
];

/** Whether a fact shows that the customer moved on from this breakpoint by themselves; `view` is the journey after the fact. */
export function recovers(breakpoint: Breakpoint, view: JourneyView, fact: Fact): boolean {
  return detectors[breakpoint.kind].recovers(breakpoint, view, fact);
}

/**
 * The key an alert is raised under: one per breakpoint however often facts repeat.
 *
 * @param occurrence from 1; the next one begins when the customer had moved on and broke at the same place again.
 */
export function breakpointKey(breakpoint: Breakpoint, occurrence: number): string {
  return `${breakpoint.journeyId}/${breakpoint.kind}/${breakpoint.stepId}/${occurrence}`;
}
