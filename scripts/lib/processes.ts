/**
 * Child processes that never outlive the script that started them, unless asked to.
 *
 * Owns starting, waiting and ending whole process trees by id. Reading the process table is `process-table.ts`.
 */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import os from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { listProcesses, withDescendants } from "./process-table.ts";

const DEFAULT_GRACE_MS = 3_000;
const POLL_MS = 25;

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type TrackedProcess = {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Settles when the process is gone; rejects only when it could not be started. */
  readonly exited: Promise<Exit>;
  /** Ends the process and its descendants: politely first, by force after `graceMs`. Ending an ended one does nothing. */
  stop(graceMs?: number): Promise<void>;
};

export type Finished = { readonly exitCode: number; readonly stdout: string; readonly stderr: string; readonly ms: number };

const tracked = new Set<number>();

process.once("exit", () => {
  for (const pid of tracked) signalAll(treeOf([pid]), "SIGKILL");
});

/** A signal would end this process without its `exit`; a script that listens itself decides for itself. */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) process.exit(exitCodeOf({ code: null, signal }));
  });
}

export function spawnTracked(command: string, args: readonly string[], options: SpawnOptions = {}): TrackedProcess {
  const child = spawn(command, args, options);
  const pid = child.pid ?? -1;
  if (pid > 0) tracked.add(pid);
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      tracked.delete(pid);
      resolve({ code, signal });
    });
  });
  return { pid, child, exited, stop: (graceMs) => (tracked.has(pid) ? killTree(pid, graceMs) : Promise.resolve()) };
}

/** Runs a program to its end and keeps what it printed. */
export async function runToEnd(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Finished> {
  const startedAt = performance.now();
  const running = spawnTracked(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  running.child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  running.child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  const closed = new Promise<void>((resolve) => running.child.once("close", () => resolve()));
  const exit = await running.exited;
  await closed;
  return {
    exitCode: exitCodeOf(exit),
    stdout: Buffer.concat(stdout).toString("utf8"),
    stderr: Buffer.concat(stderr).toString("utf8"),
    ms: performance.now() - startedAt,
  };
}

/** Runs a program in the foreground with this process's own terminal. Returns its exit code. */
export async function runInForeground(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const running = spawnTracked(command, args, { stdio: "inherit", ...options });
  const pass = (signal: NodeJS.Signals) => running.child.kill(signal);
  process.on("SIGTERM", pass);
  process.on("SIGINT", pass);
  try {
    return exitCodeOf(await running.exited);
  } finally {
    process.off("SIGTERM", pass);
    process.off("SIGINT", pass);
  }
}

/** The shell's convention: 128 + n for an end by signal n. */
export function exitCodeOf({ code, signal }: Exit): number {
  if (code !== null) return code;
  return 128 + (signal === null ? 0 : os.constants.signals[signal]);
}

/** Ends a process and everything below it, by id. */
export async function killTree(pid: number, graceMs: number = DEFAULT_GRACE_MS): Promise<void> {
  await endAll([pid], graceMs);
}

/** Ends several trees at once; children that appear while it works are caught by the second look. */
export async function endAll(pids: readonly number[], graceMs: number = DEFAULT_GRACE_MS): Promise<void> {
  if (process.platform === "win32") {
    for (const pid of pids) spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"]);
    return;
  }
  const tree = treeOf(pids);
  signalAll(tree, "SIGTERM");
  await waitUntilGone(tree, graceMs);
  const stubborn = living([...tree, ...treeOf(tree)]);
  signalAll(stubborn, "SIGKILL");
  await waitUntilGone(stubborn, DEFAULT_GRACE_MS);
}

async function waitUntilGone(pids: readonly number[], limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (living(pids).length > 0 && performance.now() < deadline) await delay(POLL_MS);
}

function living(pids: readonly number[]): readonly number[] {
  const wanted = new Set(pids);
  return listProcesses()
    .filter(({ pid, isZombie }) => wanted.has(pid) && !isZombie)
    .map(({ pid }) => pid);
}

function treeOf(pids: readonly number[]): readonly number[] {
  return withDescendants(listProcesses(), pids);
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // Gone already is the wanted outcome.
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  }
}
