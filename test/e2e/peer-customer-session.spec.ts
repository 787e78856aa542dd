/** The customer's session SDK in a real Chromium page against a hub in memory; the specialist is a second page with a real party. */
import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContext, Locator, Page } from "@playwright/test";
import { chromium, expect, test } from "@playwright/test";
import { build } from "vite";
import type { Handover, HandoverEvent, SessionHook, SessionReceiver } from "#customer/track/handover.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import type { FakeHub } from "./peer-fake-hub.ts";
import { CUSTOMER, EXPERT, SPECIALIST, startFakeHub } from "./peer-fake-hub.ts";

const ARGS = [
  "--no-sandbox",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
  "--auto-select-desktop-capture-source=Entire screen",
];
const PHONE = { width: 390, height: 844 };

type TestWindow = {
  __batonSession?: SessionHook;
  receiver?: SessionReceiver;
  kept?: boolean;
  begin(event: HandoverEvent): void;
};

let browser: Browser;
let sdk: string;
let partyPage: string;

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    publicDir: false,
    define: { "process.env.NODE_ENV": '"production"' },
    build: { write: false, target: "es2020", lib: { entry: new URL(entry, import.meta.url).pathname, formats: ["iife"], name: "bundle" } },
  });
  const first = Array.isArray(built) ? built[0] : built;
  const chunk = first !== undefined && "output" in first ? first.output[0] : undefined;
  if (chunk?.type !== "chunk") throw new Error(`${entry} did not build`);
  return chunk.code;
}

test.beforeAll(async () => {
  sdk = await bundle("../../customer/session/index.ts");
  partyPage = await bundle("./peer-page.ts");
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS });
});
test.afterAll(() => browser.close());

/** A closed shadow root cannot be looked into: the test page keeps a reference to each one made. */
const OPEN_SHADOWS = `(() => { const make = Element.prototype.attachShadow; Element.prototype.attachShadow = function (init) { return make.call(this, { ...init, mode: "open" }); }; })()`;

type World = { hub: FakeHub; context: BrowserContext; page: Page; ui: Locator; close(): Promise<void> };

async function world(viewport = PHONE, language = "zh-CN"): Promise<World> {
  const bank = readFileSync(new URL("./peer-bank.html", import.meta.url), "utf8").replace('lang="zh-CN"', `lang="${language}"`);
  const hub = await startFakeHub({
    "/bank": { type: "text/html; charset=utf-8", body: bank },
    "/sdk/session.js": { type: "text/javascript; charset=utf-8", body: sdk },
    "/party": { type: "text/html; charset=utf-8", body: `<!doctype html><title>desk</title>` },
  });
  const context = await browser.newContext({ viewport, permissions: ["camera", "microphone"] });
  const page = await context.newPage();
  await page.addInitScript(OPEN_SHADOWS);
  await page.goto(`${hub.url}/bank`);
  await load(page, hub);
  return {
    hub,
    context,
    page,
    ui: page.locator("[data-baton-ui]"),
    close: async () => {
      await context.close();
      await hub.close();
    },
  };
}

/** What the tracker does: loads the script, hands over. */
async function load(page: Page, hub: FakeHub): Promise<void> {
  await page.addScriptTag({ url: `${hub.url}/sdk/session.js` });
  await page.evaluate(
    ([hubUrl, offset]) => {
      const w = window as unknown as TestWindow;
      const hook = w.__batonSession;
      w.begin = (event) => {
        if (w.receiver) {
          w.receiver.onEvent(event);
          return;
        }
        const handover: Handover = {
          hubUrl,
          journey: { id: "j-1", secret: "s".repeat(24) },
          token: null,
          currentToken: () => null,
          clockOffsetMs: offset,
          event,
          track: () => {},
          currentStep: () => ({ flowId: "car-loan", stepId: "quote" }),
          keepSession: (running) => {
            w.kept = running;
          },
          onStep: () => {},
        };
        const receiver = hook?.(handover);
        if (receiver) w.receiver = receiver;
      };
    },
    [hub.url, hub.now() - Date.now()] as const,
  );
}

const begin = (page: Page, event: HandoverEvent) => page.evaluate((e) => (window as unknown as TestWindow).begin(e), event);
const invite = (page: Page) => begin(page, { kind: "invitation", data: { invitationId: "in-1" } });
const counters = (page: Page) => page.evaluate(() => (window as unknown as TestWindow).receiver?.counters());
const mediaStats = (page: Page) => page.evaluate(() => (window as unknown as TestWindow).receiver?.mediaStats());
const switchOf = (ui: Locator, scope: ConsentScope) => ui.locator(`[role=switch][data-scope=${scope}]`);

async function accept(w: World, ...scopes: ConsentScope[]): Promise<void> {
  await invite(w.page);
  for (const scope of scopes) await switchOf(w.ui, scope).click();
  await w.ui.getByRole("button", { name: scopes.length > 0 ? "同意并开始" : "仅文字开始" }).click();
  await expect(w.ui.locator(".pill")).toBeVisible();
}

/** The specialist's desk: a party of its own behind the fake hub. */
async function desk(w: World, id: string, others: readonly string[]): Promise<Page> {
  const page = await w.context.newPage();
  await page.exposeFunction("relay", (to: string, callId: string, signal: string) => {
    if (to === CUSTOMER) w.hub.signalFrom(id, callId, signal);
  });
  await page.addInitScript(partyPage);
  await page.goto(`${w.hub.url}/party`);
  const before = w.hub.onSignal;
  w.hub.onSignal = (out) => {
    if (out.to === id)
      void page.evaluate(([f, c, s]) => window.peerTest.deliver(f, c, s), [CUSTOMER, out.callId, out.signal] as const).catch(() => {});
    else before(out);
  };
  await page.evaluate(([me, them]) => window.peerTest.start(me, them), [id, others] as const);
  await page.evaluate(() => window.peerTest.media({ audio: true, video: true }));
  return page;
}
const deskFrames = (page: Page) => page.evaluate(async () => (await window.peerTest.stats())[0]?.framesDecoded ?? 0);

test("[SHEET-1] the sheet answers who, what, how long and what never; all eight scopes are off; yes and no are the same size", async () => {
  const w = await world();
  await invite(w.page);
  await expect(w.ui.getByRole("dialog")).toContainText("李思远想陪您完成人脸核验");
  await expect(w.ui.getByRole("dialog")).toContainText("工号 80231");
  await expect(w.ui.getByRole("dialog")).toContainText("最长 15 分钟");
  await expect(w.ui.getByRole("dialog")).toContainText("证件号码、短信验证码、人脸影像");
  expect(await w.ui.getByRole("switch").count()).toBe(8);
  expect(await w.ui.locator("[role=switch][aria-checked=true]").count()).toBe(0);
  const [no, yes] = [await w.ui.getByRole("button", { name: "暂不需要" }).boundingBox(), await w.ui.locator(".mb.pri").boundingBox()];
  expect([no?.width, no?.height]).toEqual([yes?.width, yes?.height]);
  await w.page.screenshot({ path: "out/shots/customer-sheet-390.png", animations: "disabled" });
  await w.ui.getByRole("button", { name: "开启查看和指引" }).click();
  expect(await w.ui.locator("[role=switch][aria-checked=true]").count()).toBe(2);
  expect(await counters(w.page)).toEqual({ mirrorFrames: 0, mirrorBytes: 0, signals: 0, deviceRequests: 0 });
  expect(w.hub.refused).toEqual([]);
  await w.close();
});

test("[SHEET-4] closing leaves the invitation waiting, declining answers it, the wrong person says so", async () => {
  const w = await world();
  await invite(w.page);
  await expect(w.ui.getByRole("dialog")).toBeVisible();
  await w.page.keyboard.press("Escape");
  await expect(w.ui.getByRole("dialog")).toHaveCount(0);
  expect(w.hub.count("answerInvitation")).toBe(0);
  await w.ui.getByRole("button", { name: "李思远在等您" }).click();
  await w.ui.getByRole("button", { name: "不是我" }).click();
  await expect
    .poll(() => w.hub.calls.findLast((call) => call.name === "answerInvitation")?.input)
    .toMatchObject({ answer: "wrong-person" });
  await expect(w.ui.getByRole("dialog")).toHaveCount(0);
  await w.close();
});

test("[SHEET-5] without consent to view nothing is mirrored; given, frames flow; withdrawn, they stop at once, offline too", async () => {
  const w = await world();
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
  const w = await world();
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
  const w = await world();
  const li = await desk(w, SPECIALIST, [CUSTOMER]);
  await accept(w, "view", "point");
  expect(await counters(w.page)).toMatchObject({ deviceRequests: 0, signals: 0 });
  await w.ui.locator(".pill .me").click();
  await switchOf(w.ui, "voice").click();
  await switchOf(w.ui, "video").click();
  await expect.poll(() => deskFrames(li), { timeout: 20_000 }).toBeGreaterThan(5);
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

test("[SHEET-8] a page load says so, rejoins by itself, and picture and mirror are back within three seconds", async () => {
  const w = await world();
  const li = await desk(w, SPECIALIST, [CUSTOMER]);
  await accept(w, "view", "voice", "video");
  await expect.poll(() => deskFrames(li), { timeout: 20_000 }).toBeGreaterThan(5);
  const pagesBefore = w.hub.count("pageChanging");
  await w.page.reload();
  const began = Date.now();
  expect(w.hub.count("pageChanging")).toBe(pagesBefore + 1);
  const [frames, mirrored] = [await deskFrames(li), w.hub.count("sendMirrorFrame")];
  await load(w.page, w.hub);
  await begin(w.page, { kind: "resumed", data: null });
  await expect.poll(() => w.hub.count("sendMirrorFrame"), { intervals: [50] }).toBeGreaterThan(mirrored);
  await expect.poll(() => deskFrames(li), { timeout: 20_000, intervals: [50] }).toBeGreaterThan(frames);
  await expect
    .poll(async () => (await mediaStats(w.page))?.[0]?.framesDecoded ?? 0, { timeout: 20_000, intervals: [50] })
    .toBeGreaterThan(0);
  expect(Date.now() - began).toBeLessThan(3_000);
  await expect(w.ui.locator(".pill")).toBeVisible();
  await w.close();
});

test("[SHEET-9] an asked scope waits for a yes or a no; an expert's coming is told; the end by the desk is told", async () => {
  const w = await world();
  await accept(w, "view");
  w.hub.change({ asked: ["video"] });
  await expect(w.ui.locator("[data-part=asked]")).toContainText("李思远想请您开启");
  await w.page.screenshot({ path: "out/shots/customer-asked-390.png", animations: "disabled" });
  await w.ui.getByRole("button", { name: "暂不", exact: true }).click();
  await expect(w.ui.locator("[data-part=asked]")).toHaveCount(0);
  expect(w.hub.count("changeConsent")).toBe(0);
  w.hub.change({ participants: [...w.hub.view.participants, { id: EXPERT, role: "expert", displayName: "陈静", status: "present" }] });
  await expect(w.ui.locator(".toasts")).toContainText("专家陈静已加入");
  w.hub.change({ status: "wrap-up", until: null });
  await expect(w.ui.getByRole("heading", { name: "本次协助已结束" })).toBeVisible();
  await w.page.screenshot({ path: "out/shots/customer-ended-390.png", animations: "disabled" });
  await w.close();
});

test("[SHEET-10] chat: what the hub masked replaces what was typed, unread ones are counted, a failed one can be sent again", async () => {
  const w = await world();
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

test("[SHEET-11] the assistant's message opens a small chat with quick replies and 转人工", async () => {
  const w = await world();
  await begin(w.page, {
    kind: "assistant-message",
    data: {
      message: {
        id: "m-1",
        journeyId: "j-1",
        from: { kind: "assistant" },
        text: "人脸核验没有通过？多半是光线。要我告诉您怎么做吗？",
        at: w.hub.now(),
      },
      quickReplies: [
        { id: "light", text: "光线怎么调" },
        { id: "later", text: "我晚点再办" },
      ],
    },
  });
  await expect(w.ui.getByRole("dialog")).toContainText("智能助理");
  await w.page.screenshot({ path: "out/shots/customer-assistant-390.png", animations: "disabled" });
  await w.ui.getByRole("button", { name: "光线怎么调" }).click();
  await expect
    .poll(() => w.hub.calls.find((call) => call.name === "sendChat")?.input)
    .toMatchObject({ text: "光线怎么调", quickReplyId: "light" });
  await w.ui.getByRole("button", { name: "转人工" }).click();
  await expect(w.ui.getByRole("dialog")).toContainText("正在联系您的客户经理…");
  expect(w.hub.count("askForPerson")).toBe(1);
  await w.close();
});

test("[SHEET-11] who asked for a person sees that one is being called", async () => {
  const w = await world();
  await begin(w.page, { kind: "help-asked", data: null });
  await expect(w.ui.getByRole("dialog")).toContainText("正在联系您的客户经理…");
  await w.page.keyboard.press("Escape");
  await expect(w.ui.locator("[data-part=chat-chip]")).toContainText("正在联系您的客户经理…");
  await w.close();
});

test("[SHEET-12] the page's own script cannot look into the surface, Tab stays in the sheet, axe finds nothing serious", async () => {
  const w = await world();
  const bare = await w.context.newPage();
  await bare.goto(`${w.hub.url}/bank`);
  await load(bare, w.hub);
  await invite(bare);
  await expect(bare.locator("[data-baton-ui]")).toHaveCount(1);
  expect(await bare.evaluate(() => [document.querySelector("[data-baton-ui]")?.shadowRoot, "__batonSession" in window])).toEqual([
    null,
    false,
  ]);
  await bare.close();

  await invite(w.page);
  await expect(w.ui.getByRole("dialog")).toBeVisible();
  for (let presses = 0; presses < 16; presses++) await w.page.keyboard.press("Tab");
  expect(await w.page.evaluate(() => document.activeElement?.hasAttribute("data-baton-ui"))).toBe(true);
  const serious = async () =>
    (await new AxeBuilder({ page: w.page }).include("[data-baton-ui]").analyze()).violations
      .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
      .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
  expect(await serious()).toEqual([]);
  await w.ui.locator(".least").click();
  await w.ui.locator(".mb.pri").click();
  await expect(w.ui.locator(".frame")).toBeVisible();
  await w.ui.locator(".pill .me").click();
  expect(await serious()).toEqual([]);
  await w.page.keyboard.press("Escape");
  await w.ui.locator("[data-part=chat]").click();
  await expect(w.ui.locator("[data-part=chat-end]")).toBeVisible();
  expect(await serious()).toEqual([]);
  await w.close();
});

for (const [name, width, language] of [
  ["1280", 1280, "zh-CN"],
  ["390-en", 390, "en"],
] as const) {
  test(`[SHEET-1] sheet and frame at ${name}: nothing overflows`, async () => {
    const w = await world({ width, height: 844 }, language);
    await invite(w.page);
    await expect(w.ui.getByRole("dialog")).toBeVisible();
    await w.page.screenshot({ path: `out/shots/customer-sheet-${name}.png`, animations: "disabled" });
    await w.ui.locator(".least").click();
    await w.ui.locator(".mb.pri").click();
    await expect(w.ui.locator(".frame")).toBeVisible();
    await w.page.screenshot({ path: `out/shots/customer-frame-${name}.png`, animations: "disabled" });
    expect(await w.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await w.close();
  });
}
