/**
 * `npm run bench -- consent [-- --runs N]`: what leaves the customer's page before each grant, after it, and after its withdrawal.
 *
 * Measured at the phone (WebSocket frames, RTP bytes, devices opened) and at the hub (its counters), with a real desk waiting for it.
 * Ends with 1 when anything left before its grant or after its withdrawal, or nothing after the grant. `baseline` is the amount after the grant.
 */
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { metric, signInDesk } from "../story/desk-hands.ts";
import { openWorld } from "../story/world.ts";
import type { BenchFigure } from "../support/bench-line.ts";
import { printFigure } from "../support/bench-line.ts";
import type { PhoneMeter, Sent } from "../support/phone-meter.ts";
import { meterPhone } from "../support/phone-meter.ts";
import { MANAGER_ID, pickUpAndAsk, stallAtFaceCheck } from "../support/stalled-customer.ts";

/** How long the page is used while nothing may leave it, and after a withdrawal, in milliseconds. */
const WATCH_MS = 3_000;

type Scope = "view" | "point" | "voice" | "video" | "share";
type Reading = Sent & { readonly hubMirrorBytes: number; readonly hubSignals: number; readonly hubRefusedFrames: number };
type Counted = keyof Reading;
/** What each scope lets out, and in which unit it is told. */
const COUNTS: readonly { readonly scope: Scope; readonly of: Counted; readonly unit: BenchFigure["unit"] }[] = [
  { scope: "view", of: "mirrorFrames", unit: "frames" },
  { scope: "view", of: "mirrorBytes", unit: "bytes" },
  { scope: "view", of: "hubMirrorBytes", unit: "bytes" },
  { scope: "point", of: "pointingsHeard", unit: "frames" },
  { scope: "voice", of: "signals", unit: "signals" },
  { scope: "voice", of: "hubSignals", unit: "signals" },
  { scope: "voice", of: "audioBytes", unit: "bytes" },
  { scope: "video", of: "videoBytes", unit: "bytes" },
  { scope: "share", of: "shareBytes", unit: "bytes" },
];
type Tally = { before: number; given: number; withdrawn: number };

const { values } = parseArgs({ options: { runs: { type: "string", default: "3" } } });
const runs = Number(values.runs);
const tallies = new Map(COUNTS.map(({ of }) => [of, { before: 0, given: 0, withdrawn: 0 } satisfies Tally]));
for (let run = 0; run < runs; run++) await playOnce();

let isHeld = true;
for (const { scope, of, unit } of COUNTS) {
  const { before, given, withdrawn } = tallies.get(of) ?? { before: Number.NaN, given: 0, withdrawn: Number.NaN };
  printFigure({ bench: "consent", name: `${scope}/${of}/before-grant`, value: before, unit, baseline: given, n: runs });
  printFigure({ bench: "consent", name: `${scope}/${of}/after-grant`, value: given, unit, n: runs });
  // Signals belong to any medium: they end with the last one, and the goodbye itself is one.
  if (unit !== "signals")
    printFigure({ bench: "consent", name: `${scope}/${of}/after-withdrawal`, value: withdrawn, unit, baseline: given, n: runs });
  if (before !== 0 || given <= 0 || (unit !== "signals" && withdrawn !== 0)) isHeld = false;
}
process.exit(isHeld ? 0 : 1);

function add(scope: Scope, when: keyof Tally, from: Reading, to: Reading): void {
  for (const { of } of COUNTS.filter((count) => count.scope === scope)) {
    const tally = tallies.get(of);
    if (tally) tally[when] += to[of] - from[of];
  }
}

async function playOnce(): Promise<void> {
  const world = await openWorld();
  try {
    const desk = await world.openDesk("manager", { width: 1440, height: 900 });
    await signInDesk(desk.page, MANAGER_ID);
    const phone = await world.openPhone();
    const customer = phone.page;
    const meter = await meterPhone(customer);
    const { url } = await world.lock();
    const read = () => readAll(meter, url);
    await stallAtFaceCheck(world, customer);
    const banksOwn = await read();
    const sheet = await pickUpAndAsk(desk.page, customer);
    await stirThePage(customer);
    const asked = await read();
    // Everything is off: whatever any scope would let out counts as before its grant.
    for (const { of } of COUNTS) {
      const tally = tallies.get(of);
      if (tally) tally.before += asked[of];
    }
    // The bank's own face check has opened the camera; nobody else may have.
    expect([asked.peerConnections, asked.devicesOpened - banksOwn.devicesOpened]).toEqual([0, 0]);

    await sheet.locator('[data-scope="view"]').click();
    await sheet.getByRole("button", { name: /同意并开始/ }).click();
    await sheet.waitFor({ state: "detached" });
    await customer.locator("[data-baton-ui] .pill .me").click();
    const popover = customer.locator("[data-baton-ui] .pop").first();
    await popover.waitFor();
    await stirThePage(customer);
    let now = await read();
    add("view", "given", asked, now);
    for (const scope of ["point", "voice", "video", "share"] as const) {
      // The manager tries at once what is not agreed to yet.
      await desk.page.keyboard.press("1");
      await delay(WATCH_MS / 3);
      const before = await read();
      add(scope, "before", now, before);
      await toggle(customer, scope, true);
      if (scope === "share") await popover.locator('[data-part="share"]').click();
      if (scope === "point") await desk.page.keyboard.press("1");
      await stirThePage(customer);
      now = await read();
      add(scope, "given", before, now);
    }
    for (const scope of ["share", "video", "voice", "point", "view"] as const) {
      await toggle(customer, scope, false);
      const withdrawn = await read();
      await desk.page.keyboard.press("1");
      await stirThePage(customer);
      now = await read();
      add(scope, "withdrawn", withdrawn, now);
    }
    console.error(JSON.stringify({ hubRefusedFrames: now.hubRefusedFrames, devicesOpened: now.devicesOpened }));
  } finally {
    await world.end();
  }
}

async function readAll(meter: PhoneMeter, hubUrl: string): Promise<Reading> {
  const [sent, hubMirrorBytes, hubSignals, hubRefusedFrames] = await Promise.all([
    meter.read(),
    metric(hubUrl, "baton_mirror_bytes_forwarded_total"),
    metric(hubUrl, "baton_signals_forwarded_total"),
    metric(hubUrl, "baton_mirror_frames_refused_total"),
  ]);
  return { ...sent, hubMirrorBytes, hubSignals, hubRefusedFrames };
}

/** Gives or withdraws one scope in the open popover and waits for the hub's word. */
async function toggle(customer: Page, scope: Scope, on: boolean): Promise<void> {
  const row = customer.locator(`[data-baton-ui] .pop [data-scope="${scope}"]`);
  await row.click();
  await expect(row).toHaveAttribute("aria-checked", String(on));
}

/** Makes the page change, so that a mirror that ran would have something to send. */
async function stirThePage(customer: Page): Promise<void> {
  const until = performance.now() + WATCH_MS;
  for (let turn = 0; performance.now() < until; turn++) {
    await customer.evaluate((count) => {
      const probe =
        document.querySelector("mark") ?? document.querySelector("[data-baton-step]")?.appendChild(document.createElement("mark"));
      if (probe) probe.textContent = count % 2 === 0 ? "开始核验" : "重新核验";
      scrollTo(0, (count % 4) * 40);
    }, turn);
    await delay(100);
  }
}
