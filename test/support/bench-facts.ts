/** Ordinary facts of many journeys for the benchmarks of engine, recovery and soak: customers who get on, seen in the order they come. */
import type { Fact, Observation } from "#shared/model/fact.ts";

/** Steps of the car loan in order, and three fields of each. */
const STEPS = [
  { stepId: "vehicle", fieldIds: ["car-model", "purchase-city", "vehicle-price"] },
  { stepId: "identity", fieldIds: ["full-name", "id-number", "phone"] },
  { stepId: "employment", fieldIds: ["occupation", "employer", "monthly-income"] },
  { stepId: "quote", fieldIds: ["loan-amount", "loan-term", "repayment-method"] },
];

/** What an unremarkable customer of the car loan does as their `seq`-th deed: into a step, three fields, on. */
export function ordinaryObservation(seq: number): Observation {
  if (seq === 1) return { kind: "journey-started", flowId: "car-loan", channel: "app" } as Observation;
  const deed = (seq - 2) % 5;
  const { stepId, fieldIds } = STEPS[Math.floor((seq - 2) / 5) % STEPS.length] ?? { stepId: "vehicle", fieldIds: [] };
  if (deed === 0) return { kind: "step-entered", stepId } as Observation;
  if (deed === 4) return { kind: "step-completed", stepId } as Observation;
  return { kind: "field-changed", stepId, fieldId: fieldIds[deed - 1], state: "filled" } as Observation;
}

/** @param at epoch milliseconds, both when it happened and when it was accepted. */
export function ordinaryFact(journeyId: string, seq: number, at: number): Fact {
  return { id: `${journeyId}-${seq}`, journeyId, seq, at, acceptedAt: at, observation: ordinaryObservation(seq) } as Fact;
}

/** The same as a back end sends it. @param at epoch milliseconds, the back end's clock. */
export function sentFact(journeyId: string, seq: number, at: number) {
  return { id: `${journeyId}-${seq}`, journeyId, seq, at, observation: ordinaryObservation(seq) };
}

/** A fact a line, as `POST /v1/facts` takes them. */
export const ndjsonOf = (facts: readonly object[]): string => `${facts.map((fact) => JSON.stringify(fact)).join("\n")}\n`;
