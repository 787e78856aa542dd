/** The scripts of the two sides of a call, and a desk's party in a blank page. The page itself is `party-page.ts`. */
import type { Page } from "@playwright/test";
import { bundleForBrowser } from "../bundle.ts";

/** The customer's session SDK as one script. */
export const bundleSdk = (): Promise<string> => bundleForBrowser("customer/session/index.ts", "batonSession");

/** `party-page.ts` as one script. */
export const bundleParty = (): Promise<string> => bundleForBrowser("test/support/peer/party-page.ts", "peerPage");

/** Hands the party a signal of another participant; a page that is just loading hears nothing. */
export type Deliver = (from: string, callId: string, signal: string) => void;

/**
 * Opens a page that takes part as `me` with fake camera and microphone on.
 *
 * @param given.address answers with any page; its origin decides what the party may do.
 * @param given.sendSignal carries a signal away.
 * @param given.onDeliver is told how to reach the party before it starts.
 */
export async function openParty(given: {
  readonly context: { newPage(): Promise<Page> };
  readonly script: string;
  readonly address: string;
  readonly me: string;
  readonly others: readonly string[];
  readonly sendSignal: (to: string, callId: string, signal: string) => Promise<void> | void;
  readonly onDeliver: (deliver: Deliver) => void;
}): Promise<Page> {
  const page = await given.context.newPage();
  await page.exposeFunction("relay", given.sendSignal);
  await page.addInitScript(given.script);
  await page.route(given.address, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>desk</title>" }));
  await page.goto(given.address);
  given.onDeliver((from, callId, signal) => {
    void page.evaluate(([f, c, s]) => window.peerTest.deliver(f, c, s), [from, callId, signal] as const).catch(() => {});
  });
  await page.evaluate(([me, others]) => window.peerTest.start(me, others), [given.me, given.others] as const);
  await page.evaluate(() => window.peerTest.media({ audio: true, video: true }));
  return page;
}

/** Pictures the party has decoded of its first peer. */
export const framesDecoded = (page: Page): Promise<number> =>
  page.evaluate(async () => (await window.peerTest.stats())[0]?.framesDecoded ?? 0);
