/**
 * `npm start`: bundles what is out of date, finds a display, then plays or opens the main job.
 *
 * Owns those two preparations. The main job itself (hub, demo bank, window, the demo customer without a display) is
 * `runMainJob` of `scripts/main-job.ts`.
 */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { buildTargets, describeOutcome } from "./build/build-targets.ts";
import { openDisplay } from "./lib/display.ts";
import { inProject } from "./lib/project.ts";

const EXIT_NOT_BUILT = 2;

/** What the main job is told. */
export type MainJobContext = {
  /** Arguments after `npm start --`. */
  readonly args: readonly string[];
  /** Variables for every program that opens a window. */
  readonly displayEnv: Readonly<Record<string, string>>;
  /** No person watches: play a demo customer and say where the screenshots are. */
  readonly isVirtualDisplay: boolean;
};

/** Resolves with the exit code once the main job is over. */
export type RunMainJob = (context: MainJobContext) => Promise<number>;

process.exitCode = await start(process.argv.slice(2));

async function start(args: readonly string[]): Promise<number> {
  const mainJob = inProject("scripts/main-job.ts");
  if (!existsSync(mainJob)) {
    console.error("The main job is not built yet: scripts/main-job.ts does not exist.");
    return EXIT_NOT_BUILT;
  }
  const outcomes = await buildTargets([]);
  for (const outcome of outcomes) if (outcome.kind !== "fresh") console.log(`[build] ${describeOutcome(outcome)}`);
  if (outcomes.some(({ kind }) => kind === "failed")) return 1;

  const { runMainJob }: { readonly runMainJob: RunMainJob } = await import(pathToFileURL(mainJob).href);
  const display = await openDisplay({ which: "any" });
  try {
    return await runMainJob({ args, displayEnv: display.env, isVirtualDisplay: display.isVirtual });
  } finally {
    await display.close();
  }
}
