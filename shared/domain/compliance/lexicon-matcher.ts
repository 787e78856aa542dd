/**
 * Finds lexicon wording in text or in a running stream of text (docs/spec/LEXICON.md).
 *
 * Owns variants, split words, exceptions and negation. What a hit means for a message is `check-chat.ts`; homophones are not here.
 */
import type { LexiconEntryId } from "#shared/model/ids.ts";
import type { LexiconEntry, WordingClass } from "#shared/model/lexicon.ts";
import { createAutomaton } from "./automaton.ts";
import {
  createCharacterReader,
  type Gap,
  isDigit,
  type ReadCharacter,
  readPhrase,
  type SimplifyCharacter,
  strongerGap,
} from "./normalise.ts";

/** `exact` = written in one piece; `split` = something stands between its characters; `suspected` = only a clause ends inside it. */
export type HitCertainty = "exact" | "split" | "suspected";

export type LexiconHit = {
  readonly entryId: LexiconEntryId;
  readonly class: WordingClass;
  /** Range in the original text (of a stream: since it was opened), UTF-16 units, `end` excluded. */
  readonly start: number;
  readonly end: number;
  readonly certainty: HitCertainty;
};

export type LexiconStream = {
  /** @returns hits that are certain by now. A hit that an exception could still excuse waits for its next characters. */
  push(chunk: string): LexiconHit[];
  /** @returns hits that were still waiting. The stream can be pushed to no more. */
  end(): LexiconHit[];
};

export type LexiconMatcher = {
  /** All hits in order of start, then end. Overlapping hits of several entries are all listed. */
  findAll(text: string): LexiconHit[];
  open(): LexiconStream;
};

type Pattern = {
  readonly entryIndex: number;
  readonly role: "phrase" | "exception";
  readonly characters: readonly string[];
  /** How many characters after a phrase must be seen before it counts. */
  readonly tail: number;
};

/** In front of an exception that begins with a negation these turn it round again: 不得不保证收益 promises. */
const DOUBLE_NEGATION =
  /(?:不得|不可能|不可以|不会|不能|不是|没有|不曾|并非|绝非|无非|无不|从不|绝不|要|岂|岂能|岂会|何|怎么?会|怎么?能|怎么?可能|哪会|哪能|哪里|难道|谁说|谁讲|可|敢)$/u;
const NEGATION = /^[不无非没未勿莫别禁严否]/u;
const LONGEST_DOUBLE_NEGATION = 4;
const LATIN = /^[a-z0-9]$/;

function indexIn(whole: readonly string[], part: readonly string[]): number {
  for (let at = 0; at + part.length <= whole.length; at++) if (part.every((character, i) => whole[at + i] === character)) return at;
  return -1;
}

/** One that is made at its first use: making it takes some 40 ms, which no start waits for. */
export function laterLexiconMatcher(entries: readonly LexiconEntry[], simplify?: SimplifyCharacter): LexiconMatcher {
  let made: LexiconMatcher | null = null;
  const matcher = () => {
    made ??= createLexiconMatcher(entries, simplify);
    return made;
  };
  return { findAll: (text) => matcher().findAll(text), open: () => matcher().open() };
}

/** @param simplify one code point to its simplified form; leave it out only where the text is known to be simplified. */
export function createLexiconMatcher(
  entries: readonly LexiconEntry[],
  simplify: SimplifyCharacter = (character) => character,
): LexiconMatcher {
  const reader = createCharacterReader(simplify);
  const phrasesOf = entries.map((entry) => [entry.phrase, ...entry.variants].map((phrase) => readPhrase(reader, phrase)));
  const approved = entries.flatMap((entry, i) => (entry.class === "approved" ? (phrasesOf[i] ?? []) : []));

  const patterns: Pattern[] = [];
  for (const [entryIndex, entry] of entries.entries()) {
    const phrases = phrasesOf[entryIndex] ?? [];
    const exceptions = [
      ...entry.exceptions.map((phrase) => readPhrase(reader, phrase)),
      ...(entry.class === "approved" ? [] : approved),
    ].filter((exception) => phrases.some((phrase) => indexIn(exception, phrase) >= 0));
    for (const characters of exceptions) patterns.push({ entryIndex, role: "exception", characters, tail: 0 });
    for (const characters of phrases) {
      const tails = exceptions.map((exception) => {
        const at = indexIn(exception, characters);
        return at < 0 ? 0 : exception.length - at - characters.length;
      });
      const latinTail = LATIN.test(characters.at(-1) ?? "") ? 1 : 0;
      patterns.push({ entryIndex, role: "phrase", characters, tail: Math.max(0, latinTail, ...tails) });
    }
  }
  const automaton = createAutomaton(patterns.map((pattern) => pattern.characters));
  const longest = Math.max(1, ...patterns.map((pattern) => pattern.characters.length + pattern.tail));
  const keepCharacters = longest * 2 + LONGEST_DOUBLE_NEGATION + 2;

  const open = (): LexiconStream => {
    let state = automaton.start;
    let offset = 0;
    let heldSurrogate = "";
    let gap: Gap = "none";
    /** Characters read last; `firstPosition` is the position of the oldest one kept. */
    let seen: ReadCharacter[] = [];
    let firstPosition = 0;
    let waiting: { readonly pattern: Pattern; readonly from: number; readonly to: number; readonly hit: LexiconHit }[] = [];
    let excuses: { readonly entryIndex: number; readonly from: number; readonly to: number }[] = [];

    const at = (position: number): ReadCharacter | undefined => seen[position - firstPosition];
    const innerGaps = (from: number, to: number): Gap[] => {
      const gaps: Gap[] = [];
      for (let position = from + 1; position <= to; position++) {
        const between = at(position)?.gapBefore ?? "none";
        if (between !== "none") gaps.push(between);
      }
      return gaps;
    };
    const isTurnedRound = (from: number, characters: readonly string[]): boolean => {
      if (!NEGATION.test(characters[0] ?? "")) return false;
      let before = "";
      for (let position = from - 1; position >= from - LONGEST_DOUBLE_NEGATION; position--) {
        const gapAfter = at(position + 1)?.gapBefore;
        const character = at(position);
        if (!character || (gapAfter !== "none" && gapAfter !== "soft")) break;
        before = character.character + before;
      }
      return DOUBLE_NEGATION.test(before);
    };
    const joinsLatin = (first: number): boolean => {
      const left = at(first - 1)?.character ?? "";
      const right = at(first);
      return right !== undefined && right.gapBefore === "none" && LATIN.test(left) && LATIN.test(right.character);
    };

    const release = (upTo: number): LexiconHit[] => {
      if (waiting.length === 0) return [];
      const due = waiting.filter((candidate) => candidate.to + candidate.pattern.tail <= upTo);
      if (due.length === 0) return [];
      waiting = waiting.filter((candidate) => candidate.to + candidate.pattern.tail > upTo);
      const hits = due
        .filter(
          ({ pattern, from, to }) =>
            !excuses.some((excuse) => excuse.entryIndex === pattern.entryIndex && excuse.from <= from && excuse.to >= to),
        )
        .filter(({ from, to }) => !joinsLatin(from) && !joinsLatin(to + 1))
        .map(({ hit }) => hit);
      return hits;
    };

    const accept = (character: ReadCharacter): LexiconHit[] => {
      seen.push(character);
      const position = firstPosition + seen.length - 1;
      state = automaton.step(state, character.character);
      for (const index of automaton.endingAt(state)) {
        const pattern = patterns[index];
        const entry = pattern && entries[pattern.entryIndex];
        if (!pattern || !entry) continue;
        const from = position - pattern.characters.length + 1;
        const gaps = innerGaps(from, position);
        if (pattern.role === "exception") {
          if (gaps.every((between) => between === "soft") && !isTurnedRound(from, pattern.characters))
            excuses.push({ entryIndex: pattern.entryIndex, from, to: position });
          continue;
        }
        const start = at(from)?.start ?? 0;
        const certainty = gaps.length === 0 ? "exact" : gaps.length === 1 && gaps[0] === "clause" ? "suspected" : "split";
        waiting.push({ pattern, from, to: position, hit: { entryId: entry.id, class: entry.class, start, end: character.end, certainty } });
      }
      const hits = release(position);
      if (seen.length > keepCharacters * 2) {
        firstPosition += seen.length - keepCharacters;
        seen = seen.slice(-keepCharacters);
        excuses = excuses.filter((excuse) => excuse.to >= firstPosition);
      }
      return hits;
    };

    return {
      push(chunk) {
        const text = heldSurrogate + chunk;
        heldSurrogate = "";
        const hits: LexiconHit[] = [];
        const lastUnit = text.charCodeAt(text.length - 1);
        const isCut = lastUnit >= 0xd800 && lastUnit <= 0xdbff;
        if (isCut) heldSurrogate = text.slice(-1);
        for (const codePoint of isCut ? text.slice(0, -1) : text) {
          const start = offset;
          offset += codePoint.length;
          const read = reader.read(codePoint, gap === "none" && isDigit(seen.at(-1)?.character));
          if (read.characters.length === 0) gap = strongerGap(gap, read.gap);
          for (const character of read.characters) {
            hits.push(...accept({ character, start, end: offset, gapBefore: gap }));
            gap = "none";
          }
        }
        return hits;
      },
      end: () => release(Number.POSITIVE_INFINITY),
    };
  };

  return {
    open,
    findAll(text) {
      const stream = open();
      return [...stream.push(text), ...stream.end()].sort((a, b) => a.start - b.start || a.end - b.end || (a.entryId < b.entryId ? -1 : 1));
    },
  };
}
