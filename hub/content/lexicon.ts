/** The matcher of a content's lexicon, one for all who ask. */
import { type LexiconMatcher, laterLexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import type { Content } from "./content.ts";
import { toSimplifiedCharacter } from "./simplified.ts";

const made = new WeakMap<Content["lexicon"], LexiconMatcher>();

export function matcherOf({ lexicon }: Content): LexiconMatcher {
  const known = made.get(lexicon);
  if (known !== undefined) return known;
  const matcher = laterLexiconMatcher(lexicon, toSimplifiedCharacter);
  made.set(lexicon, matcher);
  return matcher;
}
