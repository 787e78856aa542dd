/** The one form in which a benchmark says a figure: a JSON line. What the figure means is the benchmark's. */

export type BenchFigure = {
  readonly bench: string;
  readonly name: string;
  readonly value: number;
  readonly unit: "ms" | "bytes" | "frames" | "signals" | "MB" | "µs" | "a second";
  /** The same measured on what it is compared with, in the same run; absent when there is nothing to compare. */
  readonly baseline?: number;
  /** How many observations are behind `value`. */
  readonly n: number;
};

const round = (figure: number) => Math.round(figure * 100) / 100;

export function printFigure({ bench, name, value, unit, baseline, n }: BenchFigure): void {
  const ratio = baseline === undefined || baseline === 0 ? null : round(value / baseline);
  console.log(
    JSON.stringify({ bench, name, value: round(value), unit, baseline: baseline === undefined ? null : round(baseline), ratio, n }),
  );
}

/** The value that `share01` of the observations do not exceed (nearest rank). */
export function percentile(values: readonly number[], share01: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share01) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);
