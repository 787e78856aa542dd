/**
 * `hub.lock.json` of a data folder: which hub serves it.
 *
 * Owns reading it, a few hundred bytes, at once: before Electron is ready nothing else would be. The hub writes it once it listens; whether it
 * still tells the truth is `observe-hub.ts`.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { type HubLock, hubLockSchema } from "#shared/contract/http.ts";
import { isLoopbackHost } from "./hub-url.ts";

export const HUB_LOCK_FILE = "hub.lock.json";

/** `null` for anything but a whole, valid lock of a hub on this machine: a half-written file counts as none. */
export function parseHubLock(text: string): HubLock | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = hubLockSchema.safeParse(data);
  if (!parsed.success) return null;
  const lock = parsed.data;
  const url = new URL(lock.url);
  const isOwnMachine = (url.protocol === "http:" || url.protocol === "https:") && isLoopbackHost(url.hostname);
  return isOwnMachine && Number(url.port) === lock.port && lock.pid > 0 ? lock : null;
}

export function readHubLock(folder: string): HubLock | null {
  try {
    return parseHubLock(readFileSync(path.join(folder, HUB_LOCK_FILE), "utf8"));
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return null;
    throw fault;
  }
}
