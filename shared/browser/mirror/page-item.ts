/** One node of the page as the viewers have it, and its form on the wire. Who changes it is `page-model.ts`. */
import type { FieldReading } from "./fields.ts";
import type { Projection } from "./project.ts";
import type { FieldState, WireNode, WireOp } from "./wire.ts";

export type PageItem = {
  readonly id: number;
  readonly node: Node;
  readonly kind: Projection["kind"] | "shadow";
  readonly tag: string;
  parent: PageItem | null;
  children: PageItem[];
  shadow: PageItem | null;
  attributes: Readonly<Record<string, string>>;
  /** Of a text, or the caption of a button made by `<input>`. */
  text: string | null;
  /** Id of the caption's text; 0 when there is none. */
  captionId: number;
  field: FieldReading | null;
  size: readonly [number, number];
};

export function textOp(id: number, text: string | null): WireOp {
  return text === null ? { op: "text", i: id, m: 1 } : { op: "text", i: id, t: text };
}

export function toWire(item: PageItem): WireNode {
  if (item.kind === "text") return item.text === null ? { i: item.id, m: 1 } : { i: item.id, t: item.text };
  if (item.kind === "box") return { i: item.id, b: item.size };
  if (item.field) return { i: item.id, f: item.field.fieldId, k: item.field.control, s: item.field.state satisfies FieldState };
  const children =
    item.captionId !== 0
      ? [item.text === null ? ({ i: item.captionId, m: 1 } as const) : { i: item.captionId, t: item.text }]
      : item.children.map(toWire);
  return {
    i: item.id,
    n: item.tag,
    ...(Object.keys(item.attributes).length > 0 ? { a: item.attributes } : {}),
    ...(children.length > 0 ? { c: children } : {}),
    ...(item.shadow ? { s: { i: item.shadow.id, c: item.shadow.children.map(toWire) } } : {}),
  };
}
