/**
 * Fact: something observed on a customer's journey, in the past tense. Never a field's value, length or last digits.
 *
 * Sent by the tracker (`customer/track`) and by the bank's back end; kept in the append log in the order the hub accepted them.
 */
import { z } from "zod";
import { factIdSchema, fieldIdSchema, flowIdSchema, journeyIdSchema, stepIdSchema } from "./ids.ts";
import { instantSchema } from "./words.ts";

export const fieldStateSchema = z.enum(["empty", "filled", "format-error"]);
export type FieldState = z.infer<typeof fieldStateSchema>;

/** A machine code such as `light-too-low`; never free text typed by a person. */
const reasonCodeSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

export const observationSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("journey-started"), flowId: flowIdSchema, channel: z.enum(["app", "mobile-web", "desktop-web"]) }),
  z.strictObject({ kind: z.literal("step-entered"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("step-left"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("step-completed"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("field-changed"), stepId: stepIdSchema, fieldId: fieldIdSchema, state: fieldStateSchema }),
  z.strictObject({ kind: z.literal("field-rejected"), stepId: stepIdSchema, fieldId: fieldIdSchema, reason: reasonCodeSchema }),
  z.strictObject({
    kind: z.literal("verification-failed"),
    stepId: stepIdSchema,
    method: z.enum(["face", "sms", "id-document"]),
    reason: reasonCodeSchema,
  }),
  z.strictObject({ kind: z.literal("verification-passed"), stepId: stepIdSchema, method: z.enum(["face", "sms", "id-document"]) }),
  z.strictObject({ kind: z.literal("help-opened"), stepId: stepIdSchema, topic: reasonCodeSchema }),
  z.strictObject({ kind: z.literal("help-requested"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("page-hidden"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("page-visible"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("page-left"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("network-lost"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("network-restored"), stepId: stepIdSchema }),
  /** A field that was filled already was changed again: only that it was, never from what to what. */
  z.strictObject({ kind: z.literal("field-edited"), stepId: stepIdSchema, fieldId: fieldIdSchema }),
  /** The first sending of a code and every further one. */
  z.strictObject({ kind: z.literal("code-sent"), stepId: stepIdSchema, fieldId: fieldIdSchema }),
  z.strictObject({ kind: z.literal("upload-started"), stepId: stepIdSchema, fieldId: fieldIdSchema }),
  z.strictObject({ kind: z.literal("upload-finished"), stepId: stepIdSchema, fieldId: fieldIdSchema }),
  z.strictObject({ kind: z.literal("upload-failed"), stepId: stepIdSchema, fieldId: fieldIdSchema, reason: reasonCodeSchema }),
  /** A burst of clicks on one spot. */
  z.strictObject({ kind: z.literal("rage-clicked"), stepId: stepIdSchema }),
  /** A click on something that looks as if it could be pressed, after which nothing happened. */
  z.strictObject({ kind: z.literal("click-ignored"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("agreement-opened"), stepId: stepIdSchema, fieldId: fieldIdSchema }),
  z.strictObject({ kind: z.literal("agreement-scrolled"), stepId: stepIdSchema, fieldId: fieldIdSchema }),
  z.strictObject({ kind: z.literal("agreement-closed"), stepId: stepIdSchema, fieldId: fieldIdSchema }),
  z.strictObject({ kind: z.literal("help-closed"), stepId: stepIdSchema }),
  /** The customer has to wait for the bank (a check, a credit enquiry, a payment) and should stay. */
  z.strictObject({ kind: z.literal("wait-started"), stepId: stepIdSchema, reason: reasonCodeSchema }),
  z.strictObject({ kind: z.literal("wait-ended"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("submit-sent"), stepId: stepIdSchema }),
  /** A submit that did not come through; a refusal of single fields is `field-rejected`. */
  z.strictObject({ kind: z.literal("submit-failed"), stepId: stepIdSchema, reason: reasonCodeSchema }),
  z.strictObject({ kind: z.literal("signature-started"), stepId: stepIdSchema, fieldId: fieldIdSchema }),
  z.strictObject({ kind: z.literal("signature-aborted"), stepId: stepIdSchema, fieldId: fieldIdSchema }),
  z.strictObject({ kind: z.literal("session-expiring"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("session-renewed"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("journey-finished") }),
]);
export type Observation = z.infer<typeof observationSchema>;
export type FactKind = Observation["kind"];

/** What a source sends. `seq` counts from 1 within a journey and orders facts of one journey; `at` is the source's clock. */
export const sentFactSchema = z.strictObject({
  id: factIdSchema,
  journeyId: journeyIdSchema,
  seq: z.number().int().min(1),
  at: instantSchema,
  observation: observationSchema,
});
export type SentFact = z.infer<typeof sentFactSchema>;

/** What the hub keeps: `at` corrected to the hub's clock, `acceptedAt` when the append log had it. */
export const factSchema = sentFactSchema.extend({ acceptedAt: instantSchema });
export type Fact = z.infer<typeof factSchema>;
