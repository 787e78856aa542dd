/**
 * Runs a hub as a process: content, lock file, signals, idle exit. Shared by the embedded and the standalone entry.
 *
 * The lock file is how desktops find the hub of a data folder; it is written last and removed first.
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type HubLock, healthReplySchema, hubLockSchema } from "#shared/contract/http.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import type { Hub, HubOptions } from "../compose.ts";
import { startHub } from "../compose.ts";
import { demoEpoch, withEpoch } from "../content/epoch.ts";
import { type CheckedRelease, importContent } from "../content/release.ts";
import { readPeople, readSourceTexts } from "../content/source-texts.ts";
import { type KnownNeedModel, needModelFiles } from "../decide/need-scores.ts";
import { inlineFurther } from "../platform/compiler.ts";
import { jsonLinesLog } from "../platform/log.ts";
import type { HubArguments } from "./arguments.ts";

/** How often an idle hub looks whether it still is, in milliseconds. */
const IDLE_LOOK_MS = 5_000;

export const LOCK_FILE = "hub.lock.json";

/** The port of the folder's last hub; unlike the lock it stays when a hub ends. */
const PORT_FILE = "hub.port";

/** What was read and checked when the program was built. */
export type Prepared = {
  /** Null for a folder of other files than those that were checked. */
  readonly content: (contentDir: string) => CheckedRelease | null;
  readonly needModel?: KnownNeedModel;
};

export type RunningHub = { readonly hub: Hub; stop(): Promise<void> };

async function readLock(file: string): Promise<HubLock | null> {
  try {
    return hubLockSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}

/** 0 when the folder never had a hub. */
async function readPort(file: string): Promise<number> {
  try {
    const port = Number(await readFile(file, "utf8"));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}

/** Two hubs on one folder would number the same log twice: the second one ends before it touches anything. */
async function refuseServedFolder(lockFile: string): Promise<void> {
  const lock = await readLock(lockFile);
  if (lock === null || lock.pid === process.pid) return;
  try {
    const health = healthReplySchema.parse(await (await fetch(`${lock.url}/healthz`, { signal: AbortSignal.timeout(1_000) })).json());
    if (health.pid !== lock.pid || health.startedAt !== lock.startedAt) return;
  } catch {
    return;
  }
  throw new Error(
    `this data folder is served already by the hub at ${lock.url} (process ${lock.pid}); use that one or another --data folder`,
  );
}

/** Throws with a list of faults when content or data cannot be used. */
export async function runHub(
  given: HubArguments & { readonly prepared?: Prepared },
  bind: { host: string; lan?: HubOptions["lan"] },
): Promise<RunningHub> {
  inlineFurther();
  const lockFile = path.join(given.dataDir, LOCK_FILE);
  const portFile = path.join(given.dataDir, PORT_FILE);
  await refuseServedFolder(lockFile);
  const log = jsonLinesLog((line) => process.stdout.write(line), given.clock.now);
  const imported = importContent(given.contentDir, given.dataDir, undefined, given.prepared?.content(given.contentDir));
  if (!imported.ok) {
    const faults = imported.error.map((fault) => `${fault.file}${fault.path === "" ? "" : ` ${fault.path}`}: ${fault.message}`);
    throw new Error(`the content folder has ${faults.length} fault(s):\n${faults.join("\n")}`);
  }
  const { id, content } = imported.value;
  // Demo content is told from a day near now, whatever the year: its dates are offsets from the epoch.
  const release = { id, content: withEpoch(content, demoEpoch(content.contentEpoch, given.clock.now())) };
  const hub = await startHub({
    dataDir: given.dataDir,
    release,
    studio: { texts: readSourceTexts(given.contentDir), people: () => readPeople(given.contentDir) },
    clock: given.clock,
    log,
    needModels: needModelFiles(given.dataDir, given.contentDir),
    knownNeedModel: given.prepared?.needModel,
    sdkDir: given.sdkDir,
    port: given.port,
    portBefore: await readPort(portFile),
    host: bind.host,
    snapshotAfterMs: given.snapshotAfterMs ?? undefined,
    ...(bind.lan === undefined ? {} : { lan: bind.lan }),
    onFatal(fault) {
      log("error", "store", "the append log could not be written; the hub ends and a restart recovers", { fault: String(fault) });
      process.exit(3);
    },
  });
  const lock: HubLock = {
    url: hub.url,
    port: hub.port,
    pid: process.pid,
    launchToken: hub.launchToken,
    startedAt: hub.startedAt,
    protocol: PROTOCOL,
  };
  await writeFile(portFile, String(hub.port));
  await writeFile(lockFile, JSON.stringify(lock), { mode: 0o600 });

  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= (async () => {
      if ((await readLock(lockFile))?.pid === process.pid) await rm(lockFile, { force: true });
      await hub.close();
    })();
    return stopping;
  };

  if (given.idleMs !== null) {
    const idleMs = given.idleMs;
    let usedAt = performance.now();
    const look = setInterval(
      () => {
        if (hub.connections() > 0) usedAt = performance.now();
        usedAt = Math.max(usedAt, hub.requestedAtMs());
        if (performance.now() - usedAt < idleMs) return;
        clearInterval(look);
        log("info", "start", "nobody is connected and nobody asks; the hub ends", {});
        void stop().then(() => process.exit(0));
      },
      Math.min(IDLE_LOOK_MS, idleMs),
    );
    look.unref();
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop().then(() => process.exit(0)));
  process.once("uncaughtException", (fault) => {
    log("error", "bug", "a fault reached the process boundary", { fault: fault.stack ?? fault.message });
    process.exit(70);
  });
  return { hub, stop };
}
