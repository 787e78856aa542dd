/** All twenty behaviours over seeded customers: any order of arrival, ticks at any time, and nobody who is only brisk. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DETECTION_ORDER, detectors } from "#shared/domain/breakpoint/detectors.ts";
import { replayJourney } from "#shared/domain/breakpoint/replay-journey.ts";
import { type Watched, watchJourney } from "#shared/domain/breakpoint/watch-journey.ts";
import { beginWatch, type WatchState } from "#shared/domain/breakpoint/watch-state.ts";
import { arrivalsOf } from "#shared/domain/samples/arrivals.ts";
import { behaviours, type SampleCustomer } from "#shared/domain/samples/sample-customers.ts";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import { breakpointSchema } from "#shared/model/breakpoint.ts";
import type { Fact } from "#shared/model/fact.ts";
import { factSchema } from "#shared/model/fact.ts";
import { behaviourCustomer } from "#test/support/customers/behaviour-customers.ts";
import { detectionPolicy as policy } from "#test/support/customers/fact-writer.ts";
import { loadPeople } from "#test/support/customers/people.ts";

const SEED = 20261123;
const people = loadPeople();
const seeds = Array.from({ length: 800 }, (_none, index) => index + 1);
const customers = seeds.map((seed) => behaviourCustomer(seed, people));

function feed({ flow }: SampleCustomer, facts: readonly Fact[], now: (fact: Fact) => number) {
  let state: WatchState = beginWatch();
  const raised: string[] = [];
  const take = (watched: Watched) => {
    state = watched.state;
    raised.push(...[...watched.raised, ...watched.passed].map(({ key }) => key));
  };
  for (const fact of facts) take(watchJourney(state, { kind: "fact", fact }, flow, policy, now(fact)));
  return { state, raised: raised.sort(), take };
}

describe("the seeded customers", () => {
  test("cover every behaviour as trouble and as what only looks like it, with facts the contract knows", () => {
    for (const kind of behaviours) {
      expect(customers.filter(({ trouble }) => trouble?.kind === kind).length).toBeGreaterThan(5);
      expect(customers.filter(({ lookAlike }) => lookAlike === kind).length).toBeGreaterThan(5);
    }
    for (const { facts } of customers.slice(0, 100)) for (const fact of facts) factSchema.parse(fact);
    expect(behaviourCustomer(7, people)).toEqual(behaviourCustomer(7, people));
  });

  test("[JOURNEY-11] each detector is found by its own name, says what fits the model, and never twice under one key", () => {
    for (const kind of DETECTION_ORDER) expect(detectors[kind].kind).toBe(kind);
    const found = new Set<string>();
    for (const { facts, flow, until } of customers) {
      const { raised } = replayJourney(facts, flow, policy, until);
      expect(new Set(raised.map(({ key }) => key)).size).toBe(raised.length);
      for (const { breakpoint } of raised) {
        breakpointSchema.parse(breakpoint);
        expect(breakpoint.evidence.length).toBeGreaterThan(0);
        found.add(breakpoint.kind);
      }
    }
    expect([...found].sort()).toEqual([...behaviours].sort());
  });
});

describe("properties over all twenty", () => {
  const anyCustomer = fc.constantFrom(...customers);

  test("[JOURNEY-1] late, doubled and overtaking facts give the same view and breakpoints as ordered ones", () => {
    fc.assert(
      fc.property(
        anyCustomer,
        fc.infiniteStream(fc.integer({ min: 0, max: 6 })),
        fc.infiniteStream(fc.boolean()),
        (customer, jitter, doubled) => {
          const ordered = feed(customer, customer.facts, () => customer.until);
          const shuffled = customer.facts
            .map((fact) => ({ fact, place: fact.seq + (jitter.next().value ?? 0) }))
            .sort((a, b) => a.place - b.place)
            .flatMap(({ fact }) => (doubled.next().value ? [fact, fact] : [fact]));
          const other = feed(customer, shuffled, () => customer.facts[0]?.at ?? 0);
          expect(other.state.view).toEqual(ordered.state.view);
          expect(other.state.detectors).toEqual(ordered.state.detectors);
          expect(other.state.standing).toEqual(ordered.state.standing);
          expect(other.raised).toEqual(ordered.raised);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });

  test("[JOURNEY-10] ticks in between, at any instants up to the next fact, change nothing", () => {
    fc.assert(
      fc.property(anyCustomer, fc.infiniteStream(fc.integer({ min: 0, max: 1_000 })), (customer, share) => {
        const { facts, flow, until } = customer;
        const without = replayJourney(facts, flow, policy, until);
        let state = beginWatch();
        const raised: string[] = [];
        const over: string[] = [];
        const take = (watched: Watched) => {
          state = watched.state;
          raised.push(...[...watched.raised, ...watched.passed].map(({ key }) => key));
          over.push(...[...watched.recovered, ...watched.passed].map(({ key }) => key));
        };
        let previousAt = facts[0]?.at ?? 0;
        for (const fact of facts) {
          const tickAt = previousAt + Math.floor(((fact.at - previousAt) * (share.next().value ?? 0)) / 1_001);
          take(watchJourney(state, { kind: "tick" }, flow, policy, tickAt));
          take(watchJourney(state, { kind: "fact", fact }, flow, policy, fact.acceptedAt));
          previousAt = fact.at;
        }
        take(watchJourney(state, { kind: "tick" }, flow, policy, until));
        expect(raised.sort()).toEqual(without.raised.map(({ key }) => key).sort());
        expect(over.sort()).toEqual(without.recovered.map(({ key }) => key).sort());
        expect(state.standing).toEqual(without.state.standing);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  test("[JOURNEY-15] a backlog of a minute raises nothing that the facts on their way disprove", () => {
    for (const customer of customers.slice(0, 200)) {
      const { facts } = customer;
      // All facts come a minute late; timers are answered only once the facts at hand are in.
      const late = facts.map((fact) => ({ ...fact, acceptedAt: fact.at + MINUTE_MS }));
      expect(feed(customer, late, (fact) => fact.acceptedAt).raised).toEqual(feed(customer, facts, (fact) => fact.acceptedAt).raised);
    }
  });

  test("[JOURNEY-1] as facts really travel, the end of the journey is the same", () => {
    for (const customer of customers.slice(0, 200)) {
      const arrivals = arrivalsOf(customer.facts, customer.seed, people);
      expect(new Set(arrivals.map(({ id }) => id)).size).toBe(customer.facts.length);
      const { state, take } = feed(customer, arrivals, (fact) => fact.acceptedAt);
      take(watchJourney(state, { kind: "tick" }, customer.flow, policy, customer.until));
      expect(state.view?.seq).toBe(customer.facts.length);
    }
  });
});
