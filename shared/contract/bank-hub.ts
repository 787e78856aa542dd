/** Boundary bank back end → hub: facts the bank itself observed. `POST /v1/facts`, bearer = a token signed with the bank's key (audience `baton-hub-facts`). */
import { z } from "zod";
import { sentFactSchema } from "../model/fact.ts";
import { customerIdSchema, journeyIdSchema } from "../model/ids.ts";
import { call } from "./table.ts";

export const MAX_BANK_FACTS = 1_000;

export const bankHubCalls = {
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
