/** `npm run fuzz -- NAME [args]`: one seeded fuzz. It prints its seed and its figures itself; `--small` is the size for every test run. */
import { runNamedProgram } from "./lib/named-program.ts";

process.exitCode = await runNamedProgram("fuzz", process.argv.slice(2));
