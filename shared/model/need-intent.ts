/**
 * NeedIntent 意图: what a customer may want to know, with samples of how people ask and the approved claims that answer it.
 *
 * Owns what a bank edits (`content/intent/*.yaml`) and the likely need a desk is shown. Reading a text is `shared/domain/intent`.
 */
import { z } from "zod";
import { breakpointKindSchema } from "./breakpoint.ts";
import { assistantIntentIdSchema, claimIdSchema, flowIdSchema, needIntentIdSchema, stepIdSchema } from "./ids.ts";
import { wordsSchema } from "./words.ts";

/** Code of a help entry on the bank's page, as in the fact `help-opened`. */
export const helpTopicSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

/** Ways of asking, and where they are asked. Every list of places is gone round in turn, so one written twice counts double. */
export const intentSamplesSchema = z
  .strictObject({
    /** Absent = in every flow, at every step. */
    flowId: flowIdSchema.optional(),
    stepIds: z.array(stepIdSchema).default([]),
    /** Empty = whatever the breakpoint. */
    breakpointKinds: z.array(breakpointKindSchema).default([]),
    /** Help entries such a customer has opened. */
    helpTopics: z.array(helpTopicSchema).default([]),
    /** One way of asking a line; between ` / ` variants of the same sentence, which no cross-validation may tear apart. */
    say: z.string().min(1),
  })
  .refine(({ flowId, stepIds }) => (flowId === undefined) === (stepIds.length === 0), "samples name a flow and its steps, or neither");
export type IntentSamples = z.infer<typeof intentSamplesSchema>;

export const needIntentSchema = z
  .strictObject({
    id: needIntentIdSchema,
    label: wordsSchema,
    /** False for turns of talk (thanks, later, a person please): answered, but never shown as what the customer needs to know. */
    isNeed: z.boolean().default(true),
    /** What answers it, most important first; the assistant says those of the customer's flow. */
    claimIds: z.array(claimIdSchema).default([]),
    /** Instead of claims: the assistant's own words for a turn of talk, or handing over. */
    replyId: assistantIntentIdSchema.optional(),
    samples: z.array(intentSamplesSchema).min(1),
  })
  .refine(
    ({ claimIds, replyId }) => claimIds.length > 0 !== (replyId !== undefined),
    "an intent is answered by claims or by one reply, not both",
  );
export type NeedIntent = z.infer<typeof needIntentSchema>;

/** Everything a reader of texts is learned from. */
export const intentBookSchema = z.strictObject({
  intents: z.array(needIntentSchema),
  /** What must be abstained from. */
  outOfScope: z.array(intentSamplesSchema),
});
export type IntentBook = z.infer<typeof intentBookSchema>;

/** What a likely need rests on; only what spoke for it. */
export const needGroundSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("flow") }),
  z.strictObject({ kind: z.literal("step"), stepId: stepIdSchema }),
  z.strictObject({ kind: z.literal("breakpoint"), breakpointKind: breakpointKindSchema }),
  z.strictObject({ kind: z.literal("help-topic"), topic: helpTopicSchema }),
  /** Parts of what the customer wrote to the assistant, strongest first. */
  z.strictObject({ kind: z.literal("said"), words: z.array(z.string().min(1)).min(1).max(3) }),
]);
export type NeedGround = z.infer<typeof needGroundSchema>;

/** 可能想问: the likely need behind an alert. Where the reader abstains there is none. */
export const likelyNeedSchema = z.strictObject({
  intentId: needIntentIdSchema,
  label: wordsSchema,
  /** With words: how often such a reading was right on samples held out. Without: the intent's share of the samples at this place. */
  confidence01: z.number().min(0).max(1),
  grounds: z.array(needGroundSchema),
  /** Samples of this intent that were learned from. */
  samples: z.number().int().min(1),
});
export type LikelyNeed = z.infer<typeof likelyNeedSchema>;
