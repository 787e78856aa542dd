/** `npm run soak -- NAME [args]`: one long run on a display of its own. */
import { withDisplay } from "./lib/display.ts";
import { runNamedProgram } from "./lib/named-program.ts";

process.exitCode = await withDisplay({ which: "own" }, ({ env }) => runNamedProgram("soak", process.argv.slice(2), env));
