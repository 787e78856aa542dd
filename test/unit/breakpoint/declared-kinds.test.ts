/** What detectors declare of themselves, against docs/spec/ENGINE.md: asked for every fact of seeded customers as if nothing were declared. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DETECTION_ORDER, type DetectorStates, detectors } from "#shared/domain/breakpoint/detectors.ts";
import { factInstant, foldJourney } from "#shared/domain/journey/fold-journey.ts";
import type { JourneyView } from "#shared/domain/journey/journey-view.ts";
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import type { Fact, FactKind } from "#shared/model/fact.ts";
import { behaviourCustomer } from "#test/support/customers/behaviour-customers.ts";
import { detectionPolicy as policy } from "#test/support/customers/fact-writer.ts";
import { loadPeople } from "#test/support/customers/people.ts";
import { syntheticJourney } from "#test/support/customers/synthetic-journeys.ts";

const SEED = 20261123;
const people = loadPeople();

const has = (kinds: readonly FactKind[] | "every", kind: FactKind) => kinds === "every" || kinds.includes(kind);

/** Folds one detector over all facts; counts the facts it would have been spared, and names those it should not be. */
function undeclared<Kind extends BreakpointKind>(kind: Kind, facts: readonly Fact[], views: readonly JourneyView[]) {
  const { initial, begins, follows, fold, decide, nextDeadline, readsView } = detectors[kind];
  const wrong: string[] = [];
  let spared = 0;
  let state: DetectorStates[Kind] = initial;
  for (const [index, fact] of facts.entries()) {
    const view = views[index];
    if (view === undefined) continue;
    const after = fold(state, view, fact);
    const isNamed = has(begins, fact.observation.kind) || (state !== initial && has(follows, fact.observation.kind));
    if (!isNamed) spared += 1;
    if (!isNamed && after !== state) wrong.push(`${kind} changes on ${fact.observation.kind}`);
    state = after;
    const at = factInstant(fact);
    if (readsView) continue;
    if (decide(initial, view, policy, at) !== null || decide(initial, view, policy, at + 86_400_000) !== null)
      wrong.push(`${kind} decides from nothing`);
    if (nextDeadline(initial, view, policy, at) !== null) wrong.push(`${kind} waits for nothing`);
  }
  return { wrong, spared };
}

function undeclaredOfAll(facts: readonly Fact[], flow: Parameters<typeof foldJourney>[2]) {
  const views: JourneyView[] = [];
  for (const fact of facts) views.push(foldJourney(views.at(-1) ?? null, fact, flow));
  const all = DETECTION_ORDER.map((kind) => undeclared(kind, facts, views));
  return { wrong: all.flatMap(({ wrong }) => wrong), spared: all.reduce((sum, { spared }) => sum + spared, 0) };
}

describe("properties over seeded customers", () => {
  test("[ENGINE-1] [ENGINE-2] no detector changes on a kind it did not declare, or speaks before anything began", () => {
    let asked = 0;
    let sparedOfAll = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.boolean(), (seed, isBehaviour) => {
        const { facts, flow } = isBehaviour ? behaviourCustomer(seed, people) : syntheticJourney(seed);
        const { wrong, spared } = undeclaredOfAll(facts, flow);
        expect(wrong).toEqual([]);
        asked += facts.length * DETECTION_ORDER.length;
        sparedOfAll += spared;
      }),
      { seed: SEED, numRuns: 600 },
    );
    // Else the declarations would be worth nothing.
    expect(sparedOfAll / asked).toBeGreaterThan(0.7);
  });
});
