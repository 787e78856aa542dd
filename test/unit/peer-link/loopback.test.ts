import { describe, expect, it } from "vitest";
import { isLoopbackCandidate, keepLoopbackCandidates } from "#shared/browser/peer-link/loopback.ts";
import { confine, readSignal, writeSignal } from "#shared/browser/peer-link/signal.ts";

const host = (address: string) => `candidate:842163049 1 udp 1677729535 ${address} 46154 typ host generation 0`;

describe("loopback only", () => {
  it("[CALL-7] keeps 127.0.0.0/8 and ::1, drops every other address, mDNS names and relays elsewhere", () => {
    expect(["127.0.0.1", "127.8.8.8", "::1"].map((a) => isLoopbackCandidate(host(a)))).toEqual([true, true, true]);
    expect(["192.168.1.9", "10.0.0.1", "fe80::1", "4c1b.local", ""].map((a) => isLoopbackCandidate(host(a)))).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
  it("[CALL-7] cleans descriptions as well", () => {
    const sdp = ["v=0", `a=${host("192.168.1.9")}`, `a=${host("127.0.0.1")}`, "a=mid:0", ""].join("\r\n");
    expect(keepLoopbackCandidates(sdp)).toBe(["v=0", `a=${host("127.0.0.1")}`, "a=mid:0", ""].join("\r\n"));
  });
  it("[CALL-7] a foreign candidate is not sent at all; without the setting everything passes", () => {
    const foreign = { type: "candidate", candidate: { candidate: host("192.168.1.9"), sdpMLineIndex: 0, sdpMid: "0" } } as const;
    expect(confine(foreign, true)).toBeNull();
    expect(confine(foreign, false)).toBe(foreign);
  });
});

describe("signals as text", () => {
  it("[CALL-2] come back as they were written", () => {
    for (const signal of [
      { kind: "hello" },
      { kind: "negotiation", negotiation: { type: "renegotiate", renegotiate: true } },
      { kind: "negotiation", negotiation: { type: "offer", sdp: "v=0" } },
    ] as const)
      expect(readSignal(writeSignal(signal))).toEqual(signal);
  });
});
