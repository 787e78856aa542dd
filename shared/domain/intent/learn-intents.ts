/**
 * Learns to read what a customer wants to know from what they write and where they stand.
 *
 * The reader of texts is fitted, calibrated and given its threshold here, the latter two on samples it has not seen. What a place says
 * with nothing written is `place-shares.ts`; reading is `read-intent.ts`.
 */
import { type Calibration, calibrated, fitCalibration } from "#shared/domain/score/calibration.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { IntentBook, NeedIntent } from "#shared/model/need-intent.ts";
import { fitMultinomial, type Multinomial, type MultinomialFit, probabilities } from "./multinomial.ts";
import { type IntentPlace, placeFeatures } from "./place.ts";
import { learnPlaceShares, type PlaceShares } from "./place-shares.ts";
import { foldsOf, OUT_OF_SCOPE, type Sample, samplesOf } from "./samples.ts";
import { learnVocabulary, rowOf, type SparseRow, type Vocabulary } from "./tf-idf.ts";

export type IntentHead = {
  readonly vocabulary: Vocabulary;
  readonly multinomial: Multinomial;
  /** Index into the book's intents of each class; `OUT_OF_SCOPE` for the class of what is none of them. */
  readonly classes: readonly number[];
  /** What a place feature counts beside a text. */
  readonly placeWeight: number;
  /** From the log-odds of the first class to how often such an answer was right on samples held out. */
  readonly calibration: Calibration;
  /** Below this it abstains; above 1 when no threshold kept the promise. */
  readonly least01: number;
};

export type IntentModel = {
  readonly intents: readonly NeedIntent[];
  /** Samples learned from, by intent. */
  readonly sampleCounts: readonly number[];
  /** Reads a text at a place. Learned when it is first read from: a hub that nobody writes to never learns it. */
  readonly said: IntentHead;
  /** What is asked at a place, among the intents that claims answer. */
  readonly place: PlaceShares;
  /** Goes on learning to read texts, one fit a call; true when that is done. For a program that has other things to do in between. */
  learnSome(): boolean;
};

export type LearnIntents = {
  readonly seed: number;
  readonly folds: number;
  /** Of the answers given, at most this share may be wrong on held-out samples, what is out of scope included. */
  readonly mostWrong01: number;
};

export const LEARN_INTENTS: LearnIntents = { seed: 11, folds: 3, mostWrong01: 0.05 };

const SAID_FIT: MultinomialFit = { rounds: 5, step: 0.4, ridge: 1e-4 };
/** Beside a text of length 1: a place tips the scales between readings and does not outweigh a clear one. */
const PLACE_BESIDE_TEXT = 0.3;

type Held = { readonly logOdds: number; readonly isRight: boolean };

/** The first class and its log-odds; probabilities at the very ends are taken back a little, so that they stay finite. */
export function firstClass(multinomial: Multinomial, row: SparseRow): { readonly at: number; readonly logOdds: number } {
  const all = probabilities(multinomial, row);
  let at = 0;
  for (let k = 1; k < all.length; k += 1) if ((all[k] ?? 0) > (all[at] ?? 0)) at = k;
  const p = Math.min(1 - 1e-6, Math.max(1e-6, all[at] ?? 0));
  return { at, logOdds: Math.log(p / (1 - p)) };
}

/** The lowest confidence from which on at most `mostWrong01` of the answers are wrong; above 1 when there is none. */
export function leastConfidence(
  held: readonly { readonly confidence01: number; readonly isRight: boolean }[],
  mostWrong01: number,
): number {
  const sorted = [...held].sort((a, b) => b.confidence01 - a.confidence01);
  let wrong = 0;
  let least = 2;
  for (const [at, { confidence01, isRight }] of sorted.entries()) {
    if (!isRight) wrong += 1;
    const isLastOfIts = sorted[at + 1]?.confidence01 !== confidence01;
    if (isLastOfIts && wrong <= mostWrong01 * (at + 1)) least = confidence01;
  }
  return least;
}

const marksOf = (place: IntentPlace) => placeFeatures(place).map(({ feature }) => feature);
/** Every sample counts twice: where it is asked, and where one would not expect it. */
const placesOf = ({ place, elsewhere }: Sample): IntentPlace[] => [place, elsewhere];

function fitHead(samples: readonly Sample[], seed: number): Omit<IntentHead, "calibration" | "least01"> {
  const asked = samples.flatMap((sample) => placesOf(sample).map((place) => ({ sample, marks: marksOf(place) })));
  const vocabulary = learnVocabulary(
    samples.map((sample) => sample.features),
    asked.map(({ marks }) => marks),
  );
  const classes = [...new Set(samples.map((sample) => sample.intent))].sort((a, b) => a - b);
  const rows = asked.map(({ sample, marks }) => rowOf(vocabulary, sample.features, marks, PLACE_BESIDE_TEXT));
  const labels = asked.map(({ sample }) => classes.indexOf(sample.intent));
  const sizes = { columnCount: vocabulary.names.length, classCount: classes.length };
  return { vocabulary, multinomial: fitMultinomial(rows, labels, sizes, SAID_FIT, seed), classes, placeWeight: PLACE_BESIDE_TEXT };
}

/** Yields after each fit, which is the longest piece of work. */
function* learnHead(samples: readonly Sample[], { seed, folds, mostWrong01 }: LearnIntents): Generator<undefined, IntentHead> {
  const foldOf = foldsOf(samples, folds, seed);
  const held: Held[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const head = fitHead(
      samples.filter((_, at) => foldOf[at] !== fold),
      seed,
    );
    for (const [at, sample] of samples.entries()) {
      if (foldOf[at] !== fold) continue;
      for (const place of placesOf(sample)) {
        const first = firstClass(head.multinomial, rowOf(head.vocabulary, sample.features, marksOf(place), head.placeWeight));
        const intent = head.classes[first.at] ?? OUT_OF_SCOPE;
        if (intent !== OUT_OF_SCOPE) held.push({ logOdds: first.logOdds, isRight: intent === sample.intent });
      }
    }
    yield;
  }
  const calibration = fitCalibration(
    held.map(({ logOdds }) => logOdds),
    held.map(({ isRight }) => (isRight ? 1 : 0)),
  );
  const least01 = leastConfidence(
    held.map(({ logOdds, isRight }) => ({ confidence01: calibrated(calibration, logOdds), isRight })),
    mostWrong01,
  );
  return { ...fitHead(samples, seed), calibration, least01 };
}

/** From rows that are there already: what a cross-validation needs. */
export function learnFromSamples(intents: readonly NeedIntent[], samples: readonly Sample[], learn: LearnIntents): IntentModel {
  const answered = samples.filter(({ intent }) => (intents[intent]?.claimIds.length ?? 0) > 0);
  const learning = learnHead(samples, learn);
  let said: IntentHead | null = null;
  const learnSome = (): IntentHead | null => {
    const step = said === null ? learning.next() : null;
    if (step?.done) said = step.value;
    return said;
  };
  return {
    intents,
    sampleCounts: intents.map((_, index) => samples.filter(({ intent }) => intent === index).length),
    get said() {
      for (;;) {
        const learned = learnSome();
        if (learned !== null) return learned;
      }
    },
    learnSome: () => learnSome() !== null,
    place: learnPlaceShares(answered),
  };
}

/**
 * Pure and deterministic: the same book, flows and seed give the same model.
 *
 * @param simplify traditional characters to simplified.
 */
export function learnIntents(
  book: IntentBook,
  flows: readonly Pick<Flow, "id" | "steps">[],
  learn: LearnIntents = LEARN_INTENTS,
  simplify?: (text: string) => string,
): IntentModel {
  return learnFromSamples(book.intents, samplesOf(book, flows, simplify), learn);
}
