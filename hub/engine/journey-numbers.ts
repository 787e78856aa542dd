/**
 * Journeys by small integers: an id is looked up once a fact, everything else goes by its number.
 *
 * Ids lie in pages by their number, found by tables of a few thousand numbers each, so that growing one is no pause. A number that is released
 * is given to the next journey. Among a million journeys each place that is looked at is a wait for memory: a table has number and hash side by
 * side, so that a fact waits once, and looks at the one id it is.
 */
import { invariant } from "#shared/lib/invariant.ts";
import type { JourneyId } from "#shared/model/ids.ts";
import { Blocks } from "./blocks.ts";
import { readId, UNPACKABLE, wordsOfForm, writeId } from "./packed-id.ts";

/** Tables; a power of two. */
const TABLES = 256;
const TABLE_BITS = 8;
/** Slots of two words: a number plus one, 0 = empty; and the hash of its id. */
const FIRST_SLOTS = 8;

const PAGE_SHIFT = 12;
const PAGE_IDS = 1 << PAGE_SHIFT;
/** Words of a tracker's id and of a UUID; a longer id lies in a block. */
const ID_WORDS = 4;

/** Ids of numbers that follow one another; form 0 = nobody has the number. */
type Page = { readonly words: Int32Array; readonly forms: Uint8Array };

const newPage = (): Page => ({ words: new Int32Array(PAGE_IDS * ID_WORDS), forms: new Uint8Array(PAGE_IDS) });

/** The first word of the slot a hash belongs in. */
const slotOf = (hash: number, table: Int32Array) => ((hash >>> TABLE_BITS) * 2) & (table.length - 1);

function insert(table: Int32Array, kept: number, hash: number): void {
  let slot = slotOf(hash, table);
  while (table[slot] !== 0) slot = (slot + 2) & (table.length - 1);
  table[slot] = kept;
  table[slot + 1] = hash;
}

/** Empties a slot and lets those behind it move up, so that no search ends too early. */
function vacate(table: Int32Array, from: number): void {
  const last = table.length - 1;
  table[from] = 0;
  for (let slot = (from + 2) & last; table[slot] !== 0; slot = (slot + 2) & last) {
    const kept = table[slot] as number;
    table[slot] = 0;
    insert(table, kept, table[slot + 1] as number);
  }
}

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

  /** -1 for a journey that has no number. */
  find(id: JourneyId): number {
    this.#form = writeId(id, this.#scratch, 1);
    invariant(this.#form !== UNPACKABLE, "an id fits its schema");
    this.#length = wordsOfForm(this.#form);
    this.#hashScratch();
    const table = this.#tables[this.#hash & (TABLES - 1)] as Int32Array;
    return (table[this.#seek(table)] as number) - 1;
  }

  /** Its number, a new one when it has none. */
  numberOf(id: JourneyId): number {
    const known = this.find(id);
    if (known >= 0) return known;
    const number = this.#free.pop() ?? this.#next++;
    this.#keep(number);
    const at = this.#hash & (TABLES - 1);
    insert(this.#roomy(at), number + 1, this.#hash);
    this.#counts[at] = (this.#counts[at] as number) + 1;
    return number;
  }

  /** `null` for a number nobody has. */
  idOf(number: number): JourneyId | null {
    return this.#recall(number) ? (readId(this.#form, this.#scratch, 1) as JourneyId) : null;
  }

  release(number: number): void {
    if (!this.#recall(number)) return;
    this.#hashScratch();
    const at = this.#hash & (TABLES - 1);
    const table = this.#tables[at] as Int32Array;
    vacate(table, this.#seek(table));
    this.#counts[at] = (this.#counts[at] as number) - 1;
    this.#longIds.drop(number);
    (this.#pages[number >> PAGE_SHIFT] as Page).forms[number & (PAGE_IDS - 1)] = 0;
    this.#free.push(number);
  }

  get size(): number {
    return this.#next - this.#free.length;
  }

  get sizeBytes(): number {
    const ids = this.#pages.length * PAGE_IDS * (ID_WORDS * 4 + 1) + this.#longIds.sizeBytes;
    return ids + this.#tables.reduce((sum, table) => sum + table.byteLength, 0) + this.#free.length * 8;
  }

  #hashScratch(): void {
    const words = this.#scratch;
    let mixed = 0x9e3779b9 ^ this.#form;
    for (let word = 1; word <= this.#length; word += 1) {
      mixed = Math.imul(mixed ^ (words[word] as number), 0x85ebca6b);
      mixed ^= mixed >>> 15;
    }
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    this.#hash = mixed ^ (mixed >>> 16);
  }

  /** The slot of the id at hand in its table, or the empty one where it would be. */
  #seek(table: Int32Array): number {
    const hash = this.#hash;
    for (let slot = slotOf(hash, table); ; slot = (slot + 2) & (table.length - 1)) {
      const kept = table[slot] as number;
      if (kept === 0 || (table[slot + 1] === hash && this.#isOf(kept - 1))) return slot;
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

  /** A table with room for one more. */
  #roomy(at: number): Int32Array {
    const table = this.#tables[at] as Int32Array;
    // Three of four slots at most.
    if (((this.#counts[at] as number) + 1) * 8 <= table.length * 3) return table;
    const larger = new Int32Array(table.length * 2);
    for (let slot = 0; slot < table.length; slot += 2)
      if (table[slot] !== 0) insert(larger, table[slot] as number, table[slot + 1] as number);
    this.#tables[at] = larger;
    return larger;
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
