/**
 * Plain values in few bytes: what survives JSON, for the parts of a watch that only some journeys have.
 *
 * Words known beforehand are a number, objects with the same keys share them, instants are distances from a base, places of facts some
 * bytes, ids 16. It is
 * for memory only: what the numbers stand for is this packer's, so no other process and no file could read it.
 */
import { invariant } from "#shared/lib/invariant.ts";
import { placeOf, positionOf } from "./fact-place.ts";
import { digitOf, HEX, NO_DIGIT } from "./packed-id.ts";

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain | undefined };

const NULL = 0;
const TRUE = 1;
const FALSE = 2;
const WHOLE = 3;
const INSTANT = 4;
const FLOAT = 5;
const WORD = 6;
const HEXADECIMAL = 7;
const TEXT = 8;
const LIST = 9;
const KNOWN_KEYS = 10;
const OTHER_KEYS = 11;
const PLACE = 12;

/** Whole numbers from here on are taken for instants: 1973 in milliseconds. */
const LEAST_INSTANT = 1e11;
/** Different sets of keys that are remembered; keys come from the program, so there are some dozens. */
const MOST_SHAPES = 1_000;
const NO_CODE = -1;
const TWO_28 = 2 ** 28;

/** Sets of keys by their first key, and so on. */
type Shapes = { readonly next: Map<string, Shapes>; code: number };

export type ValuePacker = {
  /** From now on this id of a fact is written as that place, under the keys where ids of facts are kept; position -1: none is. */
  place(factId: string, position: number): void;
  /** Writes a value and answers where the next one begins. `bytes` that are too short stay without an effect: look at the answer. */
  write(value: Plain, bytes: Uint8Array, at: number, base: number): number;
  read(bytes: Uint8Array, at: number, base: number): Plain;
};

export function createValuePacker(words: readonly string[]): ValuePacker {
  const codes = new Map(words.map((word, code) => [word, code]));
  const shapes: (readonly string[])[] = [];
  /** By shape, an object with its keys and nothing under them. */
  const blanks: (Record<string, Plain> | undefined)[] = [];
  const noKeys: Shapes = { next: new Map(), code: NO_CODE };
  const characters: number[] = Array.from({ length: 32 }, () => 0);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const doubles = new Float64Array(1);
  const doubleBytes = new Uint8Array(doubles.buffer);
  let bytes: Uint8Array = new Uint8Array(0);
  let at = 0;
  let base = 0;
  let placed = "";
  let placedAt = -1;
  /** A step or a field may be called as a fact is. */
  let isFactId = false;

  const put = (byte: number) => {
    bytes[at++] = byte;
  };
  /** Seven bits a byte, the lowest first. */
  function putCount(count: number): void {
    let rest = count;
    for (; rest >= TWO_28; rest = Math.floor(rest / 128)) put((rest % 128) | 128);
    let word = rest | 0;
    for (; word >= 128; word >>= 7) put((word & 127) | 128);
    put(word);
  }
  function takeCount(): number {
    let count = 0;
    // As words as long as it is one: most are, and remainders of fractions are slow.
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[at++] ?? 0;
      count |= (byte & 127) << shift;
      if (byte < 128) return count;
    }
    for (let factor = TWO_28; ; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      count += (byte & 127) * factor;
      if (byte < 128) return count;
    }
  }
  const putSigned = (whole: number) => putCount(whole < 0 ? -whole * 2 - 1 : whole * 2);
  function takeSigned(): number {
    const count = takeCount();
    if (count < TWO_28) return (count & 1) === 0 ? count >> 1 : -((count + 1) >> 1);
    return count % 2 === 0 ? count / 2 : -(count + 1) / 2;
  }

  function putNumber(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0) || Math.abs(value) > 2 ** 51) {
      put(FLOAT);
      doubles[0] = value;
      for (const byte of doubleBytes) put(byte);
    } else if (value >= LEAST_INSTANT) {
      put(INSTANT);
      putSigned(value - base);
    } else {
      put(WHOLE);
      putSigned(value);
    }
  }

  /** False when it is no id of 32 hexadecimal digits: nothing is written then. */
  function putHexadecimal(text: string): boolean {
    const from = at;
    put(HEXADECIMAL);
    let seen = 0;
    for (let place = 0; place < 32; place += 2) {
      const high = digitOf(text.charCodeAt(place));
      const low = digitOf(text.charCodeAt(place + 1));
      seen |= high | low;
      put((high << 4) | low);
    }
    if ((seen & NO_DIGIT) !== 0) at = from;
    return (seen & NO_DIGIT) === 0;
  }

  function putText(text: string): void {
    const position = isFactId && text === placed ? placedAt : positionOf(text);
    if (position >= 0) {
      put(PLACE);
      putCount(position);
      return;
    }
    const code = codes.get(text);
    if (code !== undefined) {
      put(WORD);
      putCount(code);
    } else if (text.length !== 32 || !putHexadecimal(text)) {
      put(TEXT);
      const encoded = encoder.encode(text);
      putCount(encoded.length);
      for (const byte of encoded) put(byte);
    }
  }

  function putKeys(keys: readonly string[]): void {
    let shape: Shapes | undefined = noKeys;
    for (const key of keys) shape = shape?.next.get(key);
    const code = shape === undefined || shape.code === NO_CODE ? learnKeys(keys) : shape.code;
    put(code === NO_CODE ? OTHER_KEYS : KNOWN_KEYS);
    putCount(code === NO_CODE ? keys.length : code);
    if (code === NO_CODE) for (const key of keys) putText(key);
  }

  function learnKeys(keys: readonly string[]): number {
    if (shapes.length === MOST_SHAPES) return NO_CODE;
    let shape = noKeys;
    for (const key of keys) {
      const next = shape.next.get(key) ?? { next: new Map(), code: NO_CODE };
      shape.next.set(key, next);
      shape = next;
    }
    shape.code = shapes.push(keys) - 1;
    blanks.push(keys.includes("__proto__") ? undefined : Object.fromEntries(keys.map((key) => [key, null])));
    return shape.code;
  }

  function putValue(value: Plain): void {
    if (value === null) put(NULL);
    else if (typeof value === "boolean") put(value ? TRUE : FALSE);
    else if (typeof value === "number") putNumber(value);
    else if (typeof value === "string") putText(value);
    else if (isList(value)) {
      put(LIST);
      putCount(value.length);
      for (const each of value) putValue(each);
    } else {
      const keys = Object.keys(value).filter((key) => value[key] !== undefined);
      putKeys(keys);
      for (const key of keys) {
        isFactId = key === "factId" || key === "evidence";
        putValue(value[key] ?? null);
      }
      isFactId = false;
    }
  }

  function takeText(): string {
    const length = takeCount();
    at += length;
    return decoder.decode(bytes.subarray(at - length, at));
  }

  function takeHexadecimal(): string {
    for (let place = 0; place < 32; place += 2) {
      const byte = bytes[at++] ?? 0;
      characters[place] = HEX.charCodeAt(byte >> 4);
      characters[place + 1] = HEX.charCodeAt(byte & 15);
    }
    return String.fromCharCode.apply(null, characters);
  }

  /** An object of a shape: a copy of an empty one, which is cheaper than to add one key after the other. */
  function takeShaped(code: number): Plain {
    const blank = blanks[code];
    if (blank === undefined) return takeObject(shapes[code] ?? []);
    const value: Record<string, Plain> = { ...blank };
    for (const key of shapes[code] ?? []) value[key] = takeValue();
    return value;
  }

  function takeObject(keys: readonly string[]): Plain {
    const value: Record<string, Plain> = {};
    for (const key of keys) {
      // A key of that name is data here, not the object's kind.
      if (key === "__proto__")
        Object.defineProperty(value, key, { value: takeValue(), enumerable: true, configurable: true, writable: true });
      else value[key] = takeValue();
    }
    return value;
  }

  function takeList(): Plain {
    const list: Plain[] = [];
    for (let left = takeCount(); left > 0; left -= 1) list.push(takeValue());
    return list;
  }

  function takeString(tag: number): string {
    if (tag === WORD) return words[takeCount()] ?? "";
    if (tag === PLACE) return placeOf(takeCount());
    return tag === HEXADECIMAL ? takeHexadecimal() : takeText();
  }

  function takeValue(): Plain {
    const tag = bytes[at++] ?? NULL;
    switch (tag) {
      case NULL:
        return null;
      case TRUE:
        return true;
      case FALSE:
        return false;
      case WHOLE:
        return takeSigned();
      case INSTANT:
        return base + takeSigned();
      case FLOAT:
        for (let place = 0; place < 8; place += 1) doubleBytes[place] = bytes[at++] ?? 0;
        return doubles[0] ?? 0;
      case WORD:
      case PLACE:
      case HEXADECIMAL:
      case TEXT:
        return takeString(tag);
      case LIST:
        return takeList();
      case KNOWN_KEYS:
        return takeShaped(takeCount());
      case OTHER_KEYS:
        return takeObject(Array.from({ length: takeCount() }, () => takeString(bytes[at++] ?? TEXT)));
      default:
        invariant(false, "only what was written here is read");
    }
  }

  return {
    place(factId, position) {
      placed = factId;
      placedAt = position;
    },
    write(value, target, from, offset) {
      [bytes, at, base] = [target, from, offset];
      putValue(value);
      return at;
    },
    read(source, from, offset) {
      [bytes, at, base] = [source, from, offset];
      return takeValue();
    },
  };
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
