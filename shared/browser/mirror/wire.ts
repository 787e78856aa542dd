/**
 * What is inside a mirror layer once it is unpacked: the operations of the structure layer and the values of the value layers.
 *
 * Owns the types and the limits. Whether received bytes are such operations is `wire-check.ts`, packing is `codec.ts`,
 * the clear envelope around them is `#shared/model/mirror.ts`. Numbers are node ids given by the recorder, unique per page load.
 */
import type { Field } from "#shared/model/flow.ts";

/** What a viewer may know about a field without its value. `masked`: even empty or filled would give the value away (a tick box). */
export type FieldState = "empty" | "filled" | "format-error" | "masked";
export const FIELD_STATES: readonly FieldState[] = ["empty", "filled", "format-error", "masked"];

/** Decides the fixed width of the mask. `other` is a control that the flow does not list. */
export type FieldControl = Field["control"] | "other";
export const FIELD_CONTROLS: readonly FieldControl[] = [
  "text",
  "number",
  "choice",
  "date",
  "phone",
  "id-number",
  "code",
  "checkbox",
  "upload",
  "signature",
  "face",
  "other",
];

export type WireElement = {
  readonly i: number;
  /** Tag. */
  readonly n: string;
  readonly a?: Readonly<Record<string, string>>;
  readonly c?: readonly WireNode[];
  /** Open shadow root: its id and children. */
  readonly s?: { readonly i: number; readonly c: readonly WireNode[] };
};
/** Public text, verbatim from the flow definition (or one space). */
export type WireText = { readonly i: number; readonly t: string };
/** Text that is not public. Says neither what nor how long. */
export type WireMaskedText = { readonly i: number; readonly m: 1 };
/** A field: always a leaf; `f` is its id in the flow, "" when the flow does not list it. */
export type WireField = { readonly i: number; readonly f: string; readonly k: FieldControl; readonly s: FieldState };
/** A placeholder for pictures, canvases and embedded documents: width and height in CSS px, in steps of 8. */
export type WireBox = { readonly i: number; readonly b: readonly [number, number] };
export type WireNode = WireElement | WireText | WireMaskedText | WireField | WireBox;

/** A style sheet of a root (0 = the document, else the id of a shadow root), rebuilt from safe parts. */
export type WireSheet = { readonly i: number; readonly css: string };

export type WireOp =
  | {
      readonly op: "tree";
      /** Width and height of the visual area, CSS px. */
      readonly viewport: readonly [number, number];
      readonly sheets: readonly { readonly root: number; readonly of: readonly WireSheet[] }[];
      readonly root: WireNode;
      readonly scrolls: readonly (readonly [id: number, x: number, y: number])[];
    }
  /** Replaces the whole ordered list of a root's sheets. */
  | { readonly op: "sheets"; readonly root: number; readonly of: readonly WireSheet[] }
  /** From child `at` of `p` on, `del` children leave and `k` come: a number is a node that is already known (moved), else a new one. */
  | { readonly op: "splice"; readonly p: number; readonly at: number; readonly del: number; readonly k: readonly (number | WireNode)[] }
  | { readonly op: "text"; readonly i: number; readonly t?: string; readonly m?: 1 }
  /** Changed attributes; `null` takes one away. */
  | { readonly op: "attr"; readonly i: number; readonly a: Readonly<Record<string, string | null>> }
  | { readonly op: "field"; readonly i: number; readonly s: FieldState }
  | { readonly op: "box"; readonly i: number; readonly b: readonly [number, number] }
  /** CSS px; the id of the root element scrolls the page. */
  | { readonly op: "scroll"; readonly i: number; readonly x: number; readonly y: number }
  | { readonly op: "viewport"; readonly w: number; readonly h: number };

export type StructureBody = { readonly ops: readonly WireOp[] };

/** Values of one sensitivity class by node id; `null` takes a value back. `full`: everything not listed has none. */
export type ValueBody = { readonly full: boolean; readonly values: Readonly<Record<string, string | null>> };

/** What a viewer takes at most; a recorder stays below. */
export const LIMITS = {
  /** Unpacked bytes of one layer. */
  unpackedBytes: 12_000_000,
  ops: 20_000,
  nodes: 40_000,
  depth: 200,
  children: 20_000,
  textChars: 4_000,
  attributeChars: 4_000,
  sheetChars: 1_500_000,
  sheets: 200,
  values: 2_000,
  /** Of one field's value; longer ones are cut at the customer. */
  valueChars: 300,
  pixels: 20_000,
} as const;

/** Elements that are mirrored as themselves. Anything else is a field, a box, a renamed unknown (`x-1`) or absent. */
export const TAGS: ReadonlySet<string> = new Set(
  (
    "html body a abbr address article aside b bdi bdo blockquote br button caption cite code col colgroup dd del details dfn dialog div dl dt " +
    "em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr i ins kbd label legend li main mark menu nav ol output p pre q rp rt " +
    "ruby s samp search section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr"
  ).split(" "),
);
/** Stand-in for a tag the page made up. */
export const UNKNOWN_TAG = /^x-\d{1,4}$/;

/** Attributes of the mirror and what each may hold. `style` is checked declaration by declaration. */
export const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  class: /^c\d{1,5}( c\d{1,5}){0,80}$/,
  id: /^i\d{1,5}$/,
  dir: /^(ltr|rtl|auto)$/,
  lang: /^(zh|zh-CN|zh-Hans|zh-Hant|en|en-US|en-GB)$/,
  hidden: /^$/,
  open: /^$/,
  disabled: /^$/,
  colspan: /^\d{1,2}$/,
  rowspan: /^\d{1,2}$/,
  style: /^[^<>\\@{}]*$/,
};

/** Hosts that a browser allows a shadow root on. */
export const SHADOW_HOSTS: ReadonlySet<string> = new Set(
  "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span".split(" "),
);

/** True for CSS that could load something, escape its place or say something through a string the page wrote. */
export function cssLoadsOrEscapes(css: string): boolean {
  return /url\s*\(|image-set|image\s*\(|src\s*\(|@(?:import|font-face|charset|namespace|property|keyframes)|expression\s*\(|behavior\s*:|-moz-binding|attr\s*\(|\/\*|[\\<]/i.test(
    css,
  );
}
