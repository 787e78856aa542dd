/** Session about to time out: the bank has said so, and the customer does not react (docs/spec/EXPIRE.md). What they filled in is at stake. */
import type { Fact } from "#shared/model/fact.ts";
import { type Begun, begin, DOING, isGettingOn, isOnScreen, overdueBreakpoint } from "./counting.ts";
import { type Detector, doneWithStep, earliestAfter, limitsAt } from "./detector.ts";

/** The warning that nobody has answered. */
export type ExpiryState = { readonly warning: Begun | null };

const none: ExpiryState = { warning: null };

function reacts(fact: Fact): boolean {
  return fact.observation.kind === "session-renewed" || fact.observation.kind === "journey-finished" || isGettingOn(fact);
}

export const sessionExpiring: Detector<"session-expiring", ExpiryState> = {
  kind: "session-expiring",
  initial: none,
  begins: ["session-expiring"],
  follows: [...DOING, "session-renewed", "journey-finished"],
  readsView: false,
  fold(state, view, fact) {
    if (fact.observation.kind === "session-expiring") return state.warning === null ? { warning: begin(view, fact) } : state;
    return state.warning !== null && reacts(fact) ? none : state;
  },
  nextDeadline({ warning }, view, policy, after) {
    if (warning === null || !isOnScreen(warning, view)) return null;
    return earliestAfter(after, [warning.at + limitsAt(policy["session-expiring"], warning.stepId).unansweredMs]);
  },
  decide({ warning }, view, policy, now) {
    if (warning === null || !isOnScreen(warning, view)) return null;
    const { unansweredMs } = limitsAt(policy["session-expiring"], warning.stepId);
    if (now - warning.at < unansweredMs) return null;
    return overdueBreakpoint("session-expiring", view, warning, warning.at + unansweredMs, { unansweredMs }, "urgent");
  },
  recovers: (breakpoint, view, fact) => reacts(fact) || doneWithStep(breakpoint.stepId, view, fact),
};
