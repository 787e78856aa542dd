/**
 * Ids that came lately: told once each, forgotten in the order they came.
 *
 * Two sets, the older dropped whole when the newer is full. A single set that lets its oldest go each time looks for it among all the places of
 * those it let go before: with 100,000 ids that was 30 µs an id.
 */
export type RecentIds = {
  /** False when it is remembered already. */
  add(id: string): boolean;
};

/** @param atLeast so many of the latest are remembered, and up to twice as many. */
export function createRecentIds(atLeast: number): RecentIds {
  let newer = new Set<string>();
  let older = new Set<string>();
  return {
    add(id) {
      if (older.has(id)) return false;
      // Whether it was there is told by the size: asking first would look for its place twice.
      const before = newer.size;
      if (newer.add(id).size === before) return false;
      if (newer.size === atLeast) {
        older = newer;
        newer = new Set();
      }
      return true;
    },
  };
}
