/**
 * The right to start a data folder's hub: one desktop at a time, however many start together.
 *
 * Owns `hub.starting.json`. It is made exclusively, names its holder, and counts as left behind when that process is dead or has held it
 * for longer than any start takes. (The hub itself refuses a folder that another one serves; this lock spares it the attempt.) Files of a few
 * bytes, read and written at once: before Electron is ready nothing else would be.
 */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Clock } from "#shared/lib/clock.ts";

const FILE = "hub.starting.json";
/** Longer than `START_WITHIN_MS` of `start-hub.ts`. */
export const LONGEST_HOLD_MS = 45_000;
/** Taking over a left-behind lock lasts microseconds. */
const LONGEST_TAKEOVER_MS = 5_000;

const holderSchema = z.object({ pid: z.number().int().positive(), at: z.number() });

export type StartLockOptions = {
  readonly folder: string;
  readonly pid: number;
  readonly clock: Clock;
  readonly isAlive: (pid: number) => boolean;
};

/** @returns the release, or `null` while somebody else is starting the hub */
export function takeStartLock(options: StartLockOptions): (() => void) | null {
  const { folder, pid, clock } = options;
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, FILE);
  if (!makeExclusively(file, JSON.stringify({ pid, at: clock.now() }))) {
    removeIfLeftBehind(file, options);
    return null;
  }
  return () => {
    // Held for so long that it was taken over: it is not ours to remove.
    if (readHolder(file)?.pid === pid) rmSync(file, { force: true });
  };
}

/** Under a second exclusive file, so that of two who see the same dead holder none removes the other's new lock. */
function removeIfLeftBehind(file: string, { clock, isAlive }: StartLockOptions): void {
  const takeover = `${file}.takeover`;
  if (!makeExclusively(takeover, "")) {
    if (ageMs(takeover) > LONGEST_TAKEOVER_MS) rmSync(takeover, { force: true });
    return;
  }
  try {
    const holder = readHolder(file);
    // Without a holder it is being written just now, or its writer died in between.
    const isHeld = holder === null ? ageMs(file) < LONGEST_TAKEOVER_MS : isAlive(holder.pid) && clock.now() - holder.at < LONGEST_HOLD_MS;
    if (!isHeld) rmSync(file, { force: true });
  } finally {
    rmSync(takeover, { force: true });
  }
}

/** By the file system's clock, which is the wall's. */
function ageMs(file: string): number {
  const made = statSync(file, { throwIfNoEntry: false });
  return made === undefined ? 0 : Date.now() - made.mtimeMs;
}

function readHolder(file: string): z.infer<typeof holderSchema> | null {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function makeExclusively(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "EEXIST") return false;
    throw fault;
  }
}
