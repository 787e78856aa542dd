/**
 * Need score: how likely a journey will not be finished without help, and whether its customer is still there; and the file a model is kept in.
 *
 * Owns shapes only. Scoring, learning and the alert budget are `shared/domain/score`.
 */
import { z } from "zod";
import { instantSchema } from "./words.ts";

/** What a reason is about; the desk has one sentence for each. Several numbers of a journey stand behind one of them. */
export const needReasonKindSchema = z.enum([
  "quiet",
  "slow",
  "step",
  "back-and-forth",
  "started-over",
  "same-step-again",
  "trouble",
  "out-of-sight",
  "came-back-unfinished",
  "finished-before",
]);
export type NeedReasonKind = z.infer<typeof needReasonKindSchema>;

/** `logOdds` above 0 speaks for not finishing, below 0 against it. */
export const needReasonSchema = z.strictObject({ kind: needReasonKindSchema, logOdds: z.number() });
export type NeedReason = z.infer<typeof needReasonSchema>;

const share01Schema = z.number().min(0).max(1);

export const needScoreSchema = z.strictObject({
  notFinish01: share01Schema,
  /** Whether the customer does anything within the model's `stillThereMs`. */
  stillThere01: share01Schema,
  /** The strongest first, at most three, both directions. */
  reasons: z.array(needReasonSchema).max(3),
  modelVersion: z.string().min(1),
});
export type NeedScore = z.infer<typeof needScoreSchema>;

const treeSchema = z.strictObject({
  feature: z.array(z.number().int().min(-1)),
  threshold: z.array(z.number()),
  left: z.array(z.number().int().min(-1)),
  right: z.array(z.number().int().min(-1)),
  value: z.array(z.number()),
});

/** One question's answer: trees on the log-odds scale, and the line that calibrates them. */
export const needHeadSchema = z.strictObject({ base: z.number(), trees: z.array(treeSchema), slope: z.number(), shift: z.number() });
export type NeedHead = z.infer<typeof needHeadSchema>;

/**
 * When to speak up so that about `share01` of journeys are: at the first moment at which
 * `notFinish01 + stillThereWeight · stillThere01` reaches `threshold`. `foreseen` is what that gave on history it was not grown on.
 */
export const needAlertRuleSchema = z.strictObject({
  share01: share01Schema,
  /** `all` customers, or only those who have not finished this flow before. */
  whom: z.enum(["all", "not-finished-before"]),
  stillThereWeight: z.number().min(0),
  threshold: z.number(),
  foreseen: z.strictObject({ precision: share01Schema, stillThere: share01Schema, alerts: z.number().int().min(0) }),
});
export type NeedAlertRule = z.infer<typeof needAlertRuleSchema>;

const reliabilityRowSchema = z.strictObject({
  from01: share01Schema,
  to01: share01Schema,
  n: z.number().int(),
  said01: share01Schema,
  came01: share01Schema,
});

export const needModelSchema = z.strictObject({
  format: z.literal("baton-need-score/1"),
  modelVersion: z.string().min(1),
  trainedOn: z.strictObject({
    /** Synthetic customers are made up by our own generator: such a model shows how it works, not how customers behave. */
    source: z.enum(["synthetic-customers", "recorded-log", "hub-log"]),
    note: z.string(),
    from: instantSchema,
    until: instantSchema,
    journeys: z.number().int().min(1),
    moments: z.number().int().min(1),
    notFinished01: share01Schema,
  }),
  /** Spells of quiet the score is asked at, milliseconds. */
  quietMs: z.array(z.number().int().min(1)),
  stillThereMs: z.number().int().min(1),
  /** Names of the numbers the trees ask for, in their order. */
  features: z.array(z.string()).min(1),
  notFinish: needHeadSchema,
  stillThere: needHeadSchema,
  alertRules: z.array(needAlertRuleSchema),
  /** Reliability of `notFinish01` on history it was not grown on. */
  reliability: z.array(reliabilityRowSchema),
});
export type NeedModel = z.infer<typeof needModelSchema>;
