/**
 * PeerLink: one WebRTC connection with one participant, one incarnation of it under one call id.
 *
 * The only place that knows simple-peer. Who offers, call ids, what is stale and when to try again belong to `party.ts`.
 * A link always has a data channel; it carries media only from the moment tracks are handed to it.
 */
import Peer from "simple-peer/simplepeer.min.js";
import type { IceConfig } from "#shared/model/views.ts";
import type { Negotiation } from "./signal.ts";
import { confine } from "./signal.ts";

/** At most one track of a kind is sent; a screen takes the place of the camera. */
export type LocalTracks = { readonly audio: MediaStreamTrack | null; readonly video: MediaStreamTrack | null };
const MEDIA_KINDS = ["audio", "video"] as const;
type MediaKind = (typeof MEDIA_KINDS)[number];
export const NO_TRACKS: LocalTracks = { audio: null, video: null };

/** Cumulative figures of one link, media only (RTP payload, not the data channel). */
export type LinkFigures = {
  /** Round trip of the chosen path in milliseconds; `null` before there is one. */
  readonly rttMs: number | null;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly framesDecoded: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
};

export type PeerLinkOptions = {
  readonly initiator: boolean;
  readonly ice: IceConfig;
  readonly tracks: LocalTracks;
  readonly send: (negotiation: Negotiation) => void;
  /** The other side's live tracks changed; always the same stream object during one link, `null` while it has no track. */
  readonly onStream: (stream: MediaStream | null) => void;
  readonly onPath: (path: "up" | "interrupted") => void;
  /** The link is gone for good and not by `destroy`. */
  readonly onClose: (why: string) => void;
};

export type PeerLink = {
  receive(negotiation: Negotiation): void;
  setTracks(tracks: LocalTracks): void;
  /** Only the initiator can; the other side has to ask for it. */
  restartIce(): void;
  figures(): Promise<LinkFigures>;
  destroy(): void;
};

export function createPeerLink(options: PeerLinkOptions): PeerLink {
  const { initiator, ice } = options;
  // One path for voice, picture and data: looked for once, not three times.
  const peer = new Peer({
    initiator,
    trickle: true,
    config: { iceServers: ice.iceServers, bundlePolicy: "max-bundle" },
    // The one moment at which simple-peer shows a description before it is set here, which takes a busy browser 10 to 200 ms.
    sdpTransform: (sdp) => {
      tell({ type: initiator ? "offer" : "answer", sdp });
      return sdp;
    },
  });
  const remote = new MediaStream();
  const outgoing = new MediaStream();
  let sent: LocalTracks = NO_TRACKS;
  /** Senders of the first negotiation that have never sent: a track put there is on its way at once. */
  const places = new Map<string, RTCRtpSender>();
  let over = false;

  peer.on("signal", (data) => {
    if (data.type !== "offer" && data.type !== "answer") tell(data);
  });
  peer.on("track", (track, stream) => {
    const announce = () => {
      if (!over) options.onStream(remote.getTracks().length > 0 ? remote : null);
    };
    const drop = () => {
      if (!remote.getTracks().includes(track)) return;
      remote.removeTrack(track);
      announce();
    };
    stream.addEventListener("removetrack", (event) => {
      if (event.track === track) drop();
    });
    track.addEventListener("ended", drop);
    const add = () => {
      if (over || track.readyState === "ended" || remote.getTracks().includes(track)) return;
      remote.addTrack(track);
      announce();
    };
    // A place nobody sends from yet is no stream.
    if (track.muted) track.addEventListener("unmute", add, { once: true });
    else add();
  });
  peer.on("connect", () => {
    if (!over) options.onPath("up");
  });
  peer.on("iceStateChange", (state) => {
    if (over) return;
    if (state === "disconnected") options.onPath("interrupted");
    else if ((state === "connected" || state === "completed") && connected()) options.onPath("up");
  });
  let why = "closed";
  peer.on("error", (fault) => {
    why = fault.code ?? fault.name;
  });
  peer.on("close", () => {
    if (over) return;
    over = true;
    options.onClose(why);
  });

  function tell(negotiation: Negotiation): void {
    const allowed = confine(negotiation, ice.loopbackOnly);
    if (allowed !== null && !over) options.send(allowed);
  }

  const alive = () => !over && !peer.destroyed && !peer.destroying;
  const connected = () => peer._pc?.sctp?.state === "connected";

  /** The offerer's first offer holds a voice and a picture, before any device is open. */
  function makePlaces(): void {
    for (const kind of MEDIA_KINDS) {
      if (sent[kind] !== null) continue;
      peer.addTransceiver(kind, { direction: "sendrecv", streams: [outgoing] });
      keepPlace(
        kind,
        peer._pc?.getTransceivers().findLast((one) => one.receiver.track.kind === kind),
      );
    }
  }

  /** The answerer says with its first answer that it may send as well. */
  function takePlaces(): void {
    if (over || peer._pc?.signalingState !== "have-remote-offer") return;
    peer._pc.removeEventListener("signalingstatechange", takePlaces);
    for (const one of peer._pc.getTransceivers()) {
      const kind = MEDIA_KINDS.find((known) => known === one.receiver.track.kind);
      if (kind === undefined || one.sender.track !== null || sent[kind] !== null || places.has(kind)) continue;
      one.direction = "sendrecv";
      one.sender.setStreams?.(outgoing);
      keepPlace(kind, one);
    }
  }

  function keepPlace(kind: MediaKind, transceiver: RTCRtpTransceiver | undefined): void {
    if (transceiver !== undefined) places.set(kind, transceiver.sender);
  }

  /** False when there is no place that has never sent: a track then needs a negotiation. */
  function sendFromPlace(kind: MediaKind, track: MediaStreamTrack): boolean {
    const place = places.get(kind);
    if (place === undefined) return false;
    places.delete(kind);
    void place.replaceTrack(track).catch(() => {});
    // simple-peer takes it from here: replaced or removed it is like any track of its own.
    peer._senderMap?.set(track, new Map([[outgoing, place]]));
    return true;
  }

  function setTrack(kind: MediaKind, next: MediaStreamTrack | null): void {
    const last = sent[kind];
    if (last === next) return;
    if (last === null && next !== null && sendFromPlace(kind, next)) {
      sent = { ...sent, [kind]: next };
      return;
    }
    if (last !== null && next !== null) {
      peer.replaceTrack(last, next, outgoing);
    } else if (next !== null) {
      peer.addTrack(next, outgoing);
    } else if (last !== null) {
      peer.removeTrack(last, outgoing);
    }
    // simple-peer refuses a track it remembers; ours may come back.
    if (last !== null) peer._senderMap?.delete(last);
    sent = { ...sent, [kind]: next };
  }

  const link: PeerLink = {
    receive(negotiation) {
      if (!alive()) return;
      const allowed = confine(negotiation, ice.loopbackOnly);
      if (allowed !== null) peer.signal(allowed as Parameters<typeof peer.signal>[0]);
    },
    setTracks(tracks) {
      if (!alive()) return;
      setTrack("audio", tracks.audio);
      setTrack("video", tracks.video);
    },
    restartIce() {
      if (!alive() || !initiator) return;
      peer._pc?.restartIce();
      peer.negotiate();
    },
    async figures() {
      const pc = peer._pc;
      return pc === null ? NO_FIGURES : sumUp(await pc.getStats());
    },
    destroy() {
      if (over) return;
      over = true;
      peer.destroy();
    },
  };
  link.setTracks(options.tracks);
  if (initiator) makePlaces();
  else peer._pc?.addEventListener("signalingstatechange", takePlaces);
  return link;
}

export const NO_FIGURES: LinkFigures = {
  rttMs: null,
  packetsReceived: 0,
  packetsLost: 0,
  framesDecoded: 0,
  bytesReceived: 0,
  bytesSent: 0,
};

/** The fields of the WebRTC statistics this file reads; each report has some of them. */
type Report = {
  readonly type: string;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly currentRoundTripTime?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly framesDecoded?: number;
  readonly bytesReceived?: number;
  readonly bytesSent?: number;
};

function sumUp(stats: RTCStatsReport): LinkFigures {
  let figures = NO_FIGURES;
  stats.forEach((entry) => {
    const report = entry as Report;
    if (report.type === "candidate-pair" && report.nominated === true && report.state === "succeeded") {
      const seconds = report.currentRoundTripTime;
      if (seconds !== undefined) figures = { ...figures, rttMs: seconds * 1_000 };
    } else if (report.type === "inbound-rtp") {
      figures = {
        ...figures,
        packetsReceived: figures.packetsReceived + (report.packetsReceived ?? 0),
        packetsLost: figures.packetsLost + Math.max(0, report.packetsLost ?? 0),
        framesDecoded: figures.framesDecoded + (report.framesDecoded ?? 0),
        bytesReceived: figures.bytesReceived + (report.bytesReceived ?? 0),
      };
    } else if (report.type === "outbound-rtp") {
      figures = { ...figures, bytesSent: figures.bytesSent + (report.bytesSent ?? 0) };
    }
  });
  return figures;
}
