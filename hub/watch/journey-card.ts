/** What a desk is shown of a journey before consent: progress and field states from the watch's view, facts from the log. Never a value. */

import type { JourneyView } from "#shared/domain/journey/journey-view.ts";
import { fieldsOf, stepDurationMs, stepRecord } from "#shared/domain/journey/journey-view.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { JourneyCard } from "#shared/model/journey.ts";

/** Null before the first step is entered: there is nothing to show yet. */
export function journeyCard(view: JourneyView, flow: Flow, facts: readonly Fact[], now: number): JourneyCard | null {
  if (view.stepId === null) return null;
  return {
    journeyId: view.journeyId,
    flowId: view.flowId,
    ...(view.customerId === undefined ? {} : { customerId: view.customerId }),
    channel: view.channel ?? "mobile-web",
    status: view.status,
    presence: view.status === "left" ? "gone" : view.offlineSince !== null ? "offline" : view.awaySince !== null ? "hidden" : "visible",
    stepId: view.stepId,
    startedAt: view.startedAt,
    stepEnteredAt: view.enteredAt,
    lastFactAt: facts.at(-1)?.at ?? view.startedAt,
    steps: flow.steps.map((step) => {
      const record = stepRecord(view, step.id);
      return {
        stepId: step.id,
        visits: record?.visits ?? 0,
        spentMs: Math.round(stepDurationMs(view, step.id, now)),
        done: (record?.completedAt ?? null) !== null,
      };
    }),
    fields: [...fieldsOf(view, flow)],
    facts: facts.slice(-50).map((fact) => fact),
  };
}
