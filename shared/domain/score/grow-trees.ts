/**
 * Grows trees from labelled rows: gradient boosting on the logistic loss with histograms (Friedman 2001; leaf-wise as in Ke et al. 2017).
 *
 * Deterministic: the seed decides which rows and features a tree sees. Which rows there are, and what they mean, belongs to the caller.
 */
import { invariant } from "#shared/lib/invariant.ts";
import { seededChance } from "#shared/lib/seeded-random.ts";
import { sigmoid, type Tree, type Trees } from "./trees.ts";

export type GrowOptions = {
  readonly trees: number;
  readonly leaves: number;
  /** What a tree's answer is multiplied with, in (0, 1]. */
  readonly learningRate: number;
  /** A leaf holds at least this weight of rows. */
  readonly minLeafWeight: number;
  /** Added to every leaf's second derivative: pulls small leaves to zero. */
  readonly l2: number;
  /** Shares of rows and of features one tree looks at. */
  readonly rowShare: number;
  readonly featureShare: number;
  /** So many sums of `trees` trees are grown, each seeing rows and features by a chance of its own, and averaged: one alone has luck. */
  readonly sums: number;
  readonly seed: number;
};

export const DEFAULT_GROW: GrowOptions = {
  trees: 120,
  leaves: 12,
  learningRate: 0.08,
  minLeafWeight: 80,
  l2: 10,
  rowShare: 0.35,
  featureShare: 0.5,
  sums: 3,
  seed: 20_261_123,
};

/** Rows by column: `columns[f][i]` is feature f of row i. `groups[i]` keeps the rows of one journey together when a tree samples. */
export type TrainingTable = {
  readonly columns: readonly Float32Array[];
  readonly labels: Uint8Array;
  readonly weights: Float32Array;
  readonly groups: Int32Array;
};

const MAX_BINS = 64;

type Binned = { readonly bins: Uint8Array; readonly edges: Float32Array };

/** Upper edges of bins of about equal size; the last bin has none. */
function binColumn(column: Float32Array): Binned {
  const step = Math.max(1, Math.floor(column.length / 20_000));
  const sample = Float32Array.from({ length: Math.ceil(column.length / step) }, (_, index) => column[index * step] ?? 0).sort();
  const edges: number[] = [];
  for (let bin = 1; bin < MAX_BINS; bin += 1) {
    const edge = sample[Math.floor((bin * sample.length) / MAX_BINS)] ?? 0;
    if (edge !== edges.at(-1) && edge < (sample.at(-1) ?? 0)) edges.push(edge);
  }
  const sorted = Float32Array.from(edges);
  const bins = new Uint8Array(column.length);
  for (let row = 0; row < column.length; row += 1) bins[row] = lowerBound(sorted, column[row] ?? 0);
  return { bins, edges: sorted };
}

/** The first bin whose upper edge is at least `value`. */
function lowerBound(edges: Float32Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Histogram = { readonly gradient: Float64Array; readonly hessian: Float64Array };
type Split = { readonly gain: number; readonly feature: number; readonly bin: number };
type Leaf = {
  readonly node: number;
  readonly rows: Int32Array;
  readonly histogram: Histogram;
  readonly gradient: number;
  readonly hessian: number;
  readonly split: Split | null;
};

type Workshop = {
  readonly binned: readonly Binned[];
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  readonly options: GrowOptions;
};

function histogramOf(shop: Workshop, rows: Int32Array, features: readonly number[]): Histogram {
  const size = shop.binned.length * MAX_BINS;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size);
  const g = new Float64Array(rows.length);
  const h = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] as number;
    g[i] = shop.gradient[row] as number;
    h[i] = shop.hessian[row] as number;
  }
  for (const feature of features) {
    const bins = shop.binned[feature]?.bins;
    invariant(bins, "features are indexes of columns");
    const offset = feature * MAX_BINS;
    for (let i = 0; i < rows.length; i += 1) {
      const at = offset + (bins[rows[i] as number] as number);
      (gradient[at] as number) += g[i] as number;
      (hessian[at] as number) += h[i] as number;
    }
  }
  return { gradient, hessian };
}

function difference(whole: Histogram, part: Histogram): Histogram {
  return {
    gradient: whole.gradient.map((value, index) => value - (part.gradient[index] ?? 0)),
    hessian: whole.hessian.map((value, index) => value - (part.hessian[index] ?? 0)),
  };
}

/** Least second derivative a leaf holds: for the logistic loss a row has at most a quarter of its weight. */
const HESSIAN_PER_WEIGHT = 0.1;

function bestSplit(shop: Workshop, histogram: Histogram, total: { g: number; h: number }, features: readonly number[]): Split | null {
  const { l2, minLeafWeight } = shop.options;
  const least = minLeafWeight * HESSIAN_PER_WEIGHT;
  const whole = (total.g * total.g) / (total.h + l2);
  let best: Split | null = null;
  for (const feature of features) {
    const edges = shop.binned[feature]?.edges.length ?? 0;
    const offset = feature * MAX_BINS;
    let g = 0;
    let h = 0;
    for (let bin = 0; bin < edges; bin += 1) {
      g += histogram.gradient[offset + bin] ?? 0;
      h += histogram.hessian[offset + bin] ?? 0;
      if (h < least) continue;
      if (total.h - h < least) break;
      const gain = (g * g) / (h + l2) + ((total.g - g) * (total.g - g)) / (total.h - h + l2) - whole;
      if (gain > (best?.gain ?? 1e-6)) best = { gain, feature, bin };
    }
  }
  return best;
}

type GrowingTree = { feature: number[]; threshold: number[]; left: number[]; right: number[]; value: number[] };

function addNode(tree: GrowingTree, value: number): number {
  tree.feature.push(-1);
  tree.threshold.push(0);
  tree.left.push(-1);
  tree.right.push(-1);
  tree.value.push(value);
  return tree.feature.length - 1;
}

function growTree(shop: Workshop, rows: Int32Array, features: readonly number[]): Tree {
  const tree: GrowingTree = { feature: [], threshold: [], left: [], right: [], value: [] };
  const { l2, learningRate, leaves } = shop.options;
  const makeLeaf = (held: Int32Array, histogram: Histogram): Leaf => {
    let g = 0;
    let h = 0;
    const offset = (features[0] ?? 0) * MAX_BINS;
    for (let bin = 0; bin < MAX_BINS; bin += 1) {
      g += histogram.gradient[offset + bin] ?? 0;
      h += histogram.hessian[offset + bin] ?? 0;
    }
    const node = addNode(tree, (-g / (h + l2)) * learningRate);
    return { node, rows: held, histogram, gradient: g, hessian: h, split: bestSplit(shop, histogram, { g, h }, features) };
  };
  const open: Leaf[] = [makeLeaf(rows, histogramOf(shop, rows, features))];
  for (let count = 1; count < leaves; count += 1) {
    const leaf = open.reduce<Leaf | null>((most, each) => ((each.split?.gain ?? 0) > (most?.split?.gain ?? 0) ? each : most), null);
    if (!leaf?.split) break;
    open.splice(open.indexOf(leaf), 1);
    const { feature, bin } = leaf.split;
    const column = shop.binned[feature];
    invariant(column, "a split names a column");
    const goesLeft = leaf.rows.filter((row) => (column.bins[row] ?? 0) <= bin);
    const goesRight = leaf.rows.filter((row) => (column.bins[row] ?? 0) > bin);
    const smaller = goesLeft.length <= goesRight.length ? goesLeft : goesRight;
    const small = histogramOf(shop, smaller, features);
    const large = difference(leaf.histogram, small);
    const left = makeLeaf(goesLeft, smaller === goesLeft ? small : large);
    const right = makeLeaf(goesRight, smaller === goesLeft ? large : small);
    tree.feature[leaf.node] = feature;
    tree.threshold[leaf.node] = column.edges[bin] ?? 0;
    tree.left[leaf.node] = left.node;
    tree.right[leaf.node] = right.node;
    open.push(left, right);
  }
  return tree;
}

function answerOf(tree: Tree, columns: readonly Float32Array[], row: number): number {
  let node = 0;
  for (let feature = tree.feature[0] as number; feature >= 0; feature = tree.feature[node] as number) {
    const value = columns[feature]?.[row] ?? 0;
    node = (value <= (tree.threshold[node] as number) ? tree.left[node] : tree.right[node]) as number;
  }
  return tree.value[node] as number;
}

/** What every sum begins with: the columns in bins, and the log-odds of the label over all rows. */
type Ground = { readonly binned: readonly Binned[]; readonly base: number };

function groundOf({ columns, labels, weights }: TrainingTable): Ground {
  let positive = 0;
  let weight = 0;
  for (let row = 0; row < labels.length; row += 1) {
    positive += (labels[row] ?? 0) * (weights[row] ?? 0);
    weight += weights[row] ?? 0;
  }
  const share = Math.min(1 - 1e-6, Math.max(1e-6, positive / weight));
  return { binned: columns.map(binColumn), base: Math.log(share / (1 - share)) };
}

function growSum(table: TrainingTable, { binned, base }: Ground, options: GrowOptions): readonly Tree[] {
  const count = table.labels.length;
  const chance = seededChance(options.seed);
  const logOdds = new Float64Array(count).fill(base);
  const shop: Workshop = { binned, gradient: new Float64Array(count), hessian: new Float64Array(count), options };
  const trees: Tree[] = [];
  for (let grown = 0; grown < options.trees; grown += 1) {
    for (let row = 0; row < count; row += 1) {
      const p = sigmoid(logOdds[row] as number);
      const w = table.weights[row] as number;
      shop.gradient[row] = (p - (table.labels[row] as number)) * w;
      shop.hessian[row] = p * (1 - p) * w;
    }
    const taken = new Map<number, boolean>();
    const rows: number[] = [];
    for (let row = 0; row < count; row += 1) {
      const group = table.groups[row] as number;
      let take = taken.get(group);
      if (take === undefined) {
        take = chance() < options.rowShare;
        taken.set(group, take);
      }
      if (take) rows.push(row);
    }
    const telling = shop.binned.flatMap(({ edges }, index) => (edges.length > 0 ? [index] : []));
    const features = telling.filter(() => chance() < options.featureShare);
    if (features.length === 0) features.push(telling[Math.floor(chance() * telling.length)] ?? 0);
    const tree = growTree(shop, Int32Array.from(rows), features);
    trees.push(tree);
    for (let row = 0; row < count; row += 1) (logOdds[row] as number) += answerOf(tree, table.columns, row);
  }
  return trees;
}

/** What one sum of several adds: its share. */
function shareOf(tree: Tree, sums: number): Tree {
  return sums === 1 ? tree : { ...tree, value: tree.value.map((value) => value / sums) };
}

/** @returns trees whose sum is the log-odds of the label being 1. */
export function growTrees(table: TrainingTable, options: GrowOptions): Trees {
  invariant(table.labels.length > 0, "there is something to learn from");
  const ground = groundOf(table);
  const { sums, seed } = options;
  // Both heads of a score are grown from neighbouring seeds: the sums of one take every other.
  const grown = Array.from({ length: sums }, (_, sum) => growSum(table, ground, { ...options, seed: seed + 2 * sum }));
  return { base: ground.base, trees: grown.flat().map((tree) => shareOf(tree, sums)) };
}
