/**
 * The watch over one journey: facts and ticks in, breakpoints raised, grown and recovered out (docs/spec/JOURNEY.md, WATCH-*).
 *
 * A pure function over plain states, for replay, tests and tools; the hub runs the same rules (`run-watch.ts`) over rows (`watch-rows.ts`).
 * Time moves with the facts themselves (a deadline that lies before a fact fires before it, at its own instant), so a recorded journey always
 * gives the same answer whether its ticks came in time or not at all. Raising, routing and storing alerts belong to `shared/domain/alert`.
 */
import type { Flow } from "#shared/model/flow.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { type Found, nextCall, runWatch, type WatchInput } from "./run-watch.ts";
import { closeWatch, NEVER, openWatch, type WatchState } from "./watch-state.ts";

export type Watched = Found & {
  readonly state: WatchState;
  /** Call again with a tick then (hub clock); may lie in the past, then at once, after the facts at hand. `null`: nothing to wait for. */
  readonly nextDeadline: number | null;
};

/**
 * Takes one fact or tick in.
 *
 * A fact may come in any order, late or twice (see `order-facts.ts`). Call with every fact at hand before acting on a deadline that
 * lies in the past, so that a batch sent after an offline spell disproves a quiet that never was.
 *
 * @param flow the flow of this journey, in the release the journey runs on.
 * @param policy the limits of this journey; the same in every call, else a deadline of the former ones is answered late.
 * @param now hub clock, epoch milliseconds: when the fact was accepted, or the tick's instant.
 */
export function watchJourney(state: WatchState, input: WatchInput, flow: Flow, policy: DetectionPolicy, now: number): Watched {
  const watch = openWatch(state);
  const { raised, updated, recovered, passed } = runWatch(watch, input, flow, policy, now);
  const next = nextCall(watch);
  return { state: closeWatch(watch), raised, updated, recovered, passed, nextDeadline: next === NEVER ? null : next };
}
