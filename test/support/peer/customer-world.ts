/** A customer's page with the session SDK against a hub in memory, and the specialist's desk as a second page with a real party. */
import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Handover, HandoverEvent, SessionHook, SessionReceiver } from "#customer/track/handover.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import { launchForCalls, openShadows } from "./browser.ts";
import type { FakeHub } from "./fake-hub.ts";
import { CUSTOMER, startFakeHub } from "./fake-hub.ts";
import { bundleParty, bundleSdk, openParty } from "./party.ts";

const PHONE = { width: 390, height: 844 };

type TestWindow = {
  __batonSession?: SessionHook;
  receiver?: SessionReceiver;
  kept?: boolean;
  begin(event: HandoverEvent): void;
};

/** One browser and the scripts of both sides, for all the tests of a file. */
export type Stage = { readonly browser: Browser; readonly sdk: string; readonly party: string };

export async function openStage(): Promise<Stage> {
  const [sdk, party] = [await bundleSdk(), await bundleParty()];
  return { browser: await launchForCalls(["--auto-select-desktop-capture-source=Entire screen"]), sdk, party };
}

export type World = { hub: FakeHub; context: BrowserContext; page: Page; ui: Locator; close(): Promise<void> };

export async function openWorld({ browser, sdk }: Stage, viewport = PHONE, language = "zh-CN"): Promise<World> {
  const bank = readFileSync(new URL("./bank.html", import.meta.url), "utf8").replace('lang="zh-CN"', `lang="${language}"`);
  const hub = await startFakeHub({
    "/bank": { type: "text/html; charset=utf-8", body: bank },
    "/sdk/session.js": { type: "text/javascript; charset=utf-8", body: sdk },
  });
  const context = await browser.newContext({ viewport, permissions: ["camera", "microphone"] });
  const page = await context.newPage();
  await page.addInitScript(openShadows);
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
export async function load(page: Page, hub: FakeHub): Promise<void> {
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

export const begin = (page: Page, event: HandoverEvent) => page.evaluate((e) => (window as unknown as TestWindow).begin(e), event);
export const invite = (page: Page) => begin(page, { kind: "invitation", data: { invitationId: "in-1" } });
export const counters = (page: Page) => page.evaluate(() => (window as unknown as TestWindow).receiver?.counters());
export const mediaStats = (page: Page) => page.evaluate(() => (window as unknown as TestWindow).receiver?.mediaStats());
export const switchOf = (ui: Locator, scope: ConsentScope) => ui.locator(`[role=switch][data-scope=${scope}]`);

export async function accept(w: World, ...scopes: ConsentScope[]): Promise<void> {
  await invite(w.page);
  for (const scope of scopes) await switchOf(w.ui, scope).click();
  await w.ui.getByRole("button", { name: scopes.length > 0 ? "同意并开始" : "仅文字开始" }).click();
  await expect(w.ui.locator(".pill")).toBeVisible();
}

/** The specialist's desk: a party of its own behind the fake hub. */
export function openDeskParty(stage: Stage, { context, hub }: World, id: string, others: readonly string[]): Promise<Page> {
  return openParty({
    context,
    script: stage.party,
    address: `${hub.url}/party`,
    me: id,
    others,
    sendSignal: (to, callId, signal) => {
      if (to === CUSTOMER) hub.signalFrom(id, callId, signal);
    },
    onDeliver: (deliver) => {
      const before = hub.onSignal;
      hub.onSignal = (out) => (out.to === id ? deliver(CUSTOMER, out.callId, out.signal) : before(out));
    },
  });
}
