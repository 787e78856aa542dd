/**
 * Examples: moments of past journeys as numbers, with what came of them. Columns, because trees are grown by column.
 *
 * Owns the table. Which journeys go in, and up to when their end is known, belongs to who fills it.
 */
import type { TrainingTable } from "./grow-trees.ts";
import { needFeatureNames } from "./need-state.ts";

export type Example = {
  readonly journey: number;
  /** Hub clock. */
  readonly at: number;
  readonly features: Float32Array;
  readonly notFinished: boolean;
  readonly stillThere: boolean;
  /** The customer has finished this flow before. */
  readonly finishedBefore: boolean;
};

export type Examples = {
  readonly count: number;
  readonly columns: readonly Float32Array[];
  readonly journey: Int32Array;
  readonly at: Float64Array;
  readonly notFinished: Uint8Array;
  readonly stillThere: Uint8Array;
  readonly finishedBefore: Uint8Array;
};

export type ExampleKeeper = { add(example: Example): void; examples(): Examples };

export function keepExamples(): ExampleKeeper {
  const chunk = 1 << 14;
  let capacity = chunk;
  let count = 0;
  let columns = needFeatureNames.map(() => new Float32Array(capacity));
  let journey = new Int32Array(capacity);
  let at = new Float64Array(capacity);
  let flags = new Uint8Array(capacity);
  const grow = () => {
    capacity *= 2;
    const larger = <T extends { set(from: T): void }>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    columns = columns.map((column) => larger(column, new Float32Array(capacity)));
    journey = larger(journey, new Int32Array(capacity));
    at = larger(at, new Float64Array(capacity));
    flags = larger(flags, new Uint8Array(capacity));
  };
  return {
    add(example) {
      if (count === capacity) grow();
      for (const [feature, column] of columns.entries()) column[count] = example.features[feature] ?? 0;
      journey[count] = example.journey;
      at[count] = example.at;
      flags[count] = (example.notFinished ? 1 : 0) | (example.stillThere ? 2 : 0) | (example.finishedBefore ? 4 : 0);
      count += 1;
    },
    examples() {
      const held = flags.slice(0, count);
      return {
        count,
        columns: columns.map((column) => column.slice(0, count)),
        journey: journey.slice(0, count),
        at: at.slice(0, count),
        notFinished: held.map((flag) => flag & 1),
        stillThere: held.map((flag) => (flag >> 1) & 1),
        finishedBefore: held.map((flag) => (flag >> 2) & 1),
      };
    },
  };
}

/** A journey with many moments counts for more than one with few, but not in proportion: each moment weighs 1 / √(moments of its journey). */
export function tableOf(examples: Examples, labels: Uint8Array): TrainingTable {
  const counts = new Map<number, number>();
  for (const journey of examples.journey) counts.set(journey, (counts.get(journey) ?? 0) + 1);
  const weights = Float32Array.from(examples.journey, (journey) => 1 / Math.sqrt(counts.get(journey) ?? 1));
  return { columns: examples.columns, labels, weights, groups: examples.journey };
}

/** The numbers of one moment. */
export function rowOf(examples: Examples, row: number): Float32Array {
  const numbers = new Float32Array(examples.columns.length);
  for (let index = 0; index < numbers.length; index += 1) numbers[index] = examples.columns[index]?.[row] ?? 0;
  return numbers;
}
