/**
 * What of the page the viewers have: a tree of masked nodes, and the operations that bring it up to the page's present state.
 *
 * State based: a change only marks what to look at again, and looking at it compares the page with what was sent. So any number
 * of changes between two frames costs one operation, and nothing missed stays wrong after the next full comparison.
 * What a node becomes is `project.ts`; when to look and where frames go is `recorder.ts`.
 */
import type { FieldReader, FieldReading } from "./fields.ts";
import type { PageItem as Item } from "./page-item.ts";
import { textOp, toWire } from "./page-item.ts";
import type { Projection, Projector } from "./project.ts";
import type { ValueBody, WireNode, WireOp } from "./wire.ts";
import { LIMITS, SHADOW_HOSTS } from "./wire.ts";

type ValueLayer = "open" | "manager";

export type ModelChange = { readonly ops: WireOp[]; readonly values: Record<ValueLayer, Record<string, string | null>> };

export type PageModel = {
  /** Forgets everything and reads the page anew. False when the page has no root element. */
  rebuild(): boolean;
  /** Marks children of a node (and of its shadow root) to be compared. */
  markChildren(node: Node): void;
  /** Marks a node itself: its attributes, text or field state. */
  markSelf(node: Node): void;
  /** Marks a node and everything below. */
  markDeep(node: Node): void;
  markAllAttributes(): void;
  markEverything(): void;
  /** Notes at once that a node now lies inside a field, so that it stays masked even if it leaves before the next comparison. */
  noteInside(node: Node): void;
  readonly marked: boolean;
  /** Compares what is marked, takes the marks away. */
  collect(): ModelChange;
  /** The whole tree as sent so far, and every value. */
  tree(): WireNode | null;
  allValues(): Record<ValueLayer, ValueBody["values"]>;
  idOf(node: Node): number | null;
  /** The element of the page behind an id. */
  elementOf(id: number): Element | null;
  roots(): readonly { readonly id: number; readonly root: ShadowRoot }[];
  readonly size: number;
};

export function createPageModel(page: Document, projector: Projector, fields: FieldReader): PageModel {
  let items = new Map<Node, Item>();
  const shadows = new Map<Node, Item>();
  let root: Item | null = null;
  let lastId = 0;
  let count = 0;
  const dirtyChildren = new Set<Item>();
  const dirtySelf = new Set<Item>();
  const dirtyDeep = new Set<Item>();
  let dirtyAttributes = false;

  /** The nearest node at or above that the model knows, through shadow roots. */
  const owner = (node: Node): Item | null => {
    for (let at: Node | null = node; at; at = at instanceof ShadowRoot ? at.host : at.parentNode) {
      const item = items.get(at);
      if (item) return item;
    }
    return null;
  };

  function build(node: Node, parent: Item, depth: number): Item | null {
    if (depth > LIMITS.depth - 4 || count >= LIMITS.nodes - 1_000) return null;
    const seen = projector.project(node);
    if (!seen) return null;
    const item = createItem(node, seen, parent);
    if (seen.kind === "field" && node instanceof Element) fields.taintInside(node);
    if (seen.kind === "element") fill(item, depth);
    return item;
  }

  function createItem(node: Node, seen: Projection, parent: Item | null): Item {
    const caption = seen.kind === "element" && seen.caption !== undefined;
    const item: Item = {
      id: ++lastId,
      node,
      kind: seen.kind,
      tag: seen.kind === "element" ? seen.tag : "",
      parent,
      children: [],
      shadow: null,
      attributes: seen.kind === "element" ? seen.attributes : {},
      text: seen.kind === "text" ? seen.text : caption ? (seen.caption ?? null) : null,
      captionId: caption ? ++lastId : 0,
      field: seen.kind === "field" ? seen.field : null,
      size: seen.kind === "box" ? seen.size : [0, 0],
    };
    items.set(node, item);
    count++;
    return item;
  }

  function fill(item: Item, depth: number): void {
    if (item.captionId === 0) item.children = buildChildren(item, item.node, depth);
    const shadowRoot = item.node instanceof Element ? item.node.shadowRoot : null;
    if (shadowRoot && (SHADOW_HOSTS.has(item.tag) || item.tag.startsWith("x-"))) item.shadow = buildShadow(item, shadowRoot, depth);
  }

  function buildShadow(host: Item, shadowRoot: ShadowRoot, depth: number): Item {
    const shadow: Item = { ...createItem(shadowRoot, { kind: "element", tag: "", attributes: {} }, host), kind: "shadow" };
    items.set(shadowRoot, shadow);
    shadows.set(shadowRoot, shadow);
    shadow.children = buildChildren(shadow, shadowRoot, depth + 1);
    return shadow;
  }

  function buildChildren(parent: Item, node: Node, depth: number): Item[] {
    const out: Item[] = [];
    for (let child = node.firstChild; child && out.length < LIMITS.children; child = child.nextSibling) {
      // What the viewers have already moves in by its id, when this parent is compared: a node never has two items.
      const known = items.get(child);
      if (known) {
        dirtyChildren.add(parent);
        // What is around it may mask it now.
        dirtyDeep.add(known);
        continue;
      }
      const item = build(child, parent, depth + 1);
      if (item) out.push(item);
    }
    return out;
  }

  function forget(item: Item): void {
    if (items.get(item.node) === item) items.delete(item.node);
    if (shadows.get(item.node) === item) shadows.delete(item.node);
    count--;
    dirtyChildren.delete(item);
    dirtySelf.delete(item);
    dirtyDeep.delete(item);
    for (const child of item.children) if (child.parent === item) forget(child);
    if (item.shadow) forget(item.shadow);
  }

  /** By the page, not by `parent`: while a comparison runs, two nodes that changed places can each still be the other's parent. */
  const depthOf = (item: Item) => {
    let depth = 0;
    for (let at: Node | null = item.node; at; at = at instanceof ShadowRoot ? at.host : at.parentNode) depth++;
    return depth;
  };

  function valueChange(item: Item, before: FieldReading | null, change: ModelChange): void {
    const after = item.field;
    const layerOf = (reading: FieldReading | null) => (reading === null || reading.sensitivity === "secret" ? null : reading.sensitivity);
    const [old, next] = [layerOf(before), layerOf(after)];
    if (old !== null && old !== next) change.values[old][item.id] = null;
    if (next !== null && (old !== next || before?.value !== after?.value)) change.values[next][item.id] = after?.value ?? null;
  }

  function announce(item: Item, change: ModelChange): void {
    if (item.field) valueChange(item, null, change);
    for (const child of item.children) announce(child, change);
    if (item.shadow) announce(item.shadow, change);
  }

  /** Compares a node itself. True when it has become another kind of thing and must be replaced. */
  function compareSelf(item: Item, change: ModelChange): boolean {
    if (item.kind === "shadow") return false;
    const seen = projector.project(item.node);
    if (!seen || seen.kind !== item.kind) return true;
    if (seen.kind === "element") {
      if (seen.tag !== item.tag || (seen.caption !== undefined) !== (item.captionId !== 0)) return true;
      const changed: Record<string, string | null> = {};
      for (const name of Object.keys(item.attributes)) if (!(name in seen.attributes)) changed[name] = null;
      for (const [name, value] of Object.entries(seen.attributes)) if (item.attributes[name] !== value) changed[name] = value;
      if (Object.keys(changed).length > 0) change.ops.push({ op: "attr", i: item.id, a: changed });
      item.attributes = seen.attributes;
      if (seen.caption !== undefined && seen.caption !== item.text) {
        item.text = seen.caption;
        change.ops.push(textOp(item.captionId, item.text));
      }
    } else if (seen.kind === "text") {
      if (seen.text !== item.text) {
        item.text = seen.text;
        change.ops.push(textOp(item.id, item.text));
      }
    } else if (seen.kind === "field") {
      const before = item.field;
      if (before?.fieldId !== seen.field.fieldId || before.control !== seen.field.control) return true;
      item.field = seen.field;
      if (item.node instanceof Element) fields.taintInside(item.node);
      if (before.state !== seen.field.state) change.ops.push({ op: "field", i: item.id, s: seen.field.state });
      valueChange(item, before, change);
    } else if (seen.size[0] !== item.size[0] || seen.size[1] !== item.size[1]) {
      item.size = seen.size;
      change.ops.push({ op: "box", i: item.id, b: seen.size });
    }
    return false;
  }

  /**
   * Marks every parent that an item or one of its ancestors has left. The recorder hears nothing of changes below a node that was taken
   * out, so an item that claims its own former ancestor could else stay below it as well: a ring, which no document can show.
   */
  function markLeft(item: Item): void {
    const seen = new Set<Item>();
    for (let at = item; at.parent && !seen.has(at); at = at.parent) {
      seen.add(at);
      const above = at.node instanceof ShadowRoot ? at.node.host : at.node.parentNode;
      if (above !== at.parent.node) dirtyChildren.add(at.parent);
    }
  }

  /** Items that left one parent and may still be claimed by another during the same collection. */
  const adrift = new Set<Item>();

  function compareChildren(item: Item, change: ModelChange): void {
    if (items.get(item.node) !== item || item.kind === "field" || item.kind === "box" || item.kind === "text" || item.captionId !== 0)
      return;
    const depth = depthOf(item);
    if (item.kind === "element" && item.node instanceof Element) {
      const shadowRoot = item.node.shadowRoot;
      if (shadowRoot && item.shadow) compareChildren(item.shadow, change);
      else if (shadowRoot && item.parent && (SHADOW_HOSTS.has(item.tag) || item.tag.startsWith("x-"))) {
        // A shadow root that came after its host: the host is built again, with it.
        replace(item);
        return;
      }
    }
    const before = item.children;
    const after: Item[] = [];
    const fresh = new Set<Item>();
    let looked = false;
    for (let child = item.node.firstChild; child && after.length < LIMITS.children; child = child.nextSibling) {
      const known = items.get(child);
      if (known) {
        if (known.parent !== item) {
          if (known.parent) dirtyChildren.add(known.parent);
          if (!looked) markLeft(item);
          looked = true;
          known.parent = item;
          adrift.delete(known);
        }
        after.push(known);
      } else {
        const built = build(child, item, depth);
        if (built) {
          after.push(built);
          fresh.add(built);
        }
      }
    }
    let head = 0;
    while (head < before.length && head < after.length && before[head] === after[head]) head++;
    let tail = 0;
    while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail])
      tail++;
    const gone = before.slice(head, before.length - tail);
    const come = after.slice(head, after.length - tail);
    if (gone.length === 0 && come.length === 0) return;
    const kept = new Set(come);
    for (const leaving of gone) {
      if (kept.has(leaving) || leaving.parent !== item) continue;
      leaving.parent = null;
      adrift.add(leaving);
    }
    item.children = after;
    change.ops.push({
      op: "splice",
      p: item.id,
      at: head,
      del: gone.length,
      k: come.map((child) => (fresh.has(child) ? toWire(child) : child.id)),
    });
    for (const child of fresh) announce(child, change);
  }

  /** Makes the next comparison of the parent build the node again, under a new id. */
  function replace(item: Item): void {
    const parent = item.parent;
    if (!parent) return;
    items.delete(item.node);
    for (const child of [...item.children, ...(item.shadow ? [item.shadow] : [])]) if (child.parent === item) unlink(child);
    dirtyChildren.add(parent);
  }

  /** Takes a subtree out of the index so that its nodes are built anew; the viewer drops the old ids with their parent. */
  function unlink(item: Item): void {
    if (items.get(item.node) !== item) return;
    items.delete(item.node);
    shadows.delete(item.node);
    for (const child of [...item.children, ...(item.shadow ? [item.shadow] : [])]) if (child.parent === item) unlink(child);
  }

  const inOrder = function* (item: Item): Generator<Item> {
    yield item;
    for (const child of item.children) yield* inOrder(child);
    if (item.shadow) yield* inOrder(item.shadow);
  };

  /** Without what another parent has claimed meanwhile. */
  const ownBelow = function* (item: Item): Generator<Item> {
    yield item;
    for (const child of item.children) if (child.parent === item) yield* ownBelow(child);
    if (item.shadow) yield* ownBelow(item.shadow);
  };

  const model: PageModel = {
    rebuild() {
      items = new Map();
      shadows.clear();
      count = 0;
      for (const set of [dirtyChildren, dirtySelf, dirtyDeep, adrift]) set.clear();
      dirtyAttributes = false;
      root = null;
      const top = page.documentElement;
      const seen = top ? projector.project(top) : null;
      if (!top || seen?.kind !== "element") return false;
      root = createItem(top, seen, null);
      fill(root, 0);
      return true;
    },
    markChildren(node) {
      const item = owner(node);
      if (!item) return;
      if (item.kind === "field" || item.kind === "box") dirtySelf.add(item);
      else dirtyChildren.add(item);
    },
    markSelf(node) {
      const item = items.get(node) ?? owner(node);
      if (item) dirtySelf.add(item);
      // An element that was absent (a hidden input, say) may have become present.
      if (item && item.node !== node && node.parentNode === item.node) dirtyChildren.add(item);
    },
    markDeep(node) {
      const item = items.get(node);
      if (item) {
        dirtyDeep.add(item);
        if (item.parent) dirtyChildren.add(item.parent);
      }
    },
    markAllAttributes() {
      dirtyAttributes = true;
    },
    markEverything() {
      if (root) dirtyDeep.add(root);
    },
    noteInside(node) {
      const item = node.parentNode ? owner(node.parentNode) : null;
      if (item?.kind === "field" && item.node instanceof Element) fields.taintInside(item.node);
    },
    get marked() {
      return dirtyAttributes || dirtyChildren.size + dirtySelf.size + dirtyDeep.size > 0;
    },
    collect() {
      const change: ModelChange = { ops: [], values: { open: {}, manager: {} } };
      const selves = new Set(dirtySelf);
      for (const top of dirtyDeep)
        for (const item of inOrder(top)) {
          selves.add(item);
          if (item.kind === "element" || item.kind === "shadow") dirtyChildren.add(item);
        }
      if (dirtyAttributes && root) for (const item of inOrder(root)) if (item.kind === "element") selves.add(item);
      dirtySelf.clear();
      dirtyDeep.clear();
      dirtyAttributes = false;
      for (const item of selves) if (items.get(item.node) === item && compareSelf(item, change)) replace(item);
      for (const item of dirtyChildren) {
        dirtyChildren.delete(item);
        compareChildren(item, change);
      }
      for (const item of adrift) {
        for (const layer of ["open", "manager"] as const)
          for (const below of ownBelow(item)) if (below.field?.sensitivity === layer) change.values[layer][below.id] = null;
        forget(item);
      }
      adrift.clear();
      return change;
    },
    tree: () => (root ? toWire(root) : null),
    allValues() {
      const out: Record<ValueLayer, Record<string, string | null>> = { open: {}, manager: {} };
      for (const { id, field } of items.values())
        if (field && field.sensitivity !== "secret" && field.value !== null) out[field.sensitivity][id] = field.value;
      return out;
    },
    idOf: (node) => items.get(node)?.id ?? null,
    elementOf(id) {
      for (const item of items.values()) if (item.id === id) return item.node instanceof Element ? item.node : null;
      return null;
    },
    roots: () => [...shadows.values()].flatMap((item) => (item.node instanceof ShadowRoot ? [{ id: item.id, root: item.node }] : [])),
    get size() {
      return count;
    },
  };
  return model;
}
