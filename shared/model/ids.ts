/** Branded identifiers. A brand is given by its schema and by nothing else, so an id of one kind cannot be passed as another. */
import { z } from "zod";

/** Printable, no spaces, at most 64 characters: what every id on the wire looks like. */
const idText = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/);

export const customerIdSchema = idText.brand<"CustomerId">();
export const specialistIdSchema = idText.brand<"SpecialistId">();
export const flowIdSchema = idText.brand<"FlowId">();
export const stepIdSchema = idText.brand<"StepId">();
export const fieldIdSchema = idText.brand<"FieldId">();
/** One run of one customer through one flow; made by the tracker, unguessable. */
export const journeyIdSchema = idText.brand<"JourneyId">();
export const factIdSchema = idText.brand<"FactId">();
export const alertIdSchema = idText.brand<"AlertId">();
export const helpSessionIdSchema = idText.brand<"HelpSessionId">();
export const participantIdSchema = idText.brand<"ParticipantId">();
export const invitationIdSchema = idText.brand<"InvitationId">();
export const chatMessageIdSchema = idText.brand<"ChatMessageId">();
/** One negotiation of a PeerLink; signals with another call id are stale and dropped. */
export const callIdSchema = idText.brand<"CallId">();
export const claimIdSchema = idText.brand<"ClaimId">();
export const talkingPointIdSchema = idText.brand<"TalkingPointId">();
export const researchNoteIdSchema = idText.brand<"ResearchNoteId">();
/** Letter of the class and a running number: C-012 forbidden, D-003 discouraged, A-001 approved. */
export const lexiconEntryIdSchema = idText.brand<"LexiconEntryId">();
export const assistantScriptIdSchema = idText.brand<"AssistantScriptId">();
export const assistantIntentIdSchema = idText.brand<"AssistantIntentId">();
export const needIntentIdSchema = idText.brand<"NeedIntentId">();
export const productIdSchema = idText.brand<"ProductId">();
/** A content file somebody is writing, kept by the hub. */
export const draftIdSchema = idText.brand<"DraftId">();
/** One run of a draft, named by the desk that asked for it. */
export const studioRunIdSchema = idText.brand<"StudioRunId">();
/** Hash-named content release. */
export const releaseIdSchema = idText.brand<"ReleaseId">();

export type CustomerId = z.infer<typeof customerIdSchema>;
export type SpecialistId = z.infer<typeof specialistIdSchema>;
export type FlowId = z.infer<typeof flowIdSchema>;
export type StepId = z.infer<typeof stepIdSchema>;
export type FieldId = z.infer<typeof fieldIdSchema>;
export type JourneyId = z.infer<typeof journeyIdSchema>;
export type FactId = z.infer<typeof factIdSchema>;
export type AlertId = z.infer<typeof alertIdSchema>;
export type HelpSessionId = z.infer<typeof helpSessionIdSchema>;
export type ParticipantId = z.infer<typeof participantIdSchema>;
export type InvitationId = z.infer<typeof invitationIdSchema>;
export type ChatMessageId = z.infer<typeof chatMessageIdSchema>;
export type CallId = z.infer<typeof callIdSchema>;
export type ClaimId = z.infer<typeof claimIdSchema>;
export type TalkingPointId = z.infer<typeof talkingPointIdSchema>;
export type ResearchNoteId = z.infer<typeof researchNoteIdSchema>;
export type LexiconEntryId = z.infer<typeof lexiconEntryIdSchema>;
export type AssistantScriptId = z.infer<typeof assistantScriptIdSchema>;
export type AssistantIntentId = z.infer<typeof assistantIntentIdSchema>;
export type NeedIntentId = z.infer<typeof needIntentIdSchema>;
export type ProductId = z.infer<typeof productIdSchema>;
export type ReleaseId = z.infer<typeof releaseIdSchema>;
export type DraftId = z.infer<typeof draftIdSchema>;
export type StudioRunId = z.infer<typeof studioRunIdSchema>;
