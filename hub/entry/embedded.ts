/** Entry of the embedded hub as a plain program (`frozen.ts` is the same with its memory kept), and the build's own use of it. */
import path from "node:path";
import { keepCheckedContent, readCheckedContent } from "../content/checked-content.ts";
import { hubArguments } from "./arguments.ts";
import { embeddedHub, endWith } from "./embedded-hub.ts";

/** Where `content/` and the SDK are beside the bundle (out/hub/hub.mjs); a packaged app names them by argument. */
const projectRoot = path.resolve(import.meta.dirname, "..", "..");

/** `--keep-checked-content`: a last step of the build, so that no start has to read and check the content that ships with this program. */
const KEEP = "--keep-checked-content";
const checked = { program: import.meta.filename, file: path.join(import.meta.dirname, "checked-content.json") };

function keepContent(contentDir: string): void {
  const kept = keepCheckedContent(contentDir, checked);
  if (kept.ok) return;
  for (const fault of kept.error) process.stderr.write(`${fault.file} ${fault.path}: ${fault.message}\n`);
  process.exitCode = 1;
}

try {
  const argv = process.argv.slice(2);
  if (argv.includes(KEEP)) {
    const given = argv.filter((one) => one !== KEEP);
    keepContent(hubArguments(given, process.env, projectRoot).contentDir);
  } else await embeddedHub(argv, projectRoot, { content: (contentDir) => readCheckedContent(contentDir, checked) });
} catch (fault) {
  endWith(fault);
}
