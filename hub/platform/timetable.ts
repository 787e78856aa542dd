/**
 * Deadlines by number on the injected clock: one instant a number, the earliest armed, 24 bytes each, no object.
 *
 * A deadline that is moved later keeps its place in the heap and finds its new one when it surfaces: nearly all are moved on by the next fact
 * long before they are due. Names are `deadlines.ts`.
 */
import type { Clock } from "#shared/lib/clock.ts";

const FIRST_CAPACITY = 1_024;
const NOWHERE = -1;

type Fire = (number: number) => void;

export class Timetable {
  readonly #clock: Clock;
  readonly #fire: Fire;
  /** By number: when it is due, NaN = it does not wait; and its place in the heap. */
  #dueAt = new Float64Array(FIRST_CAPACITY).fill(Number.NaN);
  #places = new Int32Array(FIRST_CAPACITY).fill(NOWHERE);
  /** A heap of numbers by `keys`: never later than what is due. */
  #heap = new Int32Array(FIRST_CAPACITY);
  #keys = new Float64Array(FIRST_CAPACITY);
  #length = 0;
  #waiting = 0;
  #disarm: (() => void) | null = null;
  #armedFor = Number.POSITIVE_INFINITY;
  #hasEnded = false;
  /** What was looked at ahead of time, so that the compiler does not leave it out. */
  seen = 0;

  constructor(clock: Clock, fire: Fire) {
    this.#clock = clock;
    this.#fire = fire;
  }

  /** At `atMs` or later (epoch ms, hub clock) the number fires, once; setting it again moves it. */
  set(number: number, atMs: number): void {
    if (this.#hasEnded) return;
    if (number >= this.#dueAt.length) this.#grow(number);
    if (Number.isNaN(this.#dueAt[number])) this.#waiting += 1;
    this.#dueAt[number] = atMs;
    const place = this.#places[number] as number;
    if (place !== NOWHERE && (this.#keys[place] as number) <= atMs) {
      if (this.#armedFor === Number.POSITIVE_INFINITY) this.#arm();
      return;
    }
    if (place === NOWHERE) this.#length += 1;
    this.#rise(place === NOWHERE ? this.#length - 1 : place, number, atMs);
    this.#arm();
  }

  /** Looks at the first `count` numbers, -1 = none, before they are set one by one: the waits for memory overlap. */
  lookAhead(numbers: Int32Array, count: number): void {
    let seen = 0;
    for (let at = 0; at < count; at += 1) {
      const number = numbers[at] as number;
      if (number < 0 || number >= this.#dueAt.length) continue;
      const place = this.#places[number] as number;
      seen += (this.#dueAt[number] as number) + (place === NOWHERE ? 0 : (this.#keys[place] as number));
    }
    this.seen = seen;
  }

  clear(number: number): void {
    if (number >= this.#dueAt.length || Number.isNaN(this.#dueAt[number])) return;
    this.#dueAt[number] = Number.NaN;
    this.#waiting -= 1;
    if (this.#waiting === 0) this.#arm();
  }

  /** Numbers that wait. */
  get size(): number {
    return this.#waiting;
  }

  get sizeBytes(): number {
    return this.#dueAt.byteLength + this.#places.byteLength + this.#heap.byteLength + this.#keys.byteLength;
  }

  /** Nothing fires any more, whatever is set afterwards. */
  end(): void {
    this.#hasEnded = true;
    this.#disarm?.();
    this.#disarm = null;
    this.#length = 0;
    this.#waiting = 0;
  }

  #keyAt(place: number): number {
    return this.#keys[place] as number;
  }

  #put(place: number, number: number, key: number): void {
    this.#heap[place] = number;
    this.#keys[place] = key;
    this.#places[number] = place;
  }

  #rise(from: number, number: number, key: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#keyAt(parent) <= key) break;
      this.#put(place, this.#heap[parent] as number, this.#keyAt(parent));
      place = parent;
    }
    this.#put(place, number, key);
  }

  #sink(from: number, number: number, key: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      if (left >= this.#length) break;
      const child = left + 1 < this.#length && this.#keyAt(left + 1) < this.#keyAt(left) ? left + 1 : left;
      if (this.#keyAt(child) >= key) break;
      this.#put(place, this.#heap[child] as number, this.#keyAt(child));
      place = child;
    }
    this.#put(place, number, key);
  }

  #removeFirst(): void {
    this.#places[this.#heap[0] as number] = NOWHERE;
    this.#length -= 1;
    if (this.#length > 0) this.#sink(0, this.#heap[this.#length] as number, this.#keyAt(this.#length));
  }

  #arm(): void {
    const next = this.#length === 0 || this.#waiting === 0 ? Number.POSITIVE_INFINITY : this.#keyAt(0);
    if (next === this.#armedFor) return;
    this.#disarm?.();
    this.#disarm = null;
    this.#armedFor = next;
    if (next !== Number.POSITIVE_INFINITY) this.#disarm = this.#clock.at(next, () => this.#fireDue());
  }

  #fireDue(): void {
    this.#disarm = null;
    this.#armedFor = Number.POSITIVE_INFINITY;
    const nowMs = this.#clock.now();
    while (this.#length > 0 && this.#keyAt(0) <= nowMs) {
      const number = this.#heap[0] as number;
      const at = this.#dueAt[number] as number;
      if (at > this.#keyAt(0)) {
        this.#sink(0, number, at);
        continue;
      }
      this.#removeFirst();
      if (Number.isNaN(at)) continue;
      this.#dueAt[number] = Number.NaN;
      this.#waiting -= 1;
      this.#fire(number);
    }
    if (!this.#hasEnded) this.#arm();
  }

  #grow(number: number): void {
    const capacity = Math.max(number + 1, this.#dueAt.length * 2);
    const due = new Float64Array(capacity).fill(Number.NaN);
    due.set(this.#dueAt);
    this.#dueAt = due;
    const places = new Int32Array(capacity).fill(NOWHERE);
    places.set(this.#places);
    this.#places = places;
    const heap = new Int32Array(capacity);
    heap.set(this.#heap);
    this.#heap = heap;
    const keys = new Float64Array(capacity);
    keys.set(this.#keys);
    this.#keys = keys;
  }
}

export function createTimetable(clock: Clock, fire: Fire): Timetable {
  return new Timetable(clock, fire);
}
