/**
 * Party: the PeerLinks of one participant with all others of a HelpSession (a mesh), kept alive.
 *
 * Owns who offers, call ids, stale and early signals, retries. One connection is `peer-link.ts`; which participants there are, consent and
 * where media comes from belong to the caller. A party sends media only while the caller has handed it a stream.
 *
 * The participant with the smaller id offers. Every offer opens a call id of its own; a signal of a closed call id is dropped, one that is
 * ahead of its offer waits. Whoever has no link says so: the offerer by offering, the answerer by `hello`. `bye` puts the other side to sleep.
 */
import type { Scope } from "#shared/lib/scope.ts";
import type { IceConfig } from "#shared/model/views.ts";
import type { Early, Member, PartyState, PartyStats } from "./party-member.ts";
import { addFigures, newMember, readStats } from "./party-member.ts";
import type { LocalTracks } from "./peer-link.ts";
import { createPeerLink, NO_FIGURES, NO_TRACKS } from "./peer-link.ts";
import type { LinkSignal, Negotiation } from "./signal.ts";
import { readSignal, writeSignal } from "./signal.ts";

export type { PartyState, PartyStats } from "./party-member.ts";

export type PartyOptions = {
  /** The own participant id. */
  readonly me: string;
  readonly ice: IceConfig;
  /** Hands a signal to the relay; may fail silently, the party tries again. */
  readonly sendSignal: (to: string, callId: string, signal: string) => void;
  readonly scope: Scope;
  /** Constant sentences without ids, addresses or descriptions. */
  readonly log?: (sentence: string) => void;
  /** For tests: makes one connection. */
  readonly makeLink?: typeof createPeerLink;
};

export type Party = {
  /** The others who are there now. Links with those missing end, links with new ones begin. */
  setPeers(participantIds: readonly string[]): void;
  receiveSignal(from: string, callId: string, signal: string): void;
  /** Sends these tracks (at most one of a kind) to everybody; `null` sends nothing. Call it again when the stream's tracks changed. */
  setLocalStream(stream: MediaStream | null): void;
  /** Swaps the track of a kind, camera for screen; does not negotiate when one was being sent. `null` sends none. */
  replaceTrack(kind: "audio" | "video", track: MediaStreamTrack | null): void;
  /** Also tells the streams there are already. The stream object is the same while a link lives; heard again on every change of its tracks. */
  onRemoteStream(hear: (participantId: string, stream: MediaStream | null) => void): () => void;
  onState(hear: (participantId: string, state: PartyState) => void): () => void;
  /** Looks for a new path (after a network change) with one or all. */
  restart(participantId?: string): void;
  stats(): Promise<readonly PartyStats[]>;
  /** Says goodbye and ends every link. Media tracks stay the caller's. */
  end(): void;
};

/** Waits before a lost link is tried again, in milliseconds; the last one repeats. */
const RETRY_MS = [200, 500, 1_000, 2_000, 5_000];
/** How long one attempt may take before the next, in milliseconds. */
const ATTEMPT_MS = 6_000;
/** How long an interrupted path may heal by itself before ICE is restarted, in milliseconds. */
const HEAL_MS = 1_000;
/** How long an offer may be on its way before the other side's asking for one counts, in milliseconds. */
const OFFERED_MS = 1_000;
/** Signals kept for a link that does not exist yet; more are dropped, oldest first. */
const MAX_EARLY = 64;
/** An early signal older than this (milliseconds) belongs to an attempt that was given up. */
const EARLY_MS = 5_000;
const MAX_CLOSED_CALLS = 64;

export function createParty(options: PartyOptions): Party {
  const { me, ice, scope } = options;
  const makeLink = options.makeLink ?? createPeerLink;
  const log = options.log ?? (() => {});
  const others = new Map<string, Member>();
  const streamHearers = new Set<(participantId: string, stream: MediaStream | null) => void>();
  const stateHearers = new Set<(participantId: string, state: PartyState) => void>();
  let tracks: LocalTracks = NO_TRACKS;
  let over = false;

  const offersTo = (id: string) => me < id;

  function memberOf(id: string): Member {
    const known = others.get(id);
    if (known !== undefined) return known;
    const other = newMember(id);
    others.set(id, other);
    return other;
  }

  function send(other: Member, signal: LinkSignal, callId = other.callId): void {
    if (callId !== null) options.sendSignal(other.id, callId, writeSignal(signal));
  }

  function setState(other: Member, state: PartyState): void {
    if (other.state === state) return;
    other.state = state;
    for (const hear of [...stateHearers]) hear(other.id, state);
  }

  function setStream(other: Member, stream: MediaStream | null): void {
    if (other.stream === null && stream === null) return;
    other.stream = stream;
    for (const hear of [...streamHearers]) hear(other.id, stream);
  }

  function clearTimers(other: Member): void {
    if (other.timer !== null) clearTimeout(other.timer);
    if (other.heal !== null) clearTimeout(other.heal);
    other.timer = null;
    other.heal = null;
  }

  function after(other: Member, ms: number, run: () => void): void {
    if (other.timer !== null) clearTimeout(other.timer);
    other.timer = setTimeout(() => {
      other.timer = null;
      if (!over && other.wanted && !other.asleep) run();
    }, ms);
  }

  /** Forgets the link without a word to the other side. */
  function dropLink(other: Member): void {
    clearTimers(other);
    const { link } = other;
    other.link = null;
    if (other.callId !== null) {
      other.closedCalls.push(other.callId);
      if (other.closedCalls.length > MAX_CLOSED_CALLS) other.closedCalls.shift();
      other.callId = null;
    }
    if (link !== null) {
      other.past = addFigures(other.past, { ...other.lastSeen, rttMs: null });
      other.lastSeen = NO_FIGURES;
      link.destroy();
    }
    setStream(other, null);
  }

  function openLink(other: Member, callId: string): void {
    dropLink(other);
    other.asleep = false;
    other.heard = false;
    other.openedAtMs = nowMs();
    other.callId = callId;
    setState(other, other.state === "connected" || other.state === "lost" ? "lost" : "connecting");
    const mine = (run: () => void) => {
      if (!over && other.callId === callId) run();
    };
    other.link = makeLink({
      initiator: offersTo(other.id),
      ice,
      tracks,
      send: (negotiation) => mine(() => send(other, { kind: "negotiation", negotiation })),
      onStream: (stream) => mine(() => setStream(other, stream)),
      onPath: (path) =>
        mine(() => {
          if (path === "up") {
            other.attempts = 0;
            clearTimers(other);
            setState(other, "connected");
          } else {
            setState(other, "lost");
            if (other.heal !== null) clearTimeout(other.heal);
            other.heal = setTimeout(() => mine(() => restartLink(other)), HEAL_MS);
          }
        }),
      onClose: (why) =>
        mine(() => {
          log(`peer link closed: ${why}`);
          dropLink(other);
          setState(other, "lost");
          after(other, retryMs(other), () => attempt(other));
        }),
    });
    after(other, ATTEMPT_MS, () => {
      if (other.state !== "connected") attempt(other);
    });
  }

  /** An offer of ours was just made or is being made, and no word of the other side has come back to it yet. */
  function isOffering(other: Member): boolean {
    return other.link !== null && !other.heard && nowMs() - other.openedAtMs < OFFERED_MS;
  }

  function retryMs(other: Member): number {
    return RETRY_MS[Math.min(other.attempts, RETRY_MS.length - 1)] ?? ATTEMPT_MS;
  }

  /** One try to get a link: offer, or ask for an offer. */
  function attempt(other: Member): void {
    if (other.attempts > 0) log("peer link tried again");
    other.attempts += 1;
    if (offersTo(other.id)) {
      openLink(other, makeCallId());
      return;
    }
    const early = freshEarly(other);
    if (early.length > 0) {
      acceptOffer(other, early);
      return;
    }
    dropLink(other);
    setState(other, other.state === null ? "connecting" : other.state);
    send(other, { kind: "hello" }, makeCallId());
    after(other, Math.max(retryMs(other), ATTEMPT_MS / 2), () => attempt(other));
  }

  /** The signals of the newest offer that waits, in order; empty when none does. */
  function freshEarly(other: Member): readonly Early[] {
    const fresh = other.early.filter((early) => nowMs() - early.atMs < EARLY_MS && !other.closedCalls.includes(early.callId));
    const offer = fresh.findLast((early) => early.negotiation.type === "offer");
    return offer === undefined ? [] : fresh.filter((early) => early.callId === offer.callId);
  }

  function acceptOffer(other: Member, signals: readonly Early[]): void {
    const callId = signals[0]?.callId;
    if (callId === undefined) return;
    other.early = [];
    openLink(other, callId);
    for (const { negotiation } of signals) other.link?.receive(negotiation);
  }

  function keepEarly(other: Member, callId: string, negotiation: Negotiation): void {
    other.early.push({ callId, negotiation, atMs: nowMs() });
    if (other.early.length > MAX_EARLY) other.early.shift();
  }

  function restartLink(other: Member): void {
    if (other.link === null) return;
    if (offersTo(other.id)) other.link.restartIce();
    else send(other, { kind: "restart" });
  }

  function receiveNegotiation(other: Member, callId: string, negotiation: Negotiation): void {
    if (callId === other.callId && other.link !== null) {
      other.heard = true;
      other.link.receive(negotiation);
      return;
    }
    if (other.closedCalls.includes(callId)) {
      log("stale peer signal dropped");
      return;
    }
    if (offersTo(other.id)) {
      log("foreign peer signal dropped");
      return;
    }
    keepEarly(other, callId, negotiation);
    if (other.wanted && negotiation.type === "offer") acceptOffer(other, freshEarly(other));
  }

  function forget(other: Member): void {
    if (other.link !== null) send(other, { kind: "bye" });
    other.wanted = false;
    other.asleep = false;
    other.attempts = 0;
    dropLink(other);
    other.early = [];
    other.state = null;
  }

  function applyTracks(next: LocalTracks): void {
    tracks = next;
    for (const other of others.values()) other.link?.setTracks(tracks);
  }

  const party: Party = {
    setPeers(participantIds) {
      if (over) return;
      const wanted = new Set(participantIds.filter((id) => id !== me));
      for (const other of others.values()) if (other.wanted && !wanted.has(other.id)) forget(other);
      for (const id of wanted) {
        const other = memberOf(id);
        if (other.wanted) continue;
        other.wanted = true;
        attempt(other);
      }
    },
    receiveSignal(from, callId, text) {
      const signal = readSignal(text);
      if (over || from === me || signal === null) return;
      const other = memberOf(from);
      switch (signal.kind) {
        case "hello":
          // A repeated hello is one the relay delivered twice: its link exists by now.
          if (!other.wanted || !offersTo(from) || other.closedCalls.includes(callId)) return;
          other.closedCalls.push(callId);
          if (isOffering(other)) after(other, OFFERED_MS, () => other.state !== "connected" && openLink(other, makeCallId()));
          else openLink(other, makeCallId());
          return;
        case "restart":
          if (callId === other.callId && offersTo(from)) other.link?.restartIce();
          return;
        case "bye":
          if (callId !== other.callId) {
            other.early = other.early.filter((early) => early.callId !== callId);
            return;
          }
          dropLink(other);
          other.asleep = true;
          if (other.wanted) setState(other, "lost");
          return;
        case "negotiation":
          receiveNegotiation(other, callId, signal.negotiation);
      }
    },
    setLocalStream(stream) {
      applyTracks({ audio: stream?.getAudioTracks()[0] ?? null, video: stream?.getVideoTracks()[0] ?? null });
    },
    replaceTrack(kind, track) {
      applyTracks({ ...tracks, [kind]: track });
    },
    onRemoteStream(hear) {
      streamHearers.add(hear);
      for (const other of others.values()) if (other.stream !== null) hear(other.id, other.stream);
      return () => void streamHearers.delete(hear);
    },
    onState(hear) {
      stateHearers.add(hear);
      return () => void stateHearers.delete(hear);
    },
    restart(participantId) {
      for (const other of others.values()) if (participantId === undefined || other.id === participantId) restartLink(other);
    },
    async stats() {
      const wanted = [...others.values()].filter((other) => other.wanted);
      return Promise.all(wanted.map(readStats));
    },
    end() {
      if (over) return;
      for (const other of others.values()) forget(other);
      over = true;
      streamHearers.clear();
      stateHearers.clear();
      leave();
    },
  };
  const leave = scope.use(() => party.end());
  return party;
}

/** Unique among the calls of a HelpSession; matches `callIdSchema`. (`randomUUID` exists in secure contexts only.) */
function makeCallId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `call-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** A clock that only runs forward, in milliseconds; for ages, never for dates. */
function nowMs(): number {
  return performance.now();
}
