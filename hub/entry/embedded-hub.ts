/** The embedded hub: started by a desktop for its data folder, loopback only, outlives any single desk, ends when nobody is left. */
import { MINUTE_MS } from "#shared/lib/duration.ts";
import { hubArguments } from "./arguments.ts";
import { type Prepared, runHub } from "./run-hub.ts";

/** @param projectRoot where `content/` and `out/` lie unless the arguments name others */
export async function embeddedHub(argv: readonly string[], projectRoot: string, prepared: Prepared): Promise<void> {
  const given = hubArguments(argv, process.env, projectRoot);
  await runHub({ ...given, prepared, idleMs: given.idleMs ?? 3 * MINUTE_MS }, { host: "127.0.0.1" });
}

/** Its reason is what the person who looks into `hub.log` gets to read. */
export function endWith(fault: unknown): never {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exit(1);
}
