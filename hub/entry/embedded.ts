/** Entry of the embedded hub: started by a desktop for its data folder, loopback only, outlives any single desk, ends when nobody is left. */
import path from "node:path";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import { hubArguments } from "./arguments.ts";
import { runHub } from "./run-hub.ts";

/** Where `content/` and the SDK are beside the bundle (out/hub/hub.mjs); a packaged app names them by argument. */
const projectRoot = path.resolve(import.meta.dirname, "..", "..");

try {
  const given = hubArguments(process.argv.slice(2), process.env, projectRoot);
  await runHub({ ...given, idleMs: given.idleMs ?? 3 * MINUTE_MS }, { host: "127.0.0.1" });
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exit(1);
}
