/**
 * What customers ask at a place when nothing was written: shares of the samples, a wider place standing in where a narrow one has few.
 *
 * Flow, then step, then behaviour at the step, then help entry opened; each estimate leans on the one before it with the weight of
 * `LEANS_ON` samples (a Dirichlet prior). Counts, not regression: with a handful of samples a regression is sure of what it has not seen.
 */
import type { NeedGround } from "#shared/model/need-intent.ts";
import type { IntentPlace } from "./place.ts";

/** So many samples of the wider place count as much as those of the narrow one. */
const LEANS_ON = 6;

export type PlaceShares = {
  readonly intents: readonly number[];
  /** Samples by place and position in `intents`. */
  readonly counts: ReadonlyMap<string, Float64Array>;
};

/** From wide to narrow, with what each adds. */
function levelsOf({ flowId, stepId, breakpointKind, helpTopics }: IntentPlace): { readonly key: string; readonly ground: NeedGround }[] {
  return [
    { key: flowId, ground: { kind: "flow" } },
    { key: `${flowId} ${stepId}`, ground: { kind: "step", stepId } },
    ...(breakpointKind === undefined
      ? []
      : [{ key: `${flowId} ${stepId} ${breakpointKind}`, ground: { kind: "breakpoint", breakpointKind } as const }]),
    ...[...new Set(helpTopics ?? [])].map((topic) => ({ key: `${flowId} ?${topic}`, ground: { kind: "help-topic", topic } as const })),
  ];
}

/** @param samples places with the intent asked there. */
export function learnPlaceShares(samples: readonly { readonly place: IntentPlace; readonly intent: number }[]): PlaceShares {
  const intents = [...new Set(samples.map(({ intent }) => intent))].sort((a, b) => a - b);
  const counts = new Map<string, Float64Array>();
  for (const { place, intent } of samples) {
    const at = intents.indexOf(intent);
    for (const { key } of levelsOf(place)) {
      const row = counts.get(key) ?? new Float64Array(intents.length);
      counts.set(key, row);
      row[at] = (row[at] ?? 0) + 1;
    }
  }
  return { intents, counts };
}

export type PlaceReading = { readonly intent: number; readonly share01: number; readonly grounds: readonly NeedGround[] };

/** The intent with the largest share, and what made it larger; null at a step of which there are no samples. */
export function readShares(shares: PlaceShares, place: IntentPlace): PlaceReading | null {
  if (!shares.counts.has(`${place.flowId} ${place.stepId}`)) return null;
  let estimate = new Float64Array(shares.intents.length).fill(1 / Math.max(1, shares.intents.length));
  const steps: { readonly ground: NeedGround; readonly before: Float64Array; readonly after: Float64Array }[] = [];
  for (const { key, ground } of levelsOf(place)) {
    const row = shares.counts.get(key);
    if (!row) continue;
    const n = row.reduce((sum, count) => sum + count, 0);
    const before = estimate;
    estimate = row.map((count, at) => (count + LEANS_ON * (before[at] ?? 0)) / (n + LEANS_ON));
    steps.push({ ground, before, after: estimate });
  }
  let first = 0;
  for (const [at, share] of estimate.entries()) if (share > (estimate[first] ?? 0)) first = at;
  const intent = shares.intents[first];
  if (intent === undefined) return null;
  const grounds = steps.filter(({ before, after }) => (after[first] ?? 0) > (before[first] ?? 0)).map(({ ground }) => ground);
  return { intent, share01: estimate[first] ?? 0, grounds };
}
