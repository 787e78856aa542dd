/** PointCard: a talking point 话术 as a desk receives it, every sentence with its source and expiry. The point itself is `talking-point.ts`. */
import { z } from "zod";
import { claimIdSchema, releaseIdSchema, talkingPointIdSchema } from "./ids.ts";
import { instantSchema, wordsSchema } from "./words.ts";

export const pointCardSchema = z.strictObject({
  id: talkingPointIdSchema,
  sentence: wordsSchema,
  /** Must go with the sentence and cannot be removed in a rewrite. */
  riskSentence: wordsSchema.optional(),
  sources: z
    .array(z.strictObject({ claimId: claimIdSchema, title: wordsSchema, section: z.string().optional(), validUntil: instantSchema }))
    .min(1),
  releaseId: releaseIdSchema,
});
export type PointCard = z.infer<typeof pointCardSchema>;
