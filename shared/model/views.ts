/** Views that cross a boundary without being stored: what a desk, an expert or a customer is shown of a larger thing. */
import { z } from "zod";
import { breakpointKindSchema } from "./breakpoint.ts";
import { consentSchema, consentScopeSchema } from "./consent.ts";
import { contactDecisionSchema } from "./contact.ts";
import { helpSessionSchema, participantRoleSchema } from "./help-session.ts";
import {
  alertIdSchema,
  customerIdSchema,
  flowIdSchema,
  helpSessionIdSchema,
  invitationIdSchema,
  participantIdSchema,
  specialistIdSchema,
  stepIdSchema,
} from "./ids.ts";
import { journeyCardSchema, typicalTimeSchema } from "./journey.ts";
import { likelyNeedSchema } from "./need-intent.ts";
import { contactRecordSchema, customerSchema, presenceSchema, specialistSchema } from "./person.ts";
import { pointCardSchema } from "./point-card.ts";
import { instantSchema, wordsSchema } from "./words.ts";

/** A customer before consent to show a name: the full name, own quiet hours and offsets stay at the hub. */
export const customerCardSchema = z.strictObject({
  id: customerIdSchema,
  maskedName: z.string(),
  customerNumberTail: z.string(),
  city: z.string(),
  managerName: z.string().nullable(),
  managerId: specialistIdSchema.nullable(),
  since: z.string(),
  tags: customerSchema.shape.tags,
  holdings: z.array(z.string()),
  notes: z.array(z.strictObject({ text: z.string(), by: z.string(), at: instantSchema })),
});
export type CustomerCard = z.infer<typeof customerCardSchema>;

/**
 * The detection policy a journey began under, and keeps: where the limits in its breakpoints come from. `learned`: how the limit of this
 * alert's behaviour was learned, and what came out for its step and channel, before the customer's own pace lengthened it; absent when it is a
 * fixed one. Of `journeys`, `demoJourneys` were generated (演示).
 */
export const alertPolicySchema = z.strictObject({
  version: z.string().min(1),
  learnedFrom: instantSchema.nullable(),
  learnedUntil: instantSchema.nullable(),
  journeys: z.number().int().min(0),
  demoJourneys: z.number().int().min(0),
  learned: z.strictObject({ quantile: z.number(), factor: z.number(), limitMs: z.number().int() }).optional(),
});
export type AlertPolicy = z.infer<typeof alertPolicySchema>;

export const alertDetailsSchema = z.strictObject({
  alertId: alertIdSchema,
  journey: journeyCardSchema,
  /** Null when the customer is not signed in. */
  customer: customerCardSchema.nullable(),
  typical: z.array(typicalTimeSchema),
  /** Newest first. */
  contacts: z.array(contactRecordSchema),
  contact: contactDecisionSchema,
  points: z.array(pointCardSchema),
  /** Absent where the reader abstains. */
  likelyNeed: likelyNeedSchema.optional(),
  policy: alertPolicySchema.optional(),
});
export type AlertDetails = z.infer<typeof alertDetailsSchema>;

export const colleagueSchema = z.strictObject({ specialist: specialistSchema, presence: presenceSchema });
export type Colleague = z.infer<typeof colleagueSchema>;

/** What an invited expert reads before joining: no name, no value, no number. */
export const expertBriefSchema = z.strictObject({
  helpSessionId: helpSessionIdSchema,
  invitedBy: z.string(),
  question: z.string(),
  flowTitle: wordsSchema,
  stepTitle: wordsSchema,
  breakpointKind: breakpointKindSchema,
  /** Chips of the customer without identity: segment and risk type. */
  tags: z.array(z.string()),
  sinceMs: z.number().int().min(0),
});
export type ExpertBrief = z.infer<typeof expertBriefSchema>;

/** What the customer is shown when somebody offers to help. */
export const invitationViewSchema = z.strictObject({
  invitationId: invitationIdSchema,
  helpSessionId: helpSessionIdSchema,
  specialist: z.strictObject({ name: z.string(), staffNumber: z.string(), role: z.enum(["manager", "agent"]) }),
  flowTitle: wordsSchema,
  stepTitle: wordsSchema,
  /** Longest duration of the help session, in milliseconds. */
  lastsMs: z.number().int(),
  expiresAt: instantSchema,
  scopes: z.array(consentScopeSchema),
});
export type InvitationView = z.infer<typeof invitationViewSchema>;

/** One entry of the append-only audit record. */
export const auditEntrySchema = z.strictObject({
  seq: z.number().int().min(1),
  at: instantSchema,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** SHA-256, hex, over the previous hash and this entry. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const sessionFigureSchema = z.strictObject({
  durationMs: z.number().int(),
  chatMessages: z.number().int(),
  interceptions: z.number().int(),
  pointsUsed: z.number().int(),
  experts: z.array(z.string()),
  stepsDone: z.array(stepIdSchema),
  consents: z.array(consentSchema),
});

export const sessionSummarySchema = z.strictObject({
  helpSessionId: helpSessionIdSchema,
  flowId: flowIdSchema,
  /** What happened, written from the log by rule; the specialist may edit it. */
  text: wordsSchema,
  figures: sessionFigureSchema,
  audit: z.array(auditEntrySchema),
});
export type SessionSummary = z.infer<typeof sessionSummarySchema>;

/** How peers reach each other. `loopbackOnly`: all of them run on this machine, other addresses are dropped. */
export const iceConfigSchema = z.strictObject({
  iceServers: z.array(
    z.strictObject({
      urls: z.union([z.string(), z.array(z.string())]),
      username: z.string().optional(),
      credential: z.string().optional(),
    }),
  ),
  loopbackOnly: z.boolean(),
});
export type IceConfig = z.infer<typeof iceConfigSchema>;

/** What a participant gets on joining or rejoining. */
export const joinedSchema = z.strictObject({
  helpSession: helpSessionSchema,
  me: participantIdSchema,
  role: participantRoleSchema,
  ice: iceConfigSchema,
});
export type Joined = z.infer<typeof joinedSchema>;

/** What the customer's page is told of its own help session: staff names, own consents, nothing about the alert. */
export const customerSessionViewSchema = z.strictObject({
  helpSessionId: helpSessionIdSchema,
  me: participantIdSchema,
  status: z.enum(["inviting", "active", "wrap-up", "ended"]),
  until: instantSchema.nullable(),
  participants: z.array(
    z.strictObject({
      id: participantIdSchema,
      role: participantRoleSchema,
      displayName: z.string(),
      status: z.enum(["invited", "present", "away", "left", "declined"]),
    }),
  ),
  consents: z.array(consentSchema),
  /** Scopes the specialist asked for since, waiting for an answer. */
  asked: z.array(consentScopeSchema),
  ice: iceConfigSchema,
});
export type CustomerSessionView = z.infer<typeof customerSessionViewSchema>;

export const mediaStateSchema = z.strictObject({ audio: z.boolean(), video: z.boolean(), share: z.boolean() });
export type MediaState = z.infer<typeof mediaStateSchema>;
