/** Policy: the limits of detectors, as data under `content/policies`. Milliseconds throughout. */
import { z } from "zod";
import { contactChannelSchema } from "./contact.ts";
import { fieldIdSchema, flowIdSchema, specialistIdSchema, stepIdSchema } from "./ids.ts";
import { instantSchema, wordsSchema } from "./words.ts";

const limitMs = z.number().int().min(1_000);

const count = z.number().int().min(1);

/** A behaviour's limits; `byStep` names those that differ at a step. */
function limits<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({ ...shape, byStep: z.record(stepIdSchema, z.strictObject(shape).partial()).optional() });
}

/**
 * Learn a time limit from history: `factor` times the quantile of what customers who finished by themselves took, per step and channel.
 * Below `leastSample` the policy's own figures hold; the result stays between `noLessMs` and `noMoreMs`.
 */
export const learnSchema = z.strictObject({
  quantile: z.number().min(0.5).max(0.999),
  factor: z.number().min(1),
  leastSample: count,
  noLessMs: limitMs,
  noMoreMs: limitMs,
});
export type LearnPolicy = z.infer<typeof learnSchema>;

/** A limit learned, and how many journeys it rests on. */
export const learnedLimitSchema = z.strictObject({ limitMs, n: count });
export type LearnedLimit = z.infer<typeof learnedLimitSchema>;

/** By `channel/stepId`. Written by `shared/domain/breakpoint/learn-limits.ts`, not by hand. */
const learnedSchema = z.record(z.string(), learnedLimitSchema);

/** A time of day in the bank's zone, `HH:MM`. */
export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const detectionPolicySchema = z.strictObject({
  version: z.number().int().min(1),
  /** When the hub learns limits anew every day; absent = by command alone. */
  learnAt: timeOfDaySchema.optional(),
  "quiet-on-step": z.strictObject({
    limitMs,
    limitMsByStep: z.record(stepIdSchema, limitMs).default({}),
    urgentFactor: z.number().min(1),
    /** How many times the limit counts while the page is out of sight. */
    awayFactor: z.number().min(1).default(1),
    /** Nobody is quiet before this many times the longest pause they have made and got over themselves. */
    ownPaceFactor: z.number().min(0).default(0),
    learn: learnSchema.optional(),
    learned: learnedSchema.optional(),
  }),
  "verification-failed": limits({ failures: count, urgentFailures: count }),
  "step-loop": limits({ legs: count, withinMs: limitMs }),
  "back-and-forth": limits({ returns: count, withinMs: limitMs }),
  "field-rejected-again": limits({ rejections: count, withinMs: limitMs }),
  "fields-rejected": limits({ rejections: count, fields: count, withinMs: limitMs }),
  "code-resent": limits({ resends: count, withinMs: limitMs }),
  "upload-failed": limits({ failures: count, slowMs: limitMs, withinMs: limitMs }),
  "rage-click": limits({ bursts: count, withinMs: limitMs }),
  "dead-click": limits({ clicks: count, withinMs: limitMs }),
  /** `fieldIds`: which fields are amounts and terms. */
  "choice-wavering": limits({ changes: count, withinMs: limitMs, fieldIds: z.array(fieldIdSchema) }),
  "agreement-left": limits({ undecidedMs: limitMs }),
  "help-looked-up": limits({ opens: count, idleMs: limitMs, withinMs: limitMs }),
  "hidden-while-waiting": limits({ hiddenMs: limitMs }),
  "submit-failed": limits({ failures: count, slowMs: limitMs, withinMs: limitMs }),
  /** `doubleClickMs`: two presses this close are one. */
  "submit-repeated": limits({ repeats: count, doubleClickMs: z.number().int().min(0), withinMs: limitMs }),
  "field-cleared": limits({ clears: count, emptyMs: limitMs, withinMs: limitMs }),
  "signature-aborted": limits({ aborts: count, stalledMs: limitMs, withinMs: limitMs }),
  "session-expiring": limits({ unansweredMs: limitMs }),
  "left-on-last-step": z.strictObject({
    /** The page in the background; closing it says more, sooner (`leftMs`). */
    hiddenMs: limitMs,
    leftMs: limitMs,
    /** Nobody has left before this many times the longest they have been away, and came back. */
    ownPaceFactor: z.number().min(0).default(0),
    /** Who has come back this often is in the habit of going away, and `habitFactor` times the limit counts for them. */
    habitReturns: count.default(3),
    habitFactor: z.number().min(1).default(1),
    /** Own pace and habit stretch a limit to this at most; absent = without end. */
    stretchMs: limitMs.optional(),
    byStep: z.record(stepIdSchema, z.strictObject({ hiddenMs: limitMs }).partial()).optional(),
    learn: learnSchema.optional(),
    learned: learnedSchema.optional(),
  }),
});
export type DetectionPolicy = z.infer<typeof detectionPolicySchema>;

/** ISO 3166: a country, or a part of one with laws of its own. */
const jurisdictionSchema = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/);

/** Hours in which a law allows no approach by some channels. */
export const legalHoursSchema = z.strictObject({
  jurisdiction: jurisdictionSchema,
  from: timeOfDaySchema,
  to: timeOfDaySchema,
  channels: z.array(contactChannelSchema).min(1),
  /** Days of the policy's zone, both included; without `inForceUntil` it still is. */
  inForceFrom: z.iso.date(),
  inForceUntil: z.iso.date().optional(),
  /** Where it is written. */
  citation: wordsSchema,
});
export type LegalHours = z.infer<typeof legalHoursSchema>;

export const contactPolicySchema = z.strictObject({
  version: z.number().int().min(1),
  timeZone: z.string().min(1),
  /** Quiet hours of the bank; `from` after `to` means over midnight. */
  quietHours: z.strictObject({ from: timeOfDaySchema, to: timeOfDaySchema }),
  /** Whose laws bind; absent = none of `legalHours` do. */
  jurisdiction: jurisdictionSchema.optional(),
  legalHours: z.array(legalHoursSchema).default([]),
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

/** The alert budget: alerts that may interrupt in any hour, and what finishing a journey is worth beside others (1 = ordinary). */
export const budgetPolicySchema = z.strictObject({
  version: z.number().int().min(1),
  perHour: z.strictObject({ person: z.number().int().min(0), pool: z.number().int().min(0) }),
  bySpecialist: z.record(specialistIdSchema, z.number().int().min(0)).default({}),
  worthByFlow: z.record(flowIdSchema, z.number().positive()).default({}),
});
export type BudgetPolicy = z.infer<typeof budgetPolicySchema>;

/** Content dates are offsets from this instant, so that nothing works only this year. */
export const epochPolicySchema = z.strictObject({ contentEpoch: instantSchema });
