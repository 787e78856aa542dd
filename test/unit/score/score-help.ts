/** What the tests of the need score share: hand-written funnels and a small table to learn from. */

import type { Example } from "#shared/domain/score/examples.ts";
import { beginNeed, NO_HISTORY, needFeatures } from "#shared/domain/score/need-state.ts";
import { seededChance } from "#shared/lib/seeded-random.ts";
import type { Fact } from "#shared/model/fact.ts";
import { factSchema } from "#shared/model/fact.ts";
import { type Flow, flowSchema } from "#shared/model/flow.ts";
import { TEST_NOW } from "#test/support/customers/fact-writer.ts";

export const funnel: Flow = flowSchema.parse({
  id: "funnel",
  title: { "zh-CN": "漏斗", en: "Funnel" },
  steps: ["start", "one", "two", "three"].map((id) => ({ id, title: { "zh-CN": id, en: id } })),
});

/** `[seconds, step]` in order; step `"end"` finishes. */
export function funnelFacts(acts: readonly (readonly [number, string])[], journeyId = "f1"): readonly Fact[] {
  return acts.map(([seconds, step], index) => {
    const at = TEST_NOW + seconds * 1_000;
    const observation = step === "end" ? { kind: "journey-finished" } : { kind: "step-entered", stepId: step };
    return factSchema.parse({ id: `${journeyId}.${index + 1}`, journeyId, seq: index + 1, at, acceptedAt: at, observation });
  });
}

/** Journeys of one moment each: who has returned often does not finish, with some chance mixed in. */
export function madeUpExamples(count: number, seed: number, firstJourney = 0): readonly Example[] {
  const chance = seededChance(seed);
  return Array.from({ length: count }, (_, index) => {
    const returns = Math.floor(chance() * 6);
    const state = { ...beginNeed(4, TEST_NOW), acts: returns + 2, returns, step: 1, furthest: 2, lastAt: TEST_NOW };
    const stillThere = chance() < 0.6;
    const notFinished = !stillThere || chance() < returns / 6;
    const features = needFeatures(state, NO_HISTORY, TEST_NOW + 1_000);
    return {
      journey: firstJourney + index,
      at: TEST_NOW + index * 60_000,
      features,
      notFinished,
      stillThere,
      finishedBefore: chance() < 0.1,
    };
  });
}
