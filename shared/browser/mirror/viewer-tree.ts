/**
 * The viewer's copy of the page: applies checked operations to a document, by node id.
 *
 * Owns elements, fields, sheets and scroll of one document. Sequence, unpacking and checking are `viewer.ts`; an operation that does
 * not fit what is here (unknown id, id twice) throws `Misfit`, and only a keyframe helps then.
 */
import { MIRROR_STYLE } from "./viewer-style.ts";
import type { FieldState, ValueBody, WireField, WireNode, WireOp, WireSheet } from "./wire.ts";
import { LIMITS, SHADOW_HOSTS, UNKNOWN_TAG } from "./wire.ts";

export type MaskedLabels = { readonly filled: string; readonly empty: string; readonly error: string; readonly masked: string };

/** What stands for any text that is not public. */
export const TEXT_MASK = "••••";

export class Misfit extends Error {}

type Entry = {
  readonly id: number;
  readonly dom: Element | Text | ShadowRoot;
  parent: number | null;
  kids: number[];
  shadow: number | null;
  field: { readonly id: string; state: FieldState } | null;
};

export type ViewerTree = {
  apply(ops: readonly WireOp[], pause: () => Promise<void>): Promise<void>;
  applyValues(layer: "open" | "manager", body: ValueBody): void;
  /** Takes every value away: a keyframe begins. */
  forgetValues(): void;
  clear(): void;
  relabel(): void;
  fieldElements(): IterableIterator<{ readonly fieldId: string; readonly element: HTMLElement }>;
  /** The id of a mirrored element. */
  idOf(element: Element): number | null;
  readonly viewport: readonly [number, number];
};

/** Up to here a placeholder stands for an icon and is drawn faintly. */
const SMALL_BOX_PX = 32;
/** Longest stretch of building before the window may draw, in milliseconds. */
const SLICE_MS = 8;

export function createViewerTree(frame: Document, labels: MaskedLabels): ViewerTree {
  // Its constructors are those of the frame's own realm, which `Window` does not list.
  const defaultView = frame.defaultView as (Window & typeof globalThis) | null;
  if (!defaultView) throw new Misfit("document without a window");
  const view: Window & typeof globalThis = defaultView;
  const Sheet = view.CSSStyleSheet;
  const own = new Sheet();
  own.replaceSync(MIRROR_STYLE);
  const nodes = new Map<number, Entry>();
  const ids = new WeakMap<Node, number>();
  const values = { open: new Map<number, string>(), manager: new Map<number, string>() };
  const built = new Map<number, { readonly css: string; readonly sheet: CSSStyleSheet }>();
  /** Taken out and not yet claimed by another parent. */
  const loose = new Set<number>();
  /** Parents whose children changed in this frame. */
  const touched = new Set<number>();
  let viewport: readonly [number, number] = [390, 844];
  frame.adoptedStyleSheets = [own];

  const entryOf = (id: number): Entry => {
    const entry = nodes.get(id);
    if (!entry) throw new Misfit("unknown id");
    return entry;
  };

  function add(id: number, dom: Entry["dom"], parent: number | null): Entry {
    if (nodes.has(id)) throw new Misfit("id twice");
    if (nodes.size >= LIMITS.nodes) throw new Misfit("too many nodes");
    const entry: Entry = { id, dom, parent, kids: [], shadow: null, field: null };
    nodes.set(id, entry);
    ids.set(dom, id);
    return entry;
  }

  /** Makes the node alone; its children are the caller's. */
  function make(node: WireNode, parent: number | null): Entry {
    if ("t" in node) return add(node.i, frame.createTextNode(node.t), parent);
    if ("m" in node) return add(node.i, frame.createTextNode(TEXT_MASK), parent);
    if ("f" in node) return makeField(node, parent);
    if ("b" in node) {
      const box = frame.createElement("span");
      box.className = "baton-box";
      size(box, node.b);
      return add(node.i, box, parent);
    }
    const element = node.n === "html" && parent === null ? frame.documentElement : frame.createElement(node.n);
    for (const [name, value] of Object.entries(node.a ?? {})) setAttribute(element, name, value);
    // Buttons and the like must not take the focus of the workbench.
    if (node.n === "button" || node.n === "a" || node.n === "summary") element.setAttribute("tabindex", "-1");
    return add(node.i, element, parent);
  }

  function makeField(node: WireField, parent: number | null): Entry {
    const element = frame.createElement("span");
    element.className = "baton-field";
    element.dataset["control"] = node.k;
    if (node.f !== "") element.dataset["batonField"] = node.f;
    const entry = add(node.i, element, parent);
    entry.field = { id: node.f, state: node.s };
    draw(entry);
    return entry;
  }

  function draw(entry: Entry): void {
    if (!entry.field || !(entry.dom instanceof view.HTMLElement)) return;
    const value = values.manager.get(entry.id) ?? values.open.get(entry.id);
    const shown = value !== undefined && value !== "";
    const { state } = entry.field;
    entry.dom.dataset["state"] = state;
    entry.dom.toggleAttribute("data-shown", shown);
    const label = { filled: labels.filled, empty: labels.empty, "format-error": labels.error, masked: labels.masked }[state];
    // An unticked box whose value is known is not masked: it is empty.
    entry.dom.textContent = shown ? value : value === "" && state === "masked" ? "" : label;
  }

  /** Builds a subtree without recursion, so that it can stop between two nodes. */
  async function grow(top: WireNode, parent: number | null, pause: (() => Promise<void>) | null): Promise<Entry> {
    const stack: { readonly node: WireNode; readonly entry: Entry }[] = [];
    const open = (node: WireNode, under: number | null) => {
      const entry = make(node, under);
      if ("n" in node && (node.c || node.s)) stack.push({ node, entry });
      return entry;
    };
    const first = open(top, parent);
    let since = performance.now();
    for (let work = stack.pop(); work; work = stack.pop()) {
      const { node, entry } = work;
      if (!("n" in node)) continue;
      for (const child of node.c ?? []) attach(entry, open(child, entry.id));
      if (node.s) {
        if (!(SHADOW_HOSTS.has(node.n) || UNKNOWN_TAG.test(node.n)) || !(entry.dom instanceof view.Element))
          throw new Misfit("shadow host");
        const root = entry.dom.attachShadow({ mode: "open" });
        root.adoptedStyleSheets = [own];
        const shadow = add(node.s.i, root, entry.id);
        entry.shadow = shadow.id;
        for (const child of node.s.c) attach(shadow, open(child, shadow.id));
      }
      if (pause && performance.now() - since > SLICE_MS) {
        await pause();
        since = performance.now();
      }
    }
    return first;
  }

  function attach(parent: Entry, child: Entry): void {
    parent.kids.push(child.id);
    // The page's body waits until it is whole: nobody sees a half-built page.
    if (parent.dom !== frame.documentElement) (parent.dom as ParentNode).append(child.dom);
  }

  /** Notes who is whose child and takes movers out of their place; `arrange` puts them where they belong once the frame is read. */
  async function splice(op: Extract<WireOp, { op: "splice" }>): Promise<void> {
    const parent = entryOf(op.p);
    if (parent.field || parent.dom instanceof view.Text || op.at + op.del > parent.kids.length) throw new Misfit("splice");
    const come: number[] = [];
    for (const child of op.k) {
      if (typeof child !== "number") {
        come.push((await grow(child, op.p, null)).id);
        continue;
      }
      const mover = entryOf(child);
      if (mover.dom instanceof view.ShadowRoot || mover.dom === frame.documentElement) throw new Misfit("splice");
      mover.dom.remove();
      mover.parent = op.p;
      loose.delete(child);
      come.push(child);
    }
    const arriving = new Set(come);
    for (const id of parent.kids.splice(op.at, op.del, ...come)) {
      const leaving = nodes.get(id);
      if (!leaving || leaving.parent !== op.p || arriving.has(id) || leaving.dom instanceof view.ShadowRoot) continue;
      leaving.parent = null;
      leaving.dom.remove();
      loose.add(id);
    }
    touched.add(op.p);
  }

  /** Brings the document in line with `kids`. After the whole frame: two nodes may have changed places, one inside the other. */
  function arrange(): void {
    for (const id of touched) {
      const parent = nodes.get(id);
      if (!parent) continue;
      let next: Node | null = null;
      for (let at = parent.kids.length - 1; at >= 0; at--) {
        const kid = nodes.get(parent.kids[at] ?? 0);
        if (!kid || kid.parent !== id) throw new Misfit("splice");
        if (kid.dom.parentNode !== parent.dom || kid.dom.nextSibling !== next) parent.dom.insertBefore(kid.dom, next);
        next = kid.dom;
      }
    }
    touched.clear();
    for (const id of loose) if (nodes.get(id)?.parent === null) drop(id);
    loose.clear();
  }

  function drop(id: number): void {
    const entry = nodes.get(id);
    if (!entry) return;
    nodes.delete(id);
    values.open.delete(id);
    values.manager.delete(id);
    for (const kid of entry.kids) if (nodes.get(kid)?.parent === id) drop(kid);
    if (entry.shadow !== null) drop(entry.shadow);
  }

  function setSheets(rootId: number, of: readonly WireSheet[]): void {
    const root = rootId === 0 ? frame : entryOf(rootId).dom;
    if (!("adoptedStyleSheets" in root)) throw new Misfit("sheets");
    root.adoptedStyleSheets = [
      ...of.map(({ i, css }) => {
        const known = built.get(i);
        if (known?.css === css) return known.sheet;
        const sheet = new Sheet();
        sheet.replaceSync(css);
        built.set(i, { css, sheet });
        return sheet;
      }),
      own,
    ];
  }

  function scrollTo(id: number, x: number, y: number): void {
    const { dom } = entryOf(id);
    if (dom === frame.documentElement) view.scrollTo({ left: x, top: y, behavior: "instant" });
    else if (dom instanceof view.Element) dom.scrollTo({ left: x, top: y, behavior: "instant" });
  }

  function setAttribute(element: Element, name: string, value: string | null): void {
    if (name === "style") {
      // Through the object model: the workbench's own policy may forbid style attributes.
      (element as HTMLElement).style.cssText = value ?? "";
    } else if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }

  function size(box: HTMLElement, [width, height]: readonly [number, number]): void {
    box.style.width = `${width}px`;
    box.style.height = `${height}px`;
    box.toggleAttribute("data-small", width <= SMALL_BOX_PX && height <= SMALL_BOX_PX);
  }

  function clear(): void {
    nodes.clear();
    built.clear();
    loose.clear();
    touched.clear();
    values.open.clear();
    values.manager.clear();
    frame.adoptedStyleSheets = [own];
    const top = frame.documentElement;
    for (const name of top.getAttributeNames()) top.removeAttribute(name);
    for (const child of [...top.children]) if (child !== frame.head) child.remove();
  }

  return {
    async apply(ops, pause) {
      const scrolls: (readonly [number, number, number])[] = [];
      for (const op of ops) {
        switch (op.op) {
          case "tree": {
            // Built aside, then put in place at once: the old page stays visible until the new one is whole.
            const old = [...frame.documentElement.children].filter((child) => child !== frame.head);
            nodes.clear();
            loose.clear();
            touched.clear();
            for (const name of frame.documentElement.getAttributeNames()) frame.documentElement.removeAttribute(name);
            const top = await grow(op.root, null, pause);
            for (const child of old) child.remove();
            for (const id of top.kids) frame.documentElement.append(entryOf(id).dom);
            for (const group of op.sheets) setSheets(group.root, group.of);
            viewport = op.viewport;
            scrolls.push(...op.scrolls);
            break;
          }
          case "sheets":
            setSheets(op.root, op.of);
            break;
          case "splice":
            await splice(op);
            break;
          case "text": {
            const { dom } = entryOf(op.i);
            if (!(dom instanceof view.Text)) throw new Misfit("text");
            dom.data = op.t ?? TEXT_MASK;
            break;
          }
          case "attr": {
            const entry = entryOf(op.i);
            if (entry.field || !(entry.dom instanceof view.Element) || entry.dom.className === "baton-box") throw new Misfit("attributes");
            for (const [name, value] of Object.entries(op.a)) setAttribute(entry.dom, name, value);
            break;
          }
          case "field": {
            const entry = entryOf(op.i);
            if (!entry.field) throw new Misfit("field");
            entry.field.state = op.s;
            draw(entry);
            break;
          }
          case "box": {
            const { dom } = entryOf(op.i);
            if (!(dom instanceof view.HTMLElement) || dom.className !== "baton-box") throw new Misfit("box");
            size(dom, op.b);
            break;
          }
          case "scroll":
            scrolls.push([op.i, op.x, op.y]);
            break;
          case "viewport":
            viewport = [op.w, op.h];
            break;
        }
      }
      arrange();
      for (const [id, x, y] of scrolls) scrollTo(id, x, y);
    },
    applyValues(layer, body) {
      const held = values[layer];
      const touched = new Set<number>(body.full ? held.keys() : []);
      if (body.full) held.clear();
      for (const [key, value] of Object.entries(body.values)) {
        const id = Number(key);
        touched.add(id);
        if (value === null) held.delete(id);
        else if (nodes.get(id)?.field) held.set(id, value);
      }
      for (const id of touched) {
        const entry = nodes.get(id);
        if (entry) draw(entry);
      }
    },
    forgetValues() {
      values.open.clear();
      values.manager.clear();
    },
    clear,
    relabel() {
      for (const entry of nodes.values()) draw(entry);
    },
    *fieldElements() {
      for (const { field, dom } of nodes.values())
        if (field && field.id !== "" && dom instanceof view.HTMLElement) yield { fieldId: field.id, element: dom };
    },
    idOf: (element) => ids.get(element) ?? null,
    get viewport() {
      return viewport;
    },
  };
}
