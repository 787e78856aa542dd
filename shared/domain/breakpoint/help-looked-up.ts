/**
 * Help or fee page opened, then back: the answer was looked for and did not help (docs/spec/LOOKUP.md).
 *
 * Getting on with the step afterwards means that it did.
 */
import type { Fact } from "#shared/model/fact.ts";
import type { JourneyView } from "../journey/journey-view.ts";
import {
  type Begun,
  begin,
  type CountState,
  countHere,
  DOING,
  isGettingOn,
  isOnScreen,
  nothingCounted,
  overdueBreakpoint,
  reachedBreakpoint,
} from "./counting.ts";
import { type Detector, doneWithStep, earliestAfter, limitsAt } from "./detector.ts";

/** Openings since the customer last got on, and the latest coming back. */
export type LookUpState = { readonly openings: CountState; readonly back: Begun | null };

const none: LookUpState = { openings: nothingCounted, back: null };

function helped(fact: Fact): boolean {
  return isGettingOn(fact) || fact.observation.kind === "journey-finished";
}

/** Back on the step with the page in sight: who hides it is looking elsewhere. */
function isStuck(back: Begun, view: JourneyView): boolean {
  return isOnScreen(back, view) && view.awaySince === null;
}

export const helpLookedUp: Detector<"help-looked-up", LookUpState> = {
  kind: "help-looked-up",
  initial: none,
  begins: ["help-opened", "help-closed"],
  follows: [...DOING, "journey-finished"],
  readsView: false,
  fold(state, view, fact) {
    const { kind } = fact.observation;
    if (kind === "help-opened") return { openings: countHere(state.openings, view, fact), back: null };
    if (kind === "help-closed") return { ...state, back: begin(view, fact) };
    return helped(fact) ? none : state;
  },
  nextDeadline({ back }, view, policy, after) {
    if (back === null || !isStuck(back, view)) return null;
    return earliestAfter(after, [view.lastProgressAt + limitsAt(policy["help-looked-up"], back.stepId).idleMs]);
  },
  decide({ openings, back }, view, policy, now) {
    if (openings.stepId !== null) {
      const { opens: limit, withinMs } = limitsAt(policy["help-looked-up"], openings.stepId);
      const reached = reachedBreakpoint("help-looked-up", view, openings, { name: "opens", limit, withinMs }, now);
      if (reached !== null) return reached;
    }
    if (back === null || !isStuck(back, view)) return null;
    const { idleMs } = limitsAt(policy["help-looked-up"], back.stepId);
    if (now - view.lastProgressAt < idleMs) return null;
    return overdueBreakpoint("help-looked-up", view, back, view.lastProgressAt + idleMs, { idleMs });
  },
  recovers: (breakpoint, view, fact) => helped(fact) || doneWithStep(breakpoint.stepId, view, fact),
};
