/** Entry of the embedded hub: started by a desktop for its data folder, loopback only, outlives any single desk, ends when nobody is left. */
import path from "node:path";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import { keepCheckedContent } from "../content/checked-content.ts";
import { hubArguments } from "./arguments.ts";
import { runHub } from "./run-hub.ts";

/** Where `content/` and the SDK are beside the bundle (out/hub/hub.mjs); a packaged app names them by argument. */
const projectRoot = path.resolve(import.meta.dirname, "..", "..");

/** `--keep-checked-content`: the build's last step, so that no start has to read and check the content that ships with this program. */
const KEEP = "--keep-checked-content";
const checked = { program: import.meta.filename, file: path.join(import.meta.dirname, "checked-content.json") };

function keepContent(contentDir: string): void {
  const kept = keepCheckedContent(contentDir, checked);
  if (kept.ok) return;
  for (const fault of kept.error) process.stderr.write(`${fault.file} ${fault.path}: ${fault.message}\n`);
  process.exitCode = 1;
}

try {
  const given = hubArguments(
    process.argv.slice(2).filter((one) => one !== KEEP),
    process.env,
    projectRoot,
  );
  if (process.argv.includes(KEEP)) keepContent(given.contentDir);
  else await runHub({ ...given, checked, idleMs: given.idleMs ?? 3 * MINUTE_MS }, { host: "127.0.0.1" });
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exit(1);
}
