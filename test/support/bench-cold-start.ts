/** Starts a desk from nothing, over and over, beside a bare Electron window with the same flags; times and memory of both. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { _electron } from "@playwright/test";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";
import { pssMb } from "./memory.ts";
import { MANAGER_ID } from "./stalled-customer.ts";

/** Memory is read when a start's own allocations have come to rest, in milliseconds. */
const REST_MS = 3_000;
/** Arguments that say whose desk it is; the rest are flags of the browser and the same for both. */
const OF_A_DESK = ["--user-data-dir", "--profile", "--data", "--at", "--inspect", "--remote-debugging"];

export type ColdStarts = Readonly<
  Record<"bareMs" | "signInMs" | "withHubMs" | "hubRunningMs" | "bareMb" | "deskAndHubMb" | "hubMb", readonly number[]>
>;

export async function openColdStarts(runs: number): Promise<ColdStarts> {
  const all = { bareMs: [], signInMs: [], withHubMs: [], hubRunningMs: [], bareMb: [], deskAndHubMb: [], hubMb: [] } as Record<
    keyof ColdStarts,
    number[]
  >;
  for (let run = 0; run < runs; run++) {
    const world = await openWorld();
    try {
      const first = await startDesk(world, "first");
      all.signInMs.push(first.signInMs);
      all.withHubMs.push(first.ms);
      await delay(REST_MS);
      const { pid } = await world.lock();
      // The hub outlives its desk and so is nobody's child; withDescendants counts it once where it still is.
      all.deskAndHubMb.push(pssMb([first.pid, pid]));
      all.hubMb.push(pssMb([pid]));
      const second = await startDesk(world, "second");
      all.hubRunningMs.push(second.ms);
      const bare = await startBare(first.flags);
      all.bareMs.push(bare.ms);
      all.bareMb.push(bare.mb);
    } finally {
      await world.end();
    }
  }
  return all;
}

async function startDesk(world: World, profile: string): Promise<{ ms: number; signInMs: number; pid: number; flags: readonly string[] }> {
  const startedAt = performance.now();
  const desk = await world.openDesk(profile);
  const identity = desk.page.locator(`[data-specialist="${MANAGER_ID}"]`);
  await identity.waitFor();
  const signInMs = performance.now() - startedAt;
  await identity.click();
  await desk.page.locator('[data-testid="desk"][data-phase="ready"]').waitFor();
  await desk.page.getByTestId("alert-list").waitFor();
  await painted(desk.page);
  const ms = performance.now() - startedAt;
  const child = desk.app.process();
  const flags = child.spawnargs.slice(1).filter((one) => one.startsWith("--") && !OF_A_DESK.some((own) => one.startsWith(own)));
  return { ms, signInMs, pid: child.pid ?? 0, flags };
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
