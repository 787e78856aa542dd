/**
 * Running Playwright as a program and reading its verdict. Owns the reporter arguments and the closing lines;
 * the display and the build are the caller's.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { spawnTracked } from "./processes.ts";
import { inProject, outFolder } from "./project.ts";
import type { RunnerVerdict } from "./vitest-run.ts";

type PlaywrightJson = {
  readonly errors: readonly { readonly message?: string }[];
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number; readonly skipped: number };
};

const CLOSING_LINES = 8;

/** The list reporter's lines go to the terminal as they come: these tests are long. */
export async function runPlaywright(env: Readonly<Record<string, string>>): Promise<RunnerVerdict> {
  const startedAt = performance.now();
  const json = path.join(outFolder, `playwright-${process.pid}.json`);
  const running = spawnTracked(process.execPath, [inProject("node_modules/@playwright/test/cli.js"), "test", "--reporter=list,json"], {
    cwd: inProject(),
    env: { ...process.env, ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: json },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  running.child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString("utf8");
    process.stdout.write(chunk);
  });
  const { code } = await running.exited;
  const ms = performance.now() - startedAt;
  const lines = stripVTControlCharacters(output)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const closing = lines.slice(-CLOSING_LINES).join("\n");
  const report: PlaywrightJson | null = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : null;
  rmSync(json, { force: true });
  if (report === null) return { passed: 0, failed: 1, failures: ["Playwright ended without a report"], closing, ms };
  const { expected, unexpected, flaky } = report.stats;
  if (flaky > 0) console.log(`${flaky} e2e tests passed at the second try only, see "flaky" above`);
  const outside = report.errors.map(({ message }) => message ?? "an error outside any test");
  const failed = unexpected + outside.length;
  // A run that exits with a failure although nothing failed was cut short.
  const isUnexplained = code !== 0 && failed === 0;
  return {
    passed: expected + flaky,
    failed: isUnexplained ? 1 : failed,
    failures: isUnexplained
      ? [`Playwright ended with exit code ${code}`]
      : [...outside, ...(unexpected > 0 ? [`${unexpected} e2e tests failed, see above`] : [])],
    closing,
    ms,
  };
}
