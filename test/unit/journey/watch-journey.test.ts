/** The watch over a journey, against docs/spec/JOURNEY.md. Each detector has its own table in test/unit/breakpoint. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { replayJourney } from "#shared/domain/breakpoint/replay-journey.ts";
import { type Watched, watchJourney } from "#shared/domain/breakpoint/watch-journey.ts";
import { beginWatch, identifyWatched, settleBreakpoint, type WatchState } from "#shared/domain/breakpoint/watch-state.ts";
import { GAP_HOLD_MS } from "#shared/domain/journey/order-facts.ts";
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { type Fact, factSchema } from "#shared/model/fact.ts";
import { customerIdSchema } from "#shared/model/ids.ts";
import { carLoan, detectionPolicy, TEST_NOW, writeJourney } from "#test/support/customers/fact-writer.ts";
import { syntheticJourney } from "#test/support/customers/synthetic-journeys.ts";

const policy = detectionPolicy;
const SEED = 20261123;

function tick(state: WatchState, atMs: number): Watched {
  return watchJourney(state, { kind: "tick" }, carLoan, policy, TEST_NOW + atMs);
}

function feed(state: WatchState, facts: readonly Fact[]): { state: WatchState; last: Watched; all: Watched[] } {
  const all: Watched[] = [];
  let current = state;
  for (const fact of facts) {
    const watched = watchJourney(current, { kind: "fact", fact }, carLoan, policy, fact.acceptedAt);
    current = watched.state;
    all.push(watched);
  }
  const last = all.at(-1);
  if (!last) throw new Error("no facts given");
  return { state: current, last, all };
}

const stuck = writeJourney(carLoan).reach("face-check").wait(5_000).fail("face-check").wait(20_000).fail("face-check").wait(20_000);

describe("one alert per breakpoint", () => {
  test("[JOURNEY-11] the third failure raises, the fourth grows the same key", () => {
    const third = feed(beginWatch(), stuck.fail("face-check").facts);
    expect(third.last.raised.map(({ key }) => key)).toEqual(["journey-lin/verification-failed/face-check/1"]);
    const fourth = stuck.fail("face-check").wait(20_000).fail("face-check");
    const grown = feed(third.state, fourth.facts.slice(-1)).last;
    expect(grown.raised).toEqual([]);
    expect(grown.updated.map(({ key, breakpoint }) => [key, breakpoint.count])).toEqual([
      ["journey-lin/verification-failed/face-check/1", 4],
    ]);
  });

  test("[JOURNEY-11] breaking again at the same place after moving on is the next occurrence", () => {
    const again = stuck
      .fail("face-check")
      .write({ kind: "verification-passed", stepId: "face-check", method: "face" })
      .fail("face-check")
      .fail("face-check")
      .fail("face-check");
    const keys = replayJourney(again.facts, carLoan, policy, 0).raised.map(({ key }) => key);
    expect(keys).toEqual(["journey-lin/verification-failed/face-check/1", "journey-lin/verification-failed/face-check/2"]);
  });

  test("[JOURNEY-12] ticks and repeats of a standing breakpoint report nothing, growth keeps its instants", () => {
    const third = feed(beginWatch(), stuck.fail("face-check").facts);
    const detectedAt = third.last.raised[0]?.breakpoint.detectedAt;
    const later = tick(third.state, stuck.atMs + 10);
    expect([later.raised, later.updated, later.recovered]).toEqual([[], [], []]);
    const grown = feed(later.state, stuck.fail("face-check").wait(30_000).fail("face-check").facts.slice(-1)).last;
    expect(grown.updated[0]?.breakpoint.detectedAt).toBe(detectedAt);
  });

  test("[JOURNEY-12] quiet grows urgent when its time comes", () => {
    const entered = feed(beginWatch(), writeJourney(carLoan).enter("vehicle").facts);
    const raised = tick(entered.state, 90 * SECOND_MS);
    expect(raised.raised[0]?.breakpoint).toMatchObject({ kind: "quiet-on-step", severity: "watch" });
    expect(raised.nextDeadline).toBe(TEST_NOW + 270 * SECOND_MS);
    const urgent = tick(raised.state, 270 * SECOND_MS);
    expect(urgent.updated[0]?.breakpoint.severity).toBe("urgent");
    expect(urgent.nextDeadline).toBeNull();
  });

  test("[JOURNEY-13] a quiet that a fact of the same batch ends disturbs nobody", () => {
    const { facts } = writeJourney(carLoan)
      .enter("vehicle")
      .wait(2 * MINUTE_MS)
      .fill("vehicle", "car-model");
    const { last } = feed(beginWatch(), facts);
    expect(last.raised).toEqual([]);
    expect(last.recovered).toEqual([]);
    expect(last.passed.map(({ key, because }) => [key, because])).toEqual([["journey-lin/quiet-on-step/vehicle/1", "moved-on"]]);
  });

  test.each([
    { name: "quiet", journey: writeJourney(carLoan).enter("vehicle"), atMs: 90 * SECOND_MS },
    { name: "the last step left", journey: writeJourney(carLoan).enter("sign").hide("sign"), atMs: 150 * SECOND_MS },
    { name: "failures", journey: stuck.fail("face-check"), atMs: stuck.atMs },
  ])("[JOURNEY-14] settled, $name is not raised again", ({ journey, atMs }) => {
    const { state } = feed(beginWatch(), journey.facts);
    const raised = tick(state, atMs).state;
    const key = Object.values(raised.standing)[0]?.key;
    expect(key).toBeDefined();
    const settled = settleBreakpoint(raised, key ?? "", TEST_NOW + atMs + 1);
    expect(settled.standing).toEqual({});
    const kind = Object.keys(raised.standing)[0];
    expect(tick(settled, atMs + 10 * MINUTE_MS).raised.filter((entry) => entry.breakpoint.kind === kind)).toEqual([]);
  });

  test("[JOURNEY-14] after settling it counts anew", () => {
    const { state } = feed(beginWatch(), stuck.fail("face-check").facts);
    const settled = settleBreakpoint(state, "journey-lin/verification-failed/face-check/1", TEST_NOW + stuck.atMs + 1);
    const more = stuck.fail("face-check").wait(60_000).fail("face-check").wait(1_000).fail("face-check").wait(1_000).fail("face-check");
    const again = feed(settled, more.facts.slice(-3)).all.flatMap((watched) => watched.raised);
    expect(again.map(({ key }) => key)).toContain("journey-lin/verification-failed/face-check/2");
  });

  test("[JOURNEY-14] settling what does not stand changes nothing", () => {
    const { state } = feed(beginWatch(), stuck.facts);
    expect(settleBreakpoint(state, "no-such-key", TEST_NOW)).toBe(state);
  });
});

describe("deadlines", () => {
  test("[JOURNEY-15] a held gap is waited for, then what follows it counts", () => {
    const { facts } = writeJourney(carLoan).enter("vehicle").wait(1_000).complete("vehicle").enter("identity");
    const [started, entered, , identity] = facts;
    if (!started || !entered || !identity) throw new Error("four facts");
    const { last, state } = feed(beginWatch(), [started, entered, identity]);
    expect(last.nextDeadline).toBe(identity.acceptedAt + GAP_HOLD_MS);
    const after = tick(state, 1_000 + GAP_HOLD_MS);
    expect(after.state.view?.stepId).toBe("identity");
    expect(after.nextDeadline).toBe(TEST_NOW + 91 * SECOND_MS);
  });

  test("[JOURNEY-15] a finished journey waits for nothing", () => {
    expect(feed(beginWatch(), writeJourney(carLoan).enter("sign").finish().facts).last.nextDeadline).toBeNull();
  });

  test("[JOURNEY-15] a batch sent after an offline spell disproves the quiet that never was", () => {
    const { facts } = writeJourney(carLoan)
      .enter("vehicle")
      .wait(80_000)
      .fill("vehicle", "car-model")
      .wait(80_000)
      .fill("vehicle", "down-payment");
    const late = facts.map((fact, index) => (index < 2 ? fact : factSchema.parse({ ...fact, acceptedAt: TEST_NOW + 165_000 })));
    const { all, last } = feed(beginWatch(), late);
    expect(all.flatMap((watched) => [...watched.raised, ...watched.passed])).toEqual([]);
    // Twice their own longest pause so far (QUIET-8).
    expect(last.nextDeadline).toBe(TEST_NOW + 320_000);
  });

  test("a customer who signs in later is known to the watch and its view", () => {
    const lin = customerIdSchema.parse("lin-xiaolan");
    expect(identifyWatched(feed(beginWatch(), stuck.facts).state, lin).view?.customerId).toBe(lin);
    expect(feed(beginWatch(lin), stuck.facts).state.view?.customerId).toBe(lin);
  });
});

describe("properties over synthetic customers", () => {
  const anyJourney = fc.integer({ min: 1, max: 1_000_000 }).map((seed) => syntheticJourney(seed));

  test("[JOURNEY-1] shuffled and doubled arrivals give the same view and breakpoints as ordered ones", () => {
    fc.assert(
      fc.property(
        anyJourney,
        fc.infiniteStream(fc.integer({ min: 0, max: 6 })),
        fc.infiniteStream(fc.boolean()),
        ({ facts, flow }, jitter, doubled) => {
          const ordered = replayJourney(facts, flow, policy, 0);
          // Arrival by seq plus a jitter of at most six places: what a beacon overtaking a request looks like. No time passes between arrivals.
          const shuffled = facts
            .map((fact) => ({ fact, place: fact.seq + (jitter.next().value ?? 0) }))
            .sort((a, b) => a.place - b.place)
            .flatMap(({ fact }) => (doubled.next().value ? [fact, fact] : [fact]));
          let state = beginWatch();
          const raised: string[] = [];
          for (const fact of shuffled) {
            const watched = watchJourney(state, { kind: "fact", fact }, flow, policy, TEST_NOW);
            state = watched.state;
            raised.push(...[...watched.raised, ...watched.passed].map(({ key }) => key));
          }
          expect(state.view).toEqual(ordered.state.view);
          expect(Object.keys(state.standing).sort()).toEqual(Object.keys(ordered.state.standing).sort());
          expect(raised.sort()).toEqual(ordered.raised.map(({ key }) => key).sort());
        },
      ),
      { seed: SEED, numRuns: 150 },
    );
  });

  test("[JOURNEY-10] ticks in between, at any instants up to the next fact, change nothing", () => {
    fc.assert(
      fc.property(anyJourney, fc.infiniteStream(fc.integer({ min: 0, max: 1_000 })), ({ facts, flow }, share) => {
        const without = replayJourney(facts, flow, policy, TEST_NOW + 60 * MINUTE_MS * 3);
        let state = beginWatch();
        const raised: string[] = [];
        const recovered: string[] = [];
        const take = (watched: Watched) => {
          state = watched.state;
          raised.push(...[...watched.raised, ...watched.passed].map(({ key }) => key));
          recovered.push(...[...watched.recovered, ...watched.passed].map(({ key }) => key));
        };
        let previousAt = TEST_NOW;
        for (const fact of facts) {
          const gapMs = fact.at - previousAt;
          take(watchJourney(state, { kind: "tick" }, flow, policy, previousAt + Math.floor((gapMs * (share.next().value ?? 0)) / 1_001)));
          take(watchJourney(state, { kind: "fact", fact }, flow, policy, fact.acceptedAt));
          previousAt = fact.at;
        }
        take(watchJourney(state, { kind: "tick" }, flow, policy, TEST_NOW + 60 * MINUTE_MS * 3));
        expect(raised.sort()).toEqual(without.raised.map(({ key }) => key).sort());
        expect(recovered.sort()).toEqual(without.recovered.map(({ key }) => key).sort());
        expect(state.standing).toEqual(without.state.standing);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  test("[JOURNEY-11] no key is ever raised twice, and what stands was raised", () => {
    fc.assert(
      fc.property(anyJourney, ({ facts, flow }) => {
        const { raised, state } = replayJourney(facts, flow, policy, TEST_NOW + 60 * MINUTE_MS * 3);
        const keys = raised.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const standing of Object.values(state.standing)) expect(keys).toContain(standing.key);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  test("the state survives JSON", () => {
    const { state } = feed(beginWatch(), stuck.fail("face-check").facts);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});
