/** Consent 授权: a customer's grant of one scope: given, withdrawn or expired. What the hub allows is derived from it. */
import { z } from "zod";
import { CONSENT_SCOPES } from "./plain-values.ts";
import { instantSchema } from "./words.ts";

export const consentScopeSchema = z.enum(CONSENT_SCOPES);
export type ConsentScope = z.infer<typeof consentScopeSchema>;

export const consentSchema = z.strictObject({
  scope: consentScopeSchema,
  status: z.enum(["given", "withdrawn", "expired"]),
  /** When it took this status, hub clock. */
  at: instantSchema,
  /** When a given consent runs out, hub clock. */
  until: instantSchema,
});
export type Consent = z.infer<typeof consentSchema>;
