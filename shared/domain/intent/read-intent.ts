/**
 * Reads what a customer wants to know, or abstains: never a guess below the threshold, and always with what the reading rests on.
 *
 * What is said in answer belongs to `guidance/answer-by-intent.ts`.
 */
import { calibrated } from "#shared/domain/score/calibration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { LikelyNeed, NeedGround, NeedIntent } from "#shared/model/need-intent.ts";
import { firstClass, type IntentHead, type IntentModel } from "./learn-intents.ts";
import { type IntentPlace, placeFeatures } from "./place.ts";
import { readShares } from "./place-shares.ts";
import { OUT_OF_SCOPE } from "./samples.ts";
import { LEAST_LETTERS, letterCount, textFeatures } from "./text-features.ts";
import { rowOf, type SparseRow } from "./tf-idf.ts";

export type IntentReading =
  | { readonly kind: "understood"; readonly intent: NeedIntent; readonly need: LikelyNeed }
  /** `too-short`: hardly anything was said, one may ask again; `out-of-scope`: nothing here answers it. */
  | { readonly kind: "abstained"; readonly because: "too-short" | "out-of-scope" };

/** What a place alone suggests is shown only when it is likelier than all else together. */
const LEAST_BY_PLACE01 = 0.5;
/** How many parts of a text are named. */
const WORDS_NAMED = 3;

/** How much more a column speaks for class `at` than for the classes on average, by the row's value. */
function pull(head: IntentHead, row: SparseRow, index: number, at: number): number {
  const { classCount, weights } = head.multinomial;
  const from = (row.columns[index] ?? 0) * classCount;
  let sum = 0;
  for (let k = 0; k < classCount; k += 1) sum += weights[from + k] ?? 0;
  return (row.values[index] ?? 0) * ((weights[from + at] ?? 0) - sum / classCount);
}

/** Characters and words that carry a sentence rather than say what it is about. */
const FUNCTION_CHARACTERS =
  /[的了吗呢吧啊呀嘛么我你您他它们是不没有在什怎这那个能会可以还就都也要想请问下一多少到被给把和跟用过去来做好点]/u;
const FUNCTION_WORDS = new Set(
  "a an and are at be can cannot do does for from get have how i in is it keeps me my not of on or should so the this that to was what when where which who why will with you your".split(
    " ",
  ),
);
const isFiller = (name: string) => FUNCTION_CHARACTERS.test(name) || name.split(" ").some((word) => FUNCTION_WORDS.has(word));

/** The parts of a text that pulled most for what they are long, none inside another. */
function wordsNamed(pulls: readonly { readonly name: string; readonly pull: number }[]): string[] {
  const strength = ({ name, pull }: { readonly name: string; readonly pull: number }) => pull * Math.min(4, [...name].length);
  const speaking = pulls.filter((each) => each.pull > 0).sort((a, b) => strength(b) - strength(a));
  const chosen: string[] = [];
  for (const { name } of speaking.filter((each) => !isFiller(each.name))) {
    if (chosen.length < WORDS_NAMED && chosen.every((known) => !known.includes(name) && !name.includes(known))) chosen.push(name);
  }
  return chosen.length > 0 ? chosen : speaking.slice(0, 1).map(({ name }) => name);
}

/** A step lies in its flow: naming both says nothing more. */
const withoutIdleFlow = (grounds: readonly NeedGround[]) =>
  grounds.filter(({ kind }) => kind !== "flow" || !grounds.some((other) => other.kind === "step"));

function needOf(model: IntentModel, index: number, confidence01: number, grounds: readonly NeedGround[]): LikelyNeed {
  const intent = model.intents[index];
  invariant(intent, "what is learned from is an intent of the book");
  const samples = model.sampleCounts[index] ?? 1;
  return { intentId: intent.id, label: intent.label, confidence01, grounds: withoutIdleFlow(grounds), samples };
}

/** @param readableText as `readable` of `text-features.ts` gives it. */
export function readIntent(model: IntentModel, readableText: string, place: IntentPlace): IntentReading {
  const { said } = model;
  const marks = placeFeatures(place);
  const row = rowOf(
    said.vocabulary,
    textFeatures(readableText),
    marks.map(({ feature }) => feature),
    said.placeWeight,
  );
  const first = firstClass(said.multinomial, row);
  const index = said.classes[first.at] ?? OUT_OF_SCOPE;
  const confidence01 = calibrated(said.calibration, first.logOdds);
  const intent = model.intents[index];
  const isAskedHere = intent?.samples.some(({ flowId }) => flowId === undefined || flowId === place.flowId);
  if (!intent || !isAskedHere || confidence01 < said.least01)
    return { kind: "abstained", because: letterCount(readableText) < LEAST_LETTERS ? "too-short" : "out-of-scope" };

  const pulls = [...row.columns].map((column, at) => ({ name: said.vocabulary.names[column] ?? "", pull: pull(said, row, at, first.at) }));
  const words = wordsNamed(pulls.filter(({ name }) => !name.startsWith("@")));
  const grounds: NeedGround[] = words.length > 0 ? [{ kind: "said", words }] : [];
  for (const { feature, ground } of marks) {
    const isNamed = grounds.some((known) => known.kind === ground.kind);
    if (!isNamed && (pulls.find(({ name }) => name === feature)?.pull ?? 0) > 0) grounds.push(ground);
  }
  return { kind: "understood", intent, need: needOf(model, index, confidence01, grounds) };
}

/** What customers at this place tend to ask, when one thing is likelier than all others together; else null. */
export function readPlace(model: IntentModel, place: IntentPlace): LikelyNeed | null {
  const reading = readShares(model.place, place);
  if (reading === null || reading.share01 < LEAST_BY_PLACE01) return null;
  return needOf(model, reading.intent, reading.share01, reading.grounds);
}

/**
 * The likely need behind an alert: what was written last decides, turns of talk aside; with nothing written the place does.
 *
 * @param readableTexts what the customer wrote to the assistant, oldest first.
 * @returns `null` where the reader abstains; a text it cannot place is not overruled by a guess from the place.
 */
export function likelyNeed(model: IntentModel, readableTexts: readonly string[], place: IntentPlace): LikelyNeed | null {
  for (const text of [...readableTexts].reverse()) {
    const reading = readIntent(model, text, place);
    if (reading.kind === "understood" && reading.intent.isNeed) return reading.need;
    if (reading.kind === "abstained" && reading.because === "out-of-scope") return null;
  }
  return readPlace(model, place);
}
