/**
 * App to background during a critical wait: the bank checks something, and the customer is not there for the answer (docs/spec/WAIT.md).
 *
 * A look at a text message is shorter than the limit. That the wait ends meanwhile changes nothing: they still do not know.
 */

import type { JourneyView } from "../journey/journey-view.ts";
import { type Begun, begin, overdueBreakpoint } from "./counting.ts";
import { type Detector, doneWithStep, earliestAfter, limitsAt } from "./detector.ts";

export type WaitState = { readonly wait: Begun | null; readonly hasEnded: boolean };

const none: WaitState = { wait: null, hasEnded: false };

/** Since when the customer has been away from a wait, `null` while they are not. */
function awayFromWait({ wait }: WaitState, view: JourneyView): number | null {
  if (wait === null || view.awaySince === null || view.stepId !== wait.stepId || view.status === "finished") return null;
  return Math.max(wait.at, view.awaySince);
}

export const hiddenWhileWaiting: Detector<"hidden-while-waiting", WaitState> = {
  kind: "hidden-while-waiting",
  initial: none,
  begins: ["wait-started"],
  follows: "every",
  readsView: false,
  fold(state, view, fact) {
    const { kind } = fact.observation;
    if (kind === "wait-started") return { wait: begin(view, fact), hasEnded: false };
    if (state.wait === null) return state;
    if (doneWithStep(state.wait.stepId, view, fact)) return none;
    const hasEnded = state.hasEnded || kind === "wait-ended";
    if (hasEnded && view.awaySince === null) return none;
    return hasEnded === state.hasEnded ? state : { ...state, hasEnded };
  },
  nextDeadline(state, view, policy, after) {
    const awaySince = awayFromWait(state, view);
    if (awaySince === null || state.wait === null) return null;
    return earliestAfter(after, [awaySince + limitsAt(policy["hidden-while-waiting"], state.wait.stepId).hiddenMs]);
  },
  decide(state, view, policy, now) {
    const awaySince = awayFromWait(state, view);
    if (awaySince === null || state.wait === null) return null;
    const { hiddenMs } = limitsAt(policy["hidden-while-waiting"], state.wait.stepId);
    if (now - awaySince < hiddenMs) return null;
    const breakpoint = overdueBreakpoint("hidden-while-waiting", view, state.wait, awaySince + hiddenMs, { hiddenMs });
    return { ...breakpoint, sinceAt: awaySince, evidence: [state.wait.factId, ...(view.awayFactId === null ? [] : [view.awayFactId])] };
  },
  recovers: (breakpoint, view, fact) => view.awaySince === null || doneWithStep(breakpoint.stepId, view, fact),
};
