/**
 * Boundary between the bank's back ends and the hub: facts the bank itself observed in (`POST /v1/facts`, JSON or NDJSON), alerts and outcomes
 * out (webhooks).
 *
 * Who sends is shown by a bearer token signed with the bank's key (audience `baton-hub-facts`), by a signature over the body with the same key
 * (`baton-signature`), or by both. docs/openapi.yaml is made from these schemas.
 */
import { z } from "zod";
import { severitySchema } from "../model/breakpoint.ts";
import { contactDecisionSchema } from "../model/contact.ts";
import { sentFactSchema } from "../model/fact.ts";
import { sessionOutcomeSchema } from "../model/help-session.ts";
import {
  alertIdSchema,
  customerIdSchema,
  flowIdSchema,
  helpSessionIdSchema,
  journeyIdSchema,
  specialistIdSchema,
  stepIdSchema,
} from "../model/ids.ts";
import { contactRecordSchema } from "../model/person.ts";
import { instantSchema } from "../model/words.ts";
import { call } from "./table.ts";

export const MAX_BANK_FACTS = 1_000;

/** One line of the NDJSON form. */
export const bankFactLineSchema = sentFactSchema.extend({
  /** Whose journey it is, for a journey the bank opened for a signed-in customer; once in a batch is enough. */
  customerId: customerIdSchema.optional(),
});

export const bankHubCalls = {
  /**
   * Taken whole or not at all, answered when it is on disk. A fact is the same fact when its `id` is, or when its journey and `seq` are:
   * sent again it is counted as repeated and changes nothing.
   */
  acceptFacts: call(
    z.strictObject({
      facts: z.array(sentFactSchema).min(1).max(MAX_BANK_FACTS),
      /** Whose journey it is, for journeys the bank opened for a signed-in customer. */
      customers: z.record(journeyIdSchema, customerIdSchema).default({}),
    }),
    z.strictObject({ accepted: z.number().int(), repeated: z.number().int() }),
    "bank",
  ),
  /**
   * May this customer be contacted by this channel now? Every rule with its reason, and a permit when they may. `POST /v1/contact-decisions`.
   * One permit to a customer is out at a time: `heldUntil` says until when another channel has it.
   */
  decideContact: call(
    z.strictObject({
      customerId: customerIdSchema,
      channel: z.enum(["in-app", "sms", "phone"]),
      about: z.string().min(1).max(120),
      /** The customer asked first: most rules do not bind then. The bank's word, on record with the contact. */
      helpRequested: z.boolean().default(false),
    }),
    z.strictObject({
      decision: contactDecisionSchema,
      permit: z.string().nullable(),
      expiresAt: instantSchema.nullable(),
      heldUntil: instantSchema.nullable(),
    }),
    "bank",
  ),
  /** The contact was made: uses the permit up and writes the one ledger. `POST /v1/contacts`. */
  recordContact: call(
    z.strictObject({ permit: z.string().min(1).max(2_048).brand<"ContactPermit">(), outcome: contactRecordSchema.shape.outcome }),
    z.strictObject({ contactId: z.string() }),
    "bank",
  ),
} as const;
export type BankHubCalls = typeof bankHubCalls;

const alertFacts = {
  alertId: alertIdSchema,
  journeyId: journeyIdSchema,
  /** Absent when nobody is signed in. Names and field values never travel. */
  customerId: customerIdSchema.optional(),
  flowId: flowIdSchema,
  stepId: stepIdSchema,
  /** A kind of breakpoint; more kinds may come. */
  breakpoint: z.string(),
  severity: severitySchema,
};

/** Hub → bank back end, one event a request; `id` is the same on every attempt. Events may overtake each other: `at` orders them. */
export const webhookEventSchema = z.discriminatedUnion("kind", [
  z.strictObject({ id: z.string(), kind: z.literal("alert-raised"), at: instantSchema, ...alertFacts }),
  z.strictObject({
    id: z.string(),
    kind: z.literal("alert-picked-up"),
    at: instantSchema,
    ...alertFacts,
    by: specialistIdSchema,
    helpSessionId: helpSessionIdSchema,
  }),
  z.strictObject({
    id: z.string(),
    kind: z.literal("alert-resolved"),
    at: instantSchema,
    ...alertFacts,
    because: z.enum(["moved-on", "finished", "session-ended", "assistant-answered", "expired"]),
  }),
  z.strictObject({
    id: z.string(),
    kind: z.literal("help-session-ended"),
    at: instantSchema,
    helpSessionId: helpSessionIdSchema,
    alertId: alertIdSchema,
    journeyId: journeyIdSchema,
    customerId: customerIdSchema.optional(),
    specialistId: specialistIdSchema,
    outcome: sessionOutcomeSchema,
  }),
]);
export type WebhookEvent = z.infer<typeof webhookEventSchema>;
