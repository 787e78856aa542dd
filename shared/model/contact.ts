/** Contact decision 触达决策: whether, when and by which channel a customer may be contacted, every rule with its reason. */
import { z } from "zod";
import { instantSchema } from "./words.ts";

/** How a customer is approached. */
export const contactChannelSchema = z.enum(["in-app", "assistant", "sms", "phone"]);
export type ContactChannel = z.infer<typeof contactChannelSchema>;

export const contactRuleIdSchema = z.enum([
  "assistance-agreed",
  "channel-agreed",
  "quiet-hours",
  "frequency-cap",
  "do-not-disturb",
  "open-complaint",
  "self-help-case",
  "cool-down",
  "phone",
]);

export const contactRuleSchema = z.strictObject({
  id: contactRuleIdSchema,
  verdict: z.enum(["passes", "warns", "refuses", "exempt", "not-applicable"]),
  /** Code of the reason sentence in `renderer/copy`, with its figures in `detail`. */
  reason: z.string().regex(/^[a-z][a-z-]*$/),
  /** Figures for the sentence: counts, instants (epoch ms), `HH:MM` texts. */
  detail: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
export type ContactRule = z.infer<typeof contactRuleSchema>;

export const contactDecisionSchema = z.strictObject({
  allowed: z.boolean(),
  /** How the customer may be approached now; `wait` when nobody may until `until`. */
  channel: z.enum(["in-app", "answer", "wait", "none"]),
  until: instantSchema.optional(),
  rules: z.array(contactRuleSchema),
  decidedAt: instantSchema,
});
export type ContactDecision = z.infer<typeof contactDecisionSchema>;
