/**
 * The part of simple-peer 9.11 this project uses, for its browser bundle (the main entry reaches for Node's streams).
 *
 * `@types/simple-peer` is left out on purpose: it pulls Node's types into browser code.
 */
declare module "simple-peer/simplepeer.min.js" {
  type SignalData =
    | { type: "renegotiate"; renegotiate: true }
    | { type: "transceiverRequest"; transceiverRequest: { kind: string; init?: unknown } }
    | { type: "candidate"; candidate: { candidate: string; sdpMLineIndex: number | null; sdpMid: string | null } }
    | { type: "offer" | "answer"; sdp: string };

  class Peer {
    constructor(options: {
      initiator: boolean;
      trickle: boolean;
      config: { iceServers: unknown[]; bundlePolicy: RTCBundlePolicy };
      /** Called with every offer and answer of our own before it is set as local description. */
      sdpTransform: (sdp: string) => string;
    });
    readonly destroyed: boolean;
    readonly destroying: boolean;
    /** Internal; the only way to its statistics and to an ICE restart. Null once destroyed. */
    readonly _pc: RTCPeerConnection | null;
    /** Internal; remembers removed tracks, which could otherwise not be added again. Null once destroyed. */
    readonly _senderMap: Map<MediaStreamTrack, Map<MediaStream, RTCRtpSender>> | null;
    signal(data: SignalData): void;
    addTrack(track: MediaStreamTrack, stream: MediaStream): void;
    removeTrack(track: MediaStreamTrack, stream: MediaStream): void;
    replaceTrack(oldTrack: MediaStreamTrack, newTrack: MediaStreamTrack, stream: MediaStream): void;
    /** Only the initiator may. Negotiates. */
    addTransceiver(kind: "audio" | "video", init: RTCRtpTransceiverInit): void;
    negotiate(): void;
    destroy(fault?: Error): void;
    on(event: "signal", hear: (data: SignalData) => void): this;
    on(event: "track", hear: (track: MediaStreamTrack, stream: MediaStream) => void): this;
    on(event: "connect" | "close", hear: () => void): this;
    on(event: "iceStateChange", hear: (connection: RTCIceConnectionState) => void): this;
    on(event: "error", hear: (fault: Error & { code?: string }) => void): this;
  }

  export { Peer as default };
}
