/**
 * A sum of small decision trees on the log-odds scale: reading one, and saying which feature moved the answer by how much.
 *
 * Growing them from history is `grow-trees.ts`; turning log-odds into a calibrated probability is `calibration.ts`.
 */
import { invariant } from "#shared/lib/invariant.ts";

/**
 * One tree as parallel arrays, root at 0. At a leaf `feature` is -1. A row goes left when its feature is at most `threshold`.
 * `value` holds, for every node, the log-odds that rows reaching it have gained on average (leaves: what the tree adds).
 */
export type Tree = {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly value: readonly number[];
};

export type Trees = { readonly base: number; readonly trees: readonly Tree[] };

function at(list: readonly number[], index: number): number {
  const value = list[index];
  invariant(value !== undefined, "a tree's arrays have one length, and its children lie inside them");
  return value;
}

export function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The log-odds of one row; `row` holds one number a feature. */
export function logOddsOf(model: Trees, row: ArrayLike<number>): number {
  let sum = model.base;
  for (const tree of model.trees) {
    let node = 0;
    for (let feature = at(tree.feature, 0); feature >= 0; feature = at(tree.feature, node)) {
      node = (row[feature] ?? 0) <= at(tree.threshold, node) ? at(tree.left, node) : at(tree.right, node);
    }
    sum += at(tree.value, node);
  }
  return sum;
}

/**
 * How much each feature moved the log-odds away from the base: at each split the change of the node's value is put to the feature asked
 * (Saabas 2014). With the base the contributions add up to `logOddsOf`, but for what the roots themselves hold.
 */
export function contributionsOf(model: Trees, row: ArrayLike<number>, featureCount: number): Float64Array {
  const moved = new Float64Array(featureCount);
  for (const tree of model.trees) {
    let node = 0;
    for (let feature = at(tree.feature, 0); feature >= 0; feature = at(tree.feature, node)) {
      const next = (row[feature] ?? 0) <= at(tree.threshold, node) ? at(tree.left, node) : at(tree.right, node);
      moved[feature] = (moved[feature] ?? 0) + at(tree.value, next) - at(tree.value, node);
      node = next;
    }
  }
  return moved;
}
