/**
 * Draws the built desk in Debian's Chromium against a real hub, with a stand-in for the preload: for looking at screens while they are built.
 *
 * `npm run build` first. Usage: node test/support/desk-harness/look.ts OUT-FOLDER [shot …]. What the windows really do is `test/e2e`'s.
 */
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { chromium } from "@playwright/test";
import { startHub } from "#hub/compose.ts";
import { demoEpoch, withEpoch } from "#hub/content/epoch.ts";
import { importContent } from "#hub/content/release.ts";
import { collectingLog } from "#hub/platform/log.ts";
import { shiftedClock } from "#shared/lib/clock.ts";
import { playCustomer } from "./play-customer.ts";
import { pushJourney, seedJourneys } from "./seed-journeys.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const out = path.resolve(process.argv[2] ?? path.join(tmpdir(), "desk-look"));
const wanted = new Set(process.argv.slice(3));
const wants = (name: string) => wanted.size === 0 || wanted.has(name);
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const SETTINGS = {
  hubUrl: null,
  language: "zh-CN",
  theme: "light",
  devices: { microphoneId: null, cameraId: null, speakerId: null },
  notifications: { desktop: true, sound: false },
  window: { width: 1440, height: 900, x: null, y: null, maximized: false },
  lastSpecialistId: null,
};

await mkdir(out, { recursive: true });
const dataDir = await mkdtemp(path.join(tmpdir(), "baton-look-"));
const imported = importContent(path.join(root, "content"), dataDir);
if (!imported.ok) throw new Error(`content has faults: ${JSON.stringify(imported.error.slice(0, 3))}`);
const { log, lines } = collectingLog();
/** 20:40 in Shanghai, twenty minutes before the bank's quiet hours, as in the drawing. */
const clock = shiftedClock(Date.parse("2026-11-23T20:40:00+08:00") - Date.now());
const hub = await startHub({
  dataDir,
  release: {
    id: imported.value.id,
    content: withEpoch(imported.value.content, demoEpoch(imported.value.content.contentEpoch, clock.now())),
  },
  clock,
  log,
  sdkDir: path.join(root, "out/customer"),
  port: 0,
  host: "127.0.0.1",
  onFatal: (fault) => {
    throw fault;
  },
});
const files = createServer(async (request, response) => {
  const name = new URL(request.url ?? "/", "http://x").pathname.replace(/^\/+/, "");
  try {
    const body = await readFile(path.join(root, "out/renderer", name));
    response.writeHead(200, {
      "content-type": TYPES[path.extname(name)] ?? "application/octet-stream",
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob: mediastream:; frame-src 'self' about:; connect-src 'self' http://127.0.0.1:* ws://127.0.0.1:*",
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
const address = files.address();
const filesUrl = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/desk.html`;
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
  ],
});

async function openDesk(given: { width?: number; height?: number; theme?: string; language?: string } = {}): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: given.width ?? 1440, height: given.height ?? 900 } })).newPage();
  page.on("console", (message) => message.type() === "error" && console.log("page:", message.text()));
  page.on("pageerror", (fault) => console.log("page fault:", fault.stack ?? fault.message));
  const settings = { ...SETTINGS, theme: given.theme ?? "light", language: given.language ?? "zh-CN" };
  await page.addInitScript((start) => Object.assign(globalThis, { batonStart: start }), {
    url: hub.url,
    launchToken: hub.launchToken,
    settings,
  });
  await page.addInitScript({ path: path.join(import.meta.dirname, "fake-bridge.js") });
  await page.goto(filesUrl);
  return page;
}
async function signIn(page: Page, id: string): Promise<void> {
  await page.locator(`[data-testid=identity][data-specialist=${id}]`).click();
  await page.locator("[data-testid=desk][data-phase=ready]").waitFor();
}
/** Serious accessibility findings and sideways overflow of what is on screen. */
async function inspect(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
  for (const { id, impact, nodes } of violations) {
    if (impact === "serious" || impact === "critical")
      console.log(
        `axe ${name}: ${id} ${nodes
          .map((node) => node.html.slice(0, 140))
          .slice(0, 4)
          .join(" | ")}`,
      );
  }
}
const shot = async (page: Page, name: string) => {
  if (wants("axe")) await inspect(page, name);
  await page.waitForTimeout(400);
  await page.screenshot({ path: path.join(out, `${name}.png`) });
  console.log("shot", name);
};

try {
  const desk = await openDesk();
  await desk.locator("[data-testid=identity]").first().waitFor();
  if (wants("sign-in")) await shot(desk, "sign-in");
  await signIn(desk, "li-siyuan");
  if (wants("empty")) await shot(desk, "alerts-empty");
  for (const [index, journey] of seedJourneys.entries()) {
    // The session's customer comes through the bank itself.
    if (wanted.has("session") && journey.customerId === "lin-xiaolan") continue;
    await pushJourney(hub, journey, String(index), clock.now());
  }
  await desk.locator("[data-testid=alert-row]").first().waitFor({ timeout: 15_000 });
  await desk.locator("[data-testid=capsule][data-status=ready]").waitFor();
  if (wants("alerts")) await shot(desk, "alerts");
  if (wants("variants")) {
    for (const [width, theme, language] of [
      [1280, "light", "zh-CN"],
      [1920, "light", "zh-CN"],
      [1440, "dark", "zh-CN"],
      [1440, "light", "en"],
      [1280, "light", "en"],
    ] as const) {
      await desk.setViewportSize({ width, height: width === 1920 ? 1080 : width === 1280 ? 800 : 900 });
      await desk.evaluate(
        ([t, l]) =>
          (globalThis as unknown as { baton: { calls: { changeSettings: (p: object) => unknown } } }).baton.calls.changeSettings({
            theme: t,
            language: l,
          }),
        [theme, language],
      );
      await shot(desk, `alerts-${width}-${theme}-${language}`);
    }
    await desk.setViewportSize({ width: 1440, height: 900 });
    await desk.evaluate(() =>
      (globalThis as unknown as { baton: { calls: { changeSettings: (p: object) => unknown } } }).baton.calls.changeSettings({
        theme: "light",
        language: "zh-CN",
      }),
    );
  }
  if (wants("overlays")) {
    await desk.keyboard.press("?");
    await shot(desk, "keys");
    await desk.keyboard.press("Escape");
    await desk.keyboard.press("Control+k");
    await shot(desk, "palette");
    await desk.keyboard.press("Escape");
    await desk.keyboard.press("t");
    await shot(desk, "hand-over");
    await desk.keyboard.press("Escape");
  }
  if (wants("session")) await playCustomer({ desk, hub, clock, browser, shot, openDesk, signIn });
  if (wants("settings")) {
    await desk.locator("[data-testid=rail-settings]").click();
    await shot(desk, "settings");
  }
  if (wants("offline")) {
    await desk.locator("[data-testid=rail-alerts]").click();
    await hub.close();
    await desk.locator("[data-testid=sync-state][data-link=offline]").waitFor();
    await shot(desk, "alerts-offline");
  }
  const faults = lines.filter((line) => line.level === "error");
  console.log("hub errors:", faults.length, JSON.stringify(faults.slice(0, 3)));
} finally {
  await browser.close();
  files.close();
  if (!wants("offline")) await hub.close();
  await rm(dataDir, { recursive: true, force: true });
}
