/**
 * The world of the story, all of it real: Electron workbenches, the hub they start, the demo bank, customers' browsers.
 *
 * Owns starting and ending; every process is ended by its id. What people do in it is `desk-hands.ts` and the demo bank's `drive-customer.ts`.
 */
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import type { Browser, BrowserContext, ElectronApplication, Page } from "@playwright/test";
import { _electron, chromium } from "@playwright/test";
import type { DemoBank } from "#customer/demo/server/start.ts";
import { startDemoBank } from "#customer/demo/server/start.ts";
import { bankKeyOf } from "#scripts/lib/bank-key.ts";
import { listProcesses } from "#scripts/lib/process-table.ts";
import { endAll } from "#scripts/lib/processes.ts";
import type { HubLock } from "#shared/contract/http.ts";
import { hubLockSchema } from "#shared/contract/http.ts";
import { shiftedClock } from "#shared/lib/clock.ts";
import { MEDIA_FLAGS, openShadows } from "#test/support/peer/browser.ts";

const project = path.resolve(import.meta.dirname, "../..");

/** A fake camera and microphone with real media behind them, loopback candidates, no call home. */
const mediaFlags = (cameraFps: number | undefined) => [
  `--use-fake-device-for-media-stream${cameraFps === undefined ? "" : `=fps=${cameraFps}`}`,
  ...MEDIA_FLAGS,
];
const CHROMIUM = "/usr/bin/chromium";
const PHONE = { width: 390, height: 844 };

export type Desk = {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly profile: string;
  /** Everything its sockets received, each message as text, compressed layers unpacked. */
  readonly received: () => string;
  close(): Promise<void>;
};
export type Phone = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Everything its pages sent to the hub, bodies and socket messages, compressed layers unpacked. */
  readonly sent: () => string;
  close(): Promise<void>;
};

export type World = {
  readonly dataDir: string;
  /** Where this world's clock began, epoch ms. */
  readonly startAt: number;
  openDesk(profile: string, options?: { width?: number; height?: number; settings?: Record<string, unknown> }): Promise<Desk>;
  lock(): Promise<HubLock>;
  bank(): Promise<DemoBank>;
  openPhone(options?: { width?: number; height?: number }): Promise<Phone>;
  /** Kills the hub of this world at once, as a power cut would; the desks start another. */
  killHub(): Promise<number>;
  end(): Promise<void>;
};

export type WorldOptions = {
  /** ISO instant the clocks begin at; default: a Monday at 10:00 in Shanghai. */
  readonly at?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Pictures a second of every fake camera; default: Chromium's own. Pictures are coded in software here, so fewer leave time for the rest. */
  readonly cameraFps?: number;
};

/** A message as text; what begins like gzip is unpacked first. */
function readable(payload: string | Buffer): string {
  if (typeof payload === "string") return payload;
  const at = payload.indexOf(Buffer.from([0x1f, 0x8b, 0x08]));
  if (at < 0) return payload.toString("utf8");
  try {
    return gunzipSync(payload.subarray(at)).toString("utf8");
  } catch {
    return payload.toString("latin1");
  }
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const at = options.at ?? "2026-11-23T10:00:00+08:00";
  const startAt = Date.parse(at);
  const clock = shiftedClock(startAt - Date.now());
  const home = await mkdtemp(path.join(tmpdir(), "baton-world-"));
  const dataDir = path.join(home, "data");
  await mkdir(dataDir, { recursive: true });
  const desks = new Set<Desk>();
  const phones = new Set<Phone>();
  let demoBank: DemoBank | null = null;
  let browser: Browser | null = null;

  async function lock(): Promise<HubLock> {
    const until = Date.now() + 30_000;
    for (;;) {
      try {
        return hubLockSchema.parse(JSON.parse(await readFile(path.join(dataDir, "hub.lock.json"), "utf8")));
      } catch (fault) {
        if (Date.now() > until) throw fault;
        await delay(50);
      }
    }
  }

  /** Asked of the process table: a hub that a desk started a moment ago has written no lock yet, and outlives that desk. */
  function hubsHere(): readonly number[] {
    return listProcesses().flatMap(({ pid, command }) => (command.includes(`--data ${dataDir} `) ? [pid] : []));
  }

  return {
    dataDir,
    startAt,
    lock,
    async openDesk(profile, given = {}) {
      const app = await _electron.launch({
        cwd: project,
        args: [
          project,
          "--no-sandbox",
          `--user-data-dir=${path.join(home, "desks")}`,
          `--profile=${profile}`,
          `--data=${dataDir}`,
          `--at=${new Date(clock.now()).toISOString()}`,
          ...mediaFlags(options.cameraFps),
        ],
        env: { ...(process.env as Record<string, string>), ...options.environment },
      });
      const page = await app.firstWindow();
      const received: string[] = [];
      page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => void received.push(readable(payload))));
      if (given.width !== undefined && given.height !== undefined) {
        const window = await app.browserWindow(page);
        await window.evaluate((target, size) => target.setBounds({ x: 0, y: 0, ...size }), { width: given.width, height: given.height });
      }
      const desk: Desk = {
        app,
        page,
        profile,
        received: () => received.join("\n"),
        async close() {
          if (!desks.delete(desk)) return;
          await app.close();
        },
      };
      desks.add(desk);
      await lock();
      return desk;
    },
    async bank() {
      if (demoBank) return demoBank;
      const { url } = await lock();
      demoBank = await startDemoBank({ port: 0, hubUrl: url, bankKey: await bankKeyOf(dataDir), clock });
      return demoBank;
    },
    async openPhone(given = {}) {
      browser ??= await chromium.launch({
        executablePath: CHROMIUM,
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          ...mediaFlags(options.cameraFps),
        ],
      });
      const context = await browser.newContext({
        viewport: { width: given.width ?? PHONE.width, height: given.height ?? PHONE.height },
        locale: "zh-CN",
        timezoneId: "Asia/Shanghai",
        hasTouch: true,
      });
      await context.grantPermissions(["camera", "microphone"]);
      // The SDK's shadow root is closed to pages; a test's fingers need to see into it. Nothing else of the page changes.
      await context.addInitScript(openShadows);
      const page = await context.newPage();
      const sent: string[] = [];
      const { url: hubUrl } = await lock();
      page.on("request", (request) => {
        if (request.url().startsWith(hubUrl)) sent.push(request.url(), request.postData() ?? "");
      });
      page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => void sent.push(readable(payload))));
      const phone: Phone = {
        context,
        page,
        sent: () => sent.join("\n"),
        async close() {
          if (phones.delete(phone)) await context.close();
        },
      };
      phones.add(phone);
      return phone;
    },
    async killHub() {
      const { pid } = await lock();
      process.kill(pid, "SIGKILL");
      return pid;
    },
    async end() {
      for (const phone of [...phones]) await phone.close();
      await browser?.close();
      for (const desk of [...desks]) await desk.close();
      await demoBank?.close();
      await endAll(hubsHere());
      await rm(home, { recursive: true, force: true });
    },
  };
}
