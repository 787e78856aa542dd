/**
 * A draft's text → its value, or every problem with its place in the text (docs/spec/STUDIO.md).
 *
 * Owns the way from a path in the data to a place in the text. Sentences for the codes are `renderer/copy/studio.ts`; rules across files the hub's.
 */
import { type Document, isMap, isNode, isScalar, type Node, type Pair, parseDocument } from "yaml";
import type { z } from "zod";

export type DraftPath = readonly (string | number)[];

/** Why a text cannot be used. `not-yaml` names the parser's own code in `detail.reason`. */
export type ProblemCode =
  | "not-yaml"
  | "missing"
  | "wrong-type"
  | "too-small"
  | "too-big"
  | "not-one-of"
  | "unknown-key"
  | "bad-format"
  | "other";

export type DraftProblem = {
  readonly code: ProblemCode;
  /** Figures and names for the sentence. */
  readonly detail: Readonly<Record<string, string | number>>;
  readonly path: DraftPath;
  /** Offsets into the text, `to` behind the last character. */
  readonly from: number;
  readonly to: number;
};

export type ReadDraft<T> =
  | { readonly ok: true; readonly value: T; readonly document: Document }
  | { readonly ok: false; readonly problems: readonly DraftProblem[]; readonly document: Document };

const MOST_PROBLEMS = 50;

export function parseDraft(text: string): Document {
  return parseDocument(text, { uniqueKeys: true, schema: "core", prettyErrors: false });
}

function pairAt(node: unknown, key: string | number): Pair | undefined {
  return isMap(node) ? node.items.find((pair) => (isScalar(pair.key) ? pair.key.value : pair.key) === key) : undefined;
}

type Range = { readonly from: number; readonly to: number };

function rangeOf(node: unknown): Range | null {
  const range = isNode(node) ? node.range : null;
  return range ? { from: range[0], to: Math.max(range[0] + 1, range[1]) } : null;
}

/** The first line of a node that is not a value of its own: a whole block underlined says nothing. */
function headOf(node: Node, text: string): Range | null {
  const range = rangeOf(node);
  if (range === null) return null;
  const lineEnd = text.indexOf("\n", range.from);
  return { from: range.from, to: lineEnd < 0 ? range.to : Math.min(range.to, Math.max(range.from + 1, lineEnd)) };
}

/**
 * Where a path lies in the text: the value it leads to, or the key of the nearest thing above it that is there.
 *
 * @param wantsKey the key rather than its value, for one that should not be there
 */
export function placeOf(document: Document, text: string, path: DraftPath, wantsKey = false): Range {
  let node: unknown = document.contents;
  let place: Range = { from: 0, to: Math.max(1, text.indexOf("\n") < 0 ? text.length : text.indexOf("\n")) };
  for (const [index, part] of path.entries()) {
    const pair = pairAt(node, part);
    const next =
      pair === undefined
        ? isNode(node) && "get" in node
          ? (document.getIn(path.slice(0, index + 1), true) as unknown)
          : null
        : pair.value;
    if (pair === undefined && !isNode(next)) break;
    const isLast = index === path.length - 1;
    const keyPlace = pair === undefined ? null : rangeOf(pair.key);
    if (isLast && !wantsKey && isScalar(next)) place = rangeOf(next) ?? keyPlace ?? place;
    else place = keyPlace ?? (isNode(next) ? headOf(next, text) : null) ?? place;
    node = next;
  }
  return { from: Math.min(place.from, text.length), to: Math.min(place.to, Math.max(text.length, 1)) };
}

/** Length of the word at an offset, at least 1: the parser often names only its first character. */
function wordAt(text: string, offset: number): number {
  return /^[\w-]+/.exec(text.slice(offset, offset + 80))?.[0].length ?? 1;
}

function problemOf(issue: z.core.$ZodIssue): { code: ProblemCode; detail: Record<string, string | number>; keys: readonly string[] } {
  const of = (code: ProblemCode, detail: Record<string, string | number> = {}, keys: readonly string[] = []) => ({ code, detail, keys });
  switch (issue.code) {
    case "invalid_type":
      // zod says what it found only in its sentence.
      return issue.message.endsWith("received undefined") ? of("missing") : of("wrong-type", { expected: issue.expected });
    case "too_small":
      return of("too-small", { least: Number(issue.minimum), origin: issue.origin });
    case "too_big":
      return of("too-big", { most: Number(issue.maximum), origin: issue.origin });
    case "invalid_value":
      return of("not-one-of", { options: issue.values.map(String).join(", ") });
    case "unrecognized_keys":
      return of("unknown-key", {}, issue.keys);
    case "invalid_key":
      return of("unknown-key", { key: String(issue.path.at(-1) ?? "") });
    case "invalid_format":
      return of("bad-format", { format: issue.pattern ?? issue.format });
    default:
      return of("other", { message: issue.message });
  }
}

const asPath = (path: readonly PropertyKey[]): DraftPath => path.map((part) => (typeof part === "number" ? part : String(part)));

/** @param schema what the file must fit; see `content-files.ts` */
export function readDraft<S extends z.ZodType>(text: string, schema: S): ReadDraft<z.output<S>> {
  const document = parseDraft(text);
  if (document.errors.length > 0) {
    const problems = document.errors.slice(0, MOST_PROBLEMS).map(
      ({ code, pos, message }): DraftProblem => ({
        code: "not-yaml",
        detail: { reason: code, message },
        path: [],
        from: Math.min(pos[0], text.length),
        to: Math.max(pos[0] + wordAt(text, pos[0]), pos[1]),
      }),
    );
    return { ok: false, problems, document };
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { ok: true, value: parsed.data, document };
  const problems = parsed.error.issues.flatMap((issue): DraftProblem[] => {
    const path = asPath(issue.path);
    const { code, detail, keys } = problemOf(issue);
    if (keys.length === 0) return [{ code, detail, path, ...placeOf(document, text, path, code === "unknown-key") }];
    return keys.map((key) => ({ code, detail: { key }, path: [...path, key], ...placeOf(document, text, [...path, key], true) }));
  });
  return { ok: false, problems: problems.slice(0, MOST_PROBLEMS), document };
}

/** A path as the hub writes it in a fault, `steps[1].fields[0].label.en`, as parts. */
export function partsOf(path: string): DraftPath {
  return path
    .split(/\.|\[(\d+)\]/)
    .filter((part) => part !== undefined && part !== "")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
