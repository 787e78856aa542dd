/** People of the bank and its customers, as demo content and as the desk sees them. Names are invented. */
import { z } from "zod";
import { contactRuleSchema } from "./contact.ts";
import { customerIdSchema, specialistIdSchema } from "./ids.ts";
import { MAX_CONTACT_NOTE } from "./plain-values.ts";
import { timeOfDaySchema } from "./policy.ts";
import { instantSchema } from "./words.ts";

/** Specialist = whoever serves. `manager` own a book; `agent` the pool; `expert` is invited; `supervisor` watches. */
export const specialistRoleSchema = z.enum(["manager", "agent", "expert", "supervisor"]);
export type SpecialistRole = z.infer<typeof specialistRoleSchema>;

export const presenceSchema = z.enum(["online", "busy", "away", "offline"]);
export type Presence = z.infer<typeof presenceSchema>;

export const specialistSchema = z.strictObject({
  id: specialistIdSchema,
  name: z.string().min(1),
  /** Staff number shown to the customer. */
  staffNumber: z.string().regex(/^\d{4,8}$/),
  role: specialistRoleSchema,
  team: z.string().min(1),
  /** Subjects of an expert, e.g. 家族信托. */
  subjects: z.array(z.string()).default([]),
  /** Who stands in when this manager is away. */
  deputyId: specialistIdSchema.optional(),
});
export type Specialist = z.infer<typeof specialistSchema>;

export const customerSchema = z.strictObject({
  id: customerIdSchema,
  /** Full name: never on a desk before consent, see `maskedName`. */
  name: z.string().min(1),
  /** Masked for the desk, e.g. 林**. */
  maskedName: z.string().min(1),
  customerNumberTail: z.string().regex(/^\d{4}$/),
  city: z.string().min(1),
  managerId: specialistIdSchema.optional(),
  /** Year and month, `YYYY-MM`. */
  since: z.string().regex(/^\d{4}-\d{2}$/),
  /** Chips: KYC state, segment, risk type. */
  tags: z.array(z.strictObject({ text: z.string().min(1), tone: z.enum(["ok", "plain", "warn"]) })),
  holdings: z.array(z.string()),
  /** Past contacts, newest first; `dayOffset` days before the content epoch. */
  contacts: z.array(
    z.strictObject({
      dayOffset: z.number().int().max(0),
      channel: z.enum(["in-app", "phone", "assistant", "branch"]),
      about: z.string(),
      by: z.string(),
    }),
  ),
  notes: z.array(z.strictObject({ text: z.string(), by: z.string(), dayOffset: z.number().int().max(0) })),
  doNotDisturb: z.boolean().default(false),
  openComplaint: z.boolean().default(false),
  /** They are trying to help themselves, and asked to be left alone with it. */
  openSelfHelp: z.boolean().default(false),
  /** The customer's own quiet hours, when they start or end elsewhere than the bank's. */
  quietHours: z.strictObject({ from: timeOfDaySchema, to: timeOfDaySchema }).optional(),
  /** Day of agreement to in-app assistance, days before the content epoch; absent = not agreed. */
  assistanceAgreedDayOffset: z.number().int().max(0).optional(),
  /** Days of agreement to text messages and to calls, days before the content epoch; absent = not agreed. */
  channelsAgreedDayOffset: z
    .strictObject({ sms: z.number().int().max(0), phone: z.number().int().max(0) })
    .partial()
    .default({}),
});
export type Customer = z.infer<typeof customerSchema>;

/** One contact as the ledger keeps it. */
export const contactRecordSchema = z.strictObject({
  at: instantSchema,
  channel: z.enum(["in-app", "phone", "assistant", "branch", "sms"]),
  outcome: z.enum(["invited", "accepted", "declined", "ignored", "wrong-person", "asked-first", "talked", "lost"]),
  about: z.string(),
  by: z.string(),
  /** The words of a text message, or what was written down about a call; numbers that tell who somebody is are masked. */
  note: z.string().max(MAX_CONTACT_NOTE).optional(),
  /** Of a text message that went no further than the file outbox, because no provider is connected. */
  delivery: z.literal("undelivered").optional(),
  /** Of a call written down by hand: the rules that spoke against it when it was made, as they stood then. */
  against: z.array(contactRuleSchema).optional(),
});
export type ContactRecord = z.infer<typeof contactRecordSchema>;
