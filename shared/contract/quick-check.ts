/**
 * A quick yes for input that is as it should be, made from the schema itself; everything else is left to the schema.
 *
 * For boundaries that are told the same thing ten thousand times a second. It answers only what the schema would have answered, and never a
 * refusal: which fault a caller is told, and by which name, is the schema's alone. A test holds both against each other over hostile input.
 */
import type { z } from "zod";

/** What the schema makes of a value out of JSON; undefined when only the schema can tell. */
export type QuickCheck<T> = (value: unknown) => T | undefined;

type Check = { readonly _zod: { readonly def: { readonly check: string } & Readonly<Record<string, unknown>> } };
type Definition = {
  readonly type: string;
  readonly coerce?: boolean;
  readonly checks?: readonly Check[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly catchall?: z.ZodType;
  readonly discriminator?: string;
  readonly options?: readonly z.ZodType[];
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly element?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly defaultValue?: unknown;
};
type Read = QuickCheck<unknown>;
type PlainObject = Readonly<Record<string, unknown>>;

const definitionOf = (schema: z.ZodType) => schema.def as unknown as Definition;
const isPlain = (value: unknown): value is PlainObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** A schema may learn what this does not know yet: better no start than a quick yes too many. */
function unknownTo(what: string): never {
  throw new Error(`quick check: not known how to read ${what}`);
}

function textOf([format, ...more]: readonly Check[]): Read {
  if (format === undefined) return (value) => (typeof value === "string" ? value : undefined);
  const { check, format: kind, pattern } = format._zod.def;
  if (more.length > 0 || check !== "string_format" || kind !== "regex" || !(pattern instanceof RegExp))
    return unknownTo(`a text's ${check}`);
  // One that remembers where it stood would not answer the same twice.
  if (pattern.global || pattern.sticky) return unknownTo("a pattern that has a place");
  return (value) => (typeof value === "string" && pattern.test(value) ? value : undefined);
}

function numberOf(checks: readonly Check[]): Read {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  let isWhole = false;
  for (const { _zod } of checks) {
    const { check, format, value, inclusive } = _zod.def;
    if (check === "number_format" && format === "safeint") isWhole = true;
    else if (typeof value !== "number" || inclusive !== true) unknownTo(`a number's ${check}`);
    else if (check === "greater_than") least = Math.max(least, value);
    else if (check === "less_than") most = Math.min(most, value);
    else unknownTo(`a number's ${check}`);
  }
  const isNumber = isWhole ? Number.isSafeInteger : Number.isFinite;
  return (value) => (typeof value === "number" && isNumber(value) && value >= least && value <= most ? value : undefined);
}

function listOf(element: Read, checks: readonly Check[]): Read {
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  for (const { _zod } of checks) {
    if (_zod.def.check === "min_length") least = Math.max(least, Number(_zod.def.minimum));
    else if (_zod.def.check === "max_length") most = Math.min(most, Number(_zod.def.maximum));
    else unknownTo(`a list's ${_zod.def.check}`);
  }
  return (value) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) return undefined;
    for (const each of value) if (element(each) !== each) return undefined;
    return value;
  };
}

function recordOf(key: Read, entry: Read): Read {
  return (value) => {
    if (!isPlain(value)) return undefined;
    for (const name in value) if (key(name) !== name || entry(value[name]) !== value[name]) return undefined;
    return value;
  };
}

function objectOf({ shape = {}, catchall }: Definition): Read {
  if (catchall === undefined || definitionOf(catchall).type !== "never") return unknownTo("an object that may hold anything");
  const fields = Object.entries(shape).map(([key, schema]) => {
    const definition = definitionOf(schema);
    const { type, innerType } = definition;
    const mayMiss = type === "optional" || type === "default";
    return {
      key,
      read: readerOf(mayMiss && innerType ? innerType : schema),
      mayMiss,
      standard: type === "default" ? definition : null,
    };
  });
  return (value) => {
    if (!isPlain(value)) return undefined;
    let held = 0;
    let completed: Record<string, unknown> | null = null;
    for (const { key, read, mayMiss, standard } of fields) {
      const given = value[key];
      if (given === undefined) {
        if (!mayMiss || key in value) return undefined;
        if (standard !== null) {
          completed ??= { ...value };
          completed[key] = standard.defaultValue;
        }
        continue;
      }
      if (read(given) !== given) return undefined;
      held += 1;
    }
    // One key more than were looked at is one the schema does not know.
    for (const _key in value) held -= 1;
    return held === 0 ? (completed ?? value) : undefined;
  };
}

function choiceOf(discriminator: string, options: readonly z.ZodType[]): Read {
  const byName = new Map<unknown, Read>();
  for (const option of options) {
    const named = definitionOf(option).shape?.[discriminator];
    for (const name of (named && definitionOf(named).values) ?? unknownTo("a choice without names")) byName.set(name, readerOf(option));
  }
  return (value) => (isPlain(value) ? byName.get(value[discriminator])?.(value) : undefined);
}

function readerOf(schema: z.ZodType): Read {
  const definition = definitionOf(schema);
  const { type, checks = [], values, entries, discriminator, options, element, keyType, valueType } = definition;
  if (definition.coerce) return unknownTo(`a ${type} that is made of something else`);
  if (type === "string") return textOf(checks);
  if (type === "number") return numberOf(checks);
  if (type === "array" && element !== undefined) return listOf(readerOf(element), checks);
  if (checks.length > 0) return unknownTo(`a ${type} with checks`);
  if (type === "object") return objectOf(definition);
  if (type === "union" && discriminator !== undefined && options !== undefined) return choiceOf(discriminator, options);
  if (type === "record" && keyType !== undefined && valueType !== undefined) return recordOf(readerOf(keyType), readerOf(valueType));
  if (type === "literal" || type === "enum") {
    const known = new Set<unknown>(values ?? Object.values(entries ?? {}));
    return (value) => (known.has(value) ? value : undefined);
  }
  return unknownTo(`a ${type}`);
}

/** Throws when the schema has a part whose answers are not known here. */
export function quickCheckOf<T>(schema: z.ZodType<T>): QuickCheck<T> {
  return readerOf(schema) as QuickCheck<T>;
}
