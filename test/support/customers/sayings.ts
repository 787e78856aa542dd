/** What the watch says of a written journey, in a form a table can hold. */
import { replayJourney } from "#shared/domain/breakpoint/replay-journey.ts";
import type { Breakpoint } from "#shared/model/breakpoint.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { carLoan, detectionPolicy, type FactWriter, TEST_NOW } from "./fact-writer.ts";

/** @returns each as `kind@step xcount severity` and, when over, `-reason`, `afterMs` after the journey's last fact */
export function sayings(journey: FactWriter, afterMs = 0, flow: Flow = carLoan, policy: DetectionPolicy = detectionPolicy): string[] {
  const { raised, recovered, state } = replayJourney(journey.facts, flow, policy, TEST_NOW + journey.atMs + afterMs);
  return raised.map(({ key, breakpoint }) => {
    const now = Object.values(state.standing).find((standing) => standing.key === key)?.breakpoint ?? breakpoint;
    const over = recovered.find((entry) => entry.key === key);
    return `${now.kind}@${now.stepId} x${now.count} ${now.severity}${over ? ` -${over.because}` : ""}`;
  });
}

/** The one that stands, else the first that was raised. */
export function breakpointOf(
  journey: FactWriter,
  afterMs = 0,
  flow: Flow = carLoan,
  policy: DetectionPolicy = detectionPolicy,
): Breakpoint | undefined {
  const { state, raised } = replayJourney(journey.facts, flow, policy, TEST_NOW + journey.atMs + afterMs);
  return Object.values(state.standing)[0]?.breakpoint ?? raised[0]?.breakpoint;
}
