/**
 * Runs the mirror of this page while it may run, and only then: between the frame and the hub stands `mayView`, asked for every frame.
 *
 * Masking and recording are `shared/browser/mirror`.
 */

import type { RunningMirror } from "#shared/browser/mirror/recorder.ts";
import { startMirror } from "#shared/browser/mirror/recorder.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { MirrorAnchor, MirrorFrame } from "#shared/model/mirror.ts";

export type MirrorFeed = {
  /**
   * Starts or goes on with this flow; `null` stops in this very tick. A start waits `afterMs` (milliseconds, 0: none): reading the page
   * takes the thread for a while.
   */
  apply(flow: Flow | null, afterMs: number): void;
  /** `afresh`: a viewer could not follow. */
  keyframe(afresh?: boolean): void;
  /** Where a viewer's anchor lies on this page now, CSS px of the viewport; `null` when it is gone, not drawn, or nothing is mirrored. */
  placeOf(anchor: MirrorAnchor): { readonly clientX: number; readonly clientY: number } | null;
};

export type MirrorFeedOptions = {
  readonly mayView: () => boolean;
  readonly currentStepId: () => string;
  /** Hub clock, epoch ms: the desk measures the delay against the same clock. */
  readonly now: () => number;
  /** Answers whether the hub took the frame. */
  readonly send: (frame: MirrorFrame) => Promise<boolean>;
  readonly onSent: (bytes: number) => void;
};

/** `mirror` is null while its start waits. */
type Running = { readonly flow: Flow; mirror: RunningMirror | null };

export function createMirrorFeed(options: MirrorFeedOptions): MirrorFeed {
  let running: Running | null = null;
  const send = async (frame: MirrorFrame) => {
    if (!options.mayView()) return;
    let bytes = 0;
    for (const body of Object.values(frame.layers)) bytes += body?.byteLength ?? 0;
    options.onSent(bytes);
    // The recorder answers a lost frame with a keyframe.
    if (!(await options.send(frame))) throw new Error("frame not taken");
  };
  return {
    apply(flow, afterMs) {
      if (running?.flow === flow || (running === null && flow === null)) return;
      running?.mirror?.stop();
      running = null;
      if (flow === null) return;
      const own: Running = { flow, mirror: null };
      running = own;
      const start = () => {
        if (running === own) own.mirror = startMirror({ flow, currentStepId: options.currentStepId, send, now: options.now });
      };
      if (afterMs === 0) start();
      else setTimeout(start, afterMs);
    },
    // A mirror that is about to start begins with a keyframe anyway.
    keyframe: (afresh) => running?.mirror?.keyframe(afresh),
    placeOf: (anchor) => running?.mirror?.placeOf(anchor) ?? null,
  };
}
