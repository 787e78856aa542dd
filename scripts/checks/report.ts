/** What one check says. Owns the shape only; the checks are its siblings, the order and printing is `scripts/check.ts`. */
export type CheckReport = {
  /** Each a sentence that starts with `path:line` where there is one. Empty means passed. */
  readonly failures: readonly string[];
  /** Worth a look, never a reason to fail. */
  readonly warnings: readonly string[];
  /** What was looked at, for the one line of report: "214 files". */
  readonly note: string;
  /** Where the check ran many tests: how many passed, and the runner's own closing lines. */
  readonly tests?: { readonly passed: number; readonly failed: number; readonly closing: string };
};

export function report(note: string, failures: readonly string[], warnings: readonly string[] = []): CheckReport {
  return { failures, warnings, note };
}
