/**
 * What comes before the main job: bundles that are out of date, and a screen.
 *
 * Owns those two and the meeting point with `scripts/main-job.ts`, which owns the main job itself (hub, demo bank, window,
 * and the demo customer where nobody watches).
 */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { buildTargets, describeOutcome, targetNames } from "../build/build-targets.ts";
import { openDisplay } from "./display.ts";
import { inProject } from "./project.ts";

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

export type MainJobPreparation = {
  /** Bundles that somebody else serves meanwhile. */
  readonly leaveOut?: readonly string[];
  /** Variables beside those of the display. */
  readonly env?: Readonly<Record<string, string>>;
};

const EXIT_NOT_BUILT = 2;

/** @returns the exit code */
export async function openMainJob(args: readonly string[], { leaveOut = [], env = {} }: MainJobPreparation = {}): Promise<number> {
  const mainJob = inProject("scripts/main-job.ts");
  if (!existsSync(mainJob)) {
    console.error("The main job is not built yet: scripts/main-job.ts does not exist.");
    return EXIT_NOT_BUILT;
  }
  const outcomes = await buildTargets(targetNames.filter((name) => !leaveOut.includes(name)));
  for (const outcome of outcomes) if (outcome.kind !== "fresh") console.log(`[build] ${describeOutcome(outcome)}`);
  if (outcomes.some(({ kind }) => kind === "failed")) return 1;

  const { runMainJob }: { readonly runMainJob: RunMainJob } = await import(pathToFileURL(mainJob).href);
  const display = await openDisplay({ which: "any" });
  try {
    return await runMainJob({ args, displayEnv: { ...display.env, ...env }, isVirtualDisplay: display.isVirtual });
  } finally {
    await display.close();
  }
}
