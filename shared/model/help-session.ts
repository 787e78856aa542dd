/**
 * HelpSession 会话: one customer being helped, from the first invitation to the wrap-up. In code never just "session".
 *
 * Its transitions live in `shared/domain/help-session`; live objects (peers, streams) are held elsewhere, by id.
 */
import { z } from "zod";
import { consentSchema } from "./consent.ts";
import {
  alertIdSchema,
  customerIdSchema,
  flowIdSchema,
  helpSessionIdSchema,
  invitationIdSchema,
  journeyIdSchema,
  participantIdSchema,
  specialistIdSchema,
  stepIdSchema,
} from "./ids.ts";
import { instantSchema } from "./words.ts";

export const participantRoleSchema = z.enum(["customer", "specialist", "expert", "supervisor"]);
export type ParticipantRole = z.infer<typeof participantRoleSchema>;

export const participantSchema = z.strictObject({
  id: participantIdSchema,
  role: participantRoleSchema,
  /** The specialist's or expert's identity; absent for the customer. */
  specialistId: specialistIdSchema.optional(),
  /** What others see: a name for staff, the masked name for the customer. */
  displayName: z.string().min(1),
  /** `away` = the connection is lost or the customer's page is changing; `left` is final for this participant. */
  status: z.enum(["invited", "present", "away", "left", "declined"]),
  /** When it took this status, hub clock. */
  at: instantSchema,
  /** What an invited colleague was asked, for their brief. */
  question: z.string().max(500).optional(),
});
export type Participant = z.infer<typeof participantSchema>;

export const sessionOutcomeSchema = z.enum(["step-finished", "follow-up", "no-need", "declined", "ignored", "wrong-person", "lost"]);
export type SessionOutcome = z.infer<typeof sessionOutcomeSchema>;

export const helpSessionStateSchema = z.discriminatedUnion("status", [
  /** The invitation waits for the customer; `expiresAt` may be days away. */
  z.strictObject({
    status: z.literal("inviting"),
    invitationId: invitationIdSchema,
    since: instantSchema,
    expiresAt: instantSchema,
    shownAt: instantSchema.optional(),
  }),
  z.strictObject({ status: z.literal("active"), since: instantSchema, until: instantSchema }),
  z.strictObject({ status: z.literal("wrap-up"), since: instantSchema, endedBy: z.enum(["customer", "specialist", "time", "lost"]) }),
  z.strictObject({
    status: z.literal("ended"),
    at: instantSchema,
    outcome: sessionOutcomeSchema,
    note: z.string().max(2_000),
    summary: z.string(),
  }),
]);
export type HelpSessionState = z.infer<typeof helpSessionStateSchema>;

export const helpSessionSchema = z.strictObject({
  id: helpSessionIdSchema,
  alertId: alertIdSchema,
  journeyId: journeyIdSchema,
  customerId: customerIdSchema.optional(),
  flowId: flowIdSchema,
  stepId: stepIdSchema,
  specialistId: specialistIdSchema,
  startedAt: instantSchema,
  state: helpSessionStateSchema,
  participants: z.array(participantSchema),
  consents: z.array(consentSchema),
  revision: z.number().int().min(1),
});
export type HelpSession = z.infer<typeof helpSessionSchema>;
