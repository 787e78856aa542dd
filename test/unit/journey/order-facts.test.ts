/** Putting arrivals into order, against docs/spec/JOURNEY.md: tables first, then seeded properties. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arrive,
  emptyQueue,
  type FactQueue,
  GAP_HOLD_MS,
  gapDeadline,
  HELD_LIMIT,
  releaseOverdue,
} from "#shared/domain/journey/order-facts.ts";
import { type Fact, factSchema } from "#shared/model/fact.ts";
import { TEST_NOW } from "#test/support/customers/fact-writer.ts";

const fact = (seq: number, acceptedAt = TEST_NOW): Fact =>
  factSchema.parse({
    id: `f.${seq}`,
    journeyId: "j",
    seq,
    at: TEST_NOW,
    acceptedAt,
    observation: { kind: "step-entered", stepId: "vehicle" },
  });

function arriveAll(arrivals: readonly Fact[]): { queue: FactQueue; order: number[] } {
  let queue = emptyQueue;
  const order: number[] = [];
  for (const arrival of arrivals) {
    const released = arrive(queue, arrival);
    queue = released.queue;
    order.push(...released.ready.map((ready) => ready.seq));
  }
  return { queue, order };
}

describe("order of facts", () => {
  test.each([
    { name: "in order", seqs: [1, 2, 3], order: [1, 2, 3] },
    { name: "doubled", seqs: [1, 1, 2, 1, 2, 3, 3], order: [1, 2, 3] },
    { name: "reversed", seqs: [3, 2, 1], order: [1, 2, 3] },
    { name: "held and doubled while held", seqs: [2, 2, 3, 3, 1], order: [1, 2, 3] },
    { name: "behind a gap nothing is released", seqs: [1, 3, 4], order: [1] },
  ])("[JOURNEY-1] $name", ({ seqs, order }) => {
    expect(arriveAll(seqs.map((seq) => fact(seq))).order).toEqual(order);
  });

  test("[JOURNEY-2] a gap is given up after its time, and what comes for it later is dropped", () => {
    const { queue } = arriveAll([fact(1), fact(3), fact(4)]);
    expect(gapDeadline(queue)).toBe(TEST_NOW + GAP_HOLD_MS);
    expect(releaseOverdue(queue, TEST_NOW + GAP_HOLD_MS - 1).ready).toEqual([]);
    const released = releaseOverdue(queue, TEST_NOW + GAP_HOLD_MS);
    expect(released.ready.map((ready) => ready.seq)).toEqual([3, 4]);
    expect(arrive(released.queue, fact(2)).ready).toEqual([]);
    expect(arrive(released.queue, fact(5)).ready.map((ready) => ready.seq)).toEqual([5]);
  });

  test("[JOURNEY-2] a gap is given up when too many facts wait behind it", () => {
    const { queue, order } = arriveAll(Array.from({ length: HELD_LIMIT + 1 }, (_, index) => fact(index + 2)));
    expect(order).toHaveLength(HELD_LIMIT + 1);
    expect(queue.held).toEqual([]);
  });

  test("[JOURNEY-1] any shuffle with doubles releases every fact once, in order", () => {
    const arrivals = fc.integer({ min: 1, max: 60 }).chain((n) => {
      const seqs = Array.from({ length: n }, (_, index) => index + 1);
      return fc
        .tuple(fc.constant(n), fc.array(fc.constantFrom(...seqs), { maxLength: 30 }))
        .chain(([, doubles]) =>
          fc.shuffledSubarray([...seqs, ...doubles.map((seq) => seq)], { minLength: n + doubles.length, maxLength: n + doubles.length }),
        );
    });
    fc.assert(
      fc.property(arrivals, (seqs) => {
        const { order, queue } = arriveAll(seqs.map((seq) => fact(seq)));
        expect(order).toEqual([...new Set(seqs)].sort((a, b) => a - b));
        expect(queue.held).toEqual([]);
      }),
      { seed: 20261123, numRuns: 200 },
    );
  });
});
