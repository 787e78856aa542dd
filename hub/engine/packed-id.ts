/**
 * Ids in words: the place of a fact is 4 or 8 bytes, a tracker's ids and UUIDs are 16, any other id is its characters.
 *
 * The form says which, and how many words there are. Ids are printable ASCII of at most 64 characters (`shared/model/ids.ts`).
 */

import { placeOf, positionOf } from "./fact-place.ts";

/** Ids up to this long have their length as form. */
const LONGEST = 64;
/** Of 32 digits, four words. */
export const HEXADECIMAL = 65;
const UUID = 66;
/** A place below and above 4 GB. */
const PLACE = 67;
const FAR_PLACE = 68;
/** Not an id that can be packed. */
export const UNPACKABLE = 127;

export const HEX = "0123456789abcdef";
/** The value of a character code as a lower-case hexadecimal digit; a bit above those values when it is none. */
export const NO_DIGIT = 16;
const DIGITS = Uint8Array.from({ length: 128 }, (_none, code) => {
  const digit = HEX.indexOf(String.fromCharCode(code));
  return digit < 0 ? NO_DIGIT : digit;
});

/** The value of a hexadecimal digit, or `NO_DIGIT`. */
export function digitOf(code: number): number {
  return code < 128 ? (DIGITS[code] ?? NO_DIGIT) : NO_DIGIT;
}

export function wordsOfForm(form: number): number {
  if (form < HEXADECIMAL) return (form + 3) >> 2;
  return form < PLACE ? 4 : form - PLACE + 1;
}

/** Writes 32 hexadecimal digits as four words; false when another character is met. Eight a turn: digit by digit takes a fifth longer. */
function writeDigits(id: string, words: Int32Array, at: number): boolean {
  let seen = 0;
  for (let word = 0; word < 4; word += 1) {
    const from = word * 8;
    const a = id.charCodeAt(from);
    const b = id.charCodeAt(from + 1);
    const c = id.charCodeAt(from + 2);
    const d = id.charCodeAt(from + 3);
    const e = id.charCodeAt(from + 4);
    const f = id.charCodeAt(from + 5);
    const g = id.charCodeAt(from + 6);
    const h = id.charCodeAt(from + 7);
    const high = (digit(a) << 28) | (digit(b) << 24) | (digit(c) << 20) | (digit(d) << 16);
    words[at + word] = high | (digit(e) << 12) | (digit(f) << 8) | (digit(g) << 4) | digit(h);
    seen |= digit(a) | digit(b) | digit(c) | digit(d) | digit(e) | digit(f) | digit(g) | digit(h);
    // Above 127 no code is a digit: what it has more is seen as well.
    seen |= (a | b | c | d | e | f | g | h) & ~127;
  }
  return seen < NO_DIGIT;
}

const digit = (code: number) => DIGITS[code & 127] as number;

const TWO_32 = 2 ** 32;
const HAS_DASHES = /^.{8}-.{4}-.{4}-.{4}-/;

/** Writes the place of a fact and answers its form. */
export function writePlace(position: number, words: Int32Array, at: number): number {
  words[at] = position | 0;
  if (position < TWO_32) return PLACE;
  words[at + 1] = Math.floor(position / TWO_32);
  return FAR_PLACE;
}

/** Writes an id and answers its form. */
export function writeId(id: string, words: Int32Array, at: number): number {
  const { length } = id;
  const position = positionOf(id);
  if (position >= 0) return writePlace(position, words, at);
  if (length === 32 && writeDigits(id, words, at)) return HEXADECIMAL;
  if (length === 36 && HAS_DASHES.test(id) && writeDigits(id.replaceAll("-", ""), words, at)) return UUID;
  if (length === 0 || length > LONGEST) return UNPACKABLE;
  for (let place = 0; place < length; place += 4) {
    let value = 0;
    for (let part = 0; part < 4; part += 1) {
      const code = place + part < length ? id.charCodeAt(place + part) : 0;
      if (code > 127) return UNPACKABLE;
      value |= code << (part * 8);
    }
    words[at + (place >> 2)] = value;
  }
  return length;
}

export function readId(form: number, words: Int32Array, at: number): string {
  if (form >= PLACE) return placeOf(((words[at] ?? 0) >>> 0) + (form === FAR_PLACE ? (words[at + 1] ?? 0) * TWO_32 : 0));
  if (form >= HEXADECIMAL) {
    let digits = "";
    for (let word = 0; word < 4; word += 1) digits += ((words[at + word] ?? 0) >>> 0).toString(16).padStart(8, "0");
    if (form === HEXADECIMAL) return digits;
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
  }
  let id = "";
  for (let place = 0; place < form; place += 1) id += String.fromCharCode(((words[at + (place >> 2)] ?? 0) >>> ((place & 3) * 8)) & 127);
  return id;
}
