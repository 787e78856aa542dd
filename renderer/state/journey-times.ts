/** Times of a journey as the desk computes them from its card. Pure; all in milliseconds, instants on the hub's clock. */
import type { StepId } from "#shared/model/ids.ts";
import type { JourneyCard, TypicalTime } from "#shared/model/journey.ts";

/** Below this many finished visits a typical time says nothing. */
export const ENOUGH_SAMPLES = 20;

/** Time spent on a step. The card counts up to its making, which is no earlier than its last fact; the current step runs on from its entry. */
export function spentOn(journey: JourneyCard, stepId: StepId, now: number): number {
  const record = journey.steps.find((step) => step.stepId === stepId);
  const spentMs = record?.spentMs ?? 0;
  if (stepId !== journey.stepId || journey.status !== "active") return spentMs;
  const thisVisitMs = Math.max(0, now - journey.stepEnteredAt);
  return (record?.visits ?? 1) > 1 ? Math.max(spentMs, thisVisitMs) : thisVisitMs;
}

export type BeforeFigure = {
  readonly count: number;
  readonly spentMs: number;
  /** Against the typical times: negative = faster; null without enough samples for every one of the steps. */
  readonly differenceMs: number | null;
};

/** The steps before the current one: how many, how long, and against typical. */
export function beforeCurrent(journey: JourneyCard, stepIds: readonly StepId[], typical: readonly TypicalTime[]): BeforeFigure {
  const at = stepIds.indexOf(journey.stepId);
  const before = stepIds.slice(0, Math.max(0, at));
  let spentMs = 0;
  let typicalMs: number | null = 0;
  for (const stepId of before) {
    spentMs += journey.steps.find((step) => step.stepId === stepId)?.spentMs ?? 0;
    const usual = typical.find((known) => known.stepId === stepId && known.flowId === journey.flowId);
    typicalMs = usual === undefined || usual.n < ENOUGH_SAMPLES || typicalMs === null ? null : typicalMs + usual.medianMs;
  }
  return { count: before.length, spentMs, differenceMs: typicalMs === null || before.length === 0 ? null : spentMs - typicalMs };
}
