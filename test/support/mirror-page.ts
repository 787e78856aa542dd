/**
 * A customer's page, a specialist's page and the frames between them, in real Chromium.
 *
 * Owns serving the two pages from memory and unpacking what was sent. Which secrets a page holds is the test's business.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Browser, Page } from "@playwright/test";
import { inProject } from "#scripts/lib/project.ts";
import type { MirrorFlow } from "#shared/browser/mirror/allow-list.ts";
import type { MirrorEnvelope, MirrorLayer } from "#shared/model/mirror.ts";
import { bundleForBrowser } from "./bundle.ts";
import { FIXTURE_FLOW } from "./mirror-flow.ts";

/** One frame as it left the customer, layers unpacked to text. */
export type SentFrame = {
  readonly envelope: MirrorEnvelope;
  readonly layers: Partial<Record<MirrorLayer, string>>;
  readonly packed: Partial<Record<MirrorLayer, string>>;
};

export const CHROMIUM = { executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] };
export const LABELS = { filled: "已填", empty: "未填", error: "格式错误", masked: "已脱敏" };

let bundled: Promise<string> | null = null;
export function mirrorBundle(): Promise<string> {
  bundled ??= bundleForBrowser("test/support/mirror-entry.ts", "batonMirror");
  return bundled;
}

export type CustomerPage = {
  readonly page: Page;
  /** Frames sent since the last call. */
  takeFrames(): Promise<SentFrame[]>;
  /** A new mirror on the same page; frames of the old one are forgotten. */
  restart(): Promise<void>;
  /** Waits until nothing has been sent for half a second, the full comparison included. */
  settle(): Promise<void>;
};

export function fixture(name: string): string {
  return readFileSync(inProject("test/fixtures/leak-page", name), "utf8");
}

/** Opens the page and starts a mirror on it; frames are kept on the page. */
export async function openCustomer(browser: Browser, html: string, flow: MirrorFlow = FIXTURE_FLOW): Promise<CustomerPage> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.route("**/*", (route) =>
    route.request().url().startsWith("https://bank.test/apply")
      ? route.fulfill({ contentType: "text/html; charset=utf-8", body: html })
      : route.abort(),
  );
  await page.goto("https://bank.test/apply");
  await page.addScriptTag({ content: await mirrorBundle() });
  const start = () => page.evaluate(startOn, flow as unknown as Record<string, unknown>);
  await start();
  const settle = () => page.waitForFunction(settled, undefined, { polling: 100, timeout: 15_000 }).then(() => undefined);
  await settle();
  return {
    page,
    settle,
    restart: start,
    async takeFrames() {
      const sent = await page.evaluate(() => (window as unknown as { sent: unknown[] }).sent.splice(0));
      return (sent as Omit<SentFrame, "layers">[]).map((frame) => ({
        ...frame,
        layers: Object.fromEntries(
          Object.entries(frame.packed).map(([layer, body]) => [layer, gunzipSync(Buffer.from(body, "base64")).toString("utf8")]),
        ),
      }));
    },
  };
}

/** Runs on the page: stops the mirror that is there and starts one. */
function startOn(publicFlow: Record<string, unknown>): void {
  const host = window as unknown as { batonMirror: typeof import("./mirror-entry.ts"); sent: unknown[]; mirror?: { stop(): void } };
  const base64 = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  host.mirror?.stop();
  host.sent = [];
  host.mirror = host.batonMirror.startMirror({
    flow: publicFlow as never,
    currentStepId: () => "identity",
    now: () => 0,
    send: ({ envelope, layers }) => {
      host.sent.push({ envelope, packed: Object.fromEntries(Object.entries(layers).map(([layer, body]) => [layer, base64(body)])) });
    },
  });
}

/** Runs on the page: true once the number of frames has stood still for 700 ms. */
function settled(): boolean {
  const host = window as unknown as { sent: unknown[]; still?: { count: number; since: number; total: number } };
  const count = host.sent.length;
  if (!host.still || host.still.count !== count) host.still = { count, since: performance.now(), total: 0 };
  if (performance.now() - host.still.since < 700) return false;
  delete host.still;
  return true;
}

export type ViewerPage = {
  readonly page: Page;
  /** What `apply` answered, per frame, without the layers named in `without`. */
  apply(frames: readonly SentFrame[], without?: readonly MirrorLayer[]): Promise<("applied" | "need-keyframe")[]>;
  text(): Promise<string[]>;
  faults(): Promise<unknown[]>;
  /** Addresses that anything on the page tried to load. */
  readonly requested: string[];
};

export async function openViewer(browser: Browser): Promise<ViewerPage> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 } });
  const page = await context.newPage();
  const requested: string[] = [];
  await page.route("**/*", (route) => {
    const url = route.request().url();
    if (url === "https://desk.test/")
      return route.fulfill({
        contentType: "text/html; charset=utf-8",
        body: '<!doctype html><body style="margin:0"><div id="stage" style="width:390px;height:844px"></div>',
      });
    requested.push(url);
    return route.abort();
  });
  await page.goto("https://desk.test/");
  await page.addScriptTag({ content: await mirrorBundle() });
  await page.evaluate((labels) => {
    const host = window as unknown as {
      batonMirror: typeof import("./mirror-entry.ts");
      viewer: unknown;
      faults: unknown[];
      stage: HTMLElement;
    };
    host.faults = [];
    const stage = document.getElementById("stage");
    if (stage)
      host.viewer = host.batonMirror.createMirrorViewer(stage, { maskedLabels: labels, onFault: (fault) => host.faults.push(fault) });
  }, LABELS);
  return {
    page,
    requested,
    apply: (frames, without = []) =>
      page.evaluate(
        async ({ list, dropped }) => {
          const { viewer } = window as unknown as { viewer: import("#shared/browser/mirror/viewer.ts").MirrorViewer };
          const answers: ("applied" | "need-keyframe")[] = [];
          for (const { envelope, packed } of list) {
            const layers = Object.fromEntries(
              Object.entries(packed)
                .filter(([layer]) => !dropped.includes(layer))
                .map(([layer, body]) => [layer, Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0))]),
            );
            answers.push(await viewer.apply(envelope, layers));
          }
          return answers;
        },
        {
          list: frames.map(({ envelope, packed }) => ({ envelope, packed: packed as Record<string, string> })),
          dropped: without as readonly string[],
        },
      ),
    text: async () =>
      (await page.evaluate(() => (window as unknown as { viewer: { text(): string } }).viewer.text()))
        .split("\n")
        .filter((line) => line !== ""),
    faults: () => page.evaluate(() => (window as unknown as { faults: unknown[] }).faults),
  };
}
