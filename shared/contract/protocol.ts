/** The protocol version of every handshake. Raise `PROTOCOL` on a change, `OLDEST_PROTOCOL` when an older peer can no longer be served. */
export const PROTOCOL = 1;
export const OLDEST_PROTOCOL = 1;

/** `null` when both sides understand each other; else who has to be updated. */
export function protocolRefusal(theirs: unknown): "peer-too-old" | "hub-too-old" | null {
  if (typeof theirs !== "number" || !Number.isInteger(theirs) || theirs < OLDEST_PROTOCOL) return "peer-too-old";
  return theirs > PROTOCOL ? "hub-too-old" : null;
}
