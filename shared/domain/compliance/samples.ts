/** The samples every lexicon entry carries: run over the matcher that is going live, by the loader and by the tests. */
import type { LexiconEntryId } from "#shared/model/ids.ts";
import type { LexiconEntry } from "#shared/model/lexicon.ts";
import type { LexiconMatcher } from "./lexicon-matcher.ts";
import { createCharacterReader, readPhrase, type SimplifyCharacter } from "./normalise.ts";

export type SampleFault = {
  readonly entryId: LexiconEntryId;
  readonly list: "mustHit" | "mustNotHit";
  readonly index: number;
  readonly sample: string;
};

/** A sample hits when its own entry is found in it for certain; a suspicion is not a hit. */
export function sampleFaults(entries: readonly LexiconEntry[], matcher: LexiconMatcher): SampleFault[] {
  return entries.flatMap((entry) =>
    (["mustHit", "mustNotHit"] as const).flatMap((list) =>
      entry[list].flatMap((sample, index) => {
        const hits = matcher.findAll(sample).some((hit) => hit.entryId === entry.id && hit.certainty !== "suspected");
        return hits === (list === "mustHit") ? [] : [{ entryId: entry.id, list, index, sample }];
      }),
    ),
  );
}

/** Exceptions that can excuse nothing, because no phrase of their entry lies within them. */
export function idleExceptions(entry: LexiconEntry, simplify: SimplifyCharacter): string[] {
  const reader = createCharacterReader(simplify);
  const read = (phrase: string) => readPhrase(reader, phrase).join("");
  const phrases = [entry.phrase, ...entry.variants].map(read);
  return entry.exceptions.filter((exception) => !phrases.some((phrase) => read(exception).includes(phrase)));
}
