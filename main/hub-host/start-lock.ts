/**
 * The right to start a data folder's hub: one desktop at a time, however many start together.
 *
 * Owns `hub.starting.json`. It is made exclusively, names its holder, and counts as left behind when that process is dead or has held it
 * for longer than any start takes. (The hub itself refuses a folder that another one serves; this lock spares it the attempt.)
 */
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
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
export async function takeStartLock(options: StartLockOptions): Promise<(() => Promise<void>) | null> {
  const { folder, pid, clock } = options;
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, FILE);
  if (!(await makeExclusively(file, JSON.stringify({ pid, at: clock.now() })))) {
    await removeIfLeftBehind(file, options);
    return null;
  }
  return async () => {
    const holder = await readHolder(file);
    // Held for so long that it was taken over: it is not ours to remove.
    if (holder?.pid === pid) await rm(file, { force: true });
  };
}

/** Under a second exclusive file, so that of two who see the same dead holder none removes the other's new lock. */
async function removeIfLeftBehind(file: string, { clock, isAlive }: StartLockOptions): Promise<void> {
  const takeover = `${file}.takeover`;
  if (!(await makeExclusively(takeover, ""))) {
    if ((await ageMs(takeover)) > LONGEST_TAKEOVER_MS) await rm(takeover, { force: true });
    return;
  }
  try {
    const holder = await readHolder(file);
    // Without a holder it is being written just now, or its writer died in between.
    const isHeld =
      holder === null ? (await ageMs(file)) < LONGEST_TAKEOVER_MS : isAlive(holder.pid) && clock.now() - holder.at < LONGEST_HOLD_MS;
    if (!isHeld) await rm(file, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

/** By the file system's clock, which is the wall's. */
async function ageMs(file: string): Promise<number> {
  const made = await stat(file).catch(() => null);
  return made === null ? 0 : Date.now() - made.mtimeMs;
}

async function readHolder(file: string): Promise<z.infer<typeof holderSchema> | null> {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

async function makeExclusively(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "EEXIST") return false;
    throw fault;
  }
}
