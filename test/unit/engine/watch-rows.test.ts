/** Journeys as rows against journeys as plain states (docs/spec/ENGINE.md), over seeded customers of all twenty behaviours. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { positionOf } from "#hub/engine/fact-place.ts";
import { createWatchRows } from "#hub/engine/watch-rows.ts";
import { engineWords } from "#hub/engine/words.ts";
import type { WatchInput } from "#shared/domain/breakpoint/run-watch.ts";
import { watchJourney } from "#shared/domain/breakpoint/watch-journey.ts";
import { beginWatch, settleBreakpoint, type WatchState } from "#shared/domain/breakpoint/watch-state.ts";
import { arrive, type FactQueue, releaseOverdue } from "#shared/domain/journey/order-facts.ts";
import type { SampleCustomer } from "#shared/domain/samples/sample-customers.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { CustomerId, JourneyId } from "#shared/model/ids.ts";
import { behaviourCustomer } from "#test/support/customers/behaviour-customers.ts";
import { detectionPolicy as policy } from "#test/support/customers/fact-writer.ts";
import { loadPeople } from "#test/support/customers/people.ts";

const SEED = 20261123;
const people = loadPeople();
const customers = Array.from({ length: 400 }, (_none, index) => behaviourCustomer(index + 1, people));
const words = engineWords(customers.slice(0, 40).map(({ flow }) => flow));

const whose = ({ facts }: SampleCustomer) => ({ journeyId: facts[0]?.journeyId ?? ("none" as JourneyId), customerId: null });
const found = ({ raised, updated, recovered, passed }: Omit<ReturnType<typeof watchJourney>, "state" | "nextDeadline">) => ({
  raised,
  updated,
  recovered,
  passed,
});

/** The numbers whose turn comes with this input; not a fact that comes for a gap given up. */
function seqsInTurn(queue: FactQueue, input: WatchInput, now: number): readonly number[] {
  const overdue = releaseOverdue(queue, now);
  const ready = input.kind === "tick" ? [] : arrive(overdue.queue, input.fact).ready;
  return [...overdue.ready, ...ready].map(({ seq }) => seq);
}

/** What happens to a journey besides its next fact coming. */
const happening = fc.record({
  jitter: fc.integer({ min: 0, max: 6 }),
  isDoubled: fc.boolean(),
  tickAfterMs: fc.option(fc.integer({ min: 0, max: 400_000 }), { freq: 4 }),
  isSettled: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
  isPutAway: fc.integer({ min: 0, max: 5 }).map((dice) => dice === 0),
});

describe("properties over seeded customers", () => {
  test("[ENGINE-3] [ENGINE-4] rows answer as plain states do, put away and read back at any moment, in any order of arrival", () => {
    let settled = 0;
    let putAway = 0;
    let plainMost = 0;
    fc.assert(
      fc.property(fc.shuffledSubarray(customers, { minLength: 2, maxLength: 4 }), fc.infiniteStream(happening), (some, stream) => {
        let rows = createWatchRows(words);
        const states = new Map<number, WatchState>();
        const arrivals = some.flatMap((customer, row) =>
          customer.facts.flatMap((fact) => {
            const happens = stream.next().value ?? { jitter: 0, isDoubled: false, tickAfterMs: null, isSettled: false, isPutAway: false };
            const arrival = { customer, row, fact, happens, place: fact.seq + happens.jitter };
            return happens.isDoubled ? [arrival, arrival] : [arrival];
          }),
        );
        let now = 0;
        for (const { customer, row, fact, happens } of arrivals.sort((a, b) => a.place - b.place)) {
          const { flow } = customer;
          const who = whose(customer);
          now = Math.max(now, fact.acceptedAt);
          const inputs = [
            { input: { kind: "fact", fact } as const, at: now },
            ...(happens.tickAfterMs === null ? [] : [{ input: { kind: "tick" } as const, at: now + happens.tickAfterMs }]),
          ];
          for (const { input, at } of inputs) {
            const { queue } = states.get(row) ?? beginWatch();
            const watched = watchJourney(states.get(row) ?? beginWatch(), input, flow, policy, at);
            states.set(row, watched.state);
            const inTurn: Fact[] = [];
            expect(found(rows.take(row, who, input, flow, policy, at, (each) => inTurn.push(each)))).toEqual(found(watched));
            expect(inTurn.map(({ seq }) => seq)).toEqual(seqsInTurn(queue, input, at));
            expect(rows.nextDeadline).toBe(watched.nextDeadline);
            expect(rows.read(row, who, flow)).toEqual(watched.state);
          }
          const state = states.get(row);
          const standing = Object.values(state?.standing ?? {})[0];
          if (happens.isSettled && state && standing) {
            settled += 1;
            states.set(row, settleBreakpoint(state, standing.key, now));
            rows.write(row, settleBreakpoint(state, standing.key, now));
          }
          plainMost = Math.max(plainMost, rows.plain);
          if (!happens.isPutAway) continue;
          putAway += 1;
          const others = createWatchRows(words);
          for (const [other, { flow: itsFlow, ...itself }] of some.entries()) {
            const kept = rows.read(other, whose({ flow: itsFlow, ...itself }), itsFlow);
            // As its snapshot on disk, and its deadline asked anew.
            if (kept !== null) others.write(other, { ...(JSON.parse(JSON.stringify(kept)) as WatchState), dueAt: kept.decidedAt });
          }
          rows = others;
        }
      }),
      { seed: SEED, numRuns: 40 },
    );
    // Else the property would not have said what it claims.
    expect(settled).toBeGreaterThan(10);
    expect(putAway).toBeGreaterThan(100);
    expect(plainMost).toBeGreaterThan(0);
  });

  test("[ENGINE-3] who signs in later is known to the row", () => {
    const customer = customers[3];
    if (!customer) throw new Error("a customer");
    const rows = createWatchRows(words);
    const [first, second] = customer.facts;
    if (!first || !second) throw new Error("two facts");
    const who = whose(customer);
    rows.take(7, who, { kind: "fact", fact: first }, customer.flow, policy, first.acceptedAt);
    expect(rows.read(7, who, customer.flow)?.view?.customerId).toBeUndefined();
    const known = { ...who, customerId: "lin-xiaolan" as CustomerId };
    rows.take(7, known, { kind: "fact", fact: second }, customer.flow, policy, second.acceptedAt);
    expect(rows.read(7, known, customer.flow)).toMatchObject({ customerId: "lin-xiaolan", view: { customerId: "lin-xiaolan" } });
    expect(rows.read(8, who, customer.flow)).toBeNull();
  });

  test("[ENGINE-3] a journey that does not fit a row is kept all the same", () => {
    const customer = customers[5];
    if (!customer) throw new Error("a customer");
    const { flow, facts } = customer;
    const rows = createWatchRows(words);
    let state = beginWatch();
    const MONTH_MS = 31 * 86_400_000;
    for (const [index, fact] of facts.entries()) {
      const late = index > facts.length / 2 ? MONTH_MS : 0;
      const moved = { ...fact, at: fact.at + late, acceptedAt: fact.acceptedAt + late };
      state = watchJourney(state, { kind: "fact", fact: moved }, flow, policy, moved.acceptedAt).state;
      rows.take(0, whose(customer), { kind: "fact", fact: moved }, flow, policy, moved.acceptedAt);
    }
    expect(rows.plain).toBe(1);
    expect(rows.read(0, whose(customer), flow)).toEqual(state);
  });

  test("[ENGINE-9] a row that is told where facts lie answers as one that keeps their ids, and names them by their places", () => {
    let named = 0;
    for (const [index, customer] of customers.entries()) {
      const { flow, facts } = customer;
      const who = whose(customer);
      const [byId, byPlace] = [createWatchRows(words), createWatchRows(words)];
      const positions = new Map<string, number>(facts.map(({ id, seq }) => [id, seq * 7_919_000_000]));
      const withIds = (value: unknown): unknown =>
        JSON.parse(JSON.stringify(value), (_key, each: unknown) => {
          const position = typeof each === "string" ? positionOf(each) : -1;
          if (position < 0) return each;
          named += 1;
          return facts.find(({ id }) => positions.get(id) === position)?.id ?? each;
        });
      // Every other customer's facts overtake one another.
      const place = ({ seq }: Fact) => seq + (index % 2) * ((seq * 7) % 4);
      let now = 0;
      for (const fact of [...facts].sort((a, b) => place(a) - place(b))) {
        now = Math.max(now, fact.acceptedAt);
        const input = { kind: "fact", fact } as const;
        const expected = byId.take(1, who, input, flow, policy, now);
        const answered = byPlace.take(1, who, input, flow, policy, now, null, positions.get(fact.id));
        expect(withIds(answered)).toEqual(JSON.parse(JSON.stringify(expected)));
        expect(byPlace.nextDeadline).toBe(byId.nextDeadline);
      }
      const state = byPlace.read(1, who, flow);
      if (index % 2 === 0) expect(JSON.stringify(state)).not.toContain(facts.at(-1)?.id);
      expect(withIds(state)).toEqual(JSON.parse(JSON.stringify(byId.read(1, who, flow))));
    }
    expect(named).toBeGreaterThan(1_000);
  });
});
