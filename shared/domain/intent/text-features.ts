/**
 * Features of a text in Chinese, English or both: character n-grams of one to three for Han, words and pairs of words for Latin.
 *
 * No word segmentation: n-grams need no dictionary and forgive a wrong character. Weighing them is `tf-idf.ts`.
 */

/** What an n-gram of one, two, three characters counts: they say the same thing several times over. */
const GRAM_WEIGHTS = [1, 0.7, 0.5] as const;
const LONGEST_GRAM = GRAM_WEIGHTS.length;
/** A text with fewer letters than this says nothing one could answer. */
export const LEAST_LETTERS = 4;

const RUNS = /\p{Script=Han}+|[a-z]+(?:'[a-z]+)?|\d+/gu;
const IS_HAN = /^\p{Script=Han}/u;

/** Full width as half width, small letters, simplified characters. */
export function readable(text: string, simplify: (text: string) => string): string {
  return simplify(text.normalize("NFKC")).toLowerCase();
}

/** Letters, Han characters and digits of a readable text. */
export function letterCount(readableText: string): number {
  return [...readableText.matchAll(RUNS)].reduce((sum, [run]) => sum + [...run].length, 0);
}

/**
 * @param readableText as `readable` gives it.
 * @returns every feature as often as it occurs. A number counts as "a number": which one says little about what is asked.
 */
export function textFeatures(readableText: string): string[] {
  const found: string[] = [];
  let wordBefore = "";
  for (const [run] of readableText.matchAll(RUNS)) {
    if (!IS_HAN.test(run)) {
      const word = /^\d/.test(run) ? "0" : run;
      found.push(word);
      if (wordBefore !== "") found.push(`${wordBefore} ${word}`);
      wordBefore = word;
      continue;
    }
    wordBefore = "";
    const characters = [...run];
    for (let at = 0; at < characters.length; at += 1)
      for (let length = 1; length <= LONGEST_GRAM && at + length <= characters.length; length += 1)
        found.push(characters.slice(at, at + length).join(""));
  }
  return found;
}

const gramLength = (feature: string) => (IS_HAN.test(feature) ? [...feature].length : 1);

/** Factor of a feature beside its rarity. */
export function weightOf(feature: string): number {
  return GRAM_WEIGHTS[gramLength(feature) - 1] ?? 1;
}

/** In how many texts a feature must stand to be learned: three characters in a row seen once are a phrase known by heart. */
export function leastTexts(feature: string): number {
  return gramLength(feature) === LONGEST_GRAM ? 2 : 1;
}
