/**
 * Boundary bank back end → hub: facts the bank itself observed. `POST /v1/facts`, JSON or NDJSON.
 *
 * Who sends is shown by a bearer token signed with the bank's key (audience `baton-hub-facts`), by a signature over the body with the same key
 * (`baton-signature`), or by both. docs/openapi.yaml is made from these schemas.
 */
import { z } from "zod";
import { sentFactSchema } from "../model/fact.ts";
import { customerIdSchema, journeyIdSchema } from "../model/ids.ts";
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
} as const;
export type BankHubCalls = typeof bankHubCalls;
