/** Breakpoint: a detected break in a journey, with kind and evidence. Finding one belongs to `shared/domain/breakpoint`. */
import { z } from "zod";
import { factIdSchema, fieldIdSchema, journeyIdSchema, stepIdSchema } from "./ids.ts";
import { instantSchema } from "./words.ts";

export const severitySchema = z.enum(["watch", "urgent"]);

/**
 * The catalogue of 20 behaviours (docs/spec, one area each), and `help-requested`, the customer's own call, an alert of its own.
 * Alerts are stored under these names: they may be added to, never renamed.
 */
export const breakpointKindSchema = z.enum([
  "quiet-on-step",
  "verification-failed",
  "step-loop",
  "back-and-forth",
  "field-rejected-again",
  /** Several fields of one step; before the same field had a kind of its own, any fields. */
  "fields-rejected",
  "code-resent",
  "upload-failed",
  "rage-click",
  "dead-click",
  "choice-wavering",
  "agreement-left",
  "help-looked-up",
  "hidden-while-waiting",
  "submit-failed",
  "submit-repeated",
  "field-cleared",
  "signature-aborted",
  "session-expiring",
  "left-on-last-step",
  "help-requested",
]);
export type BreakpointKind = z.infer<typeof breakpointKindSchema>;

export const breakpointSchema = z.strictObject({
  kind: breakpointKindSchema,
  journeyId: journeyIdSchema,
  stepId: stepIdSchema,
  severity: severitySchema,
  /** When the limit was reached, hub clock. */
  detectedAt: instantSchema,
  /** When the behaviour began (the first counted fact, or the last sign of progress), hub clock. */
  sinceAt: instantSchema,
  /** How often the behaviour was counted (failures, returns, rejections); 1 for quiet and leaving. */
  count: z.number().int().min(1),
  fieldId: fieldIdSchema.optional(),
  /** Facts it rests on, oldest first. */
  evidence: z.array(factIdSchema),
  /** Limits applied, from the policy, e.g. `{ limitMs: 90000 }`: what an explanation quotes. */
  limits: z.record(z.string(), z.number()),
});
export type Breakpoint = z.infer<typeof breakpointSchema>;
