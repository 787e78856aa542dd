/** Product: what the bank offers in its flows, as far as talking points and suitability need it. */
import { z } from "zod";
import { riskTypeSchema } from "./claim.ts";
import { flowIdSchema, productIdSchema } from "./ids.ts";
import { wordsSchema } from "./words.ts";

export const productSchema = z.strictObject({
  id: productIdSchema,
  name: wordsSchema,
  category: z.enum(["auto-loan", "certificate-of-deposit", "family-trust", "insurance-trust", "insurance"]),
  /** Invented:江海银行 or an invented partner. */
  provider: wordsSchema,
  flowIds: z.array(flowIdSchema),
  /** PR1 (lowest) to PR5; absent for loans. */
  riskLevel: z.enum(["PR1", "PR2", "PR3", "PR4", "PR5"]).optional(),
  /** Lowest risk type it may be offered to; absent = no assessment needed. */
  minRiskType: riskTypeSchema.optional(),
  /** Whoever speaks about it must say a risk sentence with every claim. */
  needsRiskSentence: z.boolean(),
  summary: wordsSchema,
});
export type Product = z.infer<typeof productSchema>;
