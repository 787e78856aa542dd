/**
 * ResearchNote 投研: a document of the bank that holds claims.
 *
 * Owns the stored form and the form an editor writes (`content/research/*.yaml`), in which a claim leaves out what its note already says.
 */
import { z } from "zod";
import { breakpointKindSchema } from "./breakpoint.ts";
import { claimAudienceSchema, claimKindSchema, claimSchema, dayOffsetSchema } from "./claim.ts";
import { claimIdSchema, flowIdSchema, productIdSchema, researchNoteIdSchema, stepIdSchema } from "./ids.ts";
import { wordsSchema } from "./words.ts";

export const researchNoteSchema = z.strictObject({
  id: researchNoteIdSchema,
  title: wordsSchema,
  /** Who answers for it. */
  publisher: wordsSchema,
  publishedDayOffset: dayOffsetSchema,
  claims: z.array(claimSchema).min(1),
});
export type ResearchNote = z.infer<typeof researchNoteSchema>;

const claimInFileSchema = z.strictObject({
  id: claimIdSchema,
  kind: claimKindSchema,
  sentence: wordsSchema,
  /** The source's title is the note's. */
  section: z.string().min(1),
  validFromDayOffset: dayOffsetSchema.optional(),
  validUntilDayOffset: dayOffsetSchema.optional(),
  flowIds: z.array(flowIdSchema).optional(),
  stepIds: z.array(stepIdSchema).default([]),
  breakpointKinds: z.array(breakpointKindSchema).default([]),
  productIds: z.array(productIdSchema).optional(),
  audience: claimAudienceSchema.optional(),
  requiredRiskClaimId: claimIdSchema.optional(),
  riskSentence: wordsSchema.optional(),
});

/** One file under `content/research`: the note's own dates, flows, products and audience hold for every claim that names no other. */
export const researchNoteFileSchema = z
  .strictObject({
    id: researchNoteIdSchema,
    title: wordsSchema,
    publisher: wordsSchema,
    publishedDayOffset: dayOffsetSchema,
    validFromDayOffset: dayOffsetSchema,
    validUntilDayOffset: dayOffsetSchema,
    flowIds: z.array(flowIdSchema).default([]),
    productIds: z.array(productIdSchema).default([]),
    audience: claimAudienceSchema.optional(),
    claims: z.array(claimInFileSchema).min(1),
  })
  .transform(
    ({ claims, validFromDayOffset, validUntilDayOffset, flowIds, productIds, audience, ...note }): ResearchNote => ({
      ...note,
      claims: claims.map(({ section, requiredRiskClaimId, riskSentence, ...claim }) => ({
        ...claim,
        source: { title: note.title, section },
        validFromDayOffset: claim.validFromDayOffset ?? validFromDayOffset,
        validUntilDayOffset: claim.validUntilDayOffset ?? validUntilDayOffset,
        flowIds: claim.flowIds ?? flowIds,
        productIds: claim.productIds ?? productIds,
        audience: claim.audience ?? audience ?? { allTags: [], noTags: [], speakers: [] },
        ...(requiredRiskClaimId === undefined ? {} : { requiredRiskClaimId }),
        ...(riskSentence === undefined ? {} : { riskSentence }),
      })),
    }),
  );
