/**
 * Journeys by small integers: an id is looked up once a fact, everything else goes by its number.
 *
 * Ids lie in pages by their number, found by tables of a few thousand numbers each, so that growing one is no pause. A number that is released
 * is given to the next journey. Among a million journeys every place that is looked at is a wait for memory, the longer the more there is: a slot is
 * one word, tables are kept full, and a few bits of the hash say which id is worth looking at.
 */
import { invariant } from "#shared/lib/invariant.ts";
import type { JourneyId } from "#shared/model/ids.ts";
import { Blocks } from "./blocks.ts";
import { ELSEWHERE, IdBatch, KEPT_WORDS, MOST_TOGETHER } from "./id-batch.ts";
import { after, hashOf, insert, NUMBER_BITS, NUMBER_MASK, partOf, slotOf, TABLES } from "./id-slots.ts";
import { readId, UNPACKABLE, wordsOfForm, writeId } from "./packed-id.ts";

const FIRST_SLOTS = 8;
/** A table is full with this part of its slots taken, and then grows by half of them: it is never less than half full, and searches are short. */
const FULL = 0.85;
const GROWTH = 1.5;

const PAGE_SHIFT = 12;
const PAGE_IDS = 1 << PAGE_SHIFT;
/** Words of a tracker's id and of a UUID; a longer id lies in a block. */
const ID_WORDS = 4;

/** Ids of numbers that follow one another; form 0 = nobody has the number. */
type Page = { readonly words: Int32Array; readonly forms: Uint8Array };

const newPage = (): Page => ({ words: new Int32Array(PAGE_IDS * ID_WORDS), forms: new Uint8Array(PAGE_IDS) });

export class JourneyNumbers {
  readonly #pages: Page[] = [];
  /** Ids of more than `ID_WORDS`, behind the number. */
  readonly #longIds = new Blocks();
  readonly #tables: Int32Array[] = Array.from({ length: TABLES }, () => new Int32Array(2 * FIRST_SLOTS));
  readonly #counts = new Int32Array(TABLES);
  readonly #free: number[] = [];
  #next = 0;
  /** The id at hand: its words, from 1 on, its form, how many words that is, and its hash. */
  readonly #scratch = new Int32Array(32);
  #form = 0;
  #length = 0;
  #hash = 0;
  /** The ids looked up last, their hashes, and their numbers as they were then; -1 = it had none, or is not known here. */
  readonly #batch = new IdBatch();
  readonly #hashes = new Int32Array(MOST_TOGETHER);
  readonly #found = new Int32Array(MOST_TOGETHER);
  #released = 0;
  #releasedBefore = 0;
  /** Kept so that looking at a place ahead of time is not left out by the compiler. */
  seen = 0;

  /** -1 for a journey that has no number. */
  find(id: JourneyId): number {
    this.#take(id);
    return this.#findAtHand();
  }

  /** Its number, a new one when it has none. */
  numberOf(id: JourneyId): number {
    this.#take(id);
    return this.#numberAtHand();
  }

  /**
   * Looks up `count` ids together, `MOST_TOGETHER` at most, from a place of the list on: in passes, each so short that the waits for memory of many
   * ids overlap. Nobody gets a number yet; `numberAt` says them one by one, as `numberOf` would at that moment.
   */
  lookUp(ids: readonly JourneyId[], from: number, count: number): void {
    const batch = this.#batch;
    const { words, forms } = batch;
    const hashes = this.#hashes;
    const found = this.#found;
    batch.read(ids, from, count);
    for (let place = 0; place < count; place += 1) {
      const form = forms[place] as number;
      hashes[place] = hashOf(form, words, place * KEPT_WORDS, wordsOfForm(form));
    }
    let seen = 0;
    for (let place = 0; place < count; place += 1) {
      const hash = hashes[place] as number;
      const table = this.#tables[hash & (TABLES - 1)] as Int32Array;
      seen ^= table[slotOf(hash, table)] as number;
    }
    for (let place = 0; place < count; place += 1) {
      const hash = hashes[place] as number;
      const table = this.#tables[hash & (TABLES - 1)] as Int32Array;
      const part = partOf(hash);
      let slot = slotOf(hash, table);
      let kept = table[slot] as number;
      while (kept !== 0 && kept >>> NUMBER_BITS !== part) {
        slot = after(slot, table);
        kept = table[slot] as number;
      }
      const number = (kept & NUMBER_MASK) - 1;
      found[place] = number;
      if (number < 0) continue;
      const page = this.#pages[number >> PAGE_SHIFT] as Page;
      const inPage = number & (PAGE_IDS - 1);
      seen ^= (page.words[inPage * ID_WORDS] as number) ^ (page.forms[inPage] as number);
    }
    for (let place = 0; place < count; place += 1) if (!this.#isAt(found[place] as number, place)) found[place] = -1;
    this.seen = seen;
    this.#releasedBefore = this.#released;
  }

  /** The numbers of those looked up last, by their places, as far as they are known: only for looking ahead. */
  get found(): Int32Array {
    return this.#found;
  }

  /** The number of the journey at a place of those looked up last, a new one when it has none: also when journeys came or went meanwhile. */
  numberAt(place: number, id: JourneyId): number {
    const number = this.#stillAt(place);
    if (number >= 0) return number;
    this.#takeAt(place, id);
    return this.#numberAtHand();
  }

  /** The same for who wants no new number: -1 when it has none. */
  knownAt(place: number, id: JourneyId): number {
    const number = this.#stillAt(place);
    if (number >= 0) return number;
    this.#takeAt(place, id);
    return this.#findAtHand();
  }

  /** `null` for a number nobody has. */
  idOf(number: number): JourneyId | null {
    return this.#recall(number) ? (readId(this.#form, this.#scratch, 1) as JourneyId) : null;
  }

  release(number: number): void {
    if (!this.#recall(number)) return;
    this.#hash = hashOf(this.#form, this.#scratch, 1, this.#length);
    const at = this.#hash & (TABLES - 1);
    const table = this.#tables[at] as Int32Array;
    const slot = this.#seek(table);
    this.#longIds.drop(number);
    (this.#pages[number >> PAGE_SHIFT] as Page).forms[number & (PAGE_IDS - 1)] = 0;
    this.#vacate(table, slot);
    this.#counts[at] = (this.#counts[at] as number) - 1;
    this.#free.push(number);
    this.#released += 1;
  }

  get size(): number {
    return this.#next - this.#free.length;
  }

  get sizeBytes(): number {
    const ids = this.#pages.length * PAGE_IDS * (ID_WORDS * 4 + 1) + this.#longIds.sizeBytes;
    return ids + this.#tables.reduce((sum, table) => sum + table.byteLength, 0) + this.#free.length * 8;
  }

  /** Takes an id at hand. */
  #take(id: JourneyId): void {
    this.#form = writeId(id, this.#scratch, 1);
    invariant(this.#form !== UNPACKABLE, "an id fits its schema");
    this.#length = wordsOfForm(this.#form);
    this.#hash = hashOf(this.#form, this.#scratch, 1, this.#length);
  }

  /** The same of an id looked up before. */
  #takeAt(place: number, id: JourneyId): void {
    const { words, forms } = this.#batch;
    this.#form = forms[place] as number;
    if (this.#form === ELSEWHERE) {
      this.#take(id);
      return;
    }
    this.#length = wordsOfForm(this.#form);
    this.#hash = this.#hashes[place] as number;
    for (let word = 0; word < this.#length; word += 1) this.#scratch[word + 1] = words[place * KEPT_WORDS + word] as number;
  }

  #findAtHand(): number {
    const table = this.#tables[this.#hash & (TABLES - 1)] as Int32Array;
    return ((table[this.#seek(table)] as number) & NUMBER_MASK) - 1;
  }

  #numberAtHand(): number {
    const known = this.#findAtHand();
    if (known >= 0) return known;
    const number = this.#free.pop() ?? this.#next++;
    invariant(number < NUMBER_MASK, "a slot can name every journey");
    this.#keep(number);
    const at = this.#hash & (TABLES - 1);
    insert(this.#roomy(at), number, this.#hash);
    this.#counts[at] = (this.#counts[at] as number) + 1;
    return number;
  }

  /** What was found at a place, unless a number was released since: it may be another journey's by now. */
  #stillAt(place: number): number {
    return this.#released === this.#releasedBefore ? (this.#found[place] as number) : -1;
  }

  /** The slot of the id at hand in its table, or the empty one where it would be. */
  #seek(table: Int32Array): number {
    const part = partOf(this.#hash);
    for (let slot = slotOf(this.#hash, table); ; slot = after(slot, table)) {
      const kept = table[slot] as number;
      if (kept === 0 || (kept >>> NUMBER_BITS === part && this.#isOf((kept & NUMBER_MASK) - 1))) return slot;
    }
  }

  /** Empties a slot and lets those behind it move up, so that no search ends too early. */
  #vacate(table: Int32Array, from: number): void {
    table[from] = 0;
    for (let slot = after(from, table); table[slot] !== 0; slot = after(slot, table)) {
      const number = ((table[slot] as number) & NUMBER_MASK) - 1;
      table[slot] = 0;
      insert(table, number, this.#hashOfNumber(number));
    }
  }

  /** Whether the id at hand is that of a number somebody has. */
  #isOf(number: number): boolean {
    const page = this.#pages[number >> PAGE_SHIFT] as Page;
    const place = number & (PAGE_IDS - 1);
    if (page.forms[place] !== this.#form) return false;
    let { words } = page;
    let at = place * ID_WORDS;
    if (this.#length > ID_WORDS) {
      if (!this.#longIds.locate(number)) return false;
      words = this.#longIds.words;
      at = this.#longIds.at + 1;
    }
    const scratch = this.#scratch;
    for (let word = 0; word < this.#length; word += 1) if (words[at + word] !== scratch[word + 1]) return false;
    return true;
  }

  /** Whether the id at a place of the batch is that of a number; false when it has to be looked at by itself. */
  #isAt(number: number, place: number): boolean {
    const form = this.#batch.forms[place] as number;
    if (number < 0 || form === ELSEWHERE) return false;
    const page = this.#pages[number >> PAGE_SHIFT] as Page;
    const inPage = number & (PAGE_IDS - 1);
    if (page.forms[inPage] !== form) return false;
    const { words } = this.#batch;
    const length = wordsOfForm(form);
    for (let word = 0; word < length; word += 1) {
      if (page.words[inPage * ID_WORDS + word] !== words[place * KEPT_WORDS + word]) return false;
    }
    return true;
  }

  /** A table with room for one more. In passes as `lookUp`: the ids of a table lie anywhere. */
  #roomy(at: number): Int32Array {
    const table = this.#tables[at] as Int32Array;
    const count = this.#counts[at] as number;
    if (count + 1 <= table.length * FULL) return table;
    const larger = new Int32Array(Math.ceil(table.length * GROWTH));
    const kept = new Int32Array(count);
    let seen = 0;
    let next = 0;
    for (let slot = 0; slot < table.length; slot += 1) {
      const number = ((table[slot] as number) & NUMBER_MASK) - 1;
      if (number < 0) continue;
      kept[next++] = number;
      const { words, forms } = this.#pages[number >> PAGE_SHIFT] as Page;
      const place = number & (PAGE_IDS - 1);
      seen ^= (words[place * ID_WORDS] as number) ^ (forms[place] as number);
    }
    this.seen = seen;
    for (let place = 0; place < next; place += 1) {
      const number = kept[place] as number;
      insert(larger, number, this.#hashOfNumber(number));
    }
    this.#tables[at] = larger;
    return larger;
  }

  /** Of a number somebody has. */
  #hashOfNumber(number: number): number {
    const page = this.#pages[number >> PAGE_SHIFT] as Page;
    const place = number & (PAGE_IDS - 1);
    const form = page.forms[place] as number;
    const length = wordsOfForm(form);
    if (length <= ID_WORDS) return hashOf(form, page.words, place * ID_WORDS, length);
    const isKept = this.#longIds.locate(number);
    invariant(isKept, "a long id lies in its block");
    return hashOf(form, this.#longIds.words, this.#longIds.at + 1, length);
  }

  /** Keeps the id at hand under a number. */
  #keep(number: number): void {
    while (this.#pages.length <= number >> PAGE_SHIFT) this.#pages.push(newPage());
    const { words, forms } = this.#pages[number >> PAGE_SHIFT] as Page;
    const place = number & (PAGE_IDS - 1);
    forms[place] = this.#form;
    if (this.#length > ID_WORDS) this.#longIds.put(number, this.#scratch, this.#length + 1);
    else for (let word = 0; word < this.#length; word += 1) words[place * ID_WORDS + word] = this.#scratch[word + 1] as number;
  }

  /** Takes a number's id at hand; false for a number nobody has. */
  #recall(number: number): boolean {
    const page = this.#pages[number >> PAGE_SHIFT];
    const place = number & (PAGE_IDS - 1);
    const form = page?.forms[place] ?? 0;
    if (page === undefined || form === 0) return false;
    this.#form = form;
    this.#length = wordsOfForm(form);
    const isLong = this.#length > ID_WORDS && this.#longIds.locate(number);
    const words = isLong ? this.#longIds.words : page.words;
    const at = isLong ? this.#longIds.at + 1 : place * ID_WORDS;
    for (let word = 0; word < this.#length; word += 1) this.#scratch[word + 1] = words[at + word] as number;
    return true;
  }
}

export function createJourneyNumbers(): JourneyNumbers {
  return new JourneyNumbers();
}
