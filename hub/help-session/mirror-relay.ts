/**
 * Forwards mirror frames from a customer's page to the viewers of a help session, layer by layer.
 *
 * Owns which role receives which layer, the keyframe + tail kept for viewers who join, and the cut. It never opens a layer.
 * Whether a frame may come in at all (consent, membership) is decided before, in `session-traffic.ts`.
 */

import type { ParticipantRole } from "#shared/model/help-session.ts";
import type { HelpSessionId, SpecialistId } from "#shared/model/ids.ts";
import type { MirrorEnvelope, MirrorFrame, MirrorLayer, MirrorPosition } from "#shared/model/mirror.ts";
import type { DeskLink } from "../bus/live-links.ts";
import type { Metrics } from "../platform/metrics.ts";

/** Row-level scope of the mirror. The customer's machine already split the layers; a role never receives more than these. */
const LAYERS_BY_ROLE: Readonly<Record<ParticipantRole, readonly MirrorLayer[]>> = {
  specialist: ["structure", "open", "manager"],
  expert: ["structure", "open"],
  supervisor: ["structure"],
  customer: [],
};

/** A tail larger than this asks the customer for a keyframe, in bytes and frames. */
const LONGEST_TAIL_BYTES = 1_000_000;
const LONGEST_TAIL_FRAMES = 400;
/** A page that is asked for a keyframe and sends none is cut off at this many times the longest tail: memory is not its to fill. */
const PATIENCE_TAILS = 4;

type Viewer = { readonly link: DeskLink; readonly role: ParticipantRole };
type Room = {
  frames: MirrorFrame[];
  tailBytes: number;
  keyframeAsked: boolean;
  readonly viewers: Map<string, Viewer>;
  forwardedFrames: number;
  forwardedBytes: number;
};

export type MirrorStop = "consent" | "page-change" | "ended" | "customer-away";

export type MirrorRelay = {
  /** Takes one frame; answers whether the customer should send a keyframe. */
  accept(helpSessionId: HelpSessionId, frame: MirrorFrame): { readonly wantsKeyframe: boolean };
  /** Begins sending to `link`, keyframe and tail first; answers whether a keyframe has to be asked for. */
  view(helpSessionId: HelpSessionId, link: DeskLink, role: ParticipantRole): { readonly wantsKeyframe: boolean };
  /** Forgets what is held when this frame is part of it; answers whether it was. */
  forget(helpSessionId: HelpSessionId, refused: MirrorPosition): boolean;
  unview(helpSessionId: HelpSessionId, linkId: string): void;
  /** Every window of one person: they left. */
  unviewPerson(helpSessionId: HelpSessionId, specialistId: SpecialistId): void;
  isViewing(helpSessionId: HelpSessionId, linkId: string): boolean;
  isWatched(helpSessionId: HelpSessionId): boolean;
  readonly rooms: number;
  /**
   * Forgets what is held and tells every viewer why nothing more comes. On `page-change` and `customer-away` viewers stay; after `consent`
   * they have to ask again, because a consent given anew is another consent.
   */
  cut(helpSessionId: HelpSessionId, because: MirrorStop): void;
  /** Frames and bytes forwarded for a help session: what a consent test reads. */
  forwarded(helpSessionId: HelpSessionId): { readonly frames: number; readonly bytes: number };
};

export function createMirrorRelay(metrics: Metrics): MirrorRelay {
  const rooms = new Map<HelpSessionId, Room>();

  const roomOf = (helpSessionId: HelpSessionId): Room => {
    const known = rooms.get(helpSessionId);
    if (known) return known;
    const room: Room = { frames: [], tailBytes: 0, keyframeAsked: false, viewers: new Map(), forwardedFrames: 0, forwardedBytes: 0 };
    rooms.set(helpSessionId, room);
    return room;
  };

  function forward(
    helpSessionId: HelpSessionId,
    room: Room,
    viewer: Viewer,
    envelope: MirrorEnvelope,
    layers: MirrorFrame["layers"],
  ): void {
    const allowed: Partial<Record<MirrorLayer, Uint8Array>> = {};
    for (const layer of LAYERS_BY_ROLE[viewer.role]) {
      const body = layers[layer];
      if (body === undefined) continue;
      allowed[layer] = body;
      room.forwardedBytes += body.byteLength;
      metrics.mirrorBytesForwarded.inc({ layer }, body.byteLength);
    }
    room.forwardedFrames += 1;
    viewer.link.emit("mirror", { helpSessionId, envelope, layers: allowed });
  }

  return {
    accept(helpSessionId, frame) {
      const room = roomOf(helpSessionId);
      const last = room.frames.at(-1)?.envelope;
      if (frame.envelope.keyframe) {
        room.frames = [];
        room.tailBytes = 0;
        room.keyframeAsked = false;
      } else if (last === undefined || last.pageId !== frame.envelope.pageId || frame.envelope.seq !== last.seq + 1) {
        const wantsKeyframe = !room.keyframeAsked;
        room.keyframeAsked = true;
        return { wantsKeyframe };
      }
      room.frames.push(frame);
      for (const body of Object.values(frame.layers)) room.tailBytes += frame.envelope.keyframe ? 0 : (body?.byteLength ?? 0);
      for (const viewer of room.viewers.values()) forward(helpSessionId, room, viewer, frame.envelope, frame.layers);
      if (room.tailBytes > PATIENCE_TAILS * LONGEST_TAIL_BYTES || room.frames.length > PATIENCE_TAILS * LONGEST_TAIL_FRAMES) {
        room.frames = [];
        room.tailBytes = 0;
        return { wantsKeyframe: true };
      }
      const tooLong = room.tailBytes > LONGEST_TAIL_BYTES || room.frames.length > LONGEST_TAIL_FRAMES;
      const wantsKeyframe = tooLong && !room.keyframeAsked;
      room.keyframeAsked ||= tooLong;
      return { wantsKeyframe };
    },
    view(helpSessionId, link, role) {
      const room = roomOf(helpSessionId);
      const viewer: Viewer = { link, role };
      room.viewers.set(link.id, viewer);
      for (const frame of room.frames) forward(helpSessionId, room, viewer, frame.envelope, frame.layers);
      return { wantsKeyframe: room.frames.length === 0 };
    },
    forget(helpSessionId, { pageId, seq }) {
      const room = rooms.get(helpSessionId);
      if (!room?.frames.some(({ envelope }) => envelope.pageId === pageId && envelope.seq === seq)) return false;
      room.frames = [];
      room.tailBytes = 0;
      room.keyframeAsked = true;
      return true;
    },
    unview(helpSessionId, linkId) {
      rooms.get(helpSessionId)?.viewers.delete(linkId);
    },
    unviewPerson(helpSessionId, specialistId) {
      const viewers = rooms.get(helpSessionId)?.viewers;
      for (const viewer of viewers?.values() ?? []) if (viewer.link.specialistId === specialistId) viewers?.delete(viewer.link.id);
    },
    isViewing: (helpSessionId, linkId) => rooms.get(helpSessionId)?.viewers.has(linkId) ?? false,
    isWatched: (helpSessionId) => (rooms.get(helpSessionId)?.viewers.size ?? 0) > 0,
    get rooms() {
      return rooms.size;
    },
    cut(helpSessionId, because) {
      const room = rooms.get(helpSessionId);
      if (!room) return;
      room.frames = [];
      room.tailBytes = 0;
      room.keyframeAsked = false;
      for (const viewer of room.viewers.values()) viewer.link.emit("mirror-stopped", { helpSessionId, because });
      if (because === "consent") room.viewers.clear();
      if (because === "ended") rooms.delete(helpSessionId);
    },
    forwarded(helpSessionId) {
      const room = rooms.get(helpSessionId);
      return { frames: room?.forwardedFrames ?? 0, bytes: room?.forwardedBytes ?? 0 };
    },
  };
}
