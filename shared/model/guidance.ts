/** TalkingPoint 话术 as a desk receives it: assembled from claims, every sentence with its source and expiry. */
import { z } from "zod";
import { claimIdSchema, releaseIdSchema, talkingPointIdSchema } from "./ids.ts";
import { instantSchema, wordsSchema } from "./words.ts";

export const talkingPointSchema = z.strictObject({
  id: talkingPointIdSchema,
  sentence: wordsSchema,
  /** Must go with the sentence and cannot be removed in a rewrite. */
  riskSentence: wordsSchema.optional(),
  sources: z
    .array(z.strictObject({ claimId: claimIdSchema, title: wordsSchema, section: z.string().optional(), validUntil: instantSchema }))
    .min(1),
  releaseId: releaseIdSchema,
});
export type TalkingPoint = z.infer<typeof talkingPointSchema>;
