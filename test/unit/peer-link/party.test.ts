import { describe, expect, it, vi } from "vitest";
import type { Party } from "#shared/browser/peer-link/party.ts";
import { createParty } from "#shared/browser/peer-link/party.ts";
import type { PeerLinkOptions } from "#shared/browser/peer-link/peer-link.ts";
import type { Negotiation } from "#shared/browser/peer-link/signal.ts";
import { writeSignal } from "#shared/browser/peer-link/signal.ts";
import { createScope } from "#shared/lib/scope.ts";

/** A connection that records what happened to it and is moved by the test. */
type FakeLink = { options: PeerLinkOptions; received: Negotiation[]; destroyed: boolean; restarts: number };
type Sent = { to: string; callId: string; kind: string };

const OFFER: Negotiation = { type: "offer", sdp: "v=0" };
const CANDIDATE: Negotiation = {
  type: "candidate",
  candidate: { candidate: "candidate:1 1 udp 1 127.0.0.1 9 typ host", sdpMLineIndex: 0, sdpMid: "0" },
};
const negotiation = (n: Negotiation) => writeSignal({ kind: "negotiation", negotiation: n });

function setUp(me: string): { party: Party; links: FakeLink[]; sent: Sent[]; states: string[]; end: () => void } {
  const scope = createScope("test");
  const links: FakeLink[] = [];
  const sent: Sent[] = [];
  const states: string[] = [];
  const party = createParty({
    me,
    ice: { iceServers: [], loopbackOnly: true },
    sendSignal: (to, callId, text) => sent.push({ to, callId, kind: (JSON.parse(text) as { kind: string }).kind }),
    scope,
    makeLink: (options) => {
      const link: FakeLink = { options, received: [], destroyed: false, restarts: 0 };
      links.push(link);
      return {
        receive: (n) => void link.received.push(n),
        setTracks: () => {},
        restartIce: () => {
          link.restarts += 1;
        },
        figures: async () => ({
          rttMs: null,
          packetsReceived: 0,
          packetsLost: 0,
          framesDecoded: links.length,
          bytesReceived: 0,
          bytesSent: 0,
        }),
        destroy: () => {
          link.destroyed = true;
        },
      };
    },
  });
  party.onState((id, state) => states.push(`${id} ${state}`));
  return { party, links, sent, states, end: () => scope.end() };
}

describe("party: who offers", () => {
  it("[CALL-1] the smaller participant id offers, the other one asks for an offer", () => {
    const small = setUp("a");
    small.party.setPeers(["b"]);
    expect(small.links.map((link) => link.options.initiator)).toEqual([true]);
    const large = setUp("b");
    large.party.setPeers(["a"]);
    expect(large.links).toEqual([]);
    expect(large.sent.map((s) => s.kind)).toEqual(["hello"]);
    small.end();
    large.end();
  });
  it("[CALL-1] a hello makes the offerer begin anew under a new call id; the same hello twice does so once", () => {
    const { party, links, sent, end } = setUp("a");
    party.setPeers(["b"]);
    links[0]?.options.send(OFFER);
    party.receiveSignal("b", sent[0]?.callId ?? "", negotiation({ type: "answer", sdp: "v=0" }));
    party.receiveSignal("b", "call-hello", writeSignal({ kind: "hello" }));
    party.receiveSignal("b", "call-hello", writeSignal({ kind: "hello" }));
    expect(links).toHaveLength(2);
    expect(links[0]?.destroyed).toBe(true);
    links[1]?.options.send(OFFER);
    expect(new Set(sent.map((s) => s.callId)).size).toBe(2);
    end();
  });
});

describe("party: an offer that is on its way", () => {
  it("[CALL-14] is not made again because the other side asks for one; when nothing comes of it, it is", () => {
    vi.useFakeTimers();
    try {
      const { party, links, end } = setUp("a");
      party.setPeers(["b"]);
      party.receiveSignal("b", "call-hello-1", writeSignal({ kind: "hello" }));
      links[0]?.options.send(OFFER);
      party.receiveSignal("b", "call-hello-2", writeSignal({ kind: "hello" }));
      expect(links).toHaveLength(1);
      vi.advanceTimersByTime(1_000);
      expect(links.map((link) => link.destroyed)).toEqual([true, false]);
      end();
    } finally {
      vi.useRealTimers();
    }
  });
  it("[CALL-14] is left alone once it connected", () => {
    vi.useFakeTimers();
    try {
      const { party, links, end } = setUp("a");
      party.setPeers(["b"]);
      party.receiveSignal("b", "call-hello-1", writeSignal({ kind: "hello" }));
      links[0]?.options.onPath("up");
      vi.advanceTimersByTime(10_000);
      expect(links).toHaveLength(1);
      end();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("party: stale and early signals", () => {
  it("[CALL-2] a signal of a closed call id is dropped", () => {
    const { party, links, end } = setUp("b");
    party.setPeers(["a"]);
    party.receiveSignal("a", "call-1", negotiation(OFFER));
    party.receiveSignal("a", "call-2", negotiation(OFFER));
    expect(links.map((link) => link.destroyed)).toEqual([true, false]);
    party.receiveSignal("a", "call-1", negotiation(CANDIDATE));
    party.receiveSignal("a", "call-1", negotiation(OFFER));
    expect(links).toHaveLength(2);
    expect(links[1]?.received).toEqual([OFFER]);
    end();
  });
  it("[CALL-2] what a closed connection still says is not sent", () => {
    const { party, links, sent, end } = setUp("b");
    party.setPeers(["a"]);
    party.receiveSignal("a", "call-1", negotiation(OFFER));
    party.receiveSignal("a", "call-2", negotiation(OFFER));
    const before = sent.length;
    links[0]?.options.send(CANDIDATE);
    expect(sent).toHaveLength(before);
    end();
  });
  it("[CALL-3] signals ahead of their offer, or ahead of setPeers, wait for it", () => {
    const { party, links, sent, end } = setUp("b");
    party.receiveSignal("a", "call-1", negotiation(CANDIDATE));
    party.receiveSignal("a", "call-1", negotiation(OFFER));
    expect(links).toEqual([]);
    party.setPeers(["a"]);
    expect(links[0]?.received).toEqual([CANDIDATE, OFFER]);
    expect(sent).toEqual([]);
    end();
  });
  it("[CALL-2] texts that are no signals change nothing", () => {
    const { party, links, end } = setUp("b");
    party.setPeers(["a"]);
    for (const text of [
      "",
      "{",
      "null",
      "[]",
      '{"kind":"negotiation"}',
      '{"kind":"negotiation","negotiation":{"type":"offer","sdp":7}}',
      '{"kind":"__proto__"}',
    ])
      party.receiveSignal("a", "call-1", text);
    expect(links).toEqual([]);
    end();
  });
});

describe("party: ends and repairs", () => {
  it("[CALL-4] bye puts the link to sleep until the other side speaks again", () => {
    const { party, links, states, end } = setUp("b");
    party.setPeers(["a"]);
    party.receiveSignal("a", "call-1", negotiation(OFFER));
    links[0]?.options.onPath("up");
    party.receiveSignal("a", "call-1", writeSignal({ kind: "bye" }));
    expect(links[0]?.destroyed).toBe(true);
    party.receiveSignal("a", "call-2", negotiation(OFFER));
    links[1]?.options.onPath("up");
    expect(states).toEqual(["a connecting", "a connected", "a lost", "a connected"]);
    end();
  });
  it("[CALL-4] a bye of a closed call id does not end the present one", () => {
    const { party, links, end } = setUp("b");
    party.setPeers(["a"]);
    party.receiveSignal("a", "call-1", negotiation(OFFER));
    party.receiveSignal("a", "call-2", negotiation(OFFER));
    party.receiveSignal("a", "call-1", writeSignal({ kind: "bye" }));
    expect(links[1]?.destroyed).toBe(false);
    end();
  });
  it("[CALL-5] only the offerer restarts ICE; the other one asks", () => {
    const offerer = setUp("a");
    offerer.party.setPeers(["b"]);
    offerer.party.restart();
    expect(offerer.links[0]?.restarts).toBe(1);
    const answerer = setUp("b");
    answerer.party.setPeers(["a"]);
    answerer.party.receiveSignal("a", "call-1", negotiation(OFFER));
    answerer.party.restart("a");
    expect(answerer.links[0]?.restarts).toBe(0);
    expect(answerer.sent.at(-1)).toEqual({ to: "a", callId: "call-1", kind: "restart" });
    offerer.end();
    answerer.end();
  });
  it("[CALL-6] a participant who is gone is said goodbye to, one who comes back gets a new call id", () => {
    const { party, links, sent, end } = setUp("a");
    party.setPeers(["b", "c"]);
    party.setPeers(["c"]);
    expect(sent.filter((s) => s.kind === "bye").map((s) => s.to)).toEqual(["b"]);
    expect(links.map((link) => link.destroyed)).toEqual([true, false]);
    party.setPeers(["b", "c"]);
    expect(links).toHaveLength(3);
    end();
    expect(links.every((link) => link.destroyed)).toBe(true);
  });
  it("[CALL-6] figures of ended links stay in the totals", async () => {
    const { party, links, end } = setUp("b");
    party.setPeers(["a"]);
    party.receiveSignal("a", "call-1", negotiation(OFFER));
    expect((await party.stats())[0]?.framesDecoded).toBe(1);
    party.receiveSignal("a", "call-2", negotiation(OFFER));
    expect(links).toHaveLength(2);
    expect((await party.stats())[0]?.framesDecoded).toBe(3);
    end();
  });
});
