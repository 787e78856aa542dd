/**
 * When the need score of a journey is asked: after every act, and whenever the customer has been quiet for one of the given spells.
 *
 * Owns the instants only. Nothing is asked of a journey that is over, nor of one the customer has left for a newer journey: its end is
 * known, but nobody is there to be helped with it.
 */
import { invariant } from "#shared/lib/invariant.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import { factInstant } from "../journey/fold-journey.ts";
import { foldNeed, type NeedState } from "./need-state.ts";

/** `quietMs` is 0 right after an act. `at`: hub clock. */
export type Moment = { readonly at: number; readonly quietMs: number; readonly state: NeedState };

function nextInstant(facts: readonly Fact[], index: number): number {
  const next = facts[index + 1];
  return next ? factInstant(next) : Number.POSITIVE_INFINITY;
}

/**
 * @param facts of one journey in the order of `seq`.
 * @param quietMs ascending spells of quiet, milliseconds.
 * @param until hub clock; nothing is asked at or after it: the finish, the customer's next journey, the end of what is known.
 */
export function momentsOf(facts: readonly Fact[], flow: Flow, quietMs: readonly number[], until: number): readonly Moment[] {
  const moments: Moment[] = [];
  let state: NeedState | null = null;
  for (const [index, fact] of facts.entries()) {
    const before: number = state?.acts ?? 0;
    state = foldNeed(state, fact, flow);
    const at = factInstant(fact);
    if (state.finishedAt !== null || at >= until) break;
    const nextAt = nextInstant(facts, index);
    // Facts of one instant are known together.
    if (nextAt <= at) continue;
    if (state.acts > before) moments.push({ at, quietMs: 0, state });
    if (state.acts === 0) continue;
    for (const spell of quietMs) {
      const dueAt = state.lastAt + spell;
      if (dueAt >= Math.min(nextAt, until)) break;
      if (dueAt > at) moments.push({ at: dueAt, quietMs: spell, state });
    }
  }
  invariant(
    moments.every((moment, index) => moment.at >= (moments[index - 1]?.at ?? 0)),
    "moments come in the order of time",
  );
  return moments;
}
