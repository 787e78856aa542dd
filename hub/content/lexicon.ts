/** The matcher of a content's lexicon: made when first asked for (some 40 ms, which a start does not wait for) and once for all who ask. */
import { createLexiconMatcher, type LexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import type { Content } from "./content.ts";
import { toSimplifiedCharacter } from "./simplified.ts";

const made = new WeakMap<Content["lexicon"], LexiconMatcher>();

export function matcherOf({ lexicon }: Content): LexiconMatcher {
  const known = made.get(lexicon);
  if (known !== undefined) return known;
  const matcher = createLexiconMatcher(lexicon, toSimplifiedCharacter);
  made.set(lexicon, matcher);
  return matcher;
}
