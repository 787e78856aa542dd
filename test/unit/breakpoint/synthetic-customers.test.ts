/** Two thousand seeded customers through all detectors: who stumbles is found, who is brisk is left alone. */

import { expect, test } from "vitest";
import { replayJourney } from "#shared/domain/breakpoint/replay-journey.ts";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import { breakpointSchema } from "#shared/model/breakpoint.ts";
import { detectionPolicy } from "#test/support/customers/fact-writer.ts";
import { syntheticJourney, type Temperament } from "#test/support/customers/synthetic-journeys.ts";

const expected: Record<Exclude<Temperament, "brisk">, BreakpointKind | readonly BreakpointKind[]> = {
  "falls-quiet": "quiet-on-step",
  "fails-checks": "verification-failed",
  "goes-back": "back-and-forth",
  // By chance it is the same field every time, or another, or both.
  "gets-rejected": ["fields-rejected", "field-rejected-again"],
  "leaves-at-the-end": "left-on-last-step",
  "asks-for-help": "help-requested",
};

const customers = Array.from({ length: 2_000 }, (_, index) => {
  const journey = syntheticJourney(index + 1);
  const until = (journey.facts.at(-1)?.at ?? 0) + 5 * MINUTE_MS;
  return { journey, raised: replayJourney(journey.facts, journey.flow, detectionPolicy, until).raised };
});

test("[JOURNEY-11] each temperament is found once by its own detector, and every breakpoint fits the model", () => {
  for (const { journey, raised } of customers) {
    for (const { breakpoint } of raised) breakpointSchema.parse(breakpoint);
    if (journey.temperament === "brisk") continue;
    const wanted = [expected[journey.temperament as keyof typeof expected]].flat();
    const kinds = raised.map(({ breakpoint }) => breakpoint.kind).filter((kind) => wanted.includes(kind));
    expect([journey.seed, kinds.length, new Set(kinds).size > 0]).toEqual([journey.seed, new Set(kinds).size, true]);
  }
});

test("[QUIET-2] a brisk customer who finishes is never disturbed", () => {
  const brisk = customers.filter(({ journey }) => journey.temperament === "brisk");
  expect(brisk.length).toBeGreaterThan(200);
  expect(brisk.flatMap(({ raised }) => raised)).toEqual([]);
});
