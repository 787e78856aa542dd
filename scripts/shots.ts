/** `npm run shots [-- --only REGEX]`: builds what is out of date and takes every screen on a display of its own (test/shots). */
import { buildTargets, describeOutcome } from "./build/build-targets.ts";
import { withDisplay } from "./lib/display.ts";
import { runInForeground } from "./lib/processes.ts";
import { inProject } from "./lib/project.ts";

const built = await buildTargets([]);
for (const outcome of built) if (outcome.kind !== "fresh") console.log(`[build] ${describeOutcome(outcome)}`);
process.exitCode = built.some(({ kind }) => kind === "failed")
  ? 1
  : await withDisplay({ which: "own", width: 2_560, height: 1_440 }, ({ env }) =>
      runInForeground(process.execPath, [inProject("test/shots/run.ts"), ...process.argv.slice(2)], {
        cwd: inProject(),
        env: { ...process.env, ...env },
      }),
    );
