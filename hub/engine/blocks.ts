/**
 * Blocks: a few words (32 bits each) kept under each number, outside the heap that garbage collection walks.
 *
 * Blocks of one size lie side by side without a gap: the last one moves into the place of one that goes. So nothing is wasted when all
 * journeys grow at once, and a page that is left empty serves another size. What the words mean is the owner's.
 */
import { invariant } from "#shared/lib/invariant.ts";

/** Sizes are multiples of this many words. */
const UNIT = 2;
const UNIT_SHIFT = 1;
/** Sizes above this many units are rounded up to four: there are few such blocks, and a size without a full page is waste. */
const FINE_UNITS = 32;
/** Words of a page, 16 KB: of every size the last page is half empty, and troubled journeys are of some sixty sizes. */
const PAGE_WORDS = 4_096;
/** Empty pages that are kept, at most: 16 MB. Making and freeing pages all the time would be pauses. */
const SPARE_PAGES = 1_024;
/** Larger blocks are refused: 2 KB. */
const MOST_UNITS = 248;
export const LONGEST_BLOCK = MOST_UNITS * UNIT;
/** A place is the units, shifted by this, and the slot; 0 = nothing is kept. */
const UNITS_SHIFT = 23;
const SLOT_MASK = (1 << UNITS_SHIFT) - 1;
const FIRST_CAPACITY = 1_024;

type Page = { readonly words: Int32Array; readonly bytes: Uint8Array };
/** `share`: the part of a page that one block takes; multiplying is faster than dividing. */
type Size = { readonly words: number; readonly perPage: number; readonly share: number; readonly pages: Page[]; count: number };

const pageOf = (words: number): Page => {
  const buffer = new ArrayBuffer(words * 4);
  return { words: new Int32Array(buffer), bytes: new Uint8Array(buffer) };
};

/**
 * A class, as everything here that is asked for each fact: there are several at a time, and functions that close over their variables would be
 * compiled for one of them, thrown away at the next, and called from outside ever after.
 */
export class Blocks {
  /** Where `locate` found a block: its first word (the number itself), and the page it lies in, both valid until the next `put` or `drop`. */
  at = 0;
  words: Int32Array;
  /** The same page by bytes; a block's first is `at * 4`. */
  bytes: Uint8Array;
  readonly #sizes: (Size | undefined)[] = [];
  readonly #spares: Page[] = [];
  #pageCount = 0;
  /** What was looked at ahead of time, so that the compiler does not leave it out. */
  seen = 0;
  #places = new Int32Array(FIRST_CAPACITY);

  constructor() {
    const { words, bytes } = pageOf(0);
    this.words = words;
    this.bytes = bytes;
    // Without holes, and so without looking for what lies behind one.
    for (let units = 0; units <= MOST_UNITS; units += 1) this.#sizes.push(undefined);
  }

  /** Whether something is kept under the number; sets `at`, `words` and `bytes`. */
  locate(number: number): boolean {
    const place = this.#places[number] ?? 0;
    if (place === 0) return false;
    this.#find(this.#sizeOf(place >> UNITS_SHIFT), place & SLOT_MASK);
    return true;
  }

  /** Looks at the blocks of the first `count` numbers, -1 = nobody's, so that they lie near when they are asked for: the waits overlap. */
  lookAhead(numbers: Int32Array, count: number): void {
    let seen = 0;
    for (let at = 0; at < count; at += 1) {
      const number = numbers[at] as number;
      const place = number < 0 ? 0 : (this.#places[number] ?? 0);
      if (place === 0) continue;
      const size = this.#sizes[place >> UNITS_SHIFT] as Size;
      const slot = place & SLOT_MASK;
      const index = ((slot + 0.5) * size.share) | 0;
      const page = size.pages[index] as Page;
      seen ^= page.words[(slot - index * size.perPage) * size.words + 1] as number;
    }
    this.seen = seen;
  }

  /** Keeps the first `length` words; the first of them is overwritten with the number. False when they are too many: nothing is changed. */
  put(number: number, words: Int32Array, length: number): boolean {
    const exact = (length + UNIT - 1) >> UNIT_SHIFT;
    const units = exact > FINE_UNITS ? (exact + 3) & ~3 : exact;
    if (units > MOST_UNITS) return false;
    if (number >= this.#places.length) this.#grow(number);
    const place = this.#places[number] as number;
    if (place >> UNITS_SHIFT === units) this.#find(this.#sizeOf(units), place & SLOT_MASK);
    else {
      if (place !== 0) this.#remove(place);
      this.#append(number, units);
    }
    const { words: to, at } = this;
    to[at] = number;
    for (let word = 1; word < length; word += 1) to[at + word] = words[word] as number;
    return true;
  }

  drop(number: number): void {
    const place = this.#places[number] ?? 0;
    if (place === 0) return;
    this.#places[number] = 0;
    this.#remove(place);
  }

  /** Bytes of all pages and of what finds them. */
  get sizeBytes(): number {
    return this.#pageCount * PAGE_WORDS * 4 + this.#places.byteLength;
  }

  #sizeOf(units: number): Size {
    const known = this.#sizes[units];
    if (known !== undefined) return known;
    const words = units * UNIT;
    const perPage = Math.floor(PAGE_WORDS / words);
    const size = { words, perPage, share: 1 / perPage, pages: [], count: 0 };
    this.#sizes[units] = size;
    return size;
  }

  #find(size: Size, slot: number): void {
    // Half a slot more: a product that is a hair below a whole number would be the page before.
    const index = ((slot + 0.5) * size.share) | 0;
    const page = size.pages[index];
    invariant(page !== undefined, "a slot lies on a page of its size");
    this.words = page.words;
    this.bytes = page.bytes;
    this.at = (slot - index * size.perPage) * size.words;
  }

  #append(number: number, units: number): void {
    const size = this.#sizeOf(units);
    invariant(size.count < SLOT_MASK, "a size has fewer blocks than a place can name");
    if (size.count === size.pages.length * size.perPage) {
      const spare = this.#spares.pop();
      if (spare === undefined) this.#pageCount += 1;
      size.pages.push(spare ?? pageOf(PAGE_WORDS));
    }
    this.#places[number] = (units << UNITS_SHIFT) | size.count;
    this.#find(size, size.count);
    size.count += 1;
  }

  #remove(place: number): void {
    const size = this.#sizeOf(place >> UNITS_SHIFT);
    const slot = place & SLOT_MASK;
    const last = size.count - 1;
    if (slot !== last) {
      this.#find(size, last);
      const { words: from, at } = this;
      this.#find(size, slot);
      const { words: to, at: toAt } = this;
      for (let word = 0; word < size.words; word += 1) to[toAt + word] = from[at + word] as number;
      this.#places[from[at] as number] = place;
    }
    size.count = last;
    if (last % size.perPage !== 0) return;
    const page = size.pages.pop();
    if (page !== undefined && this.#spares.length < SPARE_PAGES) this.#spares.push(page);
    else this.#pageCount -= 1;
  }

  #grow(number: number): void {
    const larger = new Int32Array(Math.max(number + 1, this.#places.length * 2));
    larger.set(this.#places);
    this.#places = larger;
  }
}
