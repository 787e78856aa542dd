/** The samples every lexicon entry carries: run over the matcher that is going live, by the loader and by the tests. */
import type { LexiconEntryId } from "#shared/model/ids.ts";
import type { LexiconEntry } from "#shared/model/lexicon.ts";
import type { LexiconMatcher } from "./lexicon-matcher.ts";

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
