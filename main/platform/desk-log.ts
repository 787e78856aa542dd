/**
 * The desktop's own log: JSON lines in the profile's `logs/desk.log`.
 *
 * Owns the line's shape, the closed list of areas and the rotation. A message is a constant sentence; fields are ids, counts and codes,
 * never payloads, names, tokens or SDP. The hub writes its own log.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import type { Clock } from "#shared/lib/clock.ts";

export type LogArea = "app" | "window" | "permission" | "ipc" | "settings" | "hub-host" | "notify";
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export type DeskLog = {
  info(area: LogArea, message: string, fields?: LogFields): void;
  warn(area: LogArea, message: string, fields?: LogFields): void;
  error(area: LogArea, message: string, fields?: LogFields): void;
};

const ROTATE_AT_BYTES = 5 * 1024 * 1024;

/** One file and one older one. A desktop that cannot log keeps working: the lines then go to stderr alone. */
export function openDeskLog(folder: string, clock: Clock): DeskLog {
  const file = path.join(folder, "desk.log");
  const canWrite = prepare(folder, file);
  const write = (level: "info" | "warn" | "error", area: LogArea, message: string, fields: LogFields = {}) => {
    const line = `${JSON.stringify({ at: new Date(clock.now()).toISOString(), level, area, message, ...fields })}\n`;
    if (canWrite && append(file, line) && level !== "error") return;
    process.stderr.write(line);
  };
  return {
    info: (area, message, fields) => write("info", area, message, fields),
    warn: (area, message, fields) => write("warn", area, message, fields),
    error: (area, message, fields) => write("error", area, message, fields),
  };
}

function prepare(folder: string, file: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > ROTATE_AT_BYTES) renameSync(file, `${file}.1`);
    return true;
  } catch {
    return false;
  }
}

function append(file: string, line: string): boolean {
  try {
    appendFileSync(file, line);
    return true;
  } catch {
    return false;
  }
}

/** The part of a fault that may be logged: its class and code, and the message of programming errors only in the stack's first line. */
export function faultFields(fault: unknown): LogFields {
  if (!(fault instanceof Error)) return { fault: typeof fault };
  const code = "code" in fault && typeof fault.code === "string" ? { code: fault.code } : {};
  return {
    fault: fault.name,
    ...code,
    where:
      fault.stack
        ?.split("\n")[1]
        ?.trim()
        .replace(/\(?\S*[/\\]/, "(") ?? "",
  };
}
