/**
 * Which of a few words, known beforehand, a text is.
 *
 * For texts fresh from JSON: a `Map` has to hash all of such a text, once for each new string; here its length and three characters say which
 * word it can be at all, and it is compared with that one. Nothing of a text is kept.
 */

/** The place of a text among the words, -1 when it is none of them. */
export type WordFinder = (text: string) => number;

/** Three of four stay empty, so that a search that finds nothing ends soon. */
const SLOTS_A_WORD = 4;

/** Where looking for a word begins: cheap, and different for words that differ in an end, in the middle or in length. */
function sketchOf(text: string): number {
  const { length } = text;
  if (length === 0) return 0;
  return length * 7 + text.charCodeAt(0) * 3 + text.charCodeAt(length >> 1) * 31 + text.charCodeAt(length - 1) * 131;
}

/**
 * The same text as the one string the JavaScript engine keeps of it: to compare it, or to find a property by it, its characters need not be looked
 * at, as they must be of a text that was cut out of a file.
 */
export function internalized<Text extends string>(text: Text): Text {
  return (Object.keys({ [text]: 0 })[0] ?? text) as Text;
}

/** Of a word that is named twice the first place counts. */
export function createWordFinder(words: readonly string[]): WordFinder {
  const known = words.map(internalized);
  const mask = 2 ** Math.ceil(Math.log2(SLOTS_A_WORD * known.length + 1)) - 1;
  /** A place plus one, 0 = empty. */
  const slots = new Uint16Array(mask + 1);

  function slotOf(text: string): number {
    for (let slot = sketchOf(text) & mask; ; slot = (slot + 1) & mask) {
      const place = slots[slot] as number;
      if (place === 0 || known[place - 1] === text) return slot;
    }
  }

  for (const [place, word] of known.entries()) {
    const slot = slotOf(word);
    if (slots[slot] === 0) slots[slot] = place + 1;
  }
  return (text) => (slots[slotOf(text)] as number) - 1;
}
