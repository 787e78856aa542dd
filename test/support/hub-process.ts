/** A hub as a process of its own, as a desktop starts it, so that it can be killed. Found by its lock file. */
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { TrackedProcess } from "#scripts/lib/processes.ts";
import { spawnTracked } from "#scripts/lib/processes.ts";
import type { HubLock } from "#shared/contract/http.ts";
import { hubLockSchema } from "#shared/contract/http.ts";

const START_WITHIN_MS = 20_000;

export type HubProcess = { readonly lock: HubLock; readonly process: TrackedProcess; kill9(): Promise<void>; stop(): Promise<void> };

export async function spawnHub(dataDir: string, more: readonly string[] = []): Promise<HubProcess> {
  const lockFile = path.join(dataDir, "hub.lock.json");
  await rm(lockFile, { force: true });
  const entry = path.resolve(import.meta.dirname, "../../hub/entry/embedded.ts");
  const started = spawnTracked(process.execPath, [entry, "--data", dataDir, ...more], { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  started.child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const until = Date.now() + START_WITHIN_MS;
  for (;;) {
    try {
      const lock = hubLockSchema.parse(JSON.parse(await readFile(lockFile, "utf8")));
      return {
        lock,
        process: started,
        async kill9() {
          process.kill(started.pid, "SIGKILL");
          await started.exited;
        },
        stop: () => started.stop(),
      };
    } catch {
      if (Date.now() > until || started.child.exitCode !== null) throw new Error(`the hub did not start: ${errors}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
