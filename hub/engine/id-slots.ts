/**
 * The slots of a table of ids: what a slot says, where an id's belongs, and an id's hash.
 *
 * Whose the tables are, when they grow and how an id is told from another is `journey-numbers.ts`.
 */

/** Tables; a power of two. */
export const TABLES = 256;
const TABLE_BITS = 8;
/** A slot is a number plus one, 0 = empty, and above it a part of its id's hash. */
export const NUMBER_BITS = 24;
export const NUMBER_MASK = (1 << NUMBER_BITS) - 1;
const PART_MASK = 255;
/** Of a hash, what is left to say the slot it belongs in. */
const PLACES = 2 ** (32 - TABLE_BITS);

/** The slot a hash belongs in: its high bits say so, its part is of the lower ones. */
export const slotOf = (hash: number, table: Int32Array) => ((hash >>> TABLE_BITS) * (table.length / PLACES)) | 0;
export const after = (slot: number, table: Int32Array) => (slot + 1 === table.length ? 0 : slot + 1);
export const partOf = (hash: number) => (hash >>> TABLE_BITS) & PART_MASK;

export function hashOf(form: number, words: Int32Array, from: number, length: number): number {
  let mixed = 0x9e3779b9 ^ form;
  for (let word = 0; word < length; word += 1) {
    mixed = Math.imul(mixed ^ (words[from + word] as number), 0x85ebca6b);
    mixed ^= mixed >>> 15;
  }
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

export function insert(table: Int32Array, number: number, hash: number): void {
  let slot = slotOf(hash, table);
  while (table[slot] !== 0) slot = after(slot, table);
  table[slot] = (partOf(hash) << NUMBER_BITS) | (number + 1);
}
