/**
 * Starts a data folder's hub and waits until it answers.
 *
 * Owns the child and its log, and that a start image which Node refuses costs nothing but time (docs/adr/0010). Whether to start at all is `next-hub-step.ts`; that nobody else does so meanwhile is `start-lock.ts`.
 */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { HubCommand } from "./hub-command.ts";
import { type HubSight, observeHub } from "./observe-hub.ts";
import { sealStdio } from "./sealed-stdio.ts";

export type StartRequest = {
  readonly command: HubCommand;
  readonly folder: string;
  /** Where the hub's clock begins, epoch ms; absent = real time. */
  readonly startAt?: number;
  /** Told once when the child ends, early or late. */
  readonly onExit: (pid: number, code: number | null) => void;
};

export type StartOutcome =
  | { readonly kind: "answering"; readonly pid: number; readonly sight: HubSight }
  /** Ended, or silent for too long; `hub.log` has its words. */
  | { readonly kind: "did-not-start"; readonly code: number | null; readonly hasEnded: boolean };

/** First opening of a large store with migrations, on a slow disk. */
const START_WITHIN_MS = 30_000;
/** A look is at a file of a few hundred bytes that is mostly not there yet; a person waits meanwhile. */
const LOOK_EVERY_MS = 10;
const ROTATE_AT_BYTES = 10 * 1024 * 1024;
const GRACE_MS = 3_000;

type Child = { readonly pid: number; readonly exited: () => { readonly code: number | null } | null };

/** From the start image if there is one; when that ends before it answers, whatever the reason, from the program itself. */
export async function startHub(request: StartRequest): Promise<StartOutcome> {
  const { command } = request;
  if (command.kind === "utility" || command.image === undefined) return startOnce(request);
  let hasAnswered = false;
  const onExit: StartRequest["onExit"] = (pid, code) => {
    if (hasAnswered) request.onExit(pid, code);
  };
  const outcome = await startOnce({ ...request, onExit });
  hasAnswered = outcome.kind === "answering";
  if (outcome.kind === "answering" || !outcome.hasEnded) return outcome;
  return startOnce({ ...request, command: { kind: "process", node: command.node, file: command.file } });
}

async function startOnce(request: StartRequest): Promise<StartOutcome> {
  const child = await launch(request);
  if (child === null) return { kind: "did-not-start", code: null, hasEnded: true };
  const deadline = performance.now() + START_WITHIN_MS;
  while (performance.now() < deadline) {
    const sight = await observeHub(request.folder);
    if ("lock" in sight && sight.lock.pid === child.pid && sight.kind !== "silent") return { kind: "answering", pid: child.pid, sight };
    const exit = child.exited();
    if (exit !== null) return { kind: "did-not-start", code: exit.code, hasEnded: true };
    await delay(LOOK_EVERY_MS);
  }
  await endProcess(child.pid);
  return { kind: "did-not-start", code: null, hasEnded: false };
}

/** Politely first, by force after three seconds; by its id only. */
export async function endProcess(pid: number): Promise<void> {
  if (!signal(pid, "SIGTERM")) return;
  const deadline = performance.now() + GRACE_MS;
  while (performance.now() < deadline) {
    await delay(LOOK_EVERY_MS);
    if (!signal(pid, 0)) return;
  }
  signal(pid, "SIGKILL");
}

async function launch(request: StartRequest): Promise<Child | null> {
  const { command, folder, startAt } = request;
  const args = ["--data", folder, "--parent", String(process.pid)];
  if (startAt !== undefined) args.push("--at", new Date(startAt).toISOString());
  return command.kind === "process" ? launchProcess(command, args, request) : launchUtility(command.file, args, request);
}

/** Detached, its output in a file and nothing of Electron in its hands: neither of the two ends with the other. */
function launchProcess(
  { node, file, image }: Extract<HubCommand, { kind: "process" }>,
  args: readonly string[],
  { folder, onExit }: StartRequest,
): Promise<Child | null> {
  const log = openHubLog(folder);
  const sealed = sealStdio(log);
  const program = image === undefined ? [file] : ["--snapshot-blob", image, file];
  const child = spawn(node, [...program, ...args], {
    cwd: folder,
    detached: true,
    windowsHide: true,
    stdio: [...sealed.stdio],
    env: hubEnvironment(folder),
  });
  sealed.close();
  closeSync(log);
  child.unref();
  let exit: { readonly code: number | null } | null = null;
  child.once("exit", (code) => {
    exit = { code };
    if (child.pid !== undefined) onExit(child.pid, code);
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve(null));
    child.once("spawn", () => resolve(child.pid === undefined ? null : { pid: child.pid, exited: () => exit }));
  });
}

/** Only in an Electron whose own Node can hold the store; not exercised on the development runtime. */
async function launchUtility(file: string, args: readonly string[], { folder, onExit }: StartRequest): Promise<Child | null> {
  const { utilityProcess } = await import("electron");
  const log = openHubLog(folder);
  closeSync(log);
  const child = utilityProcess.fork(file, [...args], { serviceName: "baton-hub", stdio: "ignore", env: hubEnvironment(folder) });
  let exit: { readonly code: number | null } | null = null;
  return new Promise((resolve) => {
    child.once("spawn", () => resolve(child.pid === undefined ? null : { pid: child.pid, exited: () => exit }));
    child.once("exit", (code) => {
      exit = { code };
      if (child.pid !== undefined) onExit(child.pid, code);
      resolve(null);
    });
  });
}

function openHubLog(folder: string): number {
  const file = path.join(folder, "logs", "hub.log");
  mkdirSync(path.dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_AT_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}

/**
 * Playwright and Electron steer their own Node by variables that would confuse a plain one. What Node compiled of the bundle stays in the
 * data folder: the next start spares it.
 */
function hubEnvironment(folder: string): Record<string, string> {
  const kept: Record<string, string> = { NODE_COMPILE_CACHE: path.join(folder, "compiled") };
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !name.startsWith("ELECTRON_") && name !== "NODE_OPTIONS") kept[name] = value;
  }
  return kept;
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
