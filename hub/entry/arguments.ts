/** Command-line arguments of the hub's entries, parsed by `node:util` and checked; a wrong one ends with a sentence, not a stack. */
import { homedir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Clock } from "#shared/lib/clock.ts";
import { shiftedClock, systemClock } from "#shared/lib/clock.ts";

export type HubArguments = {
  readonly dataDir: string;
  readonly contentDir: string;
  readonly sdkDir: string;
  readonly port: number;
  readonly lan: boolean;
  readonly clock: Clock;
  /** Ends the hub after this long without any connection, milliseconds; null = never. */
  readonly idleMs: number | null;
  /** How long a journey's change may wait for its snapshot, milliseconds; null = the hub's own figure. For tests that kill. */
  readonly snapshotAfterMs: number | null;
};

export class ArgumentFault extends Error {
  override readonly name = "ArgumentFault";
}

/** The data folder of this user when none is named: what `npm start` and desktops share. */
export function defaultDataDir(environment: NodeJS.ProcessEnv): string {
  return environment.BATON_DATA ?? path.join(environment.XDG_DATA_HOME ?? path.join(homedir(), ".local", "share"), "baton");
}

export function hubArguments(argv: readonly string[], environment: NodeJS.ProcessEnv, projectRoot: string): HubArguments {
  let values: {
    data?: string;
    content?: string;
    sdk?: string;
    port?: string;
    lan?: boolean;
    at?: string;
    "idle-ms"?: string;
    "snapshot-ms"?: string;
  };
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: "string" },
        content: { type: "string" },
        sdk: { type: "string" },
        port: { type: "string" },
        lan: { type: "boolean" },
        at: { type: "string" },
        "idle-ms": { type: "string" },
        "snapshot-ms": { type: "string" },
        /** Who started it; only logged: the hub outlives any single desk. */
        parent: { type: "string" },
      },
    }));
  } catch (fault) {
    throw new ArgumentFault(fault instanceof Error ? fault.message : String(fault));
  }
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new ArgumentFault(`--port ${values.port} is not a port`);
  const startAt = values.at === undefined ? null : Date.parse(values.at);
  if (startAt !== null && Number.isNaN(startAt))
    throw new ArgumentFault(`--at ${values.at} is not a date; write it like 2026-11-23T10:00:00+08:00`);
  const idleMs = values["idle-ms"] === undefined ? null : Number(values["idle-ms"]);
  if (idleMs !== null && !(idleMs > 0)) throw new ArgumentFault(`--idle-ms ${values["idle-ms"]} is not a duration in milliseconds`);
  const snapshotAfterMs = values["snapshot-ms"] === undefined ? null : Number(values["snapshot-ms"]);
  if (snapshotAfterMs !== null && !(snapshotAfterMs > 0))
    throw new ArgumentFault(`--snapshot-ms ${values["snapshot-ms"]} is not a duration in milliseconds`);
  return {
    dataDir: path.resolve(values.data ?? defaultDataDir(environment)),
    contentDir: path.resolve(values.content ?? path.join(projectRoot, "content")),
    sdkDir: path.resolve(values.sdk ?? path.join(projectRoot, "out", "customer")),
    port,
    lan: values.lan ?? false,
    clock: startAt === null ? systemClock : shiftedClock(startAt - Date.now()),
    idleMs,
    snapshotAfterMs,
  };
}
