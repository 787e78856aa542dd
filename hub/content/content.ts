/**
 * Content: everything a bank edits, as one checked value. What a release holds and what every decision of the hub reads.
 *
 * Reading it from files is `load-content.ts`, checking it as a whole `check-content.ts`, keeping it `release.ts`.
 */

import { z } from "zod";
import { assistantSchema } from "#shared/model/assistant.ts";
import { flowSchema } from "#shared/model/flow.ts";
import { lexiconEntrySchema } from "#shared/model/lexicon.ts";
import { intentBookSchema } from "#shared/model/need-intent.ts";
import { customerSchema, specialistSchema } from "#shared/model/person.ts";
import { budgetPolicySchema, contactPolicySchema, detectionPolicySchema, routingPolicySchema } from "#shared/model/policy.ts";
import { productSchema } from "#shared/model/product.ts";
import { researchNoteSchema } from "#shared/model/research-note.ts";
import { instantSchema } from "#shared/model/words.ts";

export const contentSchema = z.strictObject({
  /** Day 0 of every `…DayOffset`, epoch milliseconds. The only value an override may replace. */
  contentEpoch: instantSchema,
  flows: z.array(flowSchema),
  policies: z.strictObject({
    detection: detectionPolicySchema,
    contact: contactPolicySchema,
    routing: routingPolicySchema,
    budget: budgetPolicySchema,
  }),
  specialists: z.array(specialistSchema),
  customers: z.array(customerSchema),
  notes: z.array(researchNoteSchema),
  lexicon: z.array(lexiconEntrySchema),
  products: z.array(productSchema),
  assistant: assistantSchema,
  /** What customers may want to know, with samples to learn reading from. */
  needs: intentBookSchema,
});
export type Content = z.infer<typeof contentSchema>;

/** What is wrong with a content folder, precise enough to open the file at the place. */
export type ContentFault = {
  readonly kind:
    | "unreadable"
    | "not-yaml"
    | "schema"
    | "duplicate-id"
    | "unknown-id"
    | "risk-missing"
    | "dates"
    | "placeholder"
    | "sample"
    | "wording"
    | "not-a-release";
  /** Relative to the content folder, with forward slashes; a release's file name when that is what was read. */
  readonly file: string;
  /** Where in the file, e.g. `claims[3].requiredRiskClaimId`; empty = the file itself. */
  readonly path: string;
  readonly message: string;
};
