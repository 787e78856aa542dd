/** Traditional to simplified, one character at a time: what `createLexiconMatcher` takes on the hub. The renderer hands in its own copy. */
import { Converter } from "opencc-js/t2cn";

/** Its dictionary is read when the first text is checked: 8 ms that a start need not spend. */
let convert: ((character: string) => string) | null = null;

/** @param character one code point. Characters without a simplified form come back as they are. */
export function toSimplifiedCharacter(character: string): string {
  // Alone, and read as traditional, it would be 幺: everybody who writes 怎么 would be misquoted.
  if (character === "么") return character;
  convert ??= Converter({ from: "tw", to: "cn" });
  return convert(character);
}
