/** What was before with one customer: their journeys and every contact with them. What a desk is shown beside an alert; never a value of a field. */
import { z } from "zod";
import { alertStateSchema } from "./alert.ts";
import { breakpointKindSchema } from "./breakpoint.ts";
import { contactDecisionSchema } from "./contact.ts";
import { flowIdSchema, journeyIdSchema, stepIdSchema } from "./ids.ts";
import { contactRecordSchema } from "./person.ts";
import { instantSchema } from "./words.ts";

const count = z.number().int().min(0);

export const pastJourneySchema = z.strictObject({
  journeyId: journeyIdSchema,
  flowId: flowIdSchema,
  channel: z.enum(["app", "mobile-web", "desktop-web"]).nullable(),
  status: z.enum(["active", "finished", "left"]),
  /** The one the alert is about. */
  isThis: z.boolean(),
  startedAt: instantSchema,
  /** The last thing the customer did. */
  lastAt: instantSchema,
  /** Where they were last; null before the first step. */
  stepId: stepIdSchema.nullable(),
  /** In the flow's order; visits 0 = never seen. */
  steps: z.array(z.strictObject({ stepId: stepIdSchema, visits: count, spentMs: count, done: z.boolean() })),
  /** Breakpoints raised in it, oldest first. */
  breakpoints: z.array(z.strictObject({ kind: breakpointKindSchema, stepId: stepIdSchema, at: instantSchema, state: alertStateSchema })),
});
export type PastJourney = z.infer<typeof pastJourneySchema>;

export const ledgerEntrySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("contact"), contact: contactRecordSchema }),
  /** What the rules said when a breakpoint was raised. */
  z.strictObject({ kind: z.literal("decision"), breakpoint: breakpointKindSchema, decision: contactDecisionSchema }),
]);
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

export const customerHistorySchema = z.strictObject({
  /** Newest first. */
  journeys: z.array(pastJourneySchema),
  /** There are older ones. */
  isCut: z.boolean(),
  /** Newest first. */
  ledger: z.array(ledgerEntrySchema),
});
export type CustomerHistory = z.infer<typeof customerHistorySchema>;
