/** Starts a desk from nothing, over and over, beside a bare Electron window with the same flags; times and memory of both. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { _electron } from "@playwright/test";
import { killTree } from "#scripts/lib/processes.ts";
import type { Desk, World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";
import { pssMb } from "./memory.ts";
import { MANAGER_ID } from "./stalled-customer.ts";

/** Memory is read when a start's own allocations have come to rest, in milliseconds. */
const REST_MS = 3_000;
/** Arguments that say whose desk it is; the rest are flags of the browser and the same for both. */
const OF_A_DESK = ["--user-data-dir", "--profile", "--data", "--at", "--inspect", "--remote-debugging"];

/**
 * `signInMs`, `firstMs`: the first start ever, a new data folder, to the sign-in screen and, an identity chosen at once, to the inbox.
 * `withHubMs`: the start of any later day, no hub running, the person still signed in. `hubRunningMs`: the same beside a running hub. From then on
 * the list stands and takes deeds; `…ConnectedMs`: until they are carried out, and what is new arrives by itself.
 */
type Figure =
  | "bareMs"
  | "signInMs"
  | "firstMs"
  | "withHubMs"
  | "withHubConnectedMs"
  | "hubRunningMs"
  | "hubRunningConnectedMs"
  | "bareMb"
  | "deskAndHubMb"
  | "hubMb";
export type ColdStarts = Readonly<Record<Figure, readonly number[]>>;

export async function openColdStarts(runs: number): Promise<ColdStarts> {
  const all: Record<Figure, number[]> = {
    bareMs: [],
    signInMs: [],
    firstMs: [],
    withHubMs: [],
    withHubConnectedMs: [],
    hubRunningMs: [],
    hubRunningConnectedMs: [],
    bareMb: [],
    deskAndHubMb: [],
    hubMb: [],
  };
  for (let run = 0; run < runs; run++) {
    const world = await openWorld();
    try {
      const first = await startDesk(world, "isNew");
      all.signInMs.push(first.signInMs);
      all.firstMs.push(first.ms);
      await first.desk.close();
      await killTree((await world.lock()).pid);
      const later = await startDesk(world, "isBack");
      all.withHubMs.push(later.ms);
      all.withHubConnectedMs.push(later.connectedMs);
      await delay(REST_MS);
      const { pid } = await world.lock();
      // The hub outlives its desk and so is nobody's child; withDescendants counts it once where it still is.
      all.deskAndHubMb.push(pssMb([later.pid, pid]));
      all.hubMb.push(pssMb([pid]));
      await later.desk.close();
      const again = await startDesk(world, "isBack");
      all.hubRunningMs.push(again.ms);
      all.hubRunningConnectedMs.push(again.connectedMs);
      await again.desk.close();
      const bare = await startBare(first.flags);
      all.bareMs.push(bare.ms);
      all.bareMb.push(bare.mb);
    } finally {
      await world.end();
    }
  }
  return all;
}

type Started = {
  readonly desk: Desk;
  readonly ms: number;
  readonly connectedMs: number;
  readonly signInMs: number;
  readonly pid: number;
  readonly flags: readonly string[];
};

async function startDesk(world: World, person: "isNew" | "isBack"): Promise<Started> {
  const startedAt = performance.now();
  const desk = await world.openDesk("manager");
  let signInMs = Number.NaN;
  if (person === "isNew") {
    const identity = desk.page.locator(`[data-specialist="${MANAGER_ID}"]`);
    await identity.waitFor();
    signInMs = performance.now() - startedAt;
    await identity.click();
  }
  await desk.page.locator('[data-testid="desk"][data-phase="ready"]').waitFor();
  await desk.page.getByTestId("alert-list").waitFor();
  await painted(desk.page);
  const ms = performance.now() - startedAt;
  await desk.page.locator('[data-testid="sync-state"][data-link="online"]').waitFor();
  const connectedMs = performance.now() - startedAt;
  const child = desk.app.process();
  const flags = child.spawnargs.slice(1).filter((one) => one.startsWith("--") && !OF_A_DESK.some((own) => one.startsWith(own)));
  return { desk, ms, connectedMs, signInMs, pid: child.pid ?? 0, flags };
}

async function startBare(flags: readonly string[]): Promise<{ ms: number; mb: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), "baton-bare-"));
  const startedAt = performance.now();
  const app = await _electron.launch({
    args: [path.join(import.meta.dirname, "bare-window", "main.cjs"), ...flags, `--user-data-dir=${folder}`],
    env: process.env as Record<string, string>,
  });
  try {
    const page = await app.firstWindow();
    await page.locator("p").waitFor();
    await painted(page);
    const ms = performance.now() - startedAt;
    await delay(REST_MS);
    return { ms, mb: pssMb([app.process().pid ?? 0]) };
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function painted(page: Page): Promise<void> {
  await page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));
}
