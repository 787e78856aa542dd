/** PeerLinks in real Chromium pages: a relay made of page bindings, fake camera and microphone, nothing else in between. */

import type { Browser, Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { launchForCalls } from "#test/support/peer/browser.ts";
import { bundleParty } from "#test/support/peer/party.ts";
import type { PeerTest } from "#test/support/peer/party-page.ts";

const ORIGIN = "http://localhost:1/";
let browser: Browser;
let script: string;

test.beforeAll(async () => {
  script = await bundleParty();
  browser = await launchForCalls();
});
test.afterAll(() => browser.close());

type Sent = { from: string; to: string; callId: string; signal: string };

/** One page a participant, and the relay between them. */
class Meeting {
  readonly pages = new Map<string, Page>();
  readonly sent: Sent[] = [];
  /** Whether a signal is delivered; the test may lose some. */
  passes: (sent: Sent) => boolean = () => true;

  async join(id: string): Promise<Page> {
    const page = await browser.newPage();
    await page.route(`${ORIGIN}**`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>peer</title>" }));
    await page.exposeFunction("relay", async (to: string, callId: string, signal: string) => {
      const sent = { from: id, to, callId, signal };
      this.sent.push(sent);
      if (this.passes(sent)) await this.deliver(sent);
    });
    await page.addInitScript(script);
    await page.goto(ORIGIN);
    this.pages.set(id, page);
    return page;
  }
  /** As a hub does: a page that is just loading hears nothing. */
  async deliver({ from, to, callId, signal }: Sent): Promise<void> {
    await this.pages
      .get(to)
      ?.evaluate(([f, c, s]) => window.peerTest.deliver(f, c, s), [from, callId, signal] as const)
      .catch(() => undefined);
  }
  page(id: string): Page {
    const page = this.pages.get(id);
    if (page === undefined) throw new Error(`nobody is called ${id}`);
    return page;
  }
  async startAll(): Promise<void> {
    const ids = [...this.pages.keys()];
    for (const id of ids) await this.start(id, ids);
  }
  start(id: string, ids: readonly string[]): Promise<void> {
    const others = ids.filter((other) => other !== id);
    return this.page(id).evaluate(([me, them]) => window.peerTest.start(me, them), [id, others] as const);
  }
  media(id: string, wants: { audio: boolean; video: boolean }): Promise<void> {
    return this.page(id).evaluate((w) => window.peerTest.media(w), wants);
  }
  stats(id: string): ReturnType<PeerTest["stats"]> {
    return this.page(id).evaluate(() => window.peerTest.stats());
  }
  async frames(id: string, of: string): Promise<number> {
    return (await this.stats(id)).find((s) => s.participantId === of)?.framesDecoded ?? 0;
  }
  kinds(id: string, of: string): Promise<readonly string[]> {
    return this.page(id).evaluate((other) => window.peerTest.remoteKinds(other), of);
  }
  async lastState(id: string, of: string): Promise<string | undefined> {
    const states = await this.page(id).evaluate(() => window.peerTest.states());
    return states.findLast((state) => state.startsWith(`${of} `));
  }
  connected(id: string, of: string): Promise<void> {
    return expect.poll(() => this.lastState(id, of), { timeout: 15_000, intervals: [50] }).toBe(`${of} connected`);
  }
  async framesGrow(id: string, of: string): Promise<void> {
    const before = await this.frames(id, of);
    await expect.poll(() => this.frames(id, of), { timeout: 15_000, intervals: [50, 100] }).toBeGreaterThan(before + 3);
  }
  async close(): Promise<void> {
    for (const page of this.pages.values()) await page.close();
  }
}

async function meeting(...ids: string[]): Promise<Meeting> {
  const made = new Meeting();
  for (const id of ids) await made.join(id);
  return made;
}

test("[CALL-8] a party of two carries no media byte until a stream is handed over, then frames on both sides", async () => {
  const m = await meeting("p-1", "p-2");
  await m.startAll();
  await m.connected("p-1", "p-2");
  await m.connected("p-2", "p-1");
  for (const id of ["p-1", "p-2"]) {
    expect((await m.stats(id)).map((s) => [s.bytesReceived, s.bytesSent])).toEqual([[0, 0]]);
  }
  await m.media("p-1", { audio: true, video: true });
  await m.media("p-2", { audio: true, video: true });
  await m.framesGrow("p-1", "p-2");
  await m.framesGrow("p-2", "p-1");
  const [stats] = await m.stats("p-1");
  expect(stats?.rttMs).not.toBeNull();
  expect(stats?.packetsLost01).toBeLessThan(0.2);
  expect(m.sent.every((s) => !/ (?!127\.)\d+\.\d+\.\d+\.\d+ \d+ typ/.test(s.signal))).toBe(true);
  await m.close();
});

test("[CALL-13] what is handed over after the first offer arrives on both sides without another negotiation, and is told only then", async () => {
  const m = await meeting("p-1", "p-2");
  await m.startAll();
  await m.connected("p-1", "p-2");
  await m.connected("p-2", "p-1");
  expect([await m.kinds("p-1", "p-2"), await m.kinds("p-2", "p-1")]).toEqual([[], []]);
  const before = m.sent.length;
  await m.media("p-2", { audio: true, video: true });
  await m.framesGrow("p-1", "p-2");
  expect(await m.kinds("p-2", "p-1")).toEqual([]);
  await m.media("p-1", { audio: true, video: true });
  await m.framesGrow("p-2", "p-1");
  await expect.poll(() => m.kinds("p-2", "p-1")).toEqual(["audio", "video"]);
  expect(m.sent.slice(before).filter((s) => s.signal.includes("sdp") || s.signal.includes("renegotiate"))).toEqual([]);
  await m.close();
});

test("[CALL-15] descriptions are told while they are still being set, and a link comes of them", async () => {
  const m = await meeting("p-1", "p-2");
  for (const id of ["p-1", "p-2"]) {
    await m.page(id).evaluate(() => {
      const set = RTCPeerConnection.prototype.setLocalDescription;
      // Done as ever, and told half a second late.
      RTCPeerConnection.prototype.setLocalDescription = async function held(description) {
        await Reflect.apply(set, this, [description]);
        await new Promise((resolve) => setTimeout(resolve, 500));
        document.title = "set";
      };
    });
  }
  m.passes = () => false;
  await m.startAll();
  // The answerer's first word is its asking for an offer.
  await expect.poll(() => m.sent.filter((s) => s.signal.includes('"offer"')).length, { intervals: [5] }).toBe(1);
  expect(await m.page("p-1").title()).toBe("peer");
  m.passes = () => true;
  await m.deliver(m.sent.find((s) => s.signal.includes('"offer"')) as Sent);
  await m.connected("p-1", "p-2");
  await m.connected("p-2", "p-1");
  expect(m.sent.filter((s) => s.signal.includes('"answer"'))).toHaveLength(1);
  await m.close();
});

test("[CALL-9] video added to a voice call, taken away and added again keeps the call and its stream", async () => {
  const m = await meeting("p-1", "p-2");
  await m.startAll();
  await m.media("p-1", { audio: true, video: false });
  await m.media("p-2", { audio: true, video: false });
  await expect.poll(() => m.kinds("p-1", "p-2")).toEqual(["audio"]);
  await expect.poll(() => m.kinds("p-2", "p-1")).toEqual(["audio"]);
  // Both at once: the glare case.
  await Promise.all([m.media("p-1", { audio: true, video: true }), m.media("p-2", { audio: true, video: true })]);
  await expect.poll(() => m.kinds("p-1", "p-2")).toEqual(["audio", "video"]);
  await m.framesGrow("p-1", "p-2");
  await m.framesGrow("p-2", "p-1");
  await m.media("p-2", { audio: true, video: false });
  await expect.poll(() => m.kinds("p-1", "p-2")).toEqual(["audio"]);
  const still = await m.frames("p-1", "p-2");
  await m.media("p-2", { audio: true, video: true });
  await expect.poll(() => m.kinds("p-1", "p-2")).toEqual(["audio", "video"]);
  await expect.poll(() => m.frames("p-1", "p-2"), { timeout: 15_000 }).toBeGreaterThan(still);
  expect(await m.page("p-1").evaluate(() => window.peerTest.streamObjects("p-2"))).toBe(1);
  expect(new Set(m.sent.filter((s) => !s.signal.includes("hello")).map((s) => s.callId)).size).toBeLessThanOrEqual(2);
  await m.close();
});

test("[CALL-9] a screen takes the camera's place without a negotiation", async () => {
  const m = await meeting("p-1", "p-2");
  await m.startAll();
  await m.media("p-2", { audio: false, video: true });
  await m.framesGrow("p-1", "p-2");
  const before = m.sent.length;
  await m.page("p-2").evaluate(() => window.peerTest.drawnPicture());
  await expect
    .poll(() => m.page("p-1").evaluate(() => window.peerTest.videoSize("p-2")), { timeout: 15_000 })
    .toMatchObject({ width: 400 });
  expect(m.sent.slice(before).filter((s) => s.signal.includes("sdp"))).toEqual([]);
  await m.close();
});

test("[CALL-5] ICE restarts from either side and the picture goes on", async () => {
  const m = await meeting("p-1", "p-2");
  await m.startAll();
  await m.media("p-2", { audio: false, video: true });
  await m.framesGrow("p-1", "p-2");
  for (const id of ["p-1", "p-2"]) {
    const offers = () => m.sent.filter((s) => s.from === "p-1" && s.signal.includes('"offer"'));
    const ufrag = (s: Sent | undefined) => /ice-ufrag:(\S+?)\\r/.exec(s?.signal ?? "")?.[1];
    const last = ufrag(offers().at(-1));
    await m.page(id).evaluate(() => window.peerTest.restart());
    await expect.poll(() => ufrag(offers().at(-1))).not.toBe(last);
    await m.framesGrow("p-1", "p-2");
  }
  expect(await m.lastState("p-1", "p-2")).toBe("p-2 connected");
  await m.close();
});

test("[CALL-2] signals of an earlier call delivered late do not disturb the present one", async () => {
  const m = await meeting("p-1", "p-2");
  await m.startAll();
  await m.connected("p-1", "p-2");
  const old = m.sent.slice();
  await m.page("p-2").reload();
  await m.start("p-2", ["p-1", "p-2"]);
  await m.connected("p-2", "p-1");
  await m.connected("p-1", "p-2");
  for (const signal of old.filter((s) => s.to === "p-1")) await m.deliver(signal);
  await m.media("p-1", { audio: false, video: true });
  await m.framesGrow("p-2", "p-1");
  expect(await m.page("p-1").evaluate(() => window.peerTest.log())).toContain("stale peer signal dropped");
  await m.close();
});

for (const reloading of ["p-1", "p-2"]) {
  test(`[CALL-10] the page of ${reloading === "p-1" ? "the offerer" : "the answerer"} loads anew and the picture is back within three seconds`, async () => {
    const m = await meeting("p-1", "p-2");
    const other = reloading === "p-1" ? "p-2" : "p-1";
    await m.startAll();
    await m.media("p-1", { audio: true, video: true });
    await m.media("p-2", { audio: true, video: true });
    await m.framesGrow(other, reloading);
    await m.page(reloading).reload();
    const began = Date.now();
    await m.start(reloading, ["p-1", "p-2"]);
    const before = await m.frames(other, reloading);
    await m.media(reloading, { audio: true, video: true });
    await expect.poll(() => m.frames(other, reloading), { timeout: 15_000, intervals: [50] }).toBeGreaterThan(before);
    await expect.poll(() => m.frames(reloading, other), { timeout: 15_000, intervals: [50] }).toBeGreaterThan(0);
    expect(Date.now() - began).toBeLessThan(3_000);
    await m.close();
  });
}

test("[CALL-6] lost signals are made good: the first offers never arrive", async () => {
  const m = await meeting("p-1", "p-2");
  let lost = 0;
  m.passes = (sent) => !(sent.from === "p-1" && lost++ < 4);
  await m.startAll();
  await m.connected("p-1", "p-2");
  await m.connected("p-2", "p-1");
  await m.close();
});

test("[CALL-11] three see each other; one leaves and the other two go on", async () => {
  const m = await meeting("p-1", "p-2", "p-3");
  await m.startAll();
  for (const id of m.pages.keys()) await m.media(id, { audio: true, video: true });
  for (const [id, of] of [
    ["p-1", "p-2"],
    ["p-1", "p-3"],
    ["p-2", "p-1"],
    ["p-2", "p-3"],
    ["p-3", "p-1"],
    ["p-3", "p-2"],
  ] as const)
    await m.framesGrow(id, of);
  expect(await m.page("p-2").evaluate(() => window.peerTest.end())).toEqual([]);
  await expect.poll(() => m.lastState("p-1", "p-2")).toBe("p-2 lost");
  await m.page("p-1").evaluate(() => window.peerTest.peers(["p-3"]));
  await m.framesGrow("p-1", "p-3");
  await m.framesGrow("p-3", "p-1");
  await m.close();
});
