/**
 * Journeys by small integers: an id is looked up once a fact, everything else goes by its number.
 *
 * Ids lie in blocks, found by tables of a few thousand numbers each, so that growing one is no pause. A number that is released is given to
 * the next journey.
 */
import { invariant } from "#shared/lib/invariant.ts";
import type { JourneyId } from "#shared/model/ids.ts";
import { createBlocks } from "./blocks.ts";
import { readId, UNPACKABLE, wordsOfForm, writeId } from "./packed-id.ts";

/** Tables; a power of two. */
const SHARDS = 256;
const FIRST_SLOTS = 8;

/** Slots hold a number plus one, 0 = empty; and a part of its id's hash that says the slot it belongs in, so that others are seldom looked at. */
type Shard = { slots: Int32Array; hashes: Uint16Array; count: number };

const emptyShard = (size: number): Shard => ({ slots: new Int32Array(size), hashes: new Uint16Array(size), count: 0 });

export type JourneyNumbers = {
  /** -1 for a journey that has no number. */
  find(id: JourneyId): number;
  /** Its number, a new one when it has none. */
  numberOf(id: JourneyId): number;
  /** `null` for a number nobody has. */
  idOf(number: number): JourneyId | null;
  release(number: number): void;
  readonly size: number;
  readonly sizeBytes: number;
};

export function createJourneyNumbers(): JourneyNumbers {
  /** Behind the number: the id's form, then its words. */
  const blocks = createBlocks();
  const scratch = new Int32Array(32);
  const shards: Shard[] = Array.from({ length: SHARDS }, () => emptyShard(FIRST_SLOTS));
  const free: number[] = [];
  let next = 0;
  /** Words of the id in `scratch`, and its hash. */
  let length = 0;
  let hash = 0;

  function hashOf(words: Int32Array, from: number, count: number): number {
    let mixed = 0x9e3779b9 | 0;
    for (let word = 0; word < count; word += 1) {
      mixed = Math.imul(mixed ^ (words[from + word] ?? 0), 0x85ebca6b);
      mixed ^= mixed >>> 15;
    }
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  }

  function pack(id: JourneyId): void {
    const form = writeId(id, scratch, 2);
    invariant(form !== UNPACKABLE, "an id fits its schema");
    scratch[1] = form;
    length = 2 + wordsOfForm(form);
    hash = hashOf(scratch, 1, length - 1);
  }

  const shardOf = (of: number) => shards[of & (SHARDS - 1)] as Shard;
  /** 16 bits: enough for some ten million journeys. */
  const partOf = (of: number) => (of >>> 8) & 0xffff;
  const slotOf = (part: number, { slots }: Shard) => part & (slots.length - 1);

  function isPacked(number: number): boolean {
    if (!blocks.locate(number)) return false;
    const { words, at } = blocks;
    for (let word = 1; word < length; word += 1) if (words[at + word] !== scratch[word]) return false;
    return true;
  }

  /** The slot of the packed id in its shard, or the empty one where it would be. */
  function seek(shard: Shard): number {
    const { slots, hashes } = shard;
    const part = partOf(hash);
    for (let slot = slotOf(part, shard); ; slot = (slot + 1) & (slots.length - 1)) {
      const kept = slots[slot] ?? 0;
      if (kept === 0 || (hashes[slot] === part && isPacked(kept - 1))) return slot;
    }
  }

  function insert(shard: Shard, kept: number, part: number): void {
    let slot = slotOf(part, shard);
    while (shard.slots[slot] !== 0) slot = (slot + 1) & (shard.slots.length - 1);
    shard.slots[slot] = kept;
    shard.hashes[slot] = part;
  }

  function grow(shard: Shard): void {
    const { slots, hashes } = shard;
    shard.slots = new Int32Array(slots.length * 2);
    shard.hashes = new Uint16Array(slots.length * 2);
    for (const [slot, kept] of slots.entries()) if (kept !== 0) insert(shard, kept, hashes[slot] ?? 0);
  }

  /** Empties a slot and lets those behind it move up, so that no search ends too early. */
  function vacate(shard: Shard, from: number): void {
    const last = shard.slots.length - 1;
    shard.slots[from] = 0;
    for (let slot = (from + 1) & last; shard.slots[slot] !== 0; slot = (slot + 1) & last) {
      const kept = shard.slots[slot] ?? 0;
      shard.slots[slot] = 0;
      insert(shard, kept, shard.hashes[slot] ?? 0);
    }
    shard.count -= 1;
  }

  function find(id: JourneyId): number {
    pack(id);
    const shard = shardOf(hash);
    return (shard.slots[seek(shard)] ?? 0) - 1;
  }

  return {
    find,
    numberOf(id) {
      const known = find(id);
      if (known >= 0) return known;
      const shard = shardOf(hash);
      const number = free.pop() ?? next++;
      blocks.put(number, scratch, length);
      if ((shard.count + 1) * 4 > shard.slots.length * 3) grow(shard);
      insert(shard, number + 1, partOf(hash));
      shard.count += 1;
      return number;
    },
    idOf(number) {
      if (!blocks.locate(number)) return null;
      return readId(blocks.words[blocks.at + 1] ?? 0, blocks.words, blocks.at + 2) as JourneyId;
    },
    release(number) {
      if (!blocks.locate(number)) return;
      const { words, at } = blocks;
      length = 2 + wordsOfForm(words[at + 1] ?? 0);
      for (let word = 1; word < length; word += 1) scratch[word] = words[at + word] ?? 0;
      hash = hashOf(scratch, 1, length - 1);
      const shard = shardOf(hash);
      vacate(shard, seek(shard));
      blocks.drop(number);
      free.push(number);
    },
    get size() {
      return next - free.length;
    },
    get sizeBytes() {
      return blocks.sizeBytes + shards.reduce((sum, { slots }) => sum + slots.byteLength * 1.5, 0) + free.length * 8;
    },
  };
}
