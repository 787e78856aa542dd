/** Policy: the limits of detectors, as data under `content/policies`. Milliseconds throughout. */
import { z } from "zod";
import { stepIdSchema } from "./ids.ts";
import { instantSchema } from "./words.ts";

const limitMs = z.number().int().min(1_000);

export const detectionPolicySchema = z.strictObject({
  version: z.number().int().min(1),
  "quiet-on-step": z.strictObject({ limitMs, limitMsByStep: z.record(stepIdSchema, limitMs).default({}), urgentFactor: z.number().min(1) }),
  "verification-failed": z.strictObject({ failures: z.number().int().min(1), urgentFailures: z.number().int().min(1) }),
  "back-and-forth": z.strictObject({ returns: z.number().int().min(1), withinMs: limitMs }),
  "fields-rejected": z.strictObject({ rejections: z.number().int().min(1), withinMs: limitMs }),
  "left-on-last-step": z.strictObject({ hiddenMs: limitMs }),
});
export type DetectionPolicy = z.infer<typeof detectionPolicySchema>;

/** A time of day in the bank's zone, `HH:MM`. */
export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const contactPolicySchema = z.strictObject({
  version: z.number().int().min(1),
  timeZone: z.string().min(1),
  /** Quiet hours of the bank; `from` after `to` means over midnight. */
  quietHours: z.strictObject({ from: timeOfDaySchema, to: timeOfDaySchema }),
  /** At most `contacts` within `days` days, all channels together. */
  frequencyCap: z.strictObject({ contacts: z.number().int().min(0), days: z.number().int().min(1) }),
  /** How long a customer is left alone after they declined, ignored or reported a wrong person. */
  coolDownMs: z.strictObject({ declined: z.number().int(), ignored: z.number().int(), wrongPerson: z.number().int() }),
  /** How long an invitation waits for the customer before it expires. */
  invitationTtlMs: z.number().int().min(1_000),
});
export type ContactPolicy = z.infer<typeof contactPolicySchema>;

export const routingPolicySchema = z.strictObject({
  version: z.number().int().min(1),
  /** How long an alert stays with one level (own manager, deputy) before it goes on. */
  leaseMs: z.number().int().min(1_000),
  /** How long the assistant waits for the customer before it hands back. */
  assistantPatienceMs: z.number().int().min(1_000),
});
export type RoutingPolicy = z.infer<typeof routingPolicySchema>;

/** Content dates are offsets from this instant, so that nothing works only this year. */
export const epochPolicySchema = z.strictObject({ contentEpoch: instantSchema });
