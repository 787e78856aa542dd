/**
 * Samples of content as rows to learn from: every way of asking with a place, its group of near copies, and its fold.
 *
 * What is made of them is `learn-intents.ts`.
 */
import { seededRandom } from "#shared/lib/seeded-random.ts";
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { IntentBook, IntentSamples } from "#shared/model/need-intent.ts";
import type { IntentPlace } from "./place.ts";
import { readable, textFeatures } from "./text-features.ts";

/** Samples that name no breakpoint are asked at these in turn: a place must not give away that a sample named none. */
const ANY_BREAKPOINT: readonly BreakpointKind[] = ["quiet-on-step", "help-requested", "back-and-forth", "left-on-last-step"];
/** Two texts of one intent that share this much of their n-grams (Jaccard) are near copies. */
const NEAR_COPY = 0.4;

export type Sample = {
  readonly text: string;
  readonly features: readonly string[];
  /** Where the samples say that it is asked. */
  readonly place: IntentPlace;
  /** Another step of the same flow: people ask wherever they happen to be, and a reader must not need the place. */
  readonly elsewhere: IntentPlace;
  /** Index into the book's intents; `OUT_OF_SCOPE` for what must be abstained from. */
  readonly intent: number;
  /** Near copies share one. */
  readonly group: number;
};

export const OUT_OF_SCOPE = -1;

/** Ways of asking of one block: lines, and the variants on each. */
export function sayings(samples: Pick<IntentSamples, "say">): string[][] {
  return samples.say
    .split("\n")
    .map((line) =>
      line
        .split(" / ")
        .map((variant) => variant.trim())
        .filter((variant) => variant !== ""),
    )
    .filter((variants) => variants.length > 0);
}

const turn = <T>(items: readonly T[], at: number): T | undefined => items[at % items.length];

/** One saying in three, of those that name help entries, comes from somebody who has opened one. */
const HELP_EVERY = 3;

/** Steps, then behaviours, then help entries in turn, so that every step meets every behaviour and none goes along with another. */
function placeAt(samples: IntentSamples, flows: readonly Pick<Flow, "id" | "steps">[], at: number): IntentPlace | null {
  const { flowId, stepIds, breakpointKinds, helpTopics } = samples;
  const spots =
    flowId === undefined
      ? flows.flatMap((flow) => flow.steps.map((step) => ({ flowId: flow.id, stepId: step.id })))
      : stepIds.map((stepId) => ({ flowId, stepId }));
  const kinds = breakpointKinds.length > 0 ? breakpointKinds : ANY_BREAKPOINT;
  const spot = turn(spots, at);
  const round = Math.floor(at / spots.length);
  const topic = at % HELP_EVERY === 0 ? turn(helpTopics, Math.floor(at / HELP_EVERY)) : undefined;
  return spot === undefined
    ? null
    : { ...spot, breakpointKind: turn(kinds, round), ...(topic === undefined ? {} : { helpTopics: [topic] }) };
}

function elsewhereOf(place: IntentPlace, flows: readonly Pick<Flow, "id" | "steps">[], at: number): IntentPlace {
  const others = flows.find(({ id }) => id === place.flowId)?.steps.filter(({ id }) => id !== place.stepId) ?? [];
  // A stride of its own, so that which other step it is does not go along with where it is asked.
  return { flowId: place.flowId, stepId: turn(others, at * 7 + 3)?.id ?? place.stepId, breakpointKind: turn(ANY_BREAKPOINT, at * 3) };
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const feature of a) if (b.has(feature)) both += 1;
  return both / (a.size + b.size - both || 1);
}

/** @param simplify traditional characters to simplified. */
export function samplesOf(
  book: IntentBook,
  flows: readonly Pick<Flow, "id" | "steps">[],
  simplify: (text: string) => string = (text) => text,
): Sample[] {
  const samples: Sample[] = [];
  let group = 0;
  const take = (blocks: readonly IntentSamples[], intent: number) => {
    const seen: { readonly features: ReadonlySet<string>; readonly group: number }[] = [];
    for (const block of blocks) {
      let said = 0;
      for (const variants of sayings(block)) {
        const read = variants.map((variant) => readable(variant, simplify)).map((text) => ({ text, features: textFeatures(text) }));
        const sets = read.map(({ features }) => new Set(features));
        const near = seen.find((known) => sets.some((features) => overlap(features, known.features) >= NEAR_COPY));
        const own = near?.group ?? group++;
        for (const [index, { text, features }] of read.entries()) {
          const place = placeAt(block, flows, said);
          seen.push({ features: sets[index] ?? new Set(), group: own });
          if (place) samples.push({ text, features, place, elsewhere: elsewhereOf(place, flows, said), intent, group: own });
          said += 1;
        }
      }
    }
  };
  for (const [index, intent] of book.intents.entries()) take(intent.samples, index);
  take(book.outOfScope, OUT_OF_SCOPE);
  return samples;
}

/** The fold of each sample, 0 to `folds` - 1: every intent spread evenly, no group torn apart. */
export function foldsOf(samples: readonly Pick<Sample, "intent" | "group">[], folds: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const members = new Map<number, { intent: number; group: number; at: number[] }>();
  for (const [at, { intent, group }] of samples.entries()) {
    const known = members.get(group);
    if (known) known.at.push(at);
    else members.set(group, { intent, group, at: [at] });
  }
  const result = new Int32Array(samples.length);
  const sizes = new Map<number, number[]>();
  for (const { intent, at } of random.shuffle([...members.values()])) {
    const size = sizes.get(intent) ?? Array.from({ length: folds }, () => 0);
    sizes.set(intent, size);
    const least = Math.min(...size);
    const open = size.flatMap((count, fold) => (count === least ? [fold] : []));
    const fold = random.pick(open);
    size[fold] = (size[fold] ?? 0) + at.length;
    for (const each of at) result[each] = fold;
  }
  return result;
}
