/**
 * Flow and Step: the bank's designed path, as the bank edits it under `content/flows`.
 *
 * Also the allow-list of the mirror: what a step does not list here never leaves the customer's page.
 */
import { z } from "zod";
import { breakpointKindSchema } from "./breakpoint.ts";
import { fieldIdSchema, flowIdSchema, productIdSchema, stepIdSchema } from "./ids.ts";
import { wordsSchema } from "./words.ts";

/**
 * Who may see a field's value in a consented mirror.
 * `open`: every viewer; `manager`: the customer's specialist only, never an expert; `secret`: nobody, the value never leaves the page.
 */
export const sensitivitySchema = z.enum(["open", "manager", "secret"]);
export type Sensitivity = z.infer<typeof sensitivitySchema>;

export const fieldSchema = z.strictObject({
  id: fieldIdSchema,
  label: wordsSchema,
  /** What kind of control it is; decides the fixed width of its mask, never anything about the value. */
  control: z.enum(["text", "number", "choice", "date", "phone", "id-number", "code", "checkbox", "upload", "signature", "face"]),
  sensitivity: sensitivitySchema.default("secret"),
  optional: z.boolean().default(false),
  /** One sentence the specialist can send as an explanation. */
  hint: wordsSchema.optional(),
});
export type Field = z.infer<typeof fieldSchema>;

export const stepSchema = z.strictObject({
  id: stepIdSchema,
  title: wordsSchema,
  fields: z.array(fieldSchema).default([]),
  /** Text the page shows to everyone (headings, hints, buttons), exact after white-space folding. Anything else is masked. */
  publicText: z.array(z.string().min(1)).default([]),
  /** Limits of behaviours that this step has for itself, over the policy's: `{ quiet-on-step: { limitMs: 120000 } }`. */
  limits: z.partialRecord(breakpointKindSchema, z.record(z.string(), z.number())).optional(),
});
export type Step = z.infer<typeof stepSchema>;

export const flowSchema = z.strictObject({
  id: flowIdSchema,
  title: wordsSchema,
  /** Short noun for list rows, e.g. 车贷申请. */
  productIds: z.array(productIdSchema).default([]),
  steps: z.array(stepSchema).min(2),
});
export type Flow = z.infer<typeof flowSchema>;
