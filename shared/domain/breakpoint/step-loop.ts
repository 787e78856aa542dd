/**
 * A-B-A-B loop: to and fro between the same two steps with nothing done on either (docs/spec/LOOP.md).
 *
 * The first arrival at a step is no leg, and anything filled or changed ends the count: who compares and corrects is BACKFORTH's.
 */
import { factInstant } from "../journey/fold-journey.ts";
import { stepAtIndex, stepRecord } from "../journey/journey-view.ts";
import { type Counted, countedBreakpoint, countedWithin } from "./counting.ts";
import { type Detector, doneWithStep, EVIDENCE_LIMIT, limitsAt, PASSING } from "./detector.ts";

/** Legs between the two steps, oldest first; indexes of the flow, -1 while there are none. */
export type LoopState = { readonly low: number; readonly high: number; readonly legs: readonly Counted[] };

const none: LoopState = { low: -1, high: -1, legs: [] };

export const stepLoop: Detector<"step-loop", LoopState> = {
  kind: "step-loop",
  initial: none,
  begins: ["step-entered"],
  follows: ["field-changed", "field-edited", ...PASSING],
  readsView: false,
  fold(state, view, fact) {
    const { observation } = fact;
    const move = view.lastMove;
    if (observation.kind === "step-entered" && move !== null && move.seq === fact.seq) {
      if (stepRecord(view, observation.stepId)?.visits === 1) return none;
      const [low, high] = move.from < move.to ? [move.from, move.to] : [move.to, move.from];
      const isSame = low === state.low && high === state.high;
      const leg = { factId: fact.id, at: factInstant(fact) };
      return { low, high, legs: [...(isSame ? state.legs : []), leg].slice(-EVIDENCE_LIMIT) };
    }
    if (observation.kind === "journey-finished") return none;
    if (observation.kind === "field-changed" || observation.kind === "field-edited") return state.high < 0 ? state : none;
    const stepId = stepAtIndex(view, state.high);
    return stepId !== null && doneWithStep(stepId, view, fact) ? none : state;
  },
  nextDeadline: () => null,
  decide(state, view, policy, now) {
    const stepId = stepAtIndex(view, state.high);
    if (stepId === null) return null;
    const { legs: limit, withinMs } = limitsAt(policy["step-loop"], stepId);
    const counted = countedWithin(state.legs, withinMs, now);
    return counted.length < limit ? null : countedBreakpoint("step-loop", view, stepId, counted, { legs: limit, withinMs });
  },
  recovers(breakpoint, view, fact) {
    const { kind } = fact.observation;
    return kind === "field-changed" || kind === "field-edited" || doneWithStep(breakpoint.stepId, view, fact);
  },
};
