/** Breakpoint: a detected break in a journey, with kind and evidence. Finding one belongs to `shared/domain/breakpoint`. */
import { z } from "zod";
import { factIdSchema, fieldIdSchema, journeyIdSchema, stepIdSchema } from "./ids.ts";
import { instantSchema } from "./words.ts";

export const severitySchema = z.enum(["watch", "urgent"]);

/** The named behaviours. `help-requested` is the customer's own call for help, an alert of its own. */
export const breakpointKindSchema = z.enum([
  "quiet-on-step",
  "verification-failed",
  "back-and-forth",
  "fields-rejected",
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
