/** Chat of a HelpSession or of the assistant, as stored: numbers of the customer are masked before it is kept. */
import { z } from "zod";
import { chatMessageIdSchema, helpSessionIdSchema, journeyIdSchema, participantIdSchema, talkingPointIdSchema } from "./ids.ts";
import { instantSchema } from "./words.ts";

export const chatMessageSchema = z.strictObject({
  id: chatMessageIdSchema,
  journeyId: journeyIdSchema,
  /** Absent while only the assistant talks with the customer. */
  helpSessionId: helpSessionIdSchema.optional(),
  from: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("participant"), participantId: participantIdSchema, displayName: z.string() }),
    z.strictObject({ kind: z.literal("customer") }),
    z.strictObject({ kind: z.literal("assistant") }),
  ]),
  text: z.string().min(1).max(2_000),
  /** The talking point it was sent from, with its source line. */
  talkingPointId: talkingPointIdSchema.optional(),
  at: instantSchema,
});
export type ChatMessage = z.infer<typeof chatMessageSchema>;

/** A forbidden wording that was stopped before sending: shown struck through to its author, kept as evidence. */
export const interceptionSchema = z.strictObject({
  id: chatMessageIdSchema,
  helpSessionId: helpSessionIdSchema,
  participantId: participantIdSchema,
  displayName: z.string(),
  channel: z.enum(["chat"]),
  text: z.string(),
  hits: z.array(z.strictObject({ ruleId: z.string(), start: z.number().int(), end: z.number().int(), suggestion: z.string().optional() })),
  at: instantSchema,
});
export type Interception = z.infer<typeof interceptionSchema>;
