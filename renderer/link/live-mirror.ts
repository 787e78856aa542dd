/**
 * The customer's page in one help session: asks the hub for frames only while consent, a place on screen and the wish to look are all there.
 *
 * Owns the viewer's life. Drawing frames is `shared/browser/mirror/viewer.ts`.
 */
import type { MaskedLabels, MirrorFault, MirrorViewer, MirrorViewerOptions } from "#shared/browser/mirror/viewer.ts";
import type { DeskHubEvents } from "#shared/contract/desk-hub.ts";
import type { EventOf } from "#shared/contract/table.ts";
import type { FieldState } from "#shared/model/fact.ts";
import type { HelpSessionId } from "#shared/model/ids.ts";
import type { MirrorLayer, MirrorPosition, Pointing } from "#shared/model/mirror.ts";
import type { DeskLink } from "./desk.ts";
import type { MirrorView } from "./live-view.ts";

export type MakeMirrorViewer = (container: HTMLElement, options: MirrorViewerOptions) => MirrorViewer;

type FaultKind = MirrorFault["kind"];

/** Pointer moves are sent at most this often, in milliseconds. */
const POINTER_EVERY_MS = 40;
/** After a faulty frame the page is asked for again, at most this often, in milliseconds. */
const ASK_AGAIN_MS = 2_000;

/**
 * How late a frame is that was just applied, in milliseconds, both instants by the hub's clock. `null`: not known, because a frame from the
 * future says that one of the two does not know that clock well enough.
 */
export function lagOf(madeAt: number, appliedAt: number): number | null {
  const lagMs = Math.round(appliedAt - madeAt);
  return lagMs < 0 ? null : lagMs;
}

export type LiveMirror = ReturnType<typeof createLiveMirror>;

export function createLiveMirror(parts: {
  readonly helpSessionId: HelpSessionId;
  readonly link: () => DeskLink | null;
  readonly makeViewer: MakeMirrorViewer;
  /** Hub clock, epoch ms: what the frames were stamped by. */
  readonly now: () => number;
  readonly show: (mirror: MirrorView) => void;
  readonly showFields: (states: ReadonlyMap<string, FieldState>) => void;
}) {
  const { helpSessionId, link, makeViewer, now, show, showFields } = parts;
  let viewer: MirrorViewer | null = null;
  let isAllowed = false;
  let isPaused = false;
  let isAsked = false;
  /** The hub answers a wish to look after it has sent the page as it is: what comes before the answer was kept, not just made. */
  let catchingUp = 0;
  let shown: MirrorView = { kind: "off" };
  let lastPointerAt = Number.NEGATIVE_INFINITY;
  let lastAskedAgainAt = Number.NEGATIVE_INFINITY;
  let askingAgain = false;
  /** What the viewer said of the frame it is at. A gap is no fault of the frame. */
  let fault: FaultKind | null = null;

  let fields = "[]";
  const say = (mirror: MirrorView) => {
    shown = mirror;
    show(mirror);
    const states: ReadonlyMap<string, FieldState> = mirror.kind === "live" && viewer !== null ? viewer.fieldStates() : new Map();
    const written = JSON.stringify([...states]);
    if (written === fields) return;
    fields = written;
    showFields(states);
  };
  const wants = () => isAllowed && !isPaused && viewer !== null;

  function ask(on: boolean, refused: MirrorPosition | null = null): void {
    isAsked = on;
    const calls = link()?.calls;
    if (calls === undefined) return;
    if (on) catchingUp += 1;
    void calls.viewMirror({ helpSessionId, on, ...(refused === null ? {} : { refused }) }).then((reply) => {
      if (on) catchingUp -= 1;
      if (!reply.ok && on && isAsked) isAsked = false;
    });
  }

  /** Asks for the whole page, now or as soon as it may. */
  function askForWhole(own: MirrorViewer, refused: MirrorPosition | null): void {
    if (askingAgain) return;
    const wait = lastAskedAgainAt + ASK_AGAIN_MS - performance.now();
    const run = () => {
      askingAgain = false;
      if (viewer !== own || !wants() || own.position !== null) return;
      lastAskedAgainAt = performance.now();
      ask(true, refused);
    };
    if (wait <= 0) run();
    else {
      askingAgain = true;
      setTimeout(run, wait);
    }
  }

  function settle(): void {
    if (wants() && !isAsked) {
      if (shown.kind !== "stopped" || shown.because === "consent") say({ kind: "waiting" });
      ask(true);
    } else if (!wants() && isAsked) ask(false);
    if (isAllowed && isPaused) say({ kind: "paused" });
  }

  function sendPointing(pointing: Pointing): void {
    void link()?.calls.sendPointing({ helpSessionId, pointing });
  }

  return {
    /** Puts the mirror on screen; the returned call takes it off and stops the frames. */
    attach(container: HTMLElement, maskedLabels: MaskedLabels): () => void {
      viewer?.dispose();
      const own = makeViewer(container, { maskedLabels, onFault: ({ kind }) => (fault = kind) });
      viewer = own;
      isAsked = false;
      settle();
      return () => {
        own.dispose();
        if (viewer !== own) return;
        viewer = null;
        settle();
      };
    },
    /** Consent to view, as the session now has it. The page leaves this machine the moment it is gone. */
    allow(allowed: boolean): void {
      if (allowed === isAllowed) return;
      isAllowed = allowed;
      if (!allowed) {
        viewer?.empty();
        say(shown.kind === "off" ? shown : { kind: "stopped", because: "consent" });
      }
      settle();
    },
    pause(paused: boolean): void {
      isPaused = paused;
      if (!paused) isAsked = false;
      settle();
    },
    /** The hub forgot this window (reconnect, rejoin): asks anew. */
    askAgain(): void {
      isAsked = false;
      settle();
    },
    async take({ envelope, layers }: EventOf<DeskHubEvents, "mirror">): Promise<void> {
      if (viewer === null || !wants()) return;
      const present: Partial<Record<MirrorLayer, Uint8Array>> = {};
      for (const [layer, bytes] of Object.entries(layers)) if (bytes !== undefined) present[layer as MirrorLayer] = bytes;
      const own = viewer;
      const isLive = catchingUp === 0;
      const outcome = await own.apply(envelope, present);
      const refused =
        fault === null || fault === "gap" || fault === "frame-reloaded" ? null : { pageId: envelope.pageId, seq: envelope.seq };
      fault = null;
      if (viewer !== own) return;
      if (!wants()) return own.empty();
      if (outcome === "applied") {
        return say({ kind: "live", lagMs: isLive ? lagOf(envelope.at, now()) : shown.kind === "live" ? shown.lagMs : null });
      }
      if (own.position === null && shown.kind === "live") say({ kind: "fault" });
      askForWhole(own, refused);
    },
    stopped(because: EventOf<DeskHubEvents, "mirror-stopped">["because"]): void {
      if (because === "consent" || because === "ended") viewer?.empty();
      say({ kind: "stopped", because });
    },
    pointAt(clientX: number, clientY: number): void {
      const moment = performance.now();
      if (viewer === null || moment - lastPointerAt < POINTER_EVERY_MS) return;
      const at = viewer.toViewport(clientX, clientY);
      if (at === null) return;
      lastPointerAt = moment;
      const anchor = viewer.anchorAt(clientX, clientY);
      sendPointing({ kind: "pointer", ...at, ...(anchor === null ? {} : { anchor }) });
    },
    pointerGone: () => sendPointing({ kind: "pointer-gone" }),
    relabel: (labels: MaskedLabels) => viewer?.relabel(labels),
    fieldAt: (clientX: number, clientY: number) => viewer?.fieldAt(clientX, clientY) ?? null,
    setCursor: (cursor: string) => viewer?.setCursor(cursor),
    guide(fieldId: string | null): void {
      viewer?.ringField(fieldId);
      sendPointing(fieldId === null ? { kind: "guide-gone" } : { kind: "guide", fieldId });
    },
  };
}
