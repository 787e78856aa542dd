/**
 * Calibration: from log-odds to a probability that means what it says, and the table that shows whether it does.
 *
 * Platt's line (1999) fitted by Newton's method on answers the trees have not been grown on.
 */
import { sigmoid } from "./trees.ts";

/** probability = sigmoid(slope · log-odds + shift) */
export type Calibration = { readonly slope: number; readonly shift: number };

export const NO_CALIBRATION: Calibration = { slope: 1, shift: 0 };

export function calibrated(calibration: Calibration, logOdds: number): number {
  return sigmoid(calibration.slope * logOdds + calibration.shift);
}

const ROUNDS = 30;
/** Keeps the line finite when the answers are all right. */
const RIDGE = 1e-3;

function lossOf(logOdds: ArrayLike<number>, labels: ArrayLike<number>, slope: number, shift: number): number {
  let loss = (RIDGE / 2) * (slope - 1) ** 2;
  for (let row = 0; row < labels.length; row += 1) {
    const z = slope * (logOdds[row] ?? 0) + shift;
    // log(1 + e^z) - label · z, without overflow.
    loss += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - (labels[row] ?? 0) * z;
  }
  return loss;
}

/** @param labels 1 for what the log-odds speak of, else 0. Fewer than two rows, or one class only: no calibration. */
export function fitCalibration(logOdds: ArrayLike<number>, labels: ArrayLike<number>): Calibration {
  const positives = Array.from(labels).reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === labels.length) return NO_CALIBRATION;
  let [slope, shift] = [1, 0];
  let loss = lossOf(logOdds, labels, slope, shift);
  for (let round = 0; round < ROUNDS; round += 1) {
    let [gSlope, gShift, hSlope, hBoth, hShift] = [RIDGE * (slope - 1), 0, RIDGE, 0, RIDGE];
    for (let row = 0; row < labels.length; row += 1) {
      const z = logOdds[row] ?? 0;
      const p = sigmoid(slope * z + shift);
      const gap = p - (labels[row] ?? 0);
      const w = p * (1 - p);
      gSlope += gap * z;
      gShift += gap;
      hSlope += w * z * z;
      hBoth += w * z;
      hShift += w;
    }
    const determinant = hSlope * hShift - hBoth * hBoth;
    const stepSlope = (hShift * gSlope - hBoth * gShift) / determinant;
    const stepShift = (hSlope * gShift - hBoth * gSlope) / determinant;
    let length = 1;
    let next = lossOf(logOdds, labels, slope - stepSlope, shift - stepShift);
    // Newton's full step overshoots where the answers are bold: halve it until it helps.
    while (!(next < loss) && length > 1e-6) {
      length /= 2;
      next = lossOf(logOdds, labels, slope - length * stepSlope, shift - length * stepShift);
    }
    if (!(next < loss)) break;
    slope -= length * stepSlope;
    shift -= length * stepShift;
    if (loss - next < 1e-9 * labels.length) break;
    loss = next;
  }
  return { slope, shift };
}

/** One row of the reliability table: what was said on average, and what came of it. */
export type ReliabilityRow = {
  readonly from01: number;
  readonly to01: number;
  readonly n: number;
  readonly said01: number;
  readonly came01: number;
};

export type Reliability = {
  readonly rows: readonly ReliabilityRow[];
  /** Mean distance between said and came, weighted by the rows' sizes. */
  readonly error01: number;
};

/** Ten rows of equal width; empty ones are left out. */
export function reliabilityOf(said01: ArrayLike<number>, came: ArrayLike<number>, rowCount = 10): Reliability {
  const sums = Array.from({ length: rowCount }, () => ({ n: 0, said: 0, came: 0 }));
  for (let index = 0; index < came.length; index += 1) {
    const p = said01[index] ?? 0;
    const sum = sums[Math.min(rowCount - 1, Math.floor(p * rowCount))];
    if (!sum) continue;
    sum.n += 1;
    sum.said += p;
    sum.came += came[index] ?? 0;
  }
  const rows = sums
    .map((sum, row) => ({
      from01: row / rowCount,
      to01: (row + 1) / rowCount,
      n: sum.n,
      said01: sum.said / sum.n,
      came01: sum.came / sum.n,
    }))
    .filter(({ n }) => n > 0);
  const error01 = rows.reduce((sum, row) => sum + row.n * Math.abs(row.said01 - row.came01), 0) / Math.max(1, came.length);
  return { rows, error01 };
}
