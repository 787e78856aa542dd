/**
 * Questions asked of a schema while somebody writes what it describes: what may stand here, of what kind, within which bounds.
 *
 * Reads zod's own description of itself, so that an editor knows what the check knows and nothing else. Names for people are copy's.
 */
import type { z } from "zod";
import type { DraftPath } from "./read-draft.ts";

export type Shape =
  | { readonly kind: "object"; readonly keys: readonly { readonly key: string; readonly isOptional: boolean }[] }
  /** `keys` when they are a closed list. */
  | { readonly kind: "record"; readonly keys: readonly string[] | null }
  | { readonly kind: "list"; readonly least: number | null }
  | { readonly kind: "choice"; readonly options: readonly string[] }
  | { readonly kind: "number"; readonly least: number | null; readonly most: number | null; readonly isWhole: boolean }
  | { readonly kind: "switch" }
  | { readonly kind: "text"; readonly pattern: string | null }
  | { readonly kind: "other" };

export type Described = { readonly shape: Shape; readonly isOptional: boolean; readonly standard: unknown };

type Definition = {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly defaultValue?: unknown;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly in?: z.ZodType;
  readonly checks?: readonly {
    readonly _zod: { readonly def: { readonly check: string; readonly minimum?: number; readonly pattern?: RegExp } };
  }[];
};

const definitionOf = (schema: z.ZodType) => schema.def as unknown as Definition;

function unwrap(schema: z.ZodType): { readonly schema: z.ZodType; readonly isOptional: boolean; readonly standard: unknown } {
  let current = schema;
  let isOptional = false;
  let standard: unknown;
  for (;;) {
    const definition = definitionOf(current);
    if (definition.type === "default" || definition.type === "prefault") standard = definition.defaultValue;
    if (definition.type === "optional" || definition.type === "default" || definition.type === "nullable") isOptional = true;
    const inner = definition.innerType ?? (definition.type === "pipe" ? definition.in : undefined);
    if (inner === undefined) return { schema: current, isOptional, standard };
    current = inner;
  }
}

const finite = (figure: unknown): number | null =>
  typeof figure === "number" && Number.isFinite(figure) && Math.abs(figure) < Number.MAX_SAFE_INTEGER ? figure : null;

function shapeOf(schema: z.ZodType): Shape {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object":
      return {
        kind: "object",
        keys: Object.entries(definition.shape ?? {}).map(([key, inner]) => ({ key, isOptional: unwrap(inner).isOptional })),
      };
    case "record": {
      const keys = definition.keyType === undefined ? null : shapeOf(unwrap(definition.keyType).schema);
      return { kind: "record", keys: keys?.kind === "choice" ? keys.options : null };
    }
    case "array":
      return { kind: "list", least: definition.checks?.find(({ _zod }) => _zod.def.check === "min_length")?._zod.def.minimum ?? null };
    case "enum":
      return { kind: "choice", options: Object.values(definition.entries ?? {}).map(String) };
    case "number": {
      const number = schema as z.ZodNumber;
      return { kind: "number", least: finite(number.minValue), most: finite(number.maxValue), isWhole: number.isInt };
    }
    case "boolean":
      return { kind: "switch" };
    case "string":
      return { kind: "text", pattern: definition.checks?.find(({ _zod }) => _zod.def.pattern)?._zod.def.pattern?.source ?? null };
    default:
      return { kind: "other" };
  }
}

/** The schema of what a path leads to, `null` when the schema knows no such place. */
export function schemaAt(schema: z.ZodType, path: DraftPath): z.ZodType | null {
  let current: z.ZodType | undefined = schema;
  for (const part of path) {
    const definition: Definition = definitionOf(unwrap(current).schema);
    if (definition.type === "object") current = Object.hasOwn(definition.shape ?? {}, part) ? definition.shape?.[part] : undefined;
    else current = definition.type === "record" ? definition.valueType : definition.type === "array" ? definition.element : undefined;
    if (current === undefined) return null;
  }
  return current;
}

export function describe(schema: z.ZodType): Described {
  const { schema: inner, isOptional, standard } = unwrap(schema);
  return { shape: shapeOf(inner), isOptional, standard };
}
