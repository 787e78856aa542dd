/** The hub of a data folder: the one its lock file names while it answers, else one started for as long as it is needed. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LOCK_FILE } from "#hub/entry/run-hub.ts";
import { spawnTracked } from "#scripts/lib/processes.ts";
import { inProject } from "#scripts/lib/project.ts";
import type { HubLock } from "#shared/contract/http.ts";
import { healthReplySchema, hubLockSchema } from "#shared/contract/http.ts";

const START_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;
const ANSWER_WITHIN_MS = 2_000;

export type HubOfFolder = { readonly lock: HubLock; readonly wasRunning: boolean; end(): Promise<void> };

/** Null when there is no hub, or another program has its port by now. */
export async function runningHub(dataDir: string): Promise<HubLock | null> {
  try {
    const lock = hubLockSchema.parse(JSON.parse(await readFile(path.join(dataDir, LOCK_FILE), "utf8")));
    const response = await fetch(`${lock.url}/healthz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const health = healthReplySchema.parse(await response.json());
    return health.pid === lock.pid && health.startedAt === lock.startedAt ? lock : null;
  } catch {
    return null;
  }
}

/** Throws with what the hub said when it does not start. */
export async function hubOfFolder(dataDir: string): Promise<HubOfFolder> {
  const running = await runningHub(dataDir);
  if (running) return { lock: running, wasRunning: true, end: async () => {} };
  const started = spawnTracked(process.execPath, [inProject("hub/entry/embedded.ts"), "--data", dataDir], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  started.child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const until = performance.now() + START_WITHIN_MS;
  while (performance.now() < until && started.child.exitCode === null) {
    const lock = await runningHub(dataDir);
    if (lock) return { lock, wasRunning: false, end: () => started.stop() };
    await delay(LOOK_EVERY_MS);
  }
  await started.stop();
  throw new Error(`the hub of ${dataDir} did not start: ${said.trim() || "it said nothing"}`);
}
