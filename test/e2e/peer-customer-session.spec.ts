/** A help session on the customer's page, in real Chromium against a hub in memory: mirror, call, page loads, chat. The sheet is `peer-customer-sheet.spec.ts`. */
import { expect, test } from "@playwright/test";
import type { Stage } from "#test/support/peer/customer-world.ts";
import {
  accept,
  begin,
  counters,
  invite,
  load,
  mediaStats,
  openDeskParty,
  openStage,
  openWorld,
  switchOf,
} from "#test/support/peer/customer-world.ts";
import { CUSTOMER, EXPERT, SPECIALIST } from "#test/support/peer/fake-hub.ts";
import { framesDecoded } from "#test/support/peer/party.ts";

let stage: Stage;

test.beforeAll(async () => {
  stage = await openStage();
});
test.afterAll(() => stage.browser.close());

test("[SHEET-5] without consent to view nothing is mirrored; given, frames flow; withdrawn, they stop at once, offline too", async () => {
  const w = await openWorld(stage);
  await accept(w);
  expect((await counters(w.page))?.mirrorFrames).toBe(0);
  await expect(w.ui.locator(".frame")).toHaveCount(0);
  await w.ui.locator(".pill .me").click();
  await switchOf(w.ui, "view").click();
  await expect.poll(() => w.hub.count("sendMirrorFrame")).toBeGreaterThan(0);
  const order = w.hub.calls.map((call) => call.name);
  expect(order.indexOf("changeConsent")).toBeLessThan(order.indexOf("sendMirrorFrame"));
  await expect(w.ui.locator(".frame")).toBeVisible();
  await expect(w.ui.locator("[data-part=strip]")).toContainText("李思远正在看此页，锁住的内容看不到");
  w.hub.down();
  await expect(w.ui.locator(".toast")).toContainText("网络断开");
  const sent = await counters(w.page);
  await switchOf(w.ui, "view").click();
  await expect(w.ui.locator(".frame")).toHaveCount(0);
  await w.page.evaluate(() => document.querySelector("header")?.append("变了"));
  w.hub.up();
  await expect.poll(() => w.hub.view.consents.find((consent) => consent.scope === "view")?.status, { timeout: 15_000 }).toBe("withdrawn");
  expect(await counters(w.page)).toEqual(sent);
  await w.close();
});

test("[SHEET-6] pointer, ring, lock and the name of who points are shown, without point they are not", async () => {
  const w = await openWorld(stage);
  await accept(w, "view", "point");
  await expect.poll(() => w.hub.count("sendMirrorFrame")).toBeGreaterThan(0);
  const from = { helpSessionId: "hs-1", from: SPECIALIST, displayName: "李思远", role: "specialist" };
  w.hub.emit("pointing", { ...from, pointing: { kind: "pointer", x01: 0.4, y01: 0.5 } });
  w.hub.emit("pointing", { ...from, pointing: { kind: "guide", fieldId: "loan-term" } });
  await expect(w.ui.locator(".mouse")).toContainText("李思远");
  await expect(w.ui.locator(".ring[data-field=loan-term]")).toBeVisible();
  await expect(w.ui.locator("[role=status]")).toContainText("贷款期限");
  // Name and number are secret in this flow, the rest is not.
  await expect(w.ui.locator(".lk")).toHaveCount(2);
  await w.page.screenshot({ path: "out/shots/customer-frame-390.png", animations: "disabled" });
  await w.ui.locator(".pill .me").click();
  await w.page.screenshot({ path: "out/shots/customer-scopes-390.png", animations: "disabled" });
  await switchOf(w.ui, "view").click();
  await expect(w.ui.locator(".ring, .mouse, .lk")).toHaveCount(0);
  expect(w.hub.view.consents.map((c) => `${c.scope} ${c.status}`).sort()).toEqual(["point withdrawn", "view withdrawn"]);
  await w.close();
});

test("[SHEET-7] devices are asked for after the consent only; both sides see each other; 结束 stops all of it", async () => {
  const w = await openWorld(stage);
  const li = await openDeskParty(stage, w, SPECIALIST, [CUSTOMER]);
  await accept(w, "view", "point");
  expect(await counters(w.page)).toMatchObject({ deviceRequests: 0, signals: 0 });
  await w.ui.locator(".pill .me").click();
  await switchOf(w.ui, "voice").click();
  await switchOf(w.ui, "video").click();
  await expect.poll(() => framesDecoded(li), { timeout: 20_000 }).toBeGreaterThan(5);
  await expect.poll(async () => (await mediaStats(w.page))?.[0]?.framesDecoded ?? 0, { timeout: 20_000 }).toBeGreaterThan(5);
  await w.page.keyboard.press("Escape");
  await expect(w.ui.locator(".vt:not(.self) video")).toBeVisible();
  await w.page.screenshot({ path: "out/shots/customer-call-390.png", animations: "disabled" });
  await w.ui.locator("[data-part=mute]").click();
  await expect
    .poll(() => w.hub.calls.findLast((call) => call.name === "setMediaState")?.input)
    .toMatchObject({ media: { audio: false, video: true } });
  await w.ui.locator("[data-part=end]").click();
  await expect(w.ui.getByRole("heading", { name: "本次协助已结束" })).toBeVisible();
  await expect(w.ui.locator(".pill, .frame, .vt")).toHaveCount(0);
  expect(w.hub.count("endHelpSession")).toBe(1);
  await expect.poll(() => li.evaluate(() => window.peerTest.states().at(-1))).toBe(`${CUSTOMER} lost`);
  expect(await w.page.evaluate(() => sessionStorage.getItem("baton.help-session"))).toBeNull();
  expect(w.hub.refused).toEqual([]);
  await w.close();
});

test("[SHEET-7] the tap that consents asks for the devices once, and a consent the hub does not take closes them again", async () => {
  const w = await openWorld(stage);
  await w.page.evaluate(() => {
    const devices = navigator.mediaDevices;
    const real = devices.getUserMedia.bind(devices);
    const opened: MediaStreamTrack[] = [];
    Object.assign(window, { opened });
    devices.getUserMedia = async (wish) => {
      const stream = await real(wish);
      opened.push(...stream.getTracks());
      return stream;
    };
  });
  const opened = () =>
    w.page.evaluate(() =>
      (window as unknown as { opened: MediaStreamTrack[] }).opened.map((one) => `${one.kind} ${one.readyState}`).sort(),
    );
  w.hub.tooLate = true;
  await invite(w.page);
  for (const scope of ["voice", "video"] as const) await switchOf(w.ui, scope).click();
  await w.ui.getByRole("button", { name: "同意并开始" }).click();
  await expect.poll(opened).toEqual(["audio ended", "video ended"]);
  expect(await counters(w.page)).toMatchObject({ deviceRequests: 1, signals: 0 });
  await w.close();

  const taken = await openWorld(stage);
  const li = await openDeskParty(stage, taken, SPECIALIST, [CUSTOMER]);
  await accept(taken, "voice", "video");
  await expect.poll(() => framesDecoded(li), { timeout: 20_000 }).toBeGreaterThan(5);
  expect(await counters(taken.page)).toMatchObject({ deviceRequests: 1 });
  await taken.close();
});

test("[SHEET-8] a page load says so, rejoins by itself, and picture and mirror are back within three seconds", async () => {
  const w = await openWorld(stage);
  const li = await openDeskParty(stage, w, SPECIALIST, [CUSTOMER]);
  await accept(w, "view", "voice", "video");
  await expect.poll(() => framesDecoded(li), { timeout: 20_000 }).toBeGreaterThan(5);
  const pagesBefore = w.hub.count("pageChanging");
  await w.page.reload();
  const began = Date.now();
  expect(w.hub.count("pageChanging")).toBe(pagesBefore + 1);
  const [frames, mirrored] = [await framesDecoded(li), w.hub.count("sendMirrorFrame")];
  await load(w.page, w.hub);
  await begin(w.page, { kind: "resumed", data: null });
  await expect.poll(() => w.hub.count("sendMirrorFrame"), { intervals: [50] }).toBeGreaterThan(mirrored);
  await expect.poll(() => framesDecoded(li), { timeout: 20_000, intervals: [50] }).toBeGreaterThan(frames);
  await expect
    .poll(async () => (await mediaStats(w.page))?.[0]?.framesDecoded ?? 0, { timeout: 20_000, intervals: [50] })
    .toBeGreaterThan(0);
  expect(Date.now() - began).toBeLessThan(3_000);
  await expect(w.ui.locator(".pill")).toBeVisible();
  await w.close();
});

test("[SHEET-9] an asked scope waits for a yes or a no; an expert's coming is told; the end by the desk is told", async () => {
  const w = await openWorld(stage);
  await accept(w, "view");
  w.hub.change({ asked: ["video"] });
  await expect(w.ui.locator("[data-part=asked]")).toContainText("李思远想请您开启");
  await w.page.screenshot({ path: "out/shots/customer-asked-390.png", animations: "disabled" });
  await w.ui.getByRole("button", { name: "暂不", exact: true }).click();
  await expect(w.ui.locator("[data-part=asked]")).toHaveCount(0);
  expect(w.hub.count("changeConsent")).toBe(0);
  await expect.poll(() => w.hub.count("declineScope")).toBe(1);
  w.hub.change({ participants: [...w.hub.view.participants, { id: EXPERT, role: "expert", displayName: "陈静", status: "present" }] });
  await expect(w.ui.locator(".toasts")).toContainText("专家陈静已加入");
  w.hub.change({ status: "wrap-up", until: null });
  await expect(w.ui.getByRole("heading", { name: "本次协助已结束" })).toBeVisible();
  await w.page.screenshot({ path: "out/shots/customer-ended-390.png", animations: "disabled" });
  await w.close();
});

test("[SHEET-10] chat: what the hub masked replaces what was typed, unread ones are counted, a failed one can be sent again", async () => {
  const w = await openWorld(stage);
  await accept(w);
  w.hub.emit("chat", {
    id: "m-1",
    journeyId: "j-1",
    helpSessionId: "hs-1",
    from: { kind: "participant", participantId: SPECIALIST, displayName: "李思远" },
    text: "您好，我来帮您看一下额度。",
    at: w.hub.now(),
  });
  await expect(w.ui.locator(".pill .badge")).toHaveText("1");
  await w.ui.locator("[data-part=chat]").click();
  await expect(w.ui.locator(".msg.person")).toContainText("额度");
  await w.ui.locator("textarea").fill("我的手机 13800138000 收不到验证码");
  await w.page.keyboard.press("Enter");
  await expect(w.ui.locator(".msg.me.there")).not.toContainText("13800138000");
  await w.page.screenshot({ path: "out/shots/customer-chat-390.png", animations: "disabled" });
  await w.close();
});

test("[SHEET-15] while the sheet is read devices are listed and the mirror made ready; connections wait for the tap", async () => {
  const w = await openWorld(stage);
  await w.page.evaluate(() => {
    const did: string[] = [];
    Object.assign(window, { did });
    const { mediaDevices } = navigator;
    const list = mediaDevices.enumerateDevices.bind(mediaDevices);
    mediaDevices.enumerateDevices = () => {
      did.push("listed");
      return list();
    };
    window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
      construct(target, given) {
        did.push("connection");
        return Reflect.construct(target, given);
      },
    });
    const frames = new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) if (node instanceof HTMLIFrameElement) did.push("tools");
    });
    frames.observe(document.body, { childList: true });
  });
  const did = () => w.page.evaluate(() => (window as unknown as { did: string[] }).did);
  await invite(w.page);
  await expect.poll(async () => [...new Set(await did())].sort()).toEqual(["listed", "tools"]);
  const tools = (await did()).filter((one) => one === "tools").length;
  expect(await counters(w.page)).toEqual({ mirrorFrames: 0, mirrorBytes: 0, signals: 0, deviceRequests: 0 });
  for (const scope of ["view", "voice", "video"] as const) await switchOf(w.ui, scope).click();
  expect(await did()).not.toContain("connection");
  await w.ui.getByRole("button", { name: "同意并开始" }).click();
  await expect.poll(did).toContain("connection");
  expect((await did()).filter((one) => one === "tools")).toHaveLength(tools);
  await w.close();
});
