/**
 * Plain logistic regression by Newton's method: the peer the need score is measured beside, never shipped as the score.
 */
import { invariant } from "#shared/lib/invariant.ts";
import { sigmoid } from "./trees.ts";

/** `weights[0]` is the intercept. */
export type Logistic = { readonly weights: readonly number[] };

const ROUNDS = 25;
const RIDGE = 1;

export function logisticLogOdds(model: Logistic, row: ArrayLike<number>): number {
  return model.weights.reduce((sum, weight, index) => sum + weight * (index === 0 ? 1 : (row[index - 1] ?? 0)), 0);
}

/** Solves a · x = b for a symmetric positive definite `a`, in place (Cholesky would do as well; the systems are tiny). */
function solve(a: number[][], b: number[]): number[] {
  const size = b.length;
  for (let pivot = 0; pivot < size; pivot += 1) {
    const row = a[pivot];
    const head = row?.[pivot] ?? 0;
    invariant(row && head !== 0, "the ridge keeps the system solvable");
    for (let below = pivot + 1; below < size; below += 1) {
      const other = a[below];
      if (!other) continue;
      const factor = (other[pivot] ?? 0) / head;
      for (let column = pivot; column < size; column += 1) other[column] = (other[column] ?? 0) - factor * (row[column] ?? 0);
      b[below] = (b[below] ?? 0) - factor * (b[pivot] ?? 0);
    }
  }
  const x = b.map(() => 0);
  for (let pivot = size - 1; pivot >= 0; pivot -= 1) {
    let sum = b[pivot] ?? 0;
    for (let column = pivot + 1; column < size; column += 1) sum -= (a[pivot]?.[column] ?? 0) * (x[column] ?? 0);
    x[pivot] = sum / (a[pivot]?.[pivot] ?? 1);
  }
  return x;
}

export function fitLogistic(rows: readonly ArrayLike<number>[], labels: ArrayLike<number>): Logistic {
  const size = (rows[0]?.length ?? 0) + 1;
  let weights = Array.from({ length: size }, () => 0);
  for (let round = 0; round < ROUNDS; round += 1) {
    const hessian: number[][] = Array.from({ length: size }, (_, at) =>
      Array.from({ length: size }, (_2, other) => (at === other ? RIDGE : 0)),
    );
    const gradient = weights.map((weight, index) => (index === 0 ? 0 : RIDGE * weight));
    for (const [index, row] of rows.entries()) {
      const p = sigmoid(logisticLogOdds({ weights }, row));
      const gap = p - (labels[index] ?? 0);
      const w = p * (1 - p);
      for (let i = 0; i < size; i += 1) {
        const xi = i === 0 ? 1 : (row[i - 1] ?? 0);
        gradient[i] = (gradient[i] ?? 0) + gap * xi;
        const line = hessian[i];
        if (!line || xi === 0) continue;
        for (let j = 0; j < size; j += 1) line[j] = (line[j] ?? 0) + w * xi * (j === 0 ? 1 : (row[j - 1] ?? 0));
      }
    }
    const step = solve(hessian, gradient);
    weights = weights.map((weight, index) => weight - (step[index] ?? 0));
    if (step.every((value) => Math.abs(value) < 1e-6)) break;
  }
  return { weights };
}
