/** What a desk is shown of a journey before any consent: progress and field states, never a value. */
import { z } from "zod";
import { factSchema, fieldStateSchema } from "./fact.ts";
import { customerIdSchema, fieldIdSchema, flowIdSchema, journeyIdSchema, stepIdSchema } from "./ids.ts";
import { instantSchema } from "./words.ts";

export const journeyCardSchema = z.strictObject({
  journeyId: journeyIdSchema,
  flowId: flowIdSchema,
  customerId: customerIdSchema.optional(),
  channel: z.enum(["app", "mobile-web", "desktop-web"]),
  status: z.enum(["active", "finished", "left"]),
  /** Whether the page is in front of the customer now. */
  presence: z.enum(["visible", "hidden", "offline", "gone"]),
  stepId: stepIdSchema,
  startedAt: instantSchema,
  stepEnteredAt: instantSchema,
  lastFactAt: instantSchema,
  steps: z.array(
    z.strictObject({ stepId: stepIdSchema, visits: z.number().int().min(0), spentMs: z.number().int().min(0), done: z.boolean() }),
  ),
  fields: z.array(z.strictObject({ stepId: stepIdSchema, fieldId: fieldIdSchema, state: fieldStateSchema })),
  /** The latest facts, newest last, at most 50. */
  facts: z.array(factSchema),
});
export type JourneyCard = z.infer<typeof journeyCardSchema>;

/** Typical time of a step from the hub's own history; `n` finished visits of the step, `demo` of them from generated journeys (演示). */
export const typicalTimeSchema = z.strictObject({
  flowId: flowIdSchema,
  stepId: stepIdSchema,
  medianMs: z.number().int().min(0),
  n: z.number().int().min(0),
  demo: z.number().int().min(0).optional(),
});
export type TypicalTime = z.infer<typeof typicalTimeSchema>;
