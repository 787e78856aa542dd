/**
 * Back and forth: the customer keeps returning to earlier steps instead of getting past one (docs/spec/BACKFORTH.md).
 *
 * To and fro between two steps with nothing done is `step-loop.ts`, and says so first. A return is entering a step before the one the customer was on. The breakpoint stands at the furthest step they returned from:
 * that is the one they do not get past. Decided by the return that reaches the count within the window.
 */
import type { FactId, StepId } from "#shared/model/ids.ts";
import { factInstant } from "../journey/fold-journey.ts";
import { stepAtIndex } from "../journey/journey-view.ts";
import { type Detector, doneWithStep, EVIDENCE_LIMIT, limitsAt, PASSING } from "./detector.ts";

type Return = { readonly factId: FactId; readonly at: number };

/** Returns since the customer last got further, oldest first; `stepId` is the furthest step they returned from. */
export type BackAndForthState = { readonly stepId: StepId | null; readonly stepIndex: number; readonly returns: readonly Return[] };

const none: BackAndForthState = { stepId: null, stepIndex: -1, returns: [] };

export const backAndForth: Detector<"back-and-forth", BackAndForthState> = {
  kind: "back-and-forth",
  initial: none,
  begins: ["step-entered"],
  follows: PASSING,
  readsView: false,
  fold(state, view, fact) {
    const move = view.lastMove;
    const moved = move !== null && move.seq === fact.seq;
    if (moved && move.to < move.from) {
      const entry = { factId: fact.id, at: factInstant(fact) };
      const further = move.from > state.stepIndex;
      return {
        stepId: further ? stepAtIndex(view, move.from) : state.stepId,
        stepIndex: further ? move.from : state.stepIndex,
        returns: [...state.returns, entry].slice(-EVIDENCE_LIMIT),
      };
    }
    return state.stepId !== null && doneWithStep(state.stepId, view, fact) ? none : state;
  },
  nextDeadline: () => null,
  decide(state, view, policy, now) {
    if (state.stepId === null) return null;
    const { returns: limit, withinMs } = limitsAt(policy["back-and-forth"], state.stepId);
    if (state.returns.length < limit) return null;
    const counted = state.returns.filter((entry) => entry.at > now - withinMs);
    const first = counted[0];
    const last = counted.at(-1);
    if (!first || !last || counted.length < limit) return null;
    return {
      kind: "back-and-forth",
      journeyId: view.journeyId,
      stepId: state.stepId,
      severity: "watch",
      detectedAt: last.at,
      sinceAt: first.at,
      count: counted.length,
      evidence: counted.map((entry) => entry.factId),
      limits: { returns: limit, withinMs },
    };
  },
  recovers: (breakpoint, view, fact) => doneWithStep(breakpoint.stepId, view, fact),
};
