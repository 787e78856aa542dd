/**
 * `npm test`: every test there is: check, hub tests, small fuzz runs, the bundles, then real windows and browsers.
 *
 * Owns the order, the sum and the rule that nothing is left running. What is not written yet is reported as absent,
 * never as passed. Every process below this one carries a marker in its environment, and the end of the run looks for it.
 */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { buildTargets, describeOutcome } from "./build/build-targets.ts";
import { runChecks } from "./check.ts";
import { withDisplay } from "./lib/display.ts";
import { programFile, programNames } from "./lib/named-program.ts";
import { runPlaywright } from "./lib/playwright-run.ts";
import { processesOfRun, RUN_ID_VARIABLE } from "./lib/process-table.ts";
import { endAll, runToEnd } from "./lib/processes.ts";
import { inProject } from "./lib/project.ts";
import { type RunnerVerdict, runVitest } from "./lib/vitest-run.ts";

type Outcome = { readonly passed: number; readonly failed: number; readonly absent?: readonly string[] };

/** How long what was told to end may take to be gone. */
const SETTLE_MS = 3_000;
const SETTLE_POLL_MS = 100;

const runId = randomUUID();
process.env[RUN_ID_VARIABLE] = runId;

const startedAt = performance.now();
const outcomes = [
  await stage("check", runChecks),
  await stage("hub tests", hubTests),
  await stage("fuzz, small", fuzzSmall),
  await stage("build", buildAll),
  await stage("e2e", endToEnd),
  await stage("nothing left running", nothingLeft),
];
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
console.log(`\nall tests in ${((performance.now() - startedAt) / 60_000).toFixed(1)} min`);
const missing = outcomes.flatMap((outcome) => outcome.absent ?? []);
if (missing.length > 0) console.log(`absent: ${missing.join("; ")}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function stage(name: string, run: () => Promise<Outcome>): Promise<Outcome> {
  console.log(`\n== ${name}`);
  try {
    return await run();
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}

function absent(what: string): Outcome {
  console.log(`absent: ${what}`);
  return { passed: 0, failed: 0, absent: [what] };
}

function printVerdict(verdict: RunnerVerdict): Outcome {
  for (const failure of verdict.failures) console.error(failure);
  console.log(verdict.closing);
  return verdict;
}

async function hubTests(): Promise<Outcome> {
  return existsSync(inProject("test/hub")) ? printVerdict(await runVitest(["hub"])) : absent("test/hub does not exist yet");
}

async function fuzzSmall(): Promise<Outcome> {
  const names = programNames("fuzz");
  if (names.length === 0) return absent("test/fuzz holds no program yet");
  let failures = 0;
  for (const name of names) {
    const { exitCode, stdout, stderr, ms } = await runToEnd(process.execPath, [programFile("fuzz", name), "--small"], { cwd: inProject() });
    console.log(`${exitCode === 0 ? "ok" : "FAILED"} ${name} in ${(ms / 1000).toFixed(1)} s: ${stdout.trim().split("\n").at(-1) ?? ""}`);
    if (exitCode === 0) continue;
    failures += 1;
    console.error(`${stdout}${stderr}`);
  }
  return { passed: names.length - failures, failed: failures };
}

async function buildAll(): Promise<Outcome> {
  const built = await buildTargets([]);
  for (const outcome of built) console.log(describeOutcome(outcome));
  return {
    passed: built.filter(({ kind }) => kind === "built" || kind === "fresh").length,
    failed: built.filter(({ kind }) => kind === "failed").length,
    absent: built.filter(({ kind }) => kind === "absent").map(({ target }) => `bundle ${target}`),
  };
}

async function endToEnd(): Promise<Outcome> {
  if (!existsSync(inProject("test/e2e"))) return absent("test/e2e does not exist yet");
  const verdict = await withDisplay({ which: "own" }, ({ env }) => runPlaywright(env));
  for (const failure of verdict.failures) console.error(failure);
  return verdict;
}

/** What is still ending gets a moment; what is not is named, ended by its id, and fails the run. */
async function nothingLeft(): Promise<Outcome> {
  const deadline = performance.now() + SETTLE_MS;
  while (processesOfRun(runId).length > 0 && performance.now() < deadline) await delay(SETTLE_POLL_MS);
  const left = processesOfRun(runId);
  for (const { pid, command } of left) console.error(`left running: ${pid} ${command}`);
  await endAll(left.map(({ pid }) => pid));
  console.log(left.length === 0 ? "ok" : `FAILED: ${left.length} processes`);
  return left.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
