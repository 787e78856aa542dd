/**
 * Reads text as a listener would: full-width as half-width, traditional as simplified, capitals as small letters, and everything
 * that only separates (spaces, punctuation, symbols, zero-width characters) as a gap between characters.
 *
 * Keeps the original range of every character it emits. What a gap means for a match is decided in `lexicon-matcher.ts`.
 */

/** Maps one code point to its simplified form; the identity when there is none. Injected, because the table is large. */
export type SimplifyCharacter = (character: string) => string;

/**
 * What stands between two characters: `none`; `soft` = spaces, quotes, brackets, zero-width characters;
 * `hard` = other symbols and punctuation; `clause` = punctuation that may end a clause or a sentence, and line breaks.
 */
export type Gap = "none" | "soft" | "hard" | "clause";

export type ReadCharacter = {
  readonly character: string;
  /** Offset of its code point in the original, UTF-16 units, and the offset after it. */
  readonly start: number;
  readonly end: number;
  readonly gapBefore: Gap;
};

const RANK: Record<Gap, number> = { none: 0, soft: 1, hard: 2, clause: 3 };
const CLAUSE = /^[。．.!?！？；;，,：:\n\r\u2028\u2029…]$/u;
const SOFT = /^[\p{Z}\p{Cf}\p{Cc}\p{M}\p{Ps}\p{Pe}\p{Pi}\p{Pf}"'`「」『』]$/u;
const SEPARATOR = /^[\p{Z}\p{C}\p{P}\p{S}\p{M}]$/u;
/** Letters that draw nothing: Hangul fillers and the Braille blank. */
const BLANK = /^[\u115F\u1160\u3164\uFFA0\u2800]$/u;

const PERCENT = { characters: ["%"], gap: "none" } as const;

export function strongerGap(a: Gap, b: Gap): Gap {
  return RANK[a] >= RANK[b] ? a : b;
}

export function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= "0" && character <= "9";
}

/** A reader with its own cache; one per matcher, shared by its streams. */
export type CharacterReader = {
  /**
   * One code point → the characters it reads as (often one, sometimes none) or the gap it makes.
   * @param afterDigit a digit stands directly before it: then a percent sign counts, because 100% is not 100.
   */
  read(codePoint: string, afterDigit: boolean): { readonly characters: readonly string[]; readonly gap: Gap };
};

export function createCharacterReader(simplify: SimplifyCharacter): CharacterReader {
  const known = new Map<string, { characters: readonly string[]; gap: Gap }>();
  const gapOf = (codePoint: string): Gap => {
    if (CLAUSE.test(codePoint)) return "clause";
    return SOFT.test(codePoint) || BLANK.test(codePoint) ? "soft" : "hard";
  };
  return {
    read(codePoint, afterDigit) {
      if (afterDigit && (codePoint === "%" || codePoint === "％" || codePoint === "﹪")) return PERCENT;
      const cached = known.get(codePoint);
      if (cached) return cached;
      const characters = BLANK.test(codePoint)
        ? []
        : [...codePoint.normalize("NFKC")]
            .flatMap((part) => [...simplify(part).toLowerCase()])
            .filter((part) => !SEPARATOR.test(part) && !BLANK.test(part));
      const result = { characters, gap: characters.length > 0 ? ("none" as const) : gapOf(codePoint) };
      known.set(codePoint, result);
      return result;
    },
  };
}

/** A phrase as the automaton stores it: its characters without gaps. */
export function readPhrase(reader: CharacterReader, phrase: string): string[] {
  const characters: string[] = [];
  for (const codePoint of phrase) characters.push(...reader.read(codePoint, isDigit(characters.at(-1))).characters);
  return characters;
}
