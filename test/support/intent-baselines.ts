/** What the reader of intents is measured beside, learned from the same samples: keywords, and the commonest question of the step. */
import { OUT_OF_SCOPE, type Sample } from "#shared/domain/intent/samples.ts";

/** Answers with an intent's index, or null for "not understood". */
export type PlainReader = (sample: Pick<Sample, "features" | "place">) => number | null;

/** A keyword stands in at least this many samples, this share of them of one intent. */
const KEYWORD_SAMPLES = 2;
const KEYWORD_SHARE01 = 0.8;

/** Parts of a text that belong nearly always to one intent; the longest one found decides. Single characters are no keywords. */
export function keywordReader(samples: readonly Sample[]): PlainReader {
  const seen = new Map<string, Map<number, number>>();
  for (const { features, intent } of samples) {
    for (const feature of new Set(features)) {
      if ([...feature].length < 2) continue;
      const of = seen.get(feature) ?? new Map<number, number>();
      seen.set(feature, of.set(intent, (of.get(intent) ?? 0) + 1));
    }
  }
  const keywords = new Map<string, number>();
  for (const [feature, of] of seen) {
    const total = [...of.values()].reduce((sum, count) => sum + count, 0);
    const [intent, most] = [...of].reduce((best, each) => (each[1] > best[1] ? each : best));
    if (intent !== OUT_OF_SCOPE && most >= KEYWORD_SAMPLES && most >= KEYWORD_SHARE01 * total) keywords.set(feature, intent);
  }
  return ({ features }) => {
    const found = features.filter((feature) => keywords.has(feature)).sort((a, b) => [...b].length - [...a].length)[0];
    return found === undefined ? null : (keywords.get(found) ?? null);
  };
}

/** Whatever was written: what most samples of this step ask. */
export function majorityReader(samples: readonly Sample[]): PlainReader {
  const byStep = new Map<string, Map<number, number>>();
  for (const { place, intent } of samples.filter((sample) => sample.intent !== OUT_OF_SCOPE)) {
    const of = byStep.get(`${place.flowId} ${place.stepId}`) ?? new Map<number, number>();
    byStep.set(`${place.flowId} ${place.stepId}`, of.set(intent, (of.get(intent) ?? 0) + 1));
  }
  return ({ place }) => {
    const of = byStep.get(`${place.flowId} ${place.stepId}`);
    return of === undefined ? null : ([...of].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? null);
  };
}
