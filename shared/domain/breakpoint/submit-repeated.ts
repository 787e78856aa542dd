/**
 * Duplicate submit: the button is pressed again while the first press has no answer (docs/spec/REPEAT.md).
 *
 * Two presses in a blink are one: some hands click everything twice.
 */
import type { Fact, FactKind } from "#shared/model/fact.ts";
import { type Counted, type CountState, countedBreakpoint, countedWithin, countHere, nothingCounted } from "./counting.ts";
import { type Detector, doneWithStep, limitsAt } from "./detector.ts";

/** What answers a submit (`isAnswer`). */
export const ANSWERS: readonly FactKind[] = [
  "step-completed",
  "step-entered",
  "submit-failed",
  "field-rejected",
  "verification-failed",
  "verification-passed",
  "field-changed",
  "field-edited",
  "journey-finished",
];

/** Whether a fact shows that a submit has been answered, if only by the form being free again. */
export function isAnswer({ observation }: Fact): boolean {
  return ANSWERS.includes(observation.kind);
}

/** Presses after the first, double clicks taken as one. */
function repeatsIn(presses: readonly Counted[], doubleClickMs: number): readonly Counted[] {
  return presses.filter((press, index) => index > 0 && press.at - (presses[index - 1]?.at ?? 0) > doubleClickMs);
}

/** Presses without an answer at one step, oldest first. */
export const submitRepeated: Detector<"submit-repeated", CountState> = {
  kind: "submit-repeated",
  initial: nothingCounted,
  begins: ["submit-sent"],
  follows: ANSWERS,
  readsView: false,
  fold(state, view, fact) {
    if (fact.observation.kind === "submit-sent") return countHere(state, view, fact);
    return state.stepId !== null && isAnswer(fact) ? nothingCounted : state;
  },
  nextDeadline: () => null,
  decide(state, view, policy, now) {
    if (state.stepId === null) return null;
    const { repeats: limit, doubleClickMs, withinMs } = limitsAt(policy["submit-repeated"], state.stepId);
    const presses = countedWithin(state.entries, withinMs, now);
    const repeats = repeatsIn(presses, doubleClickMs);
    const last = repeats.at(-1);
    if (!last || repeats.length < limit) return null;
    const breakpoint = countedBreakpoint("submit-repeated", view, state.stepId, presses, { repeats: limit, withinMs });
    return breakpoint && { ...breakpoint, count: repeats.length, detectedAt: last.at };
  },
  recovers: (breakpoint, view, fact) => isAnswer(fact) || doneWithStep(breakpoint.stepId, view, fact),
};
