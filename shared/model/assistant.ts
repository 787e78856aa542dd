/** Assistant: the in-app messages sent for 「让 AI 先跟进」, from content only. Choosing among them belongs to `shared/domain/guidance/assistant.ts`. */
import { z } from "zod";
import { breakpointKindSchema } from "./breakpoint.ts";
import { assistantIntentIdSchema, assistantScriptIdSchema, flowIdSchema, stepIdSchema } from "./ids.ts";
import { wordsSchema } from "./words.ts";

/** A button under an assistant message; tapping it is the same as asking its intent. */
export const quickReplySchema = z.strictObject({ id: assistantIntentIdSchema, label: wordsSchema });
export type QuickReply = z.infer<typeof quickReplySchema>;

/** First messages for a place in a flow; the most specific one wins. */
export const assistantScriptSchema = z.strictObject({
  id: assistantScriptIdSchema,
  flowId: flowIdSchema.optional(),
  stepId: stepIdSchema.optional(),
  breakpointKind: breakpointKindSchema.optional(),
  messages: z.array(wordsSchema).min(1),
  /** Intents offered as buttons, in this order. */
  quickReplies: z.array(assistantIntentIdSchema).min(1),
});
export type AssistantScript = z.infer<typeof assistantScriptSchema>;

export const assistantIntentSchema = z
  .strictObject({
    id: assistantIntentIdSchema,
    label: wordsSchema,
    /** Words that hand over whatever else a text says; case does not matter. Everything else written is read by `shared/domain/intent`. */
    handOverWords: z.array(z.string().min(1)).default([]),
    /** Where the intent exists; empty = everywhere. */
    flowIds: z.array(flowIdSchema).default([]),
    stepIds: z.array(stepIdSchema).default([]),
    answer: wordsSchema,
    /** `continue`: the assistant stays; `hand-over`: 转人工; `answered`: the customer goes on alone. */
    outcome: z.enum(["continue", "hand-over", "answered"]),
    quickReplies: z.array(assistantIntentIdSchema).default([]),
  })
  .refine(
    ({ handOverWords, outcome }) => handOverWords.length === 0 || outcome === "hand-over",
    "only an intent that hands over has words that do",
  );
export type AssistantIntent = z.infer<typeof assistantIntentSchema>;

export const assistantSchema = z.strictObject({
  scripts: z.array(assistantScriptSchema),
  intents: z.array(assistantIntentSchema),
  /** Offered under an answer from claims. */
  afterAnswer: z.array(assistantIntentIdSchema).min(1),
  fallback: z.strictObject({
    /** Said when hardly anything was written. */
    message: wordsSchema,
    quickReplies: z.array(assistantIntentIdSchema).min(1),
    /** After this many of those in a row, it hands over. */
    handOverAfter: z.number().int().min(1),
    /** Said when it hands over: then, and at once for what no approved claim answers. */
    handOverMessage: wordsSchema,
    /** Said instead when no alert of the customer is open any more: nobody is on the way, and how to ask for somebody. */
    askForHelpMessage: wordsSchema,
  }),
  /** Ended by the patience of the routing policy: said to the customer when people take over again. */
  unansweredMessage: wordsSchema,
});
export type Assistant = z.infer<typeof assistantSchema>;
