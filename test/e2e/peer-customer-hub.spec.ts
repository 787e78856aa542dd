/** The customer's page with the real tracker, the real session SDK, the demo bank and the real hub; the desk is a socket and a party of its own. */
import { copyFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Browser, Page } from "@playwright/test";
import { chromium, expect, test } from "@playwright/test";
import { build } from "vite";
import { demoValues } from "#customer/demo/server/demo-values.ts";
import { loadRecords } from "#customer/demo/server/records.ts";
import { startDemoBank } from "#customer/demo/server/start.ts";
import type { SessionReceiver } from "#customer/track/handover.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Joined } from "#shared/model/views.ts";
import type { BuiltParts } from "#test/support/demo-bank/built-parts.ts";
import { buildParts } from "#test/support/demo-bank/built-parts.ts";
import { completeStep, signIn, walkTo } from "#test/support/demo-bank/drive-customer.ts";
import type { TestDesk } from "#test/support/test-hub.ts";
import { contentDir, eventually, granted, openDesk, startTestHub } from "#test/support/test-hub.ts";

const ARGS = [
  "--no-sandbox",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
];

let parts: BuiltParts;
let sdk: string;
let partyPage: string;
let browser: Browser;

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
  invariant(chunk?.type === "chunk", `${entry} builds`);
  return chunk.code;
}

test.beforeAll(async () => {
  parts = await buildParts();
  sdk = await bundle("../../customer/session/index.ts");
  partyPage = await bundle("./peer-page.ts");
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS });
});
test.afterAll(async () => {
  await browser.close();
  await parts.remove();
});

/** Keeps what the SDK gives the tracker, and opens its shadow root to the test. */
const LOOK_IN = `(() => {
  const make = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) { return make.call(this, { ...init, mode: "open" }); };
  let hook;
  Object.defineProperty(window, "__batonSession", { configurable: true, get: () => hook, set: (given) => {
    hook = (handover) => (window.__receiver = given(handover));
  } });
})()`;
const counters = (page: Page) => page.evaluate(() => (window as unknown as { __receiver?: SessionReceiver }).__receiver?.counters());

/** The desk's half of the call: signals over its socket, media in a blank page. */
async function partyOf(desk: TestDesk, joined: Joined, context: { newPage(): Promise<Page> }, url: string): Promise<Page> {
  const page = await context.newPage();
  const { helpSession, me } = joined;
  await page.exposeFunction("relay", async (to: string, callId: string, signal: string) => {
    await desk.calls.sendSignal({ helpSessionId: helpSession.id, to, callId, signal } as Parameters<typeof desk.calls.sendSignal>[0]);
  });
  await page.addInitScript(partyPage);
  await page.route(`${url}/party`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>desk</title>" }));
  await page.goto(`${url}/party`);
  desk.link.on("signal", ({ from, callId, signal }) => {
    void page.evaluate(([f, c, s]) => window.peerTest.deliver(f, c, s), [from, callId, signal] as const).catch(() => {});
  });
  const customer = helpSession.participants.find((person) => person.role === "customer");
  invariant(customer, "the customer takes part");
  await page.evaluate(([self, others]) => window.peerTest.start(self, others), [me, [customer.id]] as const);
  await page.evaluate(() => window.peerTest.media({ audio: true, video: true }));
  return page;
}

test("[SHEET-8] asked for help in the deposit flow, seen, heard, and over two real page loads, on the real hub", async () => {
  const hub = await startTestHub();
  await copyFile(parts.trackScript, path.join(hub.dataDir, "track.js"));
  await writeFile(path.join(hub.dataDir, "session.js"), sdk);
  const bank = await startDemoBank({
    port: 0,
    hubUrl: hub.hub.url,
    bankKey: hub.hub.bankKey,
    pagesFolder: parts.pagesFolder,
    contentFolder: contentDir,
    clock: hub.clock,
  });
  const record = loadRecords(contentDir).find((one) => one.name === "林晓岚") ?? loadRecords(contentDir)[0];
  invariant(record, "the demo has customers");
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, permissions: ["camera", "microphone"] });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (fault) => faults.push(fault.message));
  await page.addInitScript(LOOK_IN);
  // 林晓岚's own manager in content/people.
  const desk = await openDesk(hub.hub, "li-siyuan");
  granted(await desk.calls.setPresence({ presence: "online" }));
  const ui = page.locator("[data-baton-ui]");

  await signIn(page, bank.url, record.name, "/deposit-transfer/certificate");
  const values = demoValues("deposit-transfer", record);
  await walkTo(page, "price", values);
  await page.locator("baton-help").getByRole("button").click();
  const alert = await eventually(
    () => [...desk.alerts.values()].find((one) => one.breakpoint.kind === "help-requested"),
    "the alert",
    10_000,
  );
  await expect(ui.getByRole("dialog")).toContainText("正在联系您的客户经理…");

  const picked = granted(await desk.calls.pickUpAlert({ alertId: alert.id }));
  await expect(ui.locator(".sheet")).toContainText(picked.helpSession.participants[0]?.displayName ?? "");
  await page.screenshot({ path: "out/shots/customer-hub-sheet.png", animations: "disabled" });
  expect(await counters(page)).toEqual({ mirrorFrames: 0, mirrorBytes: 0, signals: 0, deviceRequests: 0 });
  await ui.locator(".least").click();
  for (const scope of ["voice", "video"]) await ui.locator(`[role=switch][data-scope=${scope}]`).click();
  let mirrored = 0;
  desk.link.on("mirror", () => {
    mirrored += 1;
  });
  await ui.getByRole("button", { name: "同意并开始" }).click();
  await expect(ui.locator(".pill")).toBeVisible();
  const joined = granted(await desk.calls.joinHelpSession({ helpSessionId: picked.helpSession.id }));
  granted(await desk.calls.viewMirror({ helpSessionId: picked.helpSession.id, on: true }));
  const party = await partyOf(desk, joined, context, bank.url);
  const frames = () => party.evaluate(async () => (await window.peerTest.stats())[0]?.framesDecoded ?? 0);
  await expect.poll(() => mirrored).toBeGreaterThan(0);
  await expect.poll(frames, { timeout: 20_000 }).toBeGreaterThan(5);
  await page.screenshot({ path: "out/shots/customer-hub-call.png", animations: "disabled" });

  for (const round of [1, 2]) {
    const before = { frames: await frames(), mirrored };
    const began = Date.now();
    await completeStep(page, values);
    await expect.poll(() => mirrored, { timeout: 15_000, intervals: [50] }).toBeGreaterThan(before.mirrored);
    await expect(ui.locator(".pill")).toBeVisible();
    await expect.poll(frames, { timeout: 15_000, intervals: [50] }).toBeGreaterThan(before.frames);
    console.log(`page load ${round}: mirror and picture back after at most ${Date.now() - began} ms, the step included`);
  }

  granted(await desk.calls.sendPointing({ helpSessionId: picked.helpSession.id, pointing: { kind: "pointer", x01: 0.5, y01: 0.4 } }));
  await expect(ui.locator(".mouse")).toBeVisible();
  await page.screenshot({ path: "out/shots/customer-hub-frame.png", animations: "disabled" });
  await ui.locator("[data-part=end]").click();
  await expect(ui.getByRole("heading", { name: "本次协助已结束" })).toBeVisible();
  await eventually(
    () => desk.entries.some((entry) => entry.change.kind === "help-session" && entry.change.helpSession.state.status === "wrap-up"),
    "the desk is told of the end",
  );
  expect(faults).toEqual([]);
  await context.close();
  desk.end();
  await bank.close();
  expect(hub.faults()).toEqual([]);
  await hub.end();
});
