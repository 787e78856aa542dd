/**
 * What was known of a customer when a journey of theirs began, from their other journeys of the same flow that are kept here.
 *
 * Pure. The numbers made of it are `shared/domain/score/need-state.ts`; a customer who is not signed in has none.
 */
import type { JourneyView } from "#shared/domain/journey/journey-view.ts";
import type { NeedHistory } from "#shared/domain/score/need-state.ts";
import { NO_HISTORY } from "#shared/domain/score/need-state.ts";

type Earlier = Pick<JourneyView, "startedAt" | "finishedAt" | "lastProgressAt" | "steps" | "stepCount">;

/** The latest sign of life before `at` that the view still knows the instant of. */
function lastSignBefore(view: Earlier, at: number): number {
  const instants = [view.lastProgressAt, ...view.steps.flatMap((step) => [step.firstEnteredAt, step.completedAt])];
  return instants.reduce<number>((latest, each) => (each !== null && each < at ? Math.max(latest, each) : latest), view.startedAt);
}

function furthest01Before(view: Earlier, at: number): number {
  const reached = view.steps.flatMap((step) => (step.firstEnteredAt < at ? [step.index] : []));
  return Math.max(0, ...reached) / Math.max(1, view.stepCount - 1);
}

/**
 * @param others views of the customer's other journeys of this flow, in any order.
 * @param startedAt when the journey asked about began, hub clock: nothing later is looked at.
 */
export function needHistoryOf(others: readonly Earlier[], startedAt: number): NeedHistory {
  const earlier = others.filter((view) => view.startedAt < startedAt).sort((a, b) => a.startedAt - b.startedAt);
  const last = earlier.at(-1);
  if (last === undefined) return NO_HISTORY;
  const finishes = earlier.flatMap(({ finishedAt }) => (finishedAt !== null && finishedAt < startedAt ? [finishedAt] : []));
  // Devices are not told apart here: what a visitor did is what the customer did.
  return {
    journeys: earlier.length,
    finished: finishes.length,
    lastEndedAt: lastSignBefore(last, startedAt),
    lastFurthest01: furthest01Before(last, startedAt),
    lastFinished: last.finishedAt !== null && last.finishedAt < startedAt,
    customerJourneys: earlier.length,
    customerFinished: finishes.length,
    customerLastFinishedAt: finishes.length === 0 ? null : Math.max(...finishes),
  };
}
