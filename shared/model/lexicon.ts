/** Lexicon 词库: approved, discouraged and forbidden wording, each entry with samples that must and must not hit. Matching: `shared/domain/compliance`. */
import { z } from "zod";
import { lexiconEntryIdSchema } from "./ids.ts";
import { wordsSchema } from "./words.ts";

/** `forbidden` cannot be sent, `discouraged` can after a second look, `approved` is the wording the bank offers instead. */
export const wordingClassSchema = z.enum(["forbidden", "discouraged", "approved"]);
export type WordingClass = z.infer<typeof wordingClassSchema>;

const phraseSchema = z.string().min(2).max(40);

export const lexiconEntrySchema = z.strictObject({
  id: lexiconEntryIdSchema,
  phrase: phraseSchema,
  /** Other wordings of the same thing; same id, same class. */
  variants: z.array(phraseSchema).default([]),
  class: wordingClassSchema,
  /** The rule in one sentence, shown beside the struck-through words. */
  rule: wordsSchema,
  /** What to say instead; absent for approved wording. */
  suggestion: wordsSchema.optional(),
  /** Phrases that contain the phrase and make it harmless, e.g. 不保证收益. */
  exceptions: z.array(phraseSchema).default([]),
  mustHit: z.array(z.string().min(1)).min(1),
  mustNotHit: z.array(z.string().min(1)).min(1),
});
export type LexiconEntry = z.infer<typeof lexiconEntrySchema>;
