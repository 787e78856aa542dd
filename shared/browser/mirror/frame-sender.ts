/**
 * Numbers, packs and hands over frames, in order, a few at a time.
 *
 * What is in a frame is `recorder.ts`'s business; the network is the caller's.
 */
import type { MirrorEnvelope, MirrorFrame, MirrorLayer } from "#shared/model/mirror.ts";
import { MAX_LAYER_BYTES } from "#shared/model/plain-values.ts";
import { pack } from "./codec.ts";
import type { ValueBody, WireOp } from "./wire.ts";

export type MirrorCounters = {
  frames: number;
  keyframes: number;
  /** Packed bytes of all layers. */
  bytes: number;
  ops: number;
  /** Frames that `send` refused or that were too large. */
  lost: number;
  /** Exceptions of the recorder itself; the host page never sees one. */
  faults: number;
};

export type LayerValues = Readonly<Record<"open" | "manager", ValueBody["values"]>>;

export type FrameSender = {
  readonly pageId: string;
  readonly counters: MirrorCounters;
  /** False while as many frames as may be are on their way: changes wait and merge. */
  readonly mayPost: boolean;
  /** The structure layer is in every frame, so that every viewer sees every number. */
  post(ops: readonly WireOp[], keyframe: boolean, values: LayerValues): void;
  /** Nothing is handed over any more, frames being packed included. */
  close(): void;
};

/** Frames handed to `send` and not yet done. */
const MOST_IN_FLIGHT = 4;
const LAYERS: readonly MirrorLayer[] = ["structure", "open", "manager"];

export function createFrameSender(parts: {
  readonly send: (frame: MirrorFrame) => void | Promise<void>;
  /** Customer's clock, epoch ms. */
  readonly now: () => number;
  /** After each frame; `failed`: it is lost, and so are viewers until the next keyframe. */
  readonly settled: (failed: boolean) => void;
}): FrameSender {
  const pageId = newPageId();
  const counters: MirrorCounters = { frames: 0, keyframes: 0, bytes: 0, ops: 0, lost: 0, faults: 0 };
  let seq = 0;
  let inFlight = 0;
  let isOpen = true;
  let sending: Promise<void> = Promise.resolve();

  const settle = (failed: boolean) => {
    inFlight--;
    if (failed) counters.lost++;
    if (isOpen) parts.settled(failed);
  };

  async function packLayers(bodies: Partial<Record<MirrorLayer, unknown>>): Promise<Partial<Record<MirrorLayer, Uint8Array>>> {
    const packed = await Promise.all(
      LAYERS.filter((layer) => bodies[layer] !== undefined).map(async (layer) => [layer, await pack(bodies[layer])] as const),
    );
    if (packed.some(([, body]) => body.length > MAX_LAYER_BYTES)) throw new RangeError("layer too large");
    return Object.fromEntries(packed);
  }

  function handOver(frame: MirrorFrame): void | Promise<void> {
    if (!isOpen) return;
    counters.frames++;
    if (frame.envelope.keyframe) counters.keyframes++;
    for (const body of Object.values(frame.layers)) counters.bytes += body.length;
    return parts.send(frame);
  }

  return {
    pageId,
    counters,
    get mayPost() {
      return inFlight < MOST_IN_FLIGHT;
    },
    post(ops, keyframe, values) {
      const envelope: MirrorEnvelope = { pageId, seq: ++seq, keyframe, at: parts.now() };
      const bodies: Partial<Record<MirrorLayer, unknown>> = { structure: { ops } };
      for (const layer of ["open", "manager"] as const)
        if (keyframe || Object.keys(values[layer]).length > 0)
          bodies[layer] = { full: keyframe, values: values[layer] } satisfies ValueBody;
      counters.ops += ops.length;
      inFlight++;
      const packed = packLayers(bodies);
      const turn = sending;
      sending = (async () => {
        try {
          await turn;
          const sent = handOver({ envelope, layers: await packed });
          // Not awaited here: the next frame may be on its way before this one is confirmed.
          Promise.resolve(sent).then(
            () => settle(false),
            () => settle(true),
          );
        } catch {
          settle(true);
        }
      })();
    },
    close() {
      isOpen = false;
    },
  };
}

/** 128 random bits; `randomUUID` is missing where the page is not a secure context. */
function newPageId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
