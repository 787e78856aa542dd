/** Traditional to simplified, one character at a time: what `createLexiconMatcher` takes on the hub. The renderer hands in its own copy. */
import { Converter } from "opencc-js/t2cn";

const convert = Converter({ from: "tw", to: "cn" });

/** @param character one code point. Characters without a simplified form come back as they are. */
export function toSimplifiedCharacter(character: string): string {
  // Alone, and read as traditional, it would be 幺: everybody who writes 怎么 would be misquoted.
  if (character === "么") return character;
  return convert(character);
}
