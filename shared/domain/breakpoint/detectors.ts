/**
 * The registry: one detector per breakpoint kind, exhaustive. Adding a kind to the model does not compile until it is here.
 */
import type { Breakpoint, BreakpointKind } from "#shared/model/breakpoint.ts";
import { breakpointKindSchema } from "#shared/model/breakpoint.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { JourneyView } from "../journey/journey-view.ts";
import { type AgreementState, agreementLeft } from "./agreement-left.ts";
import { type BackAndForthState, backAndForth } from "./back-and-forth.ts";
import { choiceWavering } from "./choice-wavering.ts";
import { codeResent } from "./code-resent.ts";
import type { CountState } from "./counting.ts";
import { deadClick } from "./dead-click.ts";
import type { Detector } from "./detector.ts";
import { type ClearState, fieldCleared } from "./field-cleared.ts";
import { fieldRejectedAgain } from "./field-rejected-again.ts";
import { fieldsRejected } from "./fields-rejected.ts";
import { helpLookedUp, type LookUpState } from "./help-looked-up.ts";
import { type HelpState, helpRequested } from "./help-requested.ts";
import { hiddenWhileWaiting, type WaitState } from "./hidden-while-waiting.ts";
import { type LastStepState, leftOnLastStep } from "./left-on-last-step.ts";
import { type QuietState, quietOnStep } from "./quiet-on-step.ts";
import { rageClick } from "./rage-click.ts";
import { type ExpiryState, sessionExpiring } from "./session-expiring.ts";
import { type SignatureState, signatureAborted } from "./signature-aborted.ts";
import { type LoopState, stepLoop } from "./step-loop.ts";
import { type SubmitState, submitFailed } from "./submit-failed.ts";
import { submitRepeated } from "./submit-repeated.ts";
import { type UploadState, uploadFailed } from "./upload-failed.ts";
import { type VerificationState, verificationFailed } from "./verification-failed.ts";

export type DetectorStates = {
  "agreement-left": AgreementState;
  "back-and-forth": BackAndForthState;
  "choice-wavering": CountState;
  "code-resent": CountState;
  "dead-click": CountState;
  "field-cleared": ClearState;
  "field-rejected-again": CountState;
  "fields-rejected": CountState;
  "help-looked-up": LookUpState;
  "help-requested": HelpState;
  "hidden-while-waiting": WaitState;
  "left-on-last-step": LastStepState;
  "quiet-on-step": QuietState;
  "rage-click": CountState;
  "session-expiring": ExpiryState;
  "signature-aborted": SignatureState;
  "step-loop": LoopState;
  "submit-failed": SubmitState;
  "submit-repeated": CountState;
  "upload-failed": UploadState;
  "verification-failed": VerificationState;
};

export const detectors: { readonly [Kind in BreakpointKind]: Detector<Kind, DetectorStates[Kind]> } = {
  "agreement-left": agreementLeft,
  "back-and-forth": backAndForth,
  "choice-wavering": choiceWavering,
  "code-resent": codeResent,
  "dead-click": deadClick,
  "field-cleared": fieldCleared,
  "field-rejected-again": fieldRejectedAgain,
  "fields-rejected": fieldsRejected,
  "help-looked-up": helpLookedUp,
  "help-requested": helpRequested,
  "hidden-while-waiting": hiddenWhileWaiting,
  "left-on-last-step": leftOnLastStep,
  "quiet-on-step": quietOnStep,
  "rage-click": rageClick,
  "session-expiring": sessionExpiring,
  "signature-aborted": signatureAborted,
  "step-loop": stepLoop,
  "submit-failed": submitFailed,
  "submit-repeated": submitRepeated,
  "upload-failed": uploadFailed,
  "verification-failed": verificationFailed,
};

/** The order in which detectors are asked: the model's, quiet last. Each may stay silent beside one asked before (`silentBeside`). */
export const DETECTION_ORDER: readonly BreakpointKind[] = [
  ...breakpointKindSchema.options.filter((kind) => kind !== "quiet-on-step"),
  "quiet-on-step",
];

/** Whether a kind says nothing while the other stands at the same step: the other says the same, and more. */
export function silentBeside(kind: BreakpointKind, other: BreakpointKind): boolean {
  if (kind === "quiet-on-step") return other !== "quiet-on-step";
  return kind === "back-and-forth" && other === "step-loop";
}

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
