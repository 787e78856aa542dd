/**
 * `npm run check`: everything that can be said about the tree without opening a window, in under a minute.
 *
 * Owns the order (two at a time, for two cores) and the printing. Each rule is a file in `scripts/checks/`, each tool
 * is run as its own program.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildTargets } from "./build/build-targets.ts";
import { checkHygiene } from "./checks/hygiene.ts";
import { checkLayers } from "./checks/layers.ts";
import { checkPurity } from "./checks/purity.ts";
import { type CheckReport, report } from "./checks/report.ts";
import { checkSpecIds } from "./checks/spec-ids.ts";
import { checkTrackerSize } from "./checks/tracker-size.ts";
import { runToEnd } from "./lib/processes.ts";
import { inProject, outFolder, projectRoot } from "./lib/project.ts";
import { runVitest } from "./lib/vitest-run.ts";

type Check = {
  readonly name: string;
  /** `null`: there is nothing to look at yet. */
  readonly run: () => Promise<CheckReport | null>;
};

/** Each check counts once, each test of a test runner for itself. */
export type CheckSummary = {
  readonly passed: number;
  readonly failed: number;
  /** Names of checks that found nothing to look at. */
  readonly absent: readonly string[];
};

const AT_ONCE = 2;

const checks: readonly Check[] = [
  { name: "types", run: () => tool("node_modules/typescript/bin/tsc", ["-b", "--pretty", "false"], /error TS/) },
  { name: "lint", run: lint },
  { name: "layers", run: async () => checkLayers(projectRoot) },
  { name: "purity", run: async () => checkPurity(projectRoot) },
  { name: "spec ids", run: async () => checkSpecIds(projectRoot) },
  { name: "hygiene", run: async () => checkHygiene(projectRoot) },
  { name: "tracker size", run: trackerSize },
  { name: "unit and contract tests", run: tests },
];

/** Runs every check, prints one line each and then every failure. */
export async function runChecks(): Promise<CheckSummary> {
  const startedAt = performance.now();
  const queue = [...checks];
  const results = new Map<string, CheckReport | null>();
  const worker = async () => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      const checkStartedAt = performance.now();
      const result = await runOne(check);
      results.set(check.name, result);
      console.log(lineOf(check.name, result, Math.round(performance.now() - checkStartedAt)));
      for (const warning of result?.warnings ?? []) console.log(`        ${warning}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const result of results.values()) if (result?.tests) console.log(result.tests.closing);
  const failures = [...results].flatMap(([name, result]) => (result?.failures ?? []).map((failure) => `${name}: ${failure}`));
  if (failures.length > 0) console.error(`\n${failures.join("\n")}`);
  console.log(
    `check: ${failures.length === 0 ? "passed" : `${failures.length} failures`} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
  );
  return summarise(results);
}

function summarise(results: ReadonlyMap<string, CheckReport | null>): CheckSummary {
  const reports = [...results.values()].filter((result) => result !== null);
  return {
    passed: reports.reduce((sum, { failures, tests }) => sum + (tests?.passed ?? (failures.length === 0 ? 1 : 0)), 0),
    failed: reports.reduce((sum, { failures, tests }) => sum + (tests?.failed ?? (failures.length > 0 ? 1 : 0)), 0),
    absent: [...results].filter(([, result]) => result === null).map(([name]) => name),
  };
}

async function runOne(check: Check): Promise<CheckReport | null> {
  try {
    return await check.run();
  } catch (error) {
    return report("", [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }
}

function lineOf(name: string, result: CheckReport | null, ms: number): string {
  const verdict = result === null ? "absent" : result.failures.length === 0 ? "ok" : "FAILED";
  return `${verdict.padEnd(7)} ${name.padEnd(24)} ${String(ms).padStart(6)} ms  ${result?.note ?? "nothing to look at yet"}`;
}

/**
 * Runs a tool of node_modules on this Node.
 *
 * @param isFailure picks the lines that name a failure; the whole output stands in when a failing tool has none
 */
async function tool(script: string, args: readonly string[], isFailure: RegExp): Promise<CheckReport> {
  const { exitCode, stdout, stderr } = await runToEnd(process.execPath, [inProject(script), ...args], { cwd: projectRoot });
  if (exitCode === 0) return report("", []);
  const lines = stdout.split("\n").filter((line) => isFailure.test(line));
  return report(`exit ${exitCode}`, lines.length > 0 ? lines : [`${stdout}${stderr}`.trim()]);
}

async function lint(): Promise<CheckReport> {
  const found = await tool(
    "node_modules/@biomejs/biome/bin/biome",
    ["check", "--reporter=github", "--max-diagnostics=none", "--error-on-warnings", "."],
    /^::(error|warning)/,
  );
  return report(found.note, found.failures.map(readableLint));
}

/** From `::error title=RULE,file=FILE,line=N,…::MESSAGE` to `path:N RULE MESSAGE`. */
function readableLint(line: string): string {
  const match = /^::(?:error|warning) title=([^,]*),file=([^,]*),line=(\d+)[^:]*::(.*)$/.exec(line);
  if (match === null) return line;
  const [, rule = "", file = "", at = "", message = ""] = match;
  return `${path.relative(projectRoot, path.resolve(projectRoot, file))}:${at} ${rule === "format" ? "is not formatted: npx biome check --write" : `${rule} ${message}`}`;
}

async function trackerSize(): Promise<CheckReport | null> {
  const [outcome] = await buildTargets(["customer"]);
  if (outcome?.kind === "failed") return report("", [`the customer target does not build: ${outcome.message}`]);
  return existsSync(path.join(outFolder, "customer", "track.js")) && outcome?.kind !== "absent" ? checkTrackerSize(outFolder) : null;
}

async function tests(): Promise<CheckReport | null> {
  const { passed, failed, failures, closing } = await runVitest(["unit", "contract"]);
  return passed + failed === 0 ? null : { ...report(`${passed} passed, ${failed} failed`, failures), tests: { passed, failed, closing } };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { failed } = await runChecks();
  process.exitCode = failed === 0 ? 0 : 1;
}
