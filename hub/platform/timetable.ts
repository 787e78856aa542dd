/**
 * Deadlines by number on the injected clock: one instant a number, the earliest armed, 24 bytes each, no object.
 *
 * A deadline that is moved later keeps its place in the heap and finds its new one when it surfaces: nearly all are moved on by the next fact
 * long before they are due. Names are `deadlines.ts`.
 */
import type { Clock } from "#shared/lib/clock.ts";

const FIRST_CAPACITY = 1_024;
const NOWHERE = -1;

export type Timetable = {
  /** At `atMs` or later (epoch ms, hub clock) the number fires, once; setting it again moves it. */
  set(number: number, atMs: number): void;
  clear(number: number): void;
  /** Numbers that wait. */
  readonly size: number;
  readonly sizeBytes: number;
  /** Nothing fires any more, whatever is set afterwards. */
  end(): void;
};

export function createTimetable(clock: Clock, fire: (number: number) => void): Timetable {
  /** By number: when it is due, NaN = it does not wait; and its place in the heap. */
  let dueAt = new Float64Array(FIRST_CAPACITY).fill(Number.NaN);
  let places = new Int32Array(FIRST_CAPACITY).fill(NOWHERE);
  /** A heap of numbers by `keys`: never later than what is due. */
  let heap = new Int32Array(FIRST_CAPACITY);
  let keys = new Float64Array(FIRST_CAPACITY);
  let length = 0;
  let waiting = 0;
  let disarm: (() => void) | null = null;
  let armedFor = Number.POSITIVE_INFINITY;
  let hasEnded = false;

  const keyAt = (place: number) => keys[place] ?? Number.POSITIVE_INFINITY;
  function put(place: number, number: number, key: number): void {
    heap[place] = number;
    keys[place] = key;
    places[number] = place;
  }

  function rise(from: number, number: number, key: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (keyAt(parent) <= key) break;
      put(place, heap[parent] ?? 0, keyAt(parent));
      place = parent;
    }
    put(place, number, key);
  }

  function sink(from: number, number: number, key: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      if (left >= length) break;
      const child = left + 1 < length && keyAt(left + 1) < keyAt(left) ? left + 1 : left;
      if (keyAt(child) >= key) break;
      put(place, heap[child] ?? 0, keyAt(child));
      place = child;
    }
    put(place, number, key);
  }

  function removeFirst(): void {
    places[heap[0] ?? 0] = NOWHERE;
    length -= 1;
    if (length > 0) sink(0, heap[length] ?? 0, keyAt(length));
  }

  function arm(): void {
    const next = length === 0 || waiting === 0 ? Number.POSITIVE_INFINITY : keyAt(0);
    if (next === armedFor) return;
    disarm?.();
    disarm = null;
    armedFor = next;
    if (next !== Number.POSITIVE_INFINITY) disarm = clock.at(next, fireDue);
  }

  function fireDue(): void {
    disarm = null;
    armedFor = Number.POSITIVE_INFINITY;
    const nowMs = clock.now();
    while (length > 0 && keyAt(0) <= nowMs) {
      const number = heap[0] ?? 0;
      const at = dueAt[number] ?? Number.NaN;
      if (at > keyAt(0)) {
        sink(0, number, at);
        continue;
      }
      removeFirst();
      if (Number.isNaN(at)) continue;
      dueAt[number] = Number.NaN;
      waiting -= 1;
      fire(number);
    }
    if (!hasEnded) arm();
  }

  function grow(number: number): void {
    const capacity = Math.max(number + 1, dueAt.length * 2);
    const due = new Float64Array(capacity).fill(Number.NaN);
    due.set(dueAt);
    dueAt = due;
    const place = new Int32Array(capacity).fill(NOWHERE);
    place.set(places);
    places = place;
    const numbers = new Int32Array(capacity);
    numbers.set(heap);
    heap = numbers;
    const key = new Float64Array(capacity);
    key.set(keys);
    keys = key;
  }

  return {
    set(number, atMs) {
      if (hasEnded) return;
      if (number >= dueAt.length) grow(number);
      if (Number.isNaN(dueAt[number])) waiting += 1;
      dueAt[number] = atMs;
      const place = places[number] ?? NOWHERE;
      if (place !== NOWHERE && keyAt(place) <= atMs) {
        if (armedFor === Number.POSITIVE_INFINITY) arm();
        return;
      }
      if (place === NOWHERE) length += 1;
      rise(place === NOWHERE ? length - 1 : place, number, atMs);
      arm();
    },
    clear(number) {
      if (number >= dueAt.length || Number.isNaN(dueAt[number])) return;
      dueAt[number] = Number.NaN;
      waiting -= 1;
      if (waiting === 0) arm();
    },
    get size() {
      return waiting;
    },
    get sizeBytes() {
      return dueAt.byteLength + places.byteLength + heap.byteLength + keys.byteLength;
    },
    end() {
      hasEnded = true;
      disarm?.();
      disarm = null;
      length = 0;
      waiting = 0;
    },
  };
}
