/** TalkingPoint 话术: what to say now, assembled from claims by `shared/domain/guidance`. Carries its sources, so the desk needs no other lookup. */
import { z } from "zod";
import { claimKindSchema, claimSourceSchema } from "./claim.ts";
import { claimIdSchema, researchNoteIdSchema, talkingPointIdSchema } from "./ids.ts";
import { instantSchema, wordsSchema } from "./words.ts";

/** Why a point was chosen; `detail` is the matched tag or product id. The sentence for each code lives in `renderer/copy`. */
export const pointReasonSchema = z.strictObject({
  code: z.enum(["opening", "this-step", "this-breakpoint", "this-flow", "asked-product", "flow-product", "customer-tag", "risk-type"]),
  detail: z.string().optional(),
});
export type PointReason = z.infer<typeof pointReasonSchema>;

export const pointClaimSchema = z.strictObject({
  claimId: claimIdSchema,
  noteId: researchNoteIdSchema,
  source: claimSourceSchema,
  publisher: wordsSchema,
  /** Last instant it may be said, epoch milliseconds, hub clock. */
  validUntil: instantSchema,
  role: z.enum(["says", "risk"]),
});
export type PointClaim = z.infer<typeof pointClaimSchema>;

export const talkingPointSchema = z.strictObject({
  id: talkingPointIdSchema,
  kind: claimKindSchema,
  /** Without open placeholders. */
  sentence: wordsSchema,
  /** Must be said with the sentence and cannot be taken off. */
  riskSentence: wordsSchema.optional(),
  /** Claims it rests on: first what it says, then its risk. */
  claims: z.array(pointClaimSchema).min(1),
  why: z.array(pointReasonSchema),
});
export type TalkingPoint = z.infer<typeof talkingPointSchema>;

/** What a specialist did with a point, kept as feedback. */
export const pointFeedbackSchema = z.enum(["sent", "rewritten", "not-useful"]);
export type PointFeedback = z.infer<typeof pointFeedbackSchema>;
