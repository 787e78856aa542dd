/**
 * What the hub would raise for a synthetic customer, and whether it is right: the customer's own trouble is the truth.
 *
 * Facts travel as facts do (`arrivals.ts`), timers fire as the hub's do. How a figure is counted: docs/measurements/behaviours.md.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { StepId } from "#shared/model/ids.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { watchJourney } from "../breakpoint/watch-journey.ts";
import { beginWatch } from "../breakpoint/watch-state.ts";
import type { SampleCustomer } from "./sample-customers.ts";

/** A trouble may be named this long after it was over, milliseconds: a quantity that was reached at its very end. */
const GRACE_MS = 5 * SECOND_MS;

export type Raised = { readonly kind: BreakpointKind; readonly stepId: StepId; readonly at: number; readonly limits: string };

/**
 * What the hub would raise, with its own timers: a tick at each deadline that no fact came before.
 *
 * @param arrivals in the order the hub has them
 * @param until how long the customer can be watched, epoch milliseconds
 */
export function raisedOf(arrivals: readonly Fact[], flow: Flow, policy: DetectionPolicy, until: number): readonly Raised[] {
  const raised: Raised[] = [];
  let state = beginWatch();
  let deadline: number | null = null;
  const take = (input: Parameters<typeof watchJourney>[1], now: number) => {
    const watched = watchJourney(state, input, flow, policy, now);
    state = watched.state;
    deadline = watched.nextDeadline;
    for (const { breakpoint } of watched.raised)
      raised.push({ kind: breakpoint.kind, stepId: breakpoint.stepId, at: now, limits: JSON.stringify(breakpoint.limits) });
  };
  /** Timers up to `end`; one that lies in the past fires at once, but once. */
  const runTimers = (end: number, from: number) => {
    for (let due: number | null = deadline; due !== null && Math.max(due, from) < end; due = deadline) {
      const now = Math.max(due, from);
      take({ kind: "tick" }, now);
      if (deadline !== null && deadline <= now) break;
    }
  };
  let now = arrivals[0]?.acceptedAt ?? 0;
  for (const fact of arrivals) {
    runTimers(fact.acceptedAt, now);
    now = Math.max(now, fact.acceptedAt);
    take({ kind: "fact", fact }, now);
  }
  runTimers(until, now);
  return raised;
}

/** `right`, `wrong`, or neither: true of this customer, but not what was asked for. */
export function judge(raised: Raised, { trouble, also, facts }: SampleCustomer): "right" | "wrong" | "neither" {
  if (trouble === null || raised.at < trouble.from) return "wrong";
  const goesOn = facts.at(-1)?.observation.kind === "journey-finished";
  // The trouble is over when the customer has got past the step.
  const past = facts.find(
    ({ at, observation }) => at >= trouble.until && observation.kind === "step-completed" && observation.stepId === trouble.stepId,
  );
  const isDuring = !goesOn || raised.at <= (past?.at ?? trouble.until) + GRACE_MS;
  if (!isDuring) return "wrong";
  if (raised.kind === trouble.kind && raised.stepId === trouble.stepId) return "right";
  return also.includes(raised.kind) ? "neither" : "wrong";
}
