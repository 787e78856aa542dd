/** Ordinary facts of many journeys for the benchmarks of engine, recovery and soak: customers who get on, seen in the order they come. */
import type { Fact, Observation } from "#shared/model/fact.ts";

const STEPS = ["identity", "vehicle", "employment", "quote"];

/** What an unremarkable customer of the car loan does as their `seq`-th deed. */
export function ordinaryObservation(seq: number): Observation {
  const stepId = STEPS[Math.floor((seq - 2) / 3) % STEPS.length] ?? "identity";
  if (seq === 1) return { kind: "journey-started", flowId: "car-loan", channel: "app" } as Observation;
  if (seq % 3 === 2) return { kind: "step-entered", stepId } as Observation;
  return { kind: "field-changed", stepId, fieldId: seq % 3 === 0 ? "phone" : "amount", state: "filled" } as Observation;
}

/** @param at epoch milliseconds, both when it happened and when it was accepted. */
export function ordinaryFact(journeyId: string, seq: number, at: number): Fact {
  return { id: `${journeyId}-${seq}`, journeyId, seq, at, acceptedAt: at, observation: ordinaryObservation(seq) } as Fact;
}
