/**
 * What observations that are shared by many facts look like as JSON, so that the log does not write the same few hundred out again and again.
 *
 * Kept for as long as the observation itself is; whoever shares one sees to it that it never changes.
 */
import type { Observation } from "#shared/model/fact.ts";

const texts = new WeakMap<Observation, string>();

export function noteObservationText(observation: Observation, text: string): void {
  texts.set(observation, text);
}

/** Undefined for one that is not shared. */
export const observationText = (observation: Observation): string | undefined => texts.get(observation);
