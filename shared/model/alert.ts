/** Alert 断点提醒: a breakpoint raised to people, with a claim state. Its transitions live in `shared/domain/alert`. */
import { z } from "zod";
import { breakpointSchema } from "./breakpoint.ts";
import { contactDecisionSchema } from "./contact.ts";
import {
  alertIdSchema,
  customerIdSchema,
  flowIdSchema,
  helpSessionIdSchema,
  journeyIdSchema,
  releaseIdSchema,
  specialistIdSchema,
  stepIdSchema,
} from "./ids.ts";
import { alertNeedSchema } from "./need-score.ts";
import { instantSchema } from "./words.ts";

/** Who the alert is offered to now. `pool` is every agent; `person` one manager or deputy, until `leaseUntil`. */
export const audienceSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("person"),
    specialistId: specialistIdSchema,
    as: z.enum(["own-manager", "deputy", "handed-over"]),
    leaseUntil: instantSchema,
  }),
  z.strictObject({ kind: z.literal("pool") }),
]);
export type Audience = z.infer<typeof audienceSchema>;

export const alertStateSchema = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("open") }),
  z.strictObject({ status: z.literal("snoozed"), by: specialistIdSchema, until: instantSchema }),
  z.strictObject({ status: z.literal("with-assistant"), by: specialistIdSchema, since: instantSchema }),
  z.strictObject({ status: z.literal("picked-up"), by: specialistIdSchema, at: instantSchema, helpSessionId: helpSessionIdSchema }),
  /**
   * Beyond the hour's budget of who would be asked: offered to nobody until a place is free (`freeAt`, null when that is not foreseeable), or
   * until somebody takes it by hand. `ahead`: more valuable ones before it, 0 when the budget is simply spent.
   */
  z.strictObject({
    status: z.literal("waiting"),
    since: instantSchema,
    because: z.enum(["budget-spent", "others-first"]),
    perHour: z.number().int().min(0),
    ahead: z.number().int().min(0),
    freeAt: instantSchema.nullable(),
  }),
  /** The customer moved on by themselves, finished, or the session ended. */
  z.strictObject({
    status: z.literal("resolved"),
    at: instantSchema,
    because: z.enum(["moved-on", "finished", "session-ended", "assistant-answered", "expired"]),
  }),
]);
export type AlertState = z.infer<typeof alertStateSchema>;

export const alertSchema = z.strictObject({
  id: alertIdSchema,
  /** Same breakpoint = same key, however often facts repeat: journey, kind, step and occurrence. */
  key: z.string().min(1),
  journeyId: journeyIdSchema,
  /** Absent when the customer is not signed in: the pool, no name. */
  customerId: customerIdSchema.optional(),
  /** What a list row shows of the customer, e.g. 林**; absent when the customer is not signed in. */
  maskedName: z.string().min(1).optional(),
  /** The customer's own manager: may pick up whoever it is offered to, and always sees it among their own customers. */
  ownManagerId: specialistIdSchema.optional(),
  flowId: flowIdSchema,
  stepId: stepIdSchema,
  breakpoint: breakpointSchema,
  /** When it was offered first; while it waits for the budget, when it was found. */
  raisedAt: instantSchema,
  audience: audienceSchema,
  state: alertStateSchema,
  contact: contactDecisionSchema,
  /** Absent when no model was in use, and on alerts from before there was one. */
  need: alertNeedSchema.optional(),
  /** Whose hourly budget it comes under (a specialist's id, or `pool`), and whether it took one of its places; absent before there was one. */
  budget: z.strictObject({ desk: z.string().min(1), perHour: z.number().int().min(0), takesPlace: z.boolean() }).optional(),
  /** The customer had left when it was offered. */
  late: z.boolean().optional(),
  /** The revision with which it was offered, when it had waited for the budget before. */
  offeredAtRevision: z.number().int().min(2).optional(),
  releaseId: releaseIdSchema,
  /** Counts every change; a command on an older revision is refused. */
  revision: z.number().int().min(1),
});
export type Alert = z.infer<typeof alertSchema>;
