/**
 * Puts a journey's facts into the order of their `seq`, whatever order they arrive in, each exactly once.
 *
 * A fact that arrives ahead of its turn is held until the missing ones come, at most `GAP_HOLD_MS` by the hub's clock and at most
 * `HELD_LIMIT` facts; then the gap is given up, and what comes for it later is dropped (the append log still has it). Within those
 * bounds late, doubled and shuffled arrivals release the very same sequence as an ordered one.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Fact } from "#shared/model/fact.ts";

/** How long a gap in `seq` holds back what follows it. Longer than a beacon overtaking a request, shorter than a person's patience. */
export const GAP_HOLD_MS = 2 * SECOND_MS;
/** How many facts wait behind a gap before it is given up. */
export const HELD_LIMIT = 256;

export type FactQueue = {
  /** The `seq` whose turn it is. */
  readonly nextSeq: number;
  /** Facts ahead of their turn, ascending by `seq`. */
  readonly held: readonly Fact[];
};

export const emptyQueue: FactQueue = { nextSeq: 1, held: [] };

export type Released = { readonly queue: FactQueue; readonly ready: readonly Fact[] };

/** When the gap is given up if nothing arrives, epoch ms on the hub's clock; `null` without a gap. */
export function gapDeadline(queue: FactQueue): number | null {
  if (queue.held.length === 0) return null;
  return queue.held.reduce((earliest, fact) => Math.min(earliest, fact.acceptedAt), Number.POSITIVE_INFINITY) + GAP_HOLD_MS;
}

function release(queue: FactQueue): Released {
  let { nextSeq } = queue;
  let taken = 0;
  for (const fact of queue.held) {
    if (fact.seq !== nextSeq) break;
    nextSeq += 1;
    taken += 1;
  }
  return { queue: { nextSeq, held: queue.held.slice(taken) }, ready: queue.held.slice(0, taken) };
}

/** Gives up the gap in front of what is held, once. */
function skipGap(queue: FactQueue): Released {
  const first = queue.held[0];
  return first ? release({ nextSeq: first.seq, held: queue.held }) : { queue, ready: [] };
}

/** Releases what has waited long enough at `now` (hub clock). */
export function releaseOverdue(queue: FactQueue, now: number): Released {
  const ready: Fact[] = [];
  let current = queue;
  for (let dueAt = gapDeadline(current); dueAt !== null && dueAt <= now; dueAt = gapDeadline(current)) {
    const released = skipGap(current);
    ready.push(...released.ready);
    current = released.queue;
  }
  return { queue: current, ready };
}

/** Takes one arrival in and releases every fact whose turn has come. A fact seen before releases nothing. */
export function arrive(queue: FactQueue, fact: Fact): Released {
  if (fact.seq === queue.nextSeq && queue.held.length === 0) return { queue: { nextSeq: fact.seq + 1, held: queue.held }, ready: [fact] };
  if (fact.seq < queue.nextSeq || queue.held.some((held) => held.seq === fact.seq)) return { queue, ready: [] };
  const behind = queue.held.findIndex((held) => held.seq > fact.seq);
  const held = behind < 0 ? [...queue.held, fact] : [...queue.held.slice(0, behind), fact, ...queue.held.slice(behind)];
  const released = release({ nextSeq: queue.nextSeq, held });
  if (released.queue.held.length <= HELD_LIMIT) return released;
  const skipped = skipGap(released.queue);
  return { queue: skipped.queue, ready: [...released.ready, ...skipped.ready] };
}
