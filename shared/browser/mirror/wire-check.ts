/**
 * Whether unpacked bytes are a layer of the mirror. The customer's page is hostile: nothing is believed, sizes and depth are counted,
 * tags, attributes and CSS are held against the same lists that the recorder keeps to.
 *
 * Hand-written rather than zod: a snapshot holds tens of thousands of nodes and is checked between two animation frames.
 */
import type { Result } from "#shared/lib/result.ts";
import { err, ok } from "#shared/lib/result.ts";
import type { StructureBody, ValueBody, WireNode, WireOp } from "./wire.ts";
import { ATTRIBUTES, cssLoadsOrEscapes, FIELD_CONTROLS, FIELD_STATES, LIMITS, TAGS, UNKNOWN_TAG } from "./wire.ts";

/** `what` is one of a closed list of words, never content. */
export type WireFault = { readonly kind: "not-a-layer"; readonly what: string };

class Refused extends Error {
  readonly what: string;
  constructor(what: string) {
    super(what);
    this.what = what;
  }
}

type Plain = Readonly<Record<string, unknown>>;

export function checkStructure(body: unknown): Result<StructureBody, WireFault> {
  return check(() => {
    const { ops } = keys(body, ["ops"]);
    const list = array(ops, LIMITS.ops, "ops");
    const budget = { nodes: LIMITS.nodes };
    for (const op of list) checkOp(op, budget);
    return { ops: list as readonly WireOp[] };
  });
}

export function checkValues(body: unknown): Result<ValueBody, WireFault> {
  return check(() => {
    const { full, values } = keys(body, ["full", "values"]);
    demand(typeof full === "boolean", "full");
    const entries = Object.entries(plain(values, "values"));
    demand(entries.length <= LIMITS.values, "values");
    for (const [id, value] of entries) {
      demand(/^[1-9]\d{0,9}$/.test(id), "value-id");
      if (value !== null) text(value, LIMITS.valueChars, "value");
    }
    return { full: full as boolean, values: values as ValueBody["values"] };
  });
}

function check<T>(read: () => T): Result<T, WireFault> {
  try {
    return ok(read());
  } catch (fault) {
    return err({ kind: "not-a-layer", what: fault instanceof Refused ? fault.what : "shape" });
  }
}

function checkOp(op: unknown, budget: { nodes: number }): void {
  const name = plain(op, "op")["op"];
  switch (name) {
    case "tree": {
      const { viewport, sheets, root, scrolls } = keys(op, ["op", "viewport", "sheets", "root", "scrolls"]);
      pair(viewport);
      for (const group of array(sheets, 2_000, "sheets")) {
        const { root: rootId, of } = keys(group, ["root", "of"]);
        integer(rootId, 0, "sheet-root");
        checkSheets(of);
      }
      checkNode(root, 0, budget);
      demand((root as { n?: unknown }).n === "html", "root");
      for (const scroll of array(scrolls, 2_000, "scrolls")) for (const part of array(scroll, 3, "scroll")) integer(part, 0, "scroll");
      break;
    }
    case "sheets": {
      const { root, of } = keys(op, ["op", "root", "of"]);
      integer(root, 0, "sheet-root");
      checkSheets(of);
      break;
    }
    case "splice": {
      const { p, at, del, k } = keys(op, ["op", "p", "at", "del", "k"]);
      integer(p, 1, "id");
      integer(at, 0, "at");
      integer(del, 0, "del");
      for (const child of array(k, LIMITS.children, "children"))
        if (typeof child === "number") integer(child, 1, "id");
        else checkNode(child, 1, budget);
      break;
    }
    case "text": {
      const { i, t, m } = keys(op, ["op", "i", "t", "m"]);
      integer(i, 1, "id");
      if (m === undefined) text(t, LIMITS.textChars, "text");
      else demand(m === 1 && t === undefined, "text");
      break;
    }
    case "attr": {
      const { i, a } = keys(op, ["op", "i", "a"]);
      integer(i, 1, "id");
      checkAttributes(a, true);
      break;
    }
    case "field": {
      const { i, s } = keys(op, ["op", "i", "s"]);
      integer(i, 1, "id");
      demand((FIELD_STATES as readonly unknown[]).includes(s), "state");
      break;
    }
    case "box": {
      const { i, b } = keys(op, ["op", "i", "b"]);
      integer(i, 1, "id");
      pair(b);
      break;
    }
    case "scroll": {
      const { i, x, y } = keys(op, ["op", "i", "x", "y"]);
      integer(i, 1, "id");
      integer(x, 0, "scroll", LIMITS.pixels);
      integer(y, 0, "scroll", LIMITS.pixels);
      break;
    }
    case "viewport": {
      const { w, h } = keys(op, ["op", "w", "h"]);
      pair([w, h]);
      break;
    }
    default:
      throw new Refused("op");
  }
}

function checkNode(value: unknown, depth: number, budget: { nodes: number }): asserts value is WireNode {
  demand(depth <= LIMITS.depth, "depth");
  demand(--budget.nodes >= 0, "nodes");
  const node = plain(value, "node");
  integer(node["i"], 1, "id");
  if ("n" in node) {
    const { n, a, c, s } = keys(node, ["i", "n", "a", "c", "s"]);
    demand(typeof n === "string" && (TAGS.has(n) || UNKNOWN_TAG.test(n)), "tag");
    if (a !== undefined) checkAttributes(a, false);
    if (c !== undefined) for (const child of array(c, LIMITS.children, "children")) checkNode(child, depth + 1, budget);
    if (s !== undefined) {
      const { i, c: inner } = keys(s, ["i", "c"]);
      integer(i, 1, "id");
      for (const child of array(inner, LIMITS.children, "children")) checkNode(child, depth + 2, budget);
    }
  } else if ("t" in node) {
    text(keys(node, ["i", "t"])["t"], LIMITS.textChars, "text");
  } else if ("m" in node) {
    demand(keys(node, ["i", "m"])["m"] === 1, "text");
  } else if ("f" in node) {
    const { f, k, s } = keys(node, ["i", "f", "k", "s"]);
    demand(typeof f === "string" && /^(?:|[A-Za-z0-9][A-Za-z0-9._:-]{0,63})$/.test(f), "field");
    demand((FIELD_CONTROLS as readonly unknown[]).includes(k), "control");
    demand((FIELD_STATES as readonly unknown[]).includes(s), "state");
  } else pair(keys(node, ["i", "b"])["b"]);
}

function checkAttributes(value: unknown, withNull: boolean): void {
  for (const [name, held] of Object.entries(plain(value, "attributes"))) {
    const pattern = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
    demand(pattern !== undefined, "attribute");
    if (withNull && held === null) continue;
    text(held, LIMITS.attributeChars, "attribute");
    demand(pattern.test(held), "attribute");
    if (name === "style") demand(!cssLoadsOrEscapes(held), "css");
  }
}

function checkSheets(value: unknown): void {
  let chars = 0;
  for (const sheet of array(value, LIMITS.sheets, "sheets")) {
    const { i, css } = keys(sheet, ["i", "css"]);
    integer(i, 1, "id");
    text(css, LIMITS.sheetChars, "css");
    chars += css.length;
    demand(chars <= LIMITS.sheetChars * 2 && !cssLoadsOrEscapes(css), "css");
  }
}

function demand(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Refused(what);
}

function plain(value: unknown, what: string): Plain {
  demand(typeof value === "object" && value !== null && !Array.isArray(value), what);
  return value as Plain;
}

/** The object with no other keys than these. */
function keys<const K extends string>(value: unknown, allowed: readonly K[]): Readonly<Record<K, unknown>> {
  const object = plain(value, "shape");
  for (const key of Object.keys(object)) demand((allowed as readonly string[]).includes(key), "key");
  return object as Readonly<Record<K, unknown>>;
}

function array(value: unknown, most: number, what: string): readonly unknown[] {
  demand(Array.isArray(value) && value.length <= most, what);
  return value;
}

function text(value: unknown, most: number, what: string): asserts value is string {
  demand(typeof value === "string" && value.length <= most, what);
}

function integer(value: unknown, least: number, what: string, most = 2_000_000_000): void {
  demand(Number.isInteger(value) && (value as number) >= least && (value as number) <= most, what);
}

function pair(value: unknown): void {
  const parts = array(value, 2, "size");
  demand(parts.length === 2, "size");
  for (const part of parts) integer(part, 0, "size", LIMITS.pixels);
}
