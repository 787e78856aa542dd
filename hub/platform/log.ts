/**
 * The hub's log: JSON lines on standard output; a closed list of areas, a constant sentence, plain fields.
 *
 * Never payloads, names, tokens or SDP. The audit record is another thing (`hub/audit`).
 */
export type LogArea = "start" | "gateway" | "watch" | "dispatch" | "help-session" | "guidance" | "store" | "content" | "webhooks" | "bug";
export type LogLevel = "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export type Log = (level: LogLevel, area: LogArea, sentence: string, fields?: LogFields) => void;

export function jsonLinesLog(write: (line: string) => void, now: () => number): Log {
  return (level, area, sentence, fields = {}) =>
    write(`${JSON.stringify({ at: new Date(now()).toISOString(), level, area, sentence, ...fields })}\n`);
}

/** For tests that read what was logged, or that want silence. */
export function collectingLog(): { log: Log; lines: { level: LogLevel; area: LogArea; sentence: string; fields: LogFields }[] } {
  const lines: { level: LogLevel; area: LogArea; sentence: string; fields: LogFields }[] = [];
  return { log: (level, area, sentence, fields = {}) => void lines.push({ level, area, sentence, fields }), lines };
}
