/** `npm run demo [-- --at ISO]`: plays the story with real windows on a virtual display; writes out/demo/story.json and numbered screenshots. */
import { buildTargets, describeOutcome } from "./build/build-targets.ts";
import { withDisplay } from "./lib/display.ts";
import { runInForeground } from "./lib/processes.ts";
import { inProject } from "./lib/project.ts";

const built = await buildTargets([]);
for (const outcome of built) if (outcome.kind !== "fresh") console.log(`[build] ${describeOutcome(outcome)}`);
process.exitCode = built.some(({ kind }) => kind === "failed")
  ? 1
  : await withDisplay({ which: "own" }, ({ env }) =>
      runInForeground(process.execPath, [inProject("test/story/run.ts"), ...process.argv.slice(2)], {
        cwd: inProject(),
        env: { ...process.env, ...env },
      }),
    );
