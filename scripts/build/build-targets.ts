/**
 * Builds what is asked for and out of date. Owns the order of a build and its one line of report per target.
 * What the bundles are is `targets.ts`.
 */
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "vite";
import { runToEnd } from "#scripts/lib/processes.ts";
import { inProject, outFolder, projectRoot } from "#scripts/lib/project.ts";
import { hashSources, openStamp } from "./freshness.ts";
import { makeStartImage } from "./start-image.ts";
import { type BuildTarget, targets } from "./targets.ts";

export type BuildOutcome =
  /** `noStartImage`: why the hub has to start without one; null when it has one or none was asked for. */
  | { readonly kind: "built"; readonly target: string; readonly ms: number; readonly noStartImage: string | null }
  | { readonly kind: "fresh"; readonly target: string }
  | { readonly kind: "absent"; readonly target: string; readonly missing: readonly string[] }
  | { readonly kind: "failed"; readonly target: string; readonly message: string };

export const targetNames: readonly string[] = targets.map(({ name }) => name);

/**
 * One after the other: a second bundler beside the first only makes both slower on two cores.
 *
 * @param names targets to consider; all when empty. Each must be one of `targetNames`
 * @param force builds fresh ones as well
 */
export async function buildTargets(names: readonly string[], { force = false } = {}): Promise<readonly BuildOutcome[]> {
  const outcomes: BuildOutcome[] = [];
  for (const target of targets) {
    if (names.length > 0 && !names.includes(target.name)) continue;
    outcomes.push(await buildOne(target, force));
  }
  return outcomes;
}

export function describeOutcome(outcome: BuildOutcome): string {
  switch (outcome.kind) {
    case "built":
      return `${outcome.target}: built in ${(outcome.ms / 1000).toFixed(1)} s${withoutImage(outcome.noStartImage)}`;
    case "fresh":
      return `${outcome.target}: up to date`;
    case "absent":
      return `${outcome.target}: absent, ${outcome.missing.join(" and ")} not written yet`;
    case "failed":
      return `${outcome.target}: FAILED ${outcome.message}`;
  }
}

function withoutImage(reason: string | null): string {
  return reason === null ? "" : `, without a start image: ${reason}`;
}

async function buildOne(target: BuildTarget, force: boolean): Promise<BuildOutcome> {
  const missing = target.entries.filter((entry) => !existsSync(inProject(entry)));
  if (missing.length > 0) return { kind: "absent", target: target.name, missing };
  const stamp = openStamp(outFolder, target.name, hashSources(projectRoot, target.sources));
  const folder = path.join(outFolder, target.out);
  if (!force && stamp.isFresh() && existsSync(folder)) return { kind: "fresh", target: target.name };

  const startedAt = performance.now();
  stamp.clear();
  rmSync(folder, { recursive: true, force: true });
  let noStartImage: string | null = null;
  try {
    for (const config of target.configs()) await build(config);
    const [script, ...args] = target.afterwards ?? [];
    if (script !== undefined) {
      const { exitCode, stderr } = await runToEnd(process.execPath, [path.join(folder, script), ...args]);
      if (exitCode !== 0) return { kind: "failed", target: target.name, message: stderr.trim() };
    }
    if (target.startImageOf !== undefined) noStartImage = await makeStartImage(folder, inProject(target.startImageOf));
  } catch (error) {
    return { kind: "failed", target: target.name, message: error instanceof Error ? error.message : String(error) };
  }
  stamp.write();
  return { kind: "built", target: target.name, ms: performance.now() - startedAt, noStartImage };
}
