/** The customer's page with the real tracker, the real session SDK, the demo bank and the real hub; the desk is a socket and a party of its own. */
import { copyFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { demoValues } from "#customer/demo/server/demo-values.ts";
import { loadRecords } from "#customer/demo/server/records.ts";
import { startDemoBank } from "#customer/demo/server/start.ts";
import type { SessionHook, SessionReceiver } from "#customer/track/handover.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Joined } from "#shared/model/views.ts";
import type { BuiltParts } from "#test/support/demo-bank/built-parts.ts";
import { buildParts } from "#test/support/demo-bank/built-parts.ts";
import { completeStep, signIn, walkTo } from "#test/support/demo-bank/drive-customer.ts";
import { launchForCalls, openShadows } from "#test/support/peer/browser.ts";
import { bundleParty, bundleSdk, framesDecoded, openParty } from "#test/support/peer/party.ts";
import type { TestDesk } from "#test/support/test-hub.ts";
import { contentDir, eventually, granted, openDesk, startTestHub } from "#test/support/test-hub.ts";

let parts: BuiltParts;
let sdk: string;
let partyPage: string;
let browser: Browser;

test.beforeAll(async () => {
  parts = await buildParts();
  sdk = await bundleSdk();
  partyPage = await bundleParty();
  browser = await launchForCalls();
});
test.afterAll(async () => {
  await browser.close();
  await parts.remove();
});

/** Runs on the page before its own scripts: keeps what the SDK gives the tracker. */
function keepReceiver(): void {
  let hook: SessionHook | undefined;
  Object.defineProperty(window, "__batonSession", {
    configurable: true,
    get: () => hook,
    set: (given: SessionHook) => {
      hook = (handover) => {
        const receiver = given(handover);
        Object.assign(window, { receiver });
        return receiver;
      };
    },
  });
}
const counters = (page: Page) => page.evaluate(() => (window as unknown as { receiver?: SessionReceiver }).receiver?.counters());

/** The desk's half of the call: signals over its socket, media in a blank page. */
function partyOf(desk: TestDesk, { helpSession, me }: Joined, context: BrowserContext, url: string): Promise<Page> {
  const customer = helpSession.participants.find((person) => person.role === "customer");
  invariant(customer, "the customer takes part");
  return openParty({
    context,
    script: partyPage,
    address: `${url}/party`,
    me,
    others: [customer.id],
    sendSignal: async (to, callId, signal) => {
      await desk.calls.sendSignal({ helpSessionId: helpSession.id, to, callId, signal } as Parameters<typeof desk.calls.sendSignal>[0]);
    },
    onDeliver: (deliver) => desk.link.on("signal", ({ from, callId, signal }) => deliver(from, callId, signal)),
  });
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
  await page.addInitScript(openShadows);
  await page.addInitScript(keepReceiver);
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
  const frames = () => framesDecoded(party);
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
