/**
 * Seeded chance: the same seed gives the same stream on every machine. Pure; nothing here is fit for secrets.
 *
 * Owns the generator and the drawing of numbers and items from it; what is drawn, and from which seed, is the caller's.
 */
import { invariant } from "./invariant.ts";

/**
 * mulberry32 (T. Ettinger, public domain): a stream of numbers in [0, 1).
 *
 * The sequence is part of what the project ships: trained models, demo history and quoted measurements rest on it.
 */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type SeededRandom = {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** One of `items`, of which there must be some. */
  pick<T>(items: readonly T[]): T;
  /** The same items in another order (Fisher–Yates), as a new array. */
  shuffle<T>(items: readonly T[]): T[];
};

/** The stream of `seededChance`, with the ways of drawing from it. */
export function seededRandom(seed: number): SeededRandom {
  const next = seededChance(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    pick<T>(items: readonly T[]): T {
      invariant(items.length > 0, "there is something to pick");
      return items[below(items.length)] as T;
    },
    shuffle<T>(items: readonly T[]): T[] {
      const copy = [...items];
      for (let at = copy.length - 1; at > 0; at -= 1) {
        const other = below(at + 1);
        const kept = copy[at] as T;
        copy[at] = copy[other] as T;
        copy[other] = kept;
      }
      return copy;
    },
  };
}
