/**
 * `npm run bench -- NAME [args]`: one benchmark on a display of its own, so that window figures do not depend on what else is open.
 * The benchmark prints its figures as JSON lines itself (test/support).
 */
import { withDisplay } from "./lib/display.ts";
import { runNamedProgram } from "./lib/named-program.ts";

process.exitCode = await withDisplay({ which: "own" }, ({ env }) => runNamedProgram("bench", process.argv.slice(2), env));
