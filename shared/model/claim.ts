/**
 * Claim 观点: one sourced, expiring statement of research, in both languages.
 *
 * Its dates are whole days from the content epoch, so the same content works in any year; `shared/domain/guidance/validity.ts`
 * turns them into instants. Choosing claims for a customer belongs to `shared/domain/guidance`.
 */
import { z } from "zod";
import { breakpointKindSchema } from "./breakpoint.ts";
import { claimIdSchema, flowIdSchema, productIdSchema, stepIdSchema } from "./ids.ts";
import { wordsSchema } from "./words.ts";

/** Whole days from the content epoch; negative = before it. */
export const dayOffsetSchema = z.number().int().min(-20_000).max(20_000);

/**
 * `opening` starts a contact; `risk` is what must be said with something else and never stands alone; `rate` names a figure
 * of money or time that a product sheet fixes, and always needs its risk sentence.
 */
export const claimKindSchema = z.enum(["opening", "explanation", "reassurance", "rate", "rule", "benefit", "next-step", "risk"]);
export type ClaimKind = z.infer<typeof claimKindSchema>;

/** The bank's own risk types of a customer, most careful first. A customer without a valid assessment has none. */
export const riskTypeSchema = z.enum(["保守型", "稳健型", "平衡型", "成长型", "进取型"]);
export type RiskType = z.infer<typeof riskTypeSchema>;
export const RISK_TYPES = riskTypeSchema.options;

/** Who is speaking, as the customer would understand it. */
export const speakerRoleSchema = z.enum(["own-manager", "deputy", "agent", "expert"]);
export type SpeakerRole = z.infer<typeof speakerRoleSchema>;

/** For whom a claim is suitable. Everything absent = for everyone, a customer who is not signed in included. */
export const claimAudienceSchema = z.strictObject({
  /** The customer needs a valid assessment at least as bold as this. */
  minRiskType: riskTypeSchema.optional(),
  /** The customer must carry every one of these tag texts. */
  allTags: z.array(z.string().min(1)).default([]),
  /** The customer may carry none of these tag texts. */
  noTags: z.array(z.string().min(1)).default([]),
  /** Only these may say it; empty = anyone. */
  speakers: z.array(speakerRoleSchema).default([]),
});
export type ClaimAudience = z.infer<typeof claimAudienceSchema>;

export const claimSourceSchema = z.strictObject({
  title: wordsSchema,
  /** Chapter, version or page as printed, the same in both languages, e.g. `§4`, `3.2`, `v7`. */
  section: z.string().min(1),
});
export type ClaimSource = z.infer<typeof claimSourceSchema>;

/** What a sentence may leave open, filled when the point is assembled: `{specialistName}`, `{stepTitle}`, `{flowTitle}`. */
export const PLACEHOLDERS = ["specialistName", "stepTitle", "flowTitle"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

export const claimSchema = z.strictObject({
  id: claimIdSchema,
  kind: claimKindSchema,
  sentence: wordsSchema,
  source: claimSourceSchema,
  /** First day it may be said. */
  validFromDayOffset: dayOffsetSchema,
  /** Last day it may be said, that whole day included. */
  validUntilDayOffset: dayOffsetSchema,
  /** Flows it belongs to; empty = every flow. */
  flowIds: z.array(flowIdSchema),
  /** Steps of those flows; empty = every step. */
  stepIds: z.array(stepIdSchema),
  /** Breakpoints it answers; empty = any. */
  breakpointKinds: z.array(breakpointKindSchema),
  /** Products it speaks about. */
  productIds: z.array(productIdSchema),
  audience: claimAudienceSchema,
  /** The claim of kind `risk` that must be said with it. */
  requiredRiskClaimId: claimIdSchema.optional(),
  /** Its own risk sentence, when no shared risk claim fits. */
  riskSentence: wordsSchema.optional(),
});
export type Claim = z.infer<typeof claimSchema>;
