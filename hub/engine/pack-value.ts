/**
 * Plain values in few bytes: what survives JSON, for the parts of a watch that only some journeys have.
 *
 * Words known beforehand are a number, objects with the same keys share them, instants are distances from a base, ids are 16 bytes. It is
 * for memory only: what the numbers stand for is this packer's, so no other process and no file could read it.
 */
import { invariant } from "#shared/lib/invariant.ts";

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

/** Whole numbers from here on are taken for instants: 1973 in milliseconds. */
const LEAST_INSTANT = 1e11;
/** Different sets of keys that are remembered; keys come from the program, so there are some dozens. */
const MOST_SHAPES = 1_000;
const IS_HEXADECIMAL = /^[0-9a-f]{32}$/;

export type ValuePacker = {
  /** Writes a value and answers where the next one begins. `bytes` that are too short stay without an effect: look at the answer. */
  write(value: Plain, bytes: Uint8Array, at: number, base: number): number;
  read(bytes: Uint8Array, at: number, base: number): Plain;
};

export function createValuePacker(words: readonly string[]): ValuePacker {
  const codes = new Map(words.map((word, code) => [word, code]));
  const shapes: (readonly string[])[] = [];
  const shapeCodes = new Map<string, number>();
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const doubles = new Float64Array(1);
  const doubleBytes = new Uint8Array(doubles.buffer);
  let bytes: Uint8Array = new Uint8Array(0);
  let at = 0;
  let base = 0;

  const put = (byte: number) => {
    bytes[at++] = byte;
  };
  /** Seven bits a byte, the lowest first. */
  function putCount(count: number): void {
    let rest = count;
    for (; rest >= 128; rest = Math.floor(rest / 128)) put((rest % 128) | 128);
    put(rest);
  }
  function takeCount(): number {
    let count = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      count += (byte & 127) * factor;
      if (byte < 128) return count;
    }
  }
  const putSigned = (whole: number) => putCount(whole < 0 ? -whole * 2 - 1 : whole * 2);
  function takeSigned(): number {
    const count = takeCount();
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

  function putText(text: string): void {
    const code = codes.get(text);
    if (code !== undefined) {
      put(WORD);
      putCount(code);
    } else if (text.length === 32 && IS_HEXADECIMAL.test(text)) {
      put(HEXADECIMAL);
      for (let place = 0; place < 32; place += 2) put(Number.parseInt(text.slice(place, place + 2), 16));
    } else {
      put(TEXT);
      const encoded = encoder.encode(text);
      putCount(encoded.length);
      for (const byte of encoded) put(byte);
    }
  }

  function putKeys(keys: readonly string[]): void {
    const shape = JSON.stringify(keys);
    let code = shapeCodes.get(shape);
    if (code === undefined && shapes.length < MOST_SHAPES) {
      code = shapes.push(keys) - 1;
      shapeCodes.set(shape, code);
    }
    put(code === undefined ? OTHER_KEYS : KNOWN_KEYS);
    putCount(code ?? keys.length);
    if (code === undefined) for (const key of keys) putText(key);
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
      for (const key of keys) putValue(value[key] ?? null);
    }
  }

  function takeText(): string {
    const length = takeCount();
    at += length;
    return decoder.decode(bytes.subarray(at - length, at));
  }

  function takeHexadecimal(): string {
    let text = "";
    for (let place = 0; place < 16; place += 1) text += ((bytes[at++] ?? 0) + 256).toString(16).slice(1);
    return text;
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

  function takeString(tag: number): string {
    if (tag === WORD) return words[takeCount()] ?? "";
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
      case HEXADECIMAL:
      case TEXT:
        return takeString(tag);
      case LIST:
        return Array.from({ length: takeCount() }, takeValue);
      case KNOWN_KEYS:
        return takeObject(shapes[takeCount()] ?? []);
      case OTHER_KEYS:
        return takeObject(Array.from({ length: takeCount() }, () => takeString(bytes[at++] ?? TEXT)));
      default:
        invariant(false, "only what was written here is read");
    }
  }

  return {
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
