/** The hub from its start image (docs/adr/0010), as processes of the Node that a desktop carries, beside the plain program. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeAll, expect, test } from "vitest";
import { buildTargets } from "#scripts/build/build-targets.ts";
import { spawnTracked, type TrackedProcess } from "#scripts/lib/processes.ts";
import { inProject } from "#scripts/lib/project.ts";
import { type HubLock, hubLockSchema } from "#shared/contract/http.ts";
import { chooseHubCommand, fileExists } from "../../main/hub-host/hub-command.ts";

const BUILD_WITHIN_MS = 120_000;
/** The thread for checkpoints starts two seconds after its hub. */
const THREAD_RUNS_MS = 2_500;

type Started = { readonly lock: HubLock; readonly process: TrackedProcess; readonly said: () => string };

const folders: string[] = [];
const running: TrackedProcess[] = [];

beforeAll(async () => {
  const [built] = await buildTargets(["hub"]);
  expect(built?.kind === "built" ? built.noStartImage : built?.kind).toSatisfy((word) => word === null || word === "fresh");
}, BUILD_WITHIN_MS);

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "baton-image-"));
  folders.push(folder);
  return folder;
}

/** What a desktop of this machine would run. */
function command() {
  const chosen = chooseHubCommand({
    appFolder: inProject(),
    resourcesFolder: null,
    env: {},
    platform: process.platform,
    arch: process.arch,
    nodeVersion: "18.0.0",
    exists: fileExists,
  });
  if (!chosen.ok || chosen.value.kind !== "process" || chosen.value.image === undefined) throw new Error("there is no start image");
  return { ...chosen.value, image: chosen.value.image };
}

async function start(from: "image" | "program", dataDir: string, more: readonly string[] = []): Promise<Started> {
  const { node, file, image } = command();
  const program = from === "image" ? ["--snapshot-blob", image, file] : [file];
  const started = spawnTracked(node, [...program, "--data", dataDir, ...more], { cwd: dataDir, stdio: ["ignore", "pipe", "pipe"] });
  running.push(started);
  let said = "";
  for (const stream of [started.child.stdout, started.child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const lockFile = path.join(dataDir, "hub.lock.json");
  while (started.child.exitCode === null) {
    if (existsSync(lockFile)) {
      const lock = hubLockSchema.safeParse(JSON.parse(readFileSync(lockFile, "utf8") || "null"));
      if (lock.success && lock.data.pid === started.pid) return { lock: lock.data, process: started, said: () => said };
    }
    await delay(10);
  }
  throw new Error(`the hub ended: ${said}`);
}

const releaseOf = async ({ said }: Started) => {
  while (!said().includes("the hub is listening")) await delay(10);
  return /"releaseId":"(\w+)"/.exec(said())?.[1];
};

async function identities({ lock }: Started): Promise<unknown> {
  const answer = await fetch(`${lock.url}/v1/desk/identities`, { headers: { authorization: `Bearer ${lock.launchToken}` } });
  return answer.json();
}

test("[HOUSE-15] a hub from its start image serves the same release and answers the same as the plain program", async () => {
  const [image, program] = [await start("image", newFolder()), await start("program", newFolder())];
  expect(await releaseOf(image)).toBe(await releaseOf(program));
  expect(await identities(image)).toEqual(await identities(program));
  const health = await (await fetch(`${image.lock.url}/healthz`)).json();
  expect(health).toMatchObject({ status: "ok", pid: image.process.pid, startedAt: image.lock.startedAt });
});

test("[HOUSE-15] what must be a start's own is: tokens, keys, clock and the time it started", async () => {
  const before = Date.now();
  const folders = [newFolder(), newFolder()] as const;
  const hubs = [await start("image", folders[0]), await start("image", folders[1])] as const;
  expect(hubs[0].lock.launchToken).not.toBe(hubs[1].lock.launchToken);
  const keys = folders.map((folder) => readFileSync(path.join(folder, "keys.json"), "utf8"));
  expect(keys[0]).not.toBe(keys[1]);
  for (const { lock } of hubs) {
    expect(lock.startedAt).toBeGreaterThanOrEqual(before);
    expect(lock.startedAt).toBeLessThanOrEqual(Date.now());
    const metrics = await (await fetch(`${lock.url}/metrics`)).text();
    // Whole seconds, and reckoned back from an uptime.
    expect(Number(/^process_start_time_seconds (\d+)/m.exec(metrics)?.[1]) * 1_000).toBeGreaterThan(before - 2_000);
  }
});

test("[HOUSE-15] content that was changed since the image was made is read and checked as it is now", async () => {
  const contentDir = path.join(newFolder(), "content");
  cpSync(inProject("content"), contentDir, { recursive: true });
  const untouched = await start("image", newFolder(), ["--content", contentDir]);
  const file = path.join(contentDir, "policies", "budget.yaml");
  const text = readFileSync(file, "utf8");
  writeFileSync(
    file,
    text.replace(/^version: (\d+)/m, (_, version: string) => `version: ${Number(version) + 1}`),
  );
  const changed = await start("image", newFolder(), ["--content", contentDir]);
  expect(await releaseOf(changed)).not.toBe(await releaseOf(untouched));
  writeFileSync(file, "version: none\n");
  await expect(start("image", newFolder(), ["--content", contentDir])).rejects.toThrow("the content folder has");
});

test("[HOUSE-15] [HOUSE-14] its thread for checkpoints runs, and it ends when it is told to", async () => {
  const hub = await start("image", newFolder());
  await delay(THREAD_RUNS_MS);
  expect(hub.said()).not.toContain('"level":"error"');
  process.kill(hub.process.pid, "SIGTERM");
  expect(await hub.process.exited).toEqual({ code: 0, signal: null });
});
