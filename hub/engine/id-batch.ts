/**
 * Many ids as words, all at once: the texts are put together and taken as bytes in one go, and the digits read four at a time.
 *
 * Asked for one by one each character is a question to the engine what kind of text it is of. Only ids of 32 hexadecimal digits, as the tracker's
 * are, go this way; `packed-id.ts` owns what an id's words are, and takes every other one. Who has which number is `journey-numbers.ts`.
 */
import { HEXADECIMAL, wordsOfForm, writeId } from "./packed-id.ts";

/** Ids looked at together, at most: what their waits for memory bring still lies near when it is used. */
export const MOST_TOGETHER = 125;
/** Of an id that has more words than are kept here, or is none. */
export const ELSEWHERE = 0;
/** Words kept of an id. */
export const KEPT_WORDS = 4;
const DIGITS = 32;
const DIGIT_WORDS = DIGITS / 4;

// Four characters in a word, the first lowest. Their digits: the low four bits, and nine more for a letter.
const digitsOf = (chars: number) => (chars & 0x0f0f0f0f) + ((chars >>> 6) & 0x01010101) * 9;
/** What four digits have none of. */
const NO_DIGITS = 0xf0f0f0f0;
/** The characters that four digits are written with. */
const charsOf = (digits: number) => digits + 0x30303030 + (((digits + 0x06060606) >>> 4) & 0x01010101) * 39;
/** Four digits as 16 bits, the first highest. */
function joined(digits: number): number {
  const pairs = (digits << 4) | (digits >>> 8);
  return ((pairs & 255) << 8) | ((pairs >>> 16) & 255);
}

export class IdBatch {
  /** By place: `KEPT_WORDS` each, and the form they have. */
  readonly words = new Int32Array(MOST_TOGETHER * KEPT_WORDS);
  readonly forms = new Uint8Array(MOST_TOGETHER);
  readonly #encoder = new TextEncoder();
  readonly #bytes = new Uint8Array(MOST_TOGETHER * DIGITS);
  readonly #chars = new Int32Array(this.#bytes.buffer);
  readonly #scratch = new Int32Array(32);

  /** Takes `count` ids from a place of the list on, `MOST_TOGETHER` at most. */
  read(ids: readonly string[], from: number, count: number): void {
    let text = "";
    for (let place = 0; place < count; place += 1) {
      const id = ids[from + place] as string;
      if (id.length !== DIGITS) {
        this.#readEach(ids, from, count);
        return;
      }
      text += id;
    }
    const { read, written } = this.#encoder.encodeInto(text, this.#bytes);
    // A character that is not ASCII takes more bytes than one.
    if (read !== count * DIGITS || written !== read) this.#readEach(ids, from, count);
    else this.#readDigits(ids, from, count);
  }

  #readDigits(ids: readonly string[], from: number, count: number): void {
    const chars = this.#chars;
    const { words, forms } = this;
    for (let place = 0; place < count; place += 1) {
      let wrong = 0;
      for (let word = 0; word < KEPT_WORDS; word += 1) {
        const at = place * DIGIT_WORDS + word * 2;
        const high = chars[at] as number;
        const low = chars[at + 1] as number;
        const highDigits = digitsOf(high);
        const lowDigits = digitsOf(low);
        // Whatever is no digit is larger than one, or would be written otherwise.
        wrong |= ((highDigits | lowDigits) & NO_DIGITS) | (charsOf(highDigits) ^ high) | (charsOf(lowDigits) ^ low);
        words[place * KEPT_WORDS + word] = (joined(highDigits) << 16) | joined(lowDigits);
      }
      if (wrong === 0) forms[place] = HEXADECIMAL;
      else this.#readOne(ids[from + place] as string, place);
    }
  }

  #readEach(ids: readonly string[], from: number, count: number): void {
    for (let place = 0; place < count; place += 1) this.#readOne(ids[from + place] as string, place);
  }

  #readOne(id: string, place: number): void {
    const form = writeId(id, this.#scratch, 0);
    const length = wordsOfForm(form);
    this.forms[place] = length > KEPT_WORDS ? ELSEWHERE : form;
    for (let word = 0; word < length && word < KEPT_WORDS; word += 1) this.words[place * KEPT_WORDS + word] = this.#scratch[word] as number;
  }
}
