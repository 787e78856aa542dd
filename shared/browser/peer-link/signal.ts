/**
 * What two PeerLinks say to each other through the hub, as text: the negotiation itself and three words around it.
 *
 * The hub relays these texts unread. The other side may be anybody who takes part, so a text is checked before it is used.
 */
import { isLoopbackCandidate, keepLoopbackCandidates } from "./loopback.ts";

/** One step of a WebRTC negotiation, in simple-peer's words. */
export type Negotiation =
  | { readonly type: "renegotiate"; readonly renegotiate: true }
  | { readonly type: "transceiverRequest"; readonly transceiverRequest: { readonly kind: string } }
  | {
      readonly type: "candidate";
      readonly candidate: { readonly candidate: string; readonly sdpMLineIndex: number | null; readonly sdpMid: string | null };
    }
  | { readonly type: "offer" | "answer"; readonly sdp: string };

export type LinkSignal =
  /** From the side that answers: I have no link with you, offer one. */
  | { readonly kind: "hello" }
  /** From the side that answers: the path between us broke, restart ICE. */
  | { readonly kind: "restart" }
  /** This link ends on purpose; do not try again until I say hello or offer. */
  | { readonly kind: "bye" }
  | { readonly kind: "negotiation"; readonly negotiation: Negotiation };

export function writeSignal(signal: LinkSignal): string {
  return JSON.stringify(signal);
}

/** `null` for whatever is not a signal. */
export function readSignal(text: string): LinkSignal | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(raw)) return null;
  if (raw["kind"] === "hello" || raw["kind"] === "restart" || raw["kind"] === "bye") return { kind: raw["kind"] };
  if (raw["kind"] !== "negotiation") return null;
  const negotiation = readNegotiation(raw["negotiation"]);
  return negotiation === null ? null : { kind: "negotiation", negotiation };
}

/** `null` when nothing of it may pass: a candidate of another address while only loopback is wanted. */
export function confine(negotiation: Negotiation, loopbackOnly: boolean): Negotiation | null {
  if (!loopbackOnly) return negotiation;
  if (negotiation.type === "candidate") return isLoopbackCandidate(negotiation.candidate.candidate) ? negotiation : null;
  if (negotiation.type === "offer" || negotiation.type === "answer") {
    return { type: negotiation.type, sdp: keepLoopbackCandidates(negotiation.sdp) };
  }
  return negotiation;
}

function readNegotiation(raw: unknown): Negotiation | null {
  if (!isRecord(raw)) return null;
  const { type } = raw;
  if (type === "renegotiate") return { type, renegotiate: true };
  if (type === "transceiverRequest") {
    const request = raw["transceiverRequest"];
    const kind = isRecord(request) ? request["kind"] : undefined;
    return kind === "audio" || kind === "video" ? { type, transceiverRequest: { kind } } : null;
  }
  if (type === "offer" || type === "answer") return typeof raw["sdp"] === "string" ? { type, sdp: raw["sdp"] } : null;
  if (type !== "candidate" || !isRecord(raw["candidate"])) return null;
  const { candidate, sdpMLineIndex, sdpMid } = raw["candidate"];
  if (typeof candidate !== "string") return null;
  return {
    type,
    candidate: {
      candidate,
      sdpMLineIndex: typeof sdpMLineIndex === "number" ? sdpMLineIndex : null,
      sdpMid: typeof sdpMid === "string" ? sdpMid : null,
    },
  };
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null;
}
