/**
 * Running vitest as a program and reading its verdict. Owns the reporter arguments and the closing lines;
 * which projects run is the caller's decision.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { runToEnd } from "./processes.ts";
import { inProject, outFolder } from "./project.ts";

export type RunnerVerdict = {
  readonly passed: number;
  readonly failed: number;
  /** Failing test titles, or the runner's own message when it never got to a test. */
  readonly failures: readonly string[];
  /** The runner's own last lines, verbatim. */
  readonly closing: string;
  readonly ms: number;
};

type VitestJson = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

const CLOSING_LINES = 6;

/** @param env variables beside this process's own */
export async function runVitest(projects: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<RunnerVerdict> {
  const json = path.join(outFolder, `vitest-${projects.join("-")}-${process.pid}.json`);
  const args = [
    inProject("node_modules/vitest/vitest.mjs"),
    "run",
    "--passWithNoTests",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${json}`,
  ];
  const finished = await runToEnd(process.execPath, [...args, ...projects.flatMap((name) => ["--project", name])], {
    cwd: inProject(),
    env: { ...process.env, ...env, NO_COLOR: "1" },
  });
  const output = stripVTControlCharacters(finished.stdout + finished.stderr);
  const closing = closingLines(stripVTControlCharacters(finished.stdout));
  const report: VitestJson | null = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : null;
  rmSync(json, { force: true });
  if (report === null)
    return {
      passed: 0,
      failed: finished.exitCode === 0 ? 0 : 1,
      failures: finished.exitCode === 0 ? [] : [output.trim()],
      closing,
      ms: finished.ms,
    };
  const failures = report.testResults.flatMap(failuresOf);
  // An error outside any test (a rejected promise, a file that does not load) fails the run without a failing test.
  const isUnexplained = finished.exitCode !== 0 && failures.length === 0;
  return {
    passed: report.numPassedTests,
    failed: isUnexplained ? 1 : failures.length,
    failures: isUnexplained ? [output.trim()] : failures,
    closing,
    ms: finished.ms,
  };
}

function failuresOf(file: VitestJson["testResults"][number]): readonly string[] {
  const name = path.relative(inProject(), file.name);
  const failing = file.assertionResults.filter(({ status }) => status === "failed");
  if (failing.length === 0) return file.status === "failed" ? [`${name} ${file.message.trim()}`] : [];
  return failing.map(
    ({ fullName, failureMessages }) => `${name} › ${fullName}\n    ${(failureMessages[0] ?? "").split("\n").slice(0, 6).join("\n    ")}`,
  );
}

/** From "Test Files" on; the last few lines when the run never came so far. */
function closingLines(stdout: string): string {
  const lines = stdout.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("JSON report"));
  const from = lines.findLastIndex((line) => line.trim().startsWith("Test Files"));
  return lines.slice(from === -1 ? -CLOSING_LINES : from).join("\n");
}
