/**
 * Blocks: a few words (32 bits each) kept under each number, outside the heap that garbage collection walks.
 *
 * Blocks of one size lie side by side without a gap: the last one moves into the place of one that goes. So nothing is wasted when all
 * journeys grow at once, and a page that is left empty serves another size. What the words mean is the owner's.
 */
import { invariant } from "#shared/lib/invariant.ts";

/** Sizes are multiples of this many words. */
const UNIT = 2;
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

export type Blocks = {
  /** Where `locate` found a block: its first word (the number itself), and the page it lies in, both valid until the next `put` or `drop`. */
  readonly at: number;
  readonly words: Int32Array;
  /** The same page by bytes; a block's first is `at * 4`. */
  readonly bytes: Uint8Array;
  /** Whether something is kept under the number; sets `at`, `words` and `bytes`. */
  locate(number: number): boolean;
  /** Keeps the first `length` words; the first of them is overwritten with the number. False when they are too many: nothing is changed. */
  put(number: number, words: Int32Array, length: number): boolean;
  drop(number: number): void;
  /** Bytes of all pages and of what finds them. */
  readonly sizeBytes: number;
};

export function createBlocks(): Blocks {
  const sizes: (Size | undefined)[] = [];
  const spares: Page[] = [];
  let pageCount = 0;
  let places = new Int32Array(FIRST_CAPACITY);
  let foundAt = 0;
  let found: Page = pageOf(0);

  function pageOf(words: number): Page {
    const buffer = new ArrayBuffer(words * 4);
    return { words: new Int32Array(buffer), bytes: new Uint8Array(buffer) };
  }

  function sizeOf(units: number): Size {
    const known = sizes[units];
    if (known !== undefined) return known;
    const words = units * UNIT;
    const perPage = Math.floor(PAGE_WORDS / words);
    const size = { words, perPage, share: 1 / perPage, pages: [], count: 0 };
    sizes[units] = size;
    return size;
  }

  function find(size: Size, slot: number): void {
    // Half a slot more: a product that is a hair below a whole number would be the page before.
    const index = ((slot + 0.5) * size.share) | 0;
    const page = size.pages[index];
    invariant(page !== undefined, "a slot lies on a page of its size");
    found = page;
    foundAt = (slot - index * size.perPage) * size.words;
  }

  function append(number: number, units: number): void {
    const size = sizeOf(units);
    invariant(size.count < SLOT_MASK, "a size has fewer blocks than a place can name");
    if (size.count === size.pages.length * size.perPage) {
      const spare = spares.pop();
      if (spare === undefined) pageCount += 1;
      size.pages.push(spare ?? pageOf(PAGE_WORDS));
    }
    places[number] = (units << UNITS_SHIFT) | size.count;
    find(size, size.count);
    size.count += 1;
  }

  function remove(place: number): void {
    const size = sizeOf(place >> UNITS_SHIFT);
    const slot = place & SLOT_MASK;
    const last = size.count - 1;
    if (slot !== last) {
      find(size, last);
      const { words } = found;
      const from = foundAt;
      find(size, slot);
      for (let word = 0; word < size.words; word += 1) found.words[foundAt + word] = words[from + word] ?? 0;
      places[words[from] ?? 0] = place;
    }
    size.count = last;
    if (last % size.perPage !== 0) return;
    const page = size.pages.pop();
    if (page !== undefined && spares.length < SPARE_PAGES) spares.push(page);
    else pageCount -= 1;
  }

  function grow(number: number): void {
    const larger = new Int32Array(Math.max(number + 1, places.length * 2));
    larger.set(places);
    places = larger;
  }

  return {
    get at() {
      return foundAt;
    },
    get words() {
      return found.words;
    },
    get bytes() {
      return found.bytes;
    },
    locate(number) {
      const place = places[number] ?? 0;
      if (place === 0) return false;
      find(sizeOf(place >> UNITS_SHIFT), place & SLOT_MASK);
      return true;
    },
    put(number, words, length) {
      const exact = Math.ceil(length / UNIT);
      const units = exact > FINE_UNITS ? (exact + 3) & ~3 : exact;
      if (units > MOST_UNITS) return false;
      if (number >= places.length) grow(number);
      const place = places[number] ?? 0;
      if (place >> UNITS_SHIFT === units) find(sizeOf(units), place & SLOT_MASK);
      else {
        if (place !== 0) remove(place);
        append(number, units);
      }
      const to = found.words;
      to[foundAt] = number;
      for (let word = 1; word < length; word += 1) to[foundAt + word] = words[word] ?? 0;
      return true;
    },
    drop(number) {
      const place = places[number] ?? 0;
      if (place === 0) return;
      places[number] = 0;
      remove(place);
    },
    get sizeBytes() {
      return pageCount * PAGE_WORDS * 4 + places.byteLength;
    },
  };
}
