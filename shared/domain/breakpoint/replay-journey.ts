/**
 * Runs a recorded journey through the watch: what the hub would have raised, and when.
 *
 * Used by tests and by replay on history. The answer depends on the facts alone: the ticks between them fall out of the deadlines.
 */
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import type { RecoveredBreakpoint } from "./run-watch.ts";
import { watchJourney } from "./watch-journey.ts";
import { beginWatch, type KeyedBreakpoint, type WatchState } from "./watch-state.ts";

export type Replayed = {
  readonly state: WatchState;
  /** Every breakpoint once, as it was when raised, in the order raised; those nobody would have seen (`passed`) included. */
  readonly raised: readonly KeyedBreakpoint[];
  /** Every growth, in order. */
  readonly updated: readonly KeyedBreakpoint[];
  readonly recovered: readonly RecoveredBreakpoint[];
};

/** @param until how far time goes on after the last fact, hub clock; earlier than the last fact = no further. */
export function replayJourney(facts: readonly Fact[], flow: Flow, policy: DetectionPolicy, until: number): Replayed {
  const raised: KeyedBreakpoint[] = [];
  const updated: KeyedBreakpoint[] = [];
  const recovered: RecoveredBreakpoint[] = [];
  let state = beginWatch();
  const step = (input: Parameters<typeof watchJourney>[1], now: number) => {
    const watched = watchJourney(state, input, flow, policy, now);
    state = watched.state;
    raised.push(...[...watched.raised, ...watched.passed].sort((a, b) => a.breakpoint.detectedAt - b.breakpoint.detectedAt));
    updated.push(...watched.updated);
    recovered.push(...watched.recovered, ...watched.passed);
  };
  for (const fact of facts) step({ kind: "fact", fact }, fact.acceptedAt);
  step({ kind: "tick" }, until);
  return { state, raised: raised.map(({ key, breakpoint }) => ({ key, breakpoint })), updated, recovered };
}
