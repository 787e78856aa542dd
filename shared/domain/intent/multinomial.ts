/**
 * Multinomial logistic regression over sparse rows: stochastic gradient with AdaGrad steps (Duchi et al. 2011) and a ridge.
 *
 * Same rows, same classes, same seed: same weights, bit by bit. The two-class model of `score/logistic.ts` solves a dense system,
 * which thousands of n-grams do not allow.
 */
import { seededRandom } from "#shared/lib/seeded-random.ts";
import type { SparseRow } from "./tf-idf.ts";

export type Multinomial = {
  readonly classCount: number;
  /** Weight of column `c` for class `k` at `c * classCount + k`. */
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
};

export type MultinomialFit = { readonly rounds: number; readonly step: number; readonly ridge: number };

/** A class whose probability is off by less than this is left as it is. */
const LEAST_GAP = 0.005;

/** Probabilities of all classes, summing to 1, into `out`. */
function softmaxInto(model: Multinomial, row: SparseRow, out: Float64Array): void {
  const { classCount, weights, intercepts } = model;
  out.set(intercepts);
  for (let at = 0; at < row.columns.length; at += 1) {
    const from = (row.columns[at] ?? 0) * classCount;
    const value = row.values[at] ?? 0;
    for (let k = 0; k < classCount; k += 1) out[k] = (out[k] ?? 0) + (weights[from + k] ?? 0) * value;
  }
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classCount; k += 1) most = Math.max(most, out[k] ?? 0);
  let sum = 0;
  for (let k = 0; k < classCount; k += 1) {
    const value = Math.exp((out[k] ?? 0) - most);
    out[k] = value;
    sum += value;
  }
  for (let k = 0; k < classCount; k += 1) out[k] = (out[k] ?? 0) / sum;
}

export function probabilities(model: Multinomial, row: SparseRow): Float64Array {
  const out = new Float64Array(model.classCount);
  softmaxInto(model, row, out);
  return out;
}

/** @param labels class of each row, 0 to `classCount` - 1. */
export function fitMultinomial(
  rows: readonly SparseRow[],
  labels: ArrayLike<number>,
  sizes: { readonly columnCount: number; readonly classCount: number },
  fit: MultinomialFit,
  seed: number,
): Multinomial {
  const { columnCount, classCount } = sizes;
  const weights = new Float64Array(columnCount * classCount);
  const intercepts = new Float64Array(classCount);
  const model: Multinomial = { classCount, weights, intercepts };
  // Sums of squared gradients begin above nothing, so that the first step is no leap.
  const squares = new Float64Array(weights.length).fill(1e-4);
  const interceptSquares = new Float64Array(classCount).fill(1e-4);
  const said = new Float64Array(classCount);
  const random = seededRandom(seed);
  const order = rows.map((_, index) => index);
  for (let round = 0; round < fit.rounds; round += 1) {
    for (const index of random.shuffle(order)) {
      const row = rows[index];
      if (!row) continue;
      softmaxInto(model, row, said);
      const label = labels[index] ?? 0;
      said[label] = (said[label] ?? 0) - 1;
      for (let k = 0; k < classCount; k += 1) {
        const gap = said[k] ?? 0;
        // Of twenty classes most are sure that it is not them: they learn nothing from this row.
        if (Math.abs(gap) < LEAST_GAP) continue;
        const interceptSum = (interceptSquares[k] ?? 0) + gap * gap;
        interceptSquares[k] = interceptSum;
        intercepts[k] = (intercepts[k] ?? 0) - (fit.step * gap) / Math.sqrt(interceptSum);
        for (let at = 0; at < row.columns.length; at += 1) {
          const cell = (row.columns[at] ?? 0) * classCount + k;
          const weight = weights[cell] ?? 0;
          const slope = gap * (row.values[at] ?? 0) + fit.ridge * weight;
          const sum = (squares[cell] ?? 0) + slope * slope;
          squares[cell] = sum;
          weights[cell] = weight - (fit.step * slope) / Math.sqrt(sum);
        }
      }
    }
  }
  return model;
}
