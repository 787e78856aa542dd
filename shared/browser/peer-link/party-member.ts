/**
 * What a party keeps of one other participant, and the sums over all links it had with them.
 *
 * Only data: what happens to it is decided in `party.ts`.
 */

import type { LinkFigures, PeerLink } from "./peer-link.ts";
import { NO_FIGURES } from "./peer-link.ts";
import type { Negotiation } from "./signal.ts";

export type PartyState = "connecting" | "connected" | "lost";

export type PartyStats = {
  readonly participantId: string;
  /** Round trip in milliseconds, `null` before a path is chosen. */
  readonly rttMs: number | null;
  /** Share of packets lost since the previous `stats()` call, 0–1. */
  readonly packetsLost01: number;
  /** The following are totals over all links with this participant since the party began; media only. */
  readonly framesDecoded: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
};

export type Early = { readonly callId: string; readonly negotiation: Negotiation; readonly atMs: number };

/** What is kept of one other participant, from the first signal or `setPeers` on. */
export type Member = {
  readonly id: string;
  /** Whether the caller wants a link with them. */
  wanted: boolean;
  /** They said goodbye: wait until they speak. */
  asleep: boolean;
  link: PeerLink | null;
  callId: string | null;
  /** When the present link was opened, by the machine's own clock, in milliseconds, and whether the other side has answered to it. */
  openedAtMs: number;
  heard: boolean;
  closedCalls: string[];
  early: Early[];
  state: PartyState | null;
  stream: MediaStream | null;
  attempts: number;
  timer: ReturnType<typeof setTimeout> | null;
  heal: ReturnType<typeof setTimeout> | null;
  /** Totals of ended links. */
  past: LinkFigures;
  lastSeen: LinkFigures;
};

export function newMember(id: string): Member {
  return {
    id,
    wanted: false,
    asleep: false,
    link: null,
    callId: null,
    openedAtMs: 0,
    heard: false,
    closedCalls: [],
    early: [],
    state: null,
    stream: null,
    attempts: 0,
    timer: null,
    heal: null,
    past: NO_FIGURES,
    lastSeen: NO_FIGURES,
  };
}

export async function readStats(other: Member): Promise<PartyStats> {
  const { link } = other;
  const before = other.lastSeen;
  const now = link === null ? NO_FIGURES : await link.figures();
  if (other.link === link && link !== null) other.lastSeen = now;
  const received = Math.max(0, now.packetsReceived - before.packetsReceived);
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  const total = addFigures(other.past, now);
  return {
    participantId: other.id,
    rttMs: now.rttMs,
    packetsLost01: received + lost === 0 ? 0 : lost / (received + lost),
    framesDecoded: total.framesDecoded,
    bytesReceived: total.bytesReceived,
    bytesSent: total.bytesSent,
  };
}

export function addFigures(a: LinkFigures, b: LinkFigures): LinkFigures {
  return {
    rttMs: b.rttMs,
    packetsReceived: a.packetsReceived + b.packetsReceived,
    packetsLost: a.packetsLost + b.packetsLost,
    framesDecoded: a.framesDecoded + b.framesDecoded,
    bytesReceived: a.bytesReceived + b.bytesReceived,
    bytesSent: a.bytesSent + b.bytesSent,
  };
}
