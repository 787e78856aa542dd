/**
 * The one masking path: what a node of the page becomes in the mirror. Snapshots and later changes both go through it.
 *
 * Says what a single node is; the tree of what was sent is `page-model.ts`. Reads the page, never writes to it.
 */
import type { AllowList } from "./allow-list.ts";
import type { CssNames } from "./css-names.ts";
import { safeDeclarations } from "./css-values.ts";
import type { FieldReader, FieldReading } from "./fields.ts";
import { ATTRIBUTES, LIMITS, TAGS } from "./wire.ts";

/** `caption`: the wording of a button made by `<input>`, which has no text node; `null` when it is masked. */
export type Projection =
  | {
      readonly kind: "element";
      readonly tag: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly caption?: string | null;
    }
  /** `null`: masked. */
  | { readonly kind: "text"; readonly text: string | null }
  | { readonly kind: "field"; readonly field: FieldReading }
  | { readonly kind: "box"; readonly size: readonly [number, number] };

/** Host of the SDK's own, closed shadow root. */
const OWN_UI = "data-baton-ui";
/** The page's own word that what is below is the customer's. */
const PRIVATE = "data-baton-private";
const ABSENT = new Set(
  "head script noscript template meta link style title base datalist option optgroup param source track area map rb rtc".split(" "),
);
const BOXES = new Set("img picture svg canvas video audio iframe frame object embed applet fencedframe portal math marquee".split(" "));
const COPIED = ["dir", "lang", "colspan", "rowspan"] as const;
const SWITCHES = ["hidden", "open", "disabled"] as const;

export type Projector = {
  /** `null`: not in the mirror at all. */
  project(node: Node): Projection | null;
};

export function createProjector(allowList: AllowList, names: CssNames, fields: FieldReader): Projector {
  const inline = {
    property: (name: string) => names.property(name),
    publicText: () => null,
    isColour: (ident: string) => CSS.supports("color", ident),
    place: "inline" as const,
  };

  function attributesOf(element: Element): Record<string, string> {
    const out: Record<string, string> = {};
    const tokens: string[] = [];
    for (const name of element.classList) {
      const token = names.classToken(name);
      if (token !== undefined && tokens.length < 40) tokens.push(token);
    }
    for (const probe of names.probes) {
      const value = element.getAttribute(probe.name);
      if (value !== null && (probe.value === null || probe.value === value)) tokens.push(probe.token);
    }
    if (tokens.length > 0) out["class"] = [...new Set(tokens)].slice(0, 80).join(" ");
    // Not `element.id`: a form answers that with its input named "id".
    const idToken = names.idToken(element.getAttribute("id") ?? "");
    if (idToken !== undefined) out["id"] = idToken;
    for (const name of COPIED) {
      const value = element.getAttribute(name);
      if (value !== null && ATTRIBUTES[name]?.test(value)) out[name] = value;
    }
    for (const name of SWITCHES) if (element.hasAttribute(name)) out[name] = "";
    if (element instanceof HTMLElement && element.hasAttribute("style") && element.style instanceof CSSStyleDeclaration) {
      const style = safeDeclarations(element.style.cssText, inline);
      if (style !== "" && style.length <= LIMITS.attributeChars) out["style"] = style;
    }
    return out;
  }

  return {
    project(node) {
      if (node.nodeType === 3) {
        if (fields.isTainted(node)) return { kind: "text", text: null };
        const text = allowList.publicText(node.nodeValue ?? "");
        const isPrivate = text !== null && text !== " " && node.parentElement?.closest(`[${PRIVATE}]`) !== null;
        return { kind: "text", text: isPrivate ? null : text };
      }
      if (!(node instanceof Element)) return null;
      const tag = node.localName.toLowerCase();
      if (ABSENT.has(tag) || node.hasAttribute(OWN_UI)) return null;
      if (node instanceof HTMLInputElement && node.type === "hidden") return null;
      if (fields.isField(node)) return { kind: "field", field: fields.read(node) };
      if (BOXES.has(tag) || (node.namespaceURI !== null && !node.namespaceURI.endsWith("/xhtml")))
        return { kind: "box", size: sizeOf(node) };
      if (node instanceof HTMLInputElement) {
        if (node.type === "image") return { kind: "box", size: sizeOf(node) };
        return { kind: "element", tag: "button", attributes: attributesOf(node), caption: allowList.publicText(node.value) };
      }
      return { kind: "element", tag: TAGS.has(tag) ? tag : names.unknownTag(tag), attributes: attributesOf(node) };
    },
  };
}

/** Of a placeholder whose place on the page is taken by words (a fallback, an alternative text), CSS px. */
const WORDY_SIZE = 64;

/**
 * In steps of 8 px, so that a picture's size says nothing precise.
 *
 * What shows words in the picture's place (a broken image, an object's fallback) is as long as they are: it gets its declared size or a fixed one.
 */
function sizeOf(element: Element): readonly [number, number] {
  const step = (px: number) => Math.max(0, Math.min(LIMITS.pixels, Math.ceil(px / 8) * 8));
  const tag = element.localName;
  const isDrawn =
    tag === "img"
      ? (element as HTMLImageElement).naturalWidth > 0
      : tag === "svg" || tag === "canvas" || tag === "video" || tag === "iframe";
  if (isDrawn) {
    const { width, height } = element.getBoundingClientRect();
    return [step(width), step(height)];
  }
  const declared = (name: string) => (/^\d{1,3}$/.test(element.getAttribute(name) ?? "") ? Number(element.getAttribute(name)) : WORDY_SIZE);
  return [step(declared("width")), step(declared("height"))];
}
