/**
 * The hub's one timer structure: named deadlines on the injected clock, the earliest armed, the rest waiting in a heap.
 *
 * Setting a name again moves it. Moved and cleared entries are skipped when they surface, so both cost O(log n); once they outnumber the
 * others they are swept out together.
 */
import type { Clock } from "#shared/lib/clock.ts";

/** A heap this small is not worth sweeping. */
const LEAST_SWEPT = 4_096;

type Entry = { readonly name: string; readonly atMs: number };

export type Deadlines = {
  /** `fire` runs once, at or after `atMs` (epoch ms, hub clock). */
  set(name: string, atMs: number, fire: () => void): void;
  clear(name: string): void;
  readonly size: number;
  /** Nothing fires any more, whatever is set afterwards. */
  end(): void;
};

export function createDeadlines(clock: Clock): Deadlines {
  const heap: Entry[] = [];
  const live = new Map<string, { readonly atMs: number; readonly fire: () => void }>();
  let disarm: (() => void) | null = null;
  let armedFor = Number.POSITIVE_INFINITY;
  let ended = false;

  const isCurrent = (entry: Entry) => live.get(entry.name)?.atMs === entry.atMs;

  function push(entry: Entry): void {
    heap.push(entry);
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.atMs <= entry.atMs) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  function sweep(): void {
    const seen = new Set<string>();
    const current = heap.filter((entry) => isCurrent(entry) && !seen.has(entry.name) && seen.add(entry.name));
    // In order they are a heap as well.
    current.sort((a, b) => a.atMs - b.atMs);
    heap.length = 0;
    for (const entry of current) heap.push(entry);
  }

  function pop(): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      if (left === undefined) break;
      const childAt = right !== undefined && right.atMs < left.atMs ? 2 * at + 2 : 2 * at + 1;
      const child = childAt === 2 * at + 1 ? left : right;
      if (child === undefined || child.atMs >= last.atMs) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = last;
  }

  function arm(): void {
    while (heap[0] !== undefined && !isCurrent(heap[0])) pop();
    const next = heap[0];
    if (next === undefined || next.atMs === armedFor) {
      if (next === undefined && disarm) {
        disarm();
        disarm = null;
        armedFor = Number.POSITIVE_INFINITY;
      }
      return;
    }
    disarm?.();
    armedFor = next.atMs;
    disarm = clock.at(next.atMs, fireDue);
  }

  function fireDue(): void {
    disarm = null;
    armedFor = Number.POSITIVE_INFINITY;
    const nowMs = clock.now();
    for (;;) {
      const first = heap[0];
      if (first === undefined) break;
      if (!isCurrent(first)) {
        pop();
        continue;
      }
      if (first.atMs > nowMs) break;
      pop();
      const due = live.get(first.name);
      live.delete(first.name);
      due?.fire();
    }
    arm();
  }

  return {
    set(name, atMs, fire) {
      if (ended) return;
      live.set(name, { atMs, fire });
      push({ name, atMs });
      if (heap.length > LEAST_SWEPT && heap.length > 3 * live.size) sweep();
      arm();
    },
    clear(name) {
      if (live.delete(name)) arm();
    },
    get size() {
      return live.size;
    },
    end() {
      ended = true;
      disarm?.();
      disarm = null;
      live.clear();
      heap.length = 0;
    },
  };
}
