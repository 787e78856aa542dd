/**
 * TF-IDF: texts as sparse rows, features that stand in few texts weighing more (sublinear counts, smoothed idf, unit length).
 *
 * Owns the columns. What a feature is, is `text-features.ts` and `place.ts`.
 */
import { leastTexts, weightOf } from "./text-features.ts";

/** Columns and values of one row, columns ascending by first use; no column twice. */
export type SparseRow = { readonly columns: Int32Array; readonly values: Float64Array };

export type Vocabulary = {
  /** Column of a feature. */
  readonly columns: ReadonlyMap<string, number>;
  readonly names: readonly string[];
  /** Weight of a column by how few texts hold it, and by its length; 1 for place features. */
  readonly idf: Float64Array;
};

/** @param texts features of each text as they occur; @param places features of each place, which are as they are. */
export function learnVocabulary(texts: readonly (readonly string[])[], places: readonly (readonly string[])[]): Vocabulary {
  const inTexts = new Map<string, number>();
  for (const text of texts) for (const feature of new Set(text)) inTexts.set(feature, (inTexts.get(feature) ?? 0) + 1);
  const columns = new Map<string, number>();
  const idf: number[] = [];
  const add = (feature: string, weight: number) => {
    if (columns.has(feature)) return;
    columns.set(feature, idf.length);
    idf.push(weight);
  };
  for (const [feature, count] of inTexts)
    if (count >= leastTexts(feature)) add(feature, weightOf(feature) * (Math.log((1 + texts.length) / (1 + count)) + 1));
  for (const place of places) for (const feature of place) add(feature, 1);
  return { columns, names: [...columns.keys()], idf: Float64Array.from(idf) };
}

/**
 * @param placeWeight what one place feature counts beside a text of length 1. Features nobody has seen are left out.
 */
export function rowOf(vocabulary: Vocabulary, text: readonly string[], place: readonly string[], placeWeight: number): SparseRow {
  const counts = new Map<number, number>();
  for (const feature of text) {
    const column = vocabulary.columns.get(feature);
    if (column !== undefined) counts.set(column, (counts.get(column) ?? 0) + 1);
  }
  const columns: number[] = [];
  const values: number[] = [];
  let squares = 0;
  for (const [column, count] of counts) {
    const value = (1 + Math.log(count)) * (vocabulary.idf[column] ?? 0);
    columns.push(column);
    values.push(value);
    squares += value * value;
  }
  const length = Math.sqrt(squares) || 1;
  for (const [at, value] of values.entries()) values[at] = value / length;
  for (const feature of place) {
    const column = vocabulary.columns.get(feature);
    if (column === undefined) continue;
    columns.push(column);
    values.push(placeWeight);
  }
  return { columns: Int32Array.from(columns), values: Float64Array.from(values) };
}
