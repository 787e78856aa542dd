/**
 * The mirror's receiving end, in the specialist's window: frames in, the customer's masked page out.
 *
 * Owns the sandboxed frame, the order of frames, scaling and hit-testing. What a frame may hold is checked by `wire-check.ts`, applied by
 * `viewer-tree.ts`. Frames come from a hostile page through a hub that cannot read them: a frame that does not rescale is refused whole,
 * and nothing is applied until a keyframe comes. Live: applied on arrival, in order, by no clock.
 */
import type { FieldState } from "#shared/model/fact.ts";
import type { MirrorAnchor, MirrorEnvelope, MirrorLayer } from "#shared/model/mirror.ts";
import type { MirrorFault } from "./viewer-layers.ts";
import { isMisfit, readLayer } from "./viewer-layers.ts";
import type { MaskedLabels, ViewerTree } from "./viewer-tree.ts";
import { createViewerTree } from "./viewer-tree.ts";
import { checkStructure, checkValues } from "./wire-check.ts";

export type { MirrorFault } from "./viewer-layers.ts";
export type { MaskedLabels } from "./viewer-tree.ts";

export type MirrorViewerOptions = {
  /** Words in the masks, in the language of the desk. */
  readonly maskedLabels: MaskedLabels;
  /** Told of every refused frame; `apply` answers "need-keyframe" as well. */
  readonly onFault?: (fault: MirrorFault) => void;
};

export type MirrorViewer = {
  /** Calls may overlap; frames are applied in the order of the calls. */
  apply(envelope: MirrorEnvelope, layers: Partial<Record<MirrorLayer, Uint8Array>>): Promise<"applied" | "need-keyframe">;
  /** Removes everything the customer's page gave; a keyframe starts again. */
  empty(): void;
  /** Rings a field, or none. Stays through keyframes. */
  ringField(fieldId: string | null): void;
  /** The field under a point of this window (CSS px), or the only field of the row under it. */
  fieldAt(clientX: number, clientY: number): string | null;
  /** A point of this window as fractions of the mirrored viewport; `null` outside it. */
  toViewport(clientX: number, clientY: number): { readonly x01: number; readonly y01: number } | null;
  /** The same point by what lies under it, for a pointer that must land on the right element of the customer's own layout. */
  anchorAt(clientX: number, clientY: number): MirrorAnchor | null;
  /** How the fields of the mirrored page stand now, by field id: never what is in them. */
  fieldStates(): ReadonlyMap<string, FieldState>;
  setCursor(cursor: string): void;
  relabel(labels: MaskedLabels): void;
  /** Visible text, one text per line. */
  text(): string;
  /** `null` until the first keyframe. */
  readonly position: { readonly pageId: string; readonly seq: number } | null;
  dispose(): void;
};

const FRAME_PAGE =
  '<!doctype html><html><head><meta charset="utf-8">' +
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'\">" +
  "</head><body></body></html>";

export function createMirrorViewer(container: HTMLElement, options: MirrorViewerOptions): MirrorViewer {
  const home = container.ownerDocument;
  const stage = home.createElement("div");
  stage.style.cssText = "position:relative;width:100%;height:100%;overflow:hidden";
  const frame = home.createElement("iframe");
  frame.setAttribute("sandbox", "allow-same-origin");
  frame.setAttribute("tabindex", "-1");
  frame.setAttribute("referrerpolicy", "no-referrer");
  frame.setAttribute("aria-hidden", "true");
  frame.style.cssText =
    "position:absolute;left:0;top:0;border:0;background:#fff;transform-origin:0 0;pointer-events:none;visibility:hidden;width:390px;height:844px";
  frame.srcdoc = FRAME_PAGE;
  stage.append(frame);

  let labels = options.maskedLabels;
  let tree: ViewerTree | null = null;
  let position: { pageId: string; seq: number } | null = null;
  let ringed: string | null = null;
  let disposed = false;
  let scale = 1;
  /** Grows with every `empty`: a frame that was on its way then must not be drawn any more. */
  let epoch = 0;
  let queue: Promise<unknown> = Promise.resolve();

  let ready: () => void = () => {};
  const loaded = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const onLoad = () => {
    const page = frame.contentDocument;
    if (!page || disposed) return;
    // A frame that was moved in the window starts from nothing.
    if (tree) options.onFault?.({ kind: "frame-reloaded" });
    position = null;
    tree = createViewerTree(page, labelsNow);
    ready();
  };
  const labelsNow: MaskedLabels = {
    get filled() {
      return labels.filled;
    },
    get empty() {
      return labels.empty;
    },
    get error() {
      return labels.error;
    },
    get masked() {
      return labels.masked;
    },
  };
  frame.addEventListener("load", onLoad);
  container.append(stage);

  const rescale = () => {
    const [width, height] = tree?.viewport ?? [390, 844];
    const { clientWidth, clientHeight } = stage;
    if (clientWidth === 0 || clientHeight === 0 || width === 0 || height === 0) return;
    scale = Math.min(clientWidth / width, clientHeight / height);
    frame.style.width = `${width}px`;
    frame.style.height = `${height}px`;
    frame.style.transform = `translate(${Math.max(0, (clientWidth - width * scale) / 2)}px, 0) scale(${scale})`;
  };
  const sizes = new ResizeObserver(rescale);
  sizes.observe(stage);

  const refuse = (fault: MirrorFault): "need-keyframe" => {
    position = null;
    options.onFault?.(fault);
    return "need-keyframe";
  };

  async function applyNow(
    envelope: MirrorEnvelope,
    layers: Partial<Record<MirrorLayer, Uint8Array>>,
  ): Promise<"applied" | "need-keyframe"> {
    await loaded;
    const begun = epoch;
    if (disposed || !tree) return "need-keyframe";
    const isNewer = position?.pageId !== envelope.pageId || envelope.seq > position.seq;
    // A frame that is here already: the hub's tail and its live stream may overlap.
    if (position && !isNewer) return "applied";
    if (!envelope.keyframe) {
      if (!position) return "need-keyframe";
      if (position.pageId !== envelope.pageId || envelope.seq !== position.seq + 1) return refuse({ kind: "gap" });
    }
    const structure = await readLayer(layers.structure, checkStructure);
    const open = await readLayer(layers.open, checkValues);
    const manager = await readLayer(layers.manager, checkValues);
    if (disposed || begun !== epoch) return "need-keyframe";
    for (const layer of [structure, open, manager]) if (layer && "fault" in layer) return refuse(layer.fault);
    const ops = structure && "body" in structure ? structure.body.ops : [];
    const first = ops[0]?.op;
    if (envelope.keyframe ? first !== "tree" || ops.length !== 1 : ops.some((op) => op.op === "tree"))
      return refuse({ kind: "not-a-layer", what: "keyframe" });
    try {
      if (envelope.keyframe) tree.forgetValues();
      await tree.apply(ops, pause);
      if (disposed || begun !== epoch) {
        tree.clear();
        return "need-keyframe";
      }
      if (open && "body" in open) tree.applyValues("open", open.body);
      if (manager && "body" in manager) tree.applyValues("manager", manager.body);
    } catch (fault) {
      if (isMisfit(fault)) {
        // Half applied: better nothing than a page that never was.
        tree.clear();
        frame.style.visibility = "hidden";
        return refuse({ kind: "misfit" });
      }
      throw fault;
    }
    position = { pageId: envelope.pageId, seq: envelope.seq };
    rescale();
    frame.style.visibility = "visible";
    ring();
    return "applied";
  }

  const ring = () => {
    if (!tree) return;
    for (const { fieldId, element } of tree.fieldElements()) element.toggleAttribute("data-ring", fieldId === ringed);
  };

  /** The innermost element under a point of the frame, through open shadow roots. */
  const elementAt = (x: number, y: number): Element | null => {
    let hit = frame.contentDocument?.elementFromPoint(x, y) ?? null;
    for (let inner = hit?.shadowRoot?.elementFromPoint(x, y); inner && inner !== hit; inner = hit?.shadowRoot?.elementFromPoint(x, y))
      hit = inner;
    return hit;
  };

  const inFrame = (clientX: number, clientY: number): { x: number; y: number; width: number; height: number } | null => {
    const box = frame.getBoundingClientRect();
    if (position === null || box.width === 0 || clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom)
      return null;
    return { x: (clientX - box.left) / scale, y: (clientY - box.top) / scale, width: box.width / scale, height: box.height / scale };
  };

  return {
    apply(envelope, layers) {
      const done = queue.then(() => applyNow(envelope, layers));
      queue = done.catch(() => undefined);
      return done;
    },
    empty() {
      epoch++;
      position = null;
      frame.style.visibility = "hidden";
      tree?.clear();
    },
    ringField(fieldId) {
      ringed = fieldId;
      ring();
    },
    fieldAt(clientX, clientY) {
      const point = inFrame(clientX, clientY);
      const page = frame.contentDocument;
      if (!point || !page) return null;
      const hit = elementAt(point.x, point.y);
      for (let at = hit; at && at !== page.body; at = at.parentElement) {
        const own = at.getAttribute("data-baton-field");
        if (own) return own;
        const inside = at.querySelectorAll("[data-baton-field]");
        if (inside.length > 0) return inside.length === 1 ? (inside[0]?.getAttribute("data-baton-field") ?? null) : null;
      }
      return null;
    },
    toViewport(clientX, clientY) {
      const point = inFrame(clientX, clientY);
      if (!point) return null;
      const clamp = (share: number) => Math.max(0, Math.min(1, share));
      return { x01: clamp(point.x / point.width), y01: clamp(point.y / point.height) };
    },
    anchorAt(clientX, clientY) {
      const point = inFrame(clientX, clientY);
      const hit = point ? elementAt(point.x, point.y) : null;
      const node = hit ? tree?.idOf(hit) : null;
      if (!point || !hit || !node) return null;
      const box = hit.getBoundingClientRect();
      const share = (px: number, all: number) => (all === 0 ? 0 : Math.max(0, Math.min(1, px / all)));
      return { node, x01: share(point.x - box.left, box.width), y01: share(point.y - box.top, box.height) };
    },
    fieldStates() {
      const states = new Map<string, FieldState>();
      if (!tree || position === null) return states;
      for (const { fieldId, element } of tree.fieldElements()) {
        const { state } = element.dataset;
        if (state === "filled" || state === "empty" || state === "format-error") states.set(fieldId, state);
        // An unticked box is masked like a ticked one and drawn without a word.
        else if (state === "masked") states.set(fieldId, element.textContent === "" ? "empty" : "filled");
      }
      return states;
    },
    setCursor(cursor) {
      stage.style.cursor = cursor;
    },
    relabel(next) {
      labels = next;
      tree?.relabel();
    },
    text() {
      const page = frame.contentDocument;
      return page && position ? visibleText(page.body).join("\n") : "";
    },
    get position() {
      return position;
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      epoch++;
      position = null;
      sizes.disconnect();
      frame.removeEventListener("load", onLoad);
      stage.remove();
      ready();
    },
  };
}

function visibleText(top: Element): string[] {
  const out: string[] = [];
  const walk = (node: Node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3) {
        const text = (child.nodeValue ?? "").replace(/\s+/g, " ").trim();
        if (text !== "") out.push(text);
      } else if (child.nodeType === 1) {
        const element = child as Element;
        if (!element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true })) continue;
        if (element.shadowRoot) walk(element.shadowRoot);
        else walk(element);
      }
    }
  };
  walk(top);
  return out;
}

/** Lets the window draw and take input between two slices of building. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}
