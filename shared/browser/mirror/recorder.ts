/**
 * The mirror's sending end, inside the customer's page: turns its changes into numbered, layered, masked frames.
 *
 * rrweb only tells *where* the page changed; its events hold raw values and are dropped here, unread but for node ids. What the
 * place looks like now goes through the one masking path (`page-model.ts` → `project.ts`), at a keyframe and at every change alike.
 * Consent and the network belong to the caller: nothing is read before `startMirror`, nothing leaves but through `send`.
 */

import type { eventWithTime } from "rrweb";
import { EventType, IncrementalSource, record } from "rrweb";
import type { Scope } from "#shared/lib/scope.ts";
import type { MirrorAnchor, MirrorFrame } from "#shared/model/mirror.ts";
import type { MirrorFlow } from "./allow-list.ts";
import { createAllowList } from "./allow-list.ts";
import { createCssNames } from "./css-names.ts";
import { createFieldReader } from "./fields.ts";
import type { MirrorCounters } from "./frame-sender.ts";
import { createFrameSender } from "./frame-sender.ts";
import { createPageModel } from "./page-model.ts";
import { createProjector } from "./project.ts";
import { createSheetReader } from "./sheets.ts";
import type { WireOp, WireSheet } from "./wire.ts";
import { LIMITS } from "./wire.ts";

export type MirrorOptions = {
  /** Public definition of the flow: what it lists is shown, all else is masked. */
  readonly flow: MirrorFlow;
  readonly currentStepId: () => string;
  /** Takes frames in order. A rejection loses the frame; the next one is then a keyframe. */
  readonly send: (frame: MirrorFrame) => void | Promise<void>;
  /** Customer's clock, epoch ms. */
  readonly now: () => number;
  /** Ending it stops the mirror. */
  readonly scope?: Scope;
};

export type RunningMirror = {
  readonly pageId: string;
  /** Sends the whole page again, from what is known: does not touch the page. `afresh`: what is known is not to be relied on. */
  keyframe(afresh?: boolean): void;
  /** Where a viewer's anchor lies on this page now, CSS px of the viewport; `null` when the node is gone or not drawn. */
  placeOf(anchor: MirrorAnchor): { readonly clientX: number; readonly clientY: number } | null;
  stop(): void;
  readonly counters: Readonly<MirrorCounters>;
};

/** Longest wait for an animation frame: a hidden page has none. */
const FLUSH_AT_LATEST_MS = 50;
/** Quiet time after which the whole page is compared once, so that nothing missed stays wrong. */
const SWEEP_AFTER_MS = 400;
/** Pause before the keyframe that follows a lost frame. */
const RETRY_AFTER_MS = 1_000;

export function startMirror(options: MirrorOptions): RunningMirror {
  const page = document;
  const view = window;
  const allowList = createAllowList(options.flow);
  const names = createCssNames();
  const fields = createFieldReader(allowList, options.currentStepId);
  const model = createPageModel(page, createProjector(allowList, names, fields), fields);
  const sheetReader = createSheetReader(names, (text) => allowList.publicText(text));
  const sender = createFrameSender({ send: options.send, now: options.now, settled });
  const { counters } = sender;

  let running = true;
  let wantsKeyframe = true;
  let wantsRebuild = true;
  let sheetsDirty = true;
  let viewportDirty = false;
  const scrolled = new Set<Node>();
  const sentSheets = new Map<number, readonly WireSheet[]>();
  let flushTimer: number | null = null;
  let flushFrame: number | null = null;
  let sweepTimer: number | null = null;
  let namesSeen = 0;

  /** The host page must not notice a fault of ours, and a half-done comparison must not be sent as if it were whole. */
  const guarded = (run: () => void) => {
    try {
      run();
    } catch {
      counters.faults++;
      wantsKeyframe = true;
      wantsRebuild = true;
    }
  };

  const schedule = () => {
    if (!running || flushTimer !== null) return;
    flushTimer = view.setTimeout(flush, FLUSH_AT_LATEST_MS);
    flushFrame = view.requestAnimationFrame(flush);
    if (sweepTimer !== null) view.clearTimeout(sweepTimer);
    sweepTimer = view.setTimeout(sweep, SWEEP_AFTER_MS);
  };

  const unschedule = () => {
    if (flushTimer !== null) view.clearTimeout(flushTimer);
    if (flushFrame !== null) view.cancelAnimationFrame(flushFrame);
    flushTimer = null;
    flushFrame = null;
  };

  const sweep = () => {
    sweepTimer = null;
    model.markEverything();
    sheetsDirty = true;
    flush();
  };

  function flush(): void {
    unschedule();
    if (!running || !sender.mayPost) return;
    guarded(() => {
      if (wantsKeyframe || page.documentElement === null || model.idOf(page.documentElement) === null) return sendKeyframe();
      // Sheets are read first (their selectors decide which classes are kept) and sent last (after the shadow roots they belong to).
      const sheets = sheetsDirty ? readSheets() : new Map<number, readonly WireSheet[]>();
      sheetsDirty = false;
      markRenamed();
      const change = model.collect();
      const ops: WireOp[] = [...change.ops];
      for (const { id, root } of model.roots()) if (!sheets.has(id) && !sentSheets.has(id)) sheets.set(id, sheetReader.read(root));
      ops.push(...changedSheets(sheets));
      if (names.version !== namesSeen) {
        markRenamed();
        const renamed = model.collect();
        ops.push(...renamed.ops);
      }
      for (const node of scrolled) {
        const op = scrollOp(node);
        if (op) ops.push(op);
      }
      scrolled.clear();
      if (viewportDirty) ops.push({ op: "viewport", w: pixels(view.innerWidth), h: pixels(view.innerHeight) });
      viewportDirty = false;
      if (ops.length > LIMITS.ops) return sendKeyframe();
      const open = Object.keys(change.values.open).length > 0;
      const manager = Object.keys(change.values.manager).length > 0;
      if (ops.length === 0 && !open && !manager) return;
      sender.post(ops, false, change.values);
    });
  }

  /** Attributes are looked at again when a selector brought names that elements may carry. */
  function markRenamed(): void {
    if (names.version === namesSeen) return;
    namesSeen = names.version;
    model.markAllAttributes();
  }

  function sendKeyframe(): void {
    sheetReader.read(page);
    if (wantsRebuild || !page.documentElement || model.idOf(page.documentElement) === null) {
      namesSeen = names.version;
      if (!model.rebuild()) return;
    }
    const sheets = readSheets();
    markRenamed();
    // What changed meanwhile is part of the tree; only its values and operations are not needed one by one.
    model.collect();
    const root = model.tree();
    if (!root) return;
    wantsKeyframe = false;
    wantsRebuild = false;
    sheetsDirty = false;
    viewportDirty = false;
    scrolled.clear();
    sentSheets.clear();
    for (const [id, of] of sheets) sentSheets.set(id, of);
    const tree: WireOp = {
      op: "tree",
      viewport: [pixels(view.innerWidth), pixels(view.innerHeight)],
      sheets: [...sheets].map(([id, of]) => ({ root: id, of })),
      root,
      scrolls: scrollsOfAll(),
    };
    sender.post([tree], true, model.allValues());
  }

  function readSheets(): Map<number, readonly WireSheet[]> {
    const out = new Map([[0, sheetReader.read(page)]]);
    for (const { id, root } of model.roots()) out.set(id, sheetReader.read(root));
    return out;
  }

  function changedSheets(sheets: ReadonlyMap<number, readonly WireSheet[]>): WireOp[] {
    const ops: WireOp[] = [];
    for (const [id, of] of sheets) {
      const before = sentSheets.get(id) ?? [];
      sentSheets.set(id, of);
      if (of.length === before.length && of.every((sheet, at) => sheet.i === before[at]?.i && sheet.css === before[at].css)) continue;
      ops.push({ op: "sheets", root: id, of });
    }
    return ops;
  }

  function scrollOp(node: Node): Extract<WireOp, { op: "scroll" }> | null {
    const element = node === page ? page.documentElement : node;
    const id = element ? model.idOf(element) : null;
    if (id === null || !(element instanceof Element)) return null;
    if (element === page.documentElement) return { op: "scroll", i: id, x: pixels(view.scrollX), y: pixels(view.scrollY) };
    return fields.isField(element) ? null : { op: "scroll", i: id, x: pixels(element.scrollLeft), y: pixels(element.scrollTop) };
  }

  function scrollsOfAll(): [number, number, number][] {
    const out: [number, number, number][] = [];
    for (const node of [page, ...known]) {
      const op = scrollOp(node);
      if (op && (op.x !== 0 || op.y !== 0)) out.push([op.i, op.x, op.y]);
    }
    return out;
  }

  function settled(failed: boolean): void {
    if (failed) {
      wantsKeyframe = true;
      view.setTimeout(schedule, RETRY_AFTER_MS);
    } else if (wantsKeyframe || model.marked || sheetsDirty || scrolled.size > 0 || viewportDirty) schedule();
  }

  /** Nodes that were scrolled at least once: the only ones whose place a keyframe asks for. */
  const known = new Set<Node>();

  const stopRecord = record({
    emit: (event) => guarded(() => note(event)),
    recordAfter: "DOMContentLoaded",
    blockClass: "baton-nothing-is-blocked-by-class",
    blockSelector: "[data-baton-ui], iframe, canvas, video, audio, object, embed",
    ignoreClass: "baton-nothing-is-ignored",
    maskTextClass: "baton-nothing-is-masked-here",
    inlineStylesheet: false,
    inlineImages: false,
    recordCanvas: false,
    collectFonts: false,
    slimDOMOptions: "all",
    sampling: { mousemove: false, mouseInteraction: false, scroll: 16, media: 10_000, input: "all" },
    errorHandler: () => {
      counters.faults++;
      return true;
    },
  });

  const nodeOf = (id: number): Node | null => record.mirror.getNode(id);

  function note(event: eventWithTime): void {
    if (!running) return;
    if (event.type === EventType.FullSnapshot) {
      wantsKeyframe = true;
      schedule();
      return;
    }
    if (event.type !== EventType.IncrementalSnapshot) return;
    const { data } = event;
    switch (data.source) {
      case IncrementalSource.Mutation: {
        for (const { parentId } of data.removes) withNode(parentId, noteChildren);
        for (const { parentId, node } of data.adds) {
          withNode(parentId, noteChildren);
          withNode(node.id, (added) => {
            model.noteInside(added);
            model.markDeep(added);
          });
        }
        for (const { id } of data.attributes)
          withNode(id, (node) => {
            model.markSelf(node);
            if (isStyleSource(node)) sheetsDirty = true;
          });
        for (const { id } of data.texts)
          withNode(id, (node) => {
            model.markSelf(node);
            if (node.parentNode && isStyleSource(node.parentNode)) sheetsDirty = true;
          });
        break;
      }
      case IncrementalSource.Input:
        withNode(data.id, (node) => model.markSelf(node));
        break;
      case IncrementalSource.Scroll:
        withNode(data.id, (node) => {
          scrolled.add(node);
          known.add(node);
        });
        break;
      case IncrementalSource.ViewportResize:
        viewportDirty = true;
        break;
      case IncrementalSource.StyleSheetRule:
      case IncrementalSource.StyleDeclaration:
      case IncrementalSource.AdoptedStyleSheet:
        sheetsDirty = true;
        break;
      default:
        return;
    }
    schedule();
  }

  function noteChildren(node: Node): void {
    model.markChildren(node);
    if (node === page.head || isStyleSource(node)) sheetsDirty = true;
    else for (const child of node.childNodes) if (isStyleSource(child)) sheetsDirty = true;
  }

  function withNode(id: number, use: (node: Node) => void): void {
    const node = nodeOf(id);
    if (node) use(node);
  }

  const onReset = (event: Event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    // The values change after the event's listeners have run.
    view.setTimeout(() => {
      for (const control of form.querySelectorAll("input, select, textarea")) model.markSelf(control);
      schedule();
    }, 0);
  };
  const onSheetLoaded = (event: Event) => {
    if (!(event.target instanceof HTMLLinkElement)) return;
    sheetsDirty = true;
    schedule();
  };
  page.addEventListener("reset", onReset, true);
  page.addEventListener("load", onSheetLoaded, true);

  const stop = () => {
    if (!running) return;
    running = false;
    sender.close();
    unschedule();
    if (sweepTimer !== null) view.clearTimeout(sweepTimer);
    stopRecord?.();
    page.removeEventListener("reset", onReset, true);
    page.removeEventListener("load", onSheetLoaded, true);
    known.clear();
  };
  options.scope?.use(stop);

  return {
    pageId: sender.pageId,
    keyframe(afresh = false) {
      wantsKeyframe = true;
      wantsRebuild ||= afresh;
      schedule();
    },
    placeOf({ node, x01, y01 }) {
      const box = model.elementOf(node)?.getBoundingClientRect();
      if (!box || (box.width === 0 && box.height === 0)) return null;
      return { clientX: box.left + box.width * x01, clientY: box.top + box.height * y01 };
    },
    stop,
    counters,
  };
}

function isStyleSource(node: Node): boolean {
  return node.nodeName === "STYLE" || node.nodeName === "LINK";
}

function pixels(px: number): number {
  return Math.max(0, Math.min(LIMITS.pixels, Math.round(px)));
}
