/**
 * Boundary desk ↔ hub: every call a workbench can make and every event it can be sent.
 *
 * On the wire: socket.io namespace `/desk`; a call is the event `call` (name, input) with a reply; handshake auth is `deskHandshakeSchema`.
 */
import { z } from "zod";
import { alertSchema } from "../model/alert.ts";
import { chatMessageSchema } from "../model/chat.ts";
import { consentScopeSchema } from "../model/consent.ts";
import { contactDecisionSchema } from "../model/contact.ts";
import { customerHistorySchema } from "../model/customer-history.ts";
import { type DeskSnapshot, deskPushSchema, deskSnapshotSchema } from "../model/desk-log.ts";
import { flowSchema } from "../model/flow.ts";
import { helpSessionSchema, sessionOutcomeSchema } from "../model/help-session.ts";
import {
  alertIdSchema,
  callIdSchema,
  chatMessageIdSchema,
  customerIdSchema,
  draftIdSchema,
  helpSessionIdSchema,
  participantIdSchema,
  releaseIdSchema,
  specialistIdSchema,
  studioRunIdSchema,
  talkingPointIdSchema,
} from "../model/ids.ts";
import { journeyCardSchema } from "../model/journey.ts";
import { lexiconEntrySchema } from "../model/lexicon.ts";
import { mirrorEnvelopeSchema, mirrorPositionSchema, pointingSchema } from "../model/mirror.ts";
import { contactRecordSchema, presenceSchema, specialistSchema } from "../model/person.ts";
import { MAX_CONTACT_NOTE } from "../model/plain-values.ts";
import { pointCardSchema } from "../model/point-card.ts";
import {
  contentFaultSchema,
  contentFileSchema,
  draftSchema,
  draftSummarySchema,
  MAX_DRAFT_CHARS,
  studioFileSchema,
  studioRunSchema,
} from "../model/studio.ts";
import {
  alertDetailsSchema,
  colleagueSchema,
  expertBriefSchema,
  joinedSchema,
  mediaStateSchema,
  sessionSummarySchema,
} from "../model/views.ts";
import { instantSchema } from "../model/words.ts";
import type { Client, EventTable, OutputOf } from "./table.ts";
import { call } from "./table.ts";

/** Handshake of `/desk`: `token` from `POST /v1/desk/sign-in`. */
export const deskHandshakeSchema = z.strictObject({ protocol: z.number().int(), token: z.string().min(1).max(4_096) });

const nothing = z.strictObject({});
const alertRef = z.strictObject({ alertId: alertIdSchema });
const sessionRef = z.strictObject({ helpSessionId: helpSessionIdSchema });

/** An opaque WebRTC signal (SDP or candidate). At most 64 KB as text. */
export const signalSchema = z.string().min(2).max(65_536);
const layerBytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What a contact is about, e.g. the journey's title. */
const aboutSchema = z.string().trim().min(1).max(120);
const draftRef = z.strictObject({ draftId: draftIdSchema });
/** Empty is a text too: its schema says what it lacks. */
const draftText = z.string().max(MAX_DRAFT_CHARS);

/**
 * Permits: `desk` any signed-in specialist; `serve` managers and agents; `take-part` anyone in the help session named, checked by the handler
 * as well; `author` those who write content: managers and supervisors.
 */
export type DeskPermit = "desk" | "serve" | "take-part" | "author";

export const deskHubCalls = {
  /** The difference since `cursor`, or a snapshot when there is none or it is too old. */
  resume: call(
    z.strictObject({ cursor: z.number().int().min(0).nullable() }),
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("difference"), push: deskPushSchema }),
      z.strictObject({ kind: z.literal("snapshot"), snapshot: deskSnapshotSchema }),
    ]),
    "desk",
  ),
  /** What the desk needs of content: flows, wording rules, clock and zone. */
  deskContent: call(
    nothing,
    z.strictObject({
      releaseId: releaseIdSchema,
      flows: z.array(flowSchema),
      lexicon: z.array(lexiconEntrySchema),
      timeZone: z.string(),
      hubNow: instantSchema,
      me: specialistSchema,
    }),
    "desk",
  ),
  setPresence: call(z.strictObject({ presence: presenceSchema.exclude(["offline"]) }), nothing, "desk"),
  colleagues: call(nothing, z.strictObject({ colleagues: z.array(colleagueSchema) }), "desk"),

  /** The capsule of one alert; the desk is sent `journey` events for it until another is opened or `closeAlert`. */
  openAlert: call(alertRef, alertDetailsSchema, "serve"),
  closeAlert: call(nothing, nothing, "serve"),
  /** The customer's earlier journeys, and the ledger of contacts and decisions. Empty for a customer who is not signed in. */
  customerHistory: call(alertRef, customerHistorySchema, "serve"),
  pickUpAlert: call(alertRef, z.strictObject({ alert: alertSchema, helpSession: helpSessionSchema }), "serve"),
  snoozeAlert: call(z.strictObject({ alertId: alertIdSchema, until: instantSchema }), z.strictObject({ alert: alertSchema }), "serve"),
  /** Ends a snooze or takes an alert back from the assistant. */
  wakeAlert: call(alertRef, z.strictObject({ alert: alertSchema }), "serve"),
  handOverAlert: call(z.strictObject({ alertId: alertIdSchema, to: specialistIdSchema }), z.strictObject({ alert: alertSchema }), "serve"),
  giveToAssistant: call(alertRef, z.strictObject({ alert: alertSchema }), "serve"),

  /**
   * What the rules say of approaching one's own customer by hand, by text message or by phone, at `at` (null: now), every one with its reason. `askedFirst`: the customer
   * began it, e.g. by calling. `heldUntil`: another channel has a permit to them out until then.
   */
  weighContact: call(
    z.strictObject({
      customerId: customerIdSchema,
      channel: z.enum(["sms", "phone"]),
      at: instantSchema.nullable(),
      askedFirst: z.boolean(),
    }),
    z.strictObject({ decision: contactDecisionSchema, heldUntil: instantSchema.nullable() }),
    "serve",
  ),
  /**
   * A text message to one's own customer; `undelivered` while no provider is connected. `id` is the sender's: a repeat is the same message.
   * `point`: the talking point it was made from, beside which alert.
   */
  sendSms: call(
    z.strictObject({
      id: callIdSchema,
      customerId: customerIdSchema,
      text: z.string().trim().min(1).max(MAX_CONTACT_NOTE),
      about: aboutSchema,
      point: z.strictObject({ id: talkingPointIdSchema, alertId: alertIdSchema }).optional(),
    }),
    z.strictObject({ messageId: z.string(), status: z.literal("undelivered") }),
    "serve",
  ),
  /**
   * A call one made to one's own customer, or had from them, written down by hand within seven days; the same `id` again puts it right. On
   * record whatever the rules say: the answer is what they said of the instant it was made.
   */
  logPhoneContact: call(
    z.strictObject({
      id: callIdSchema,
      customerId: customerIdSchema,
      at: instantSchema,
      outcome: contactRecordSchema.shape.outcome,
      about: aboutSchema,
      note: z.string().trim().max(MAX_CONTACT_NOTE).default(""),
    }),
    z.strictObject({ contactId: z.string(), decision: contactDecisionSchema }),
    "serve",
  ),

  /** Takes part (again) in a help session: after pickup, after an accepted invite, after a reconnect. */
  joinHelpSession: call(sessionRef, joinedSchema, "take-part"),
  leaveHelpSession: call(sessionRef, nothing, "take-part"),
  endHelpSession: call(sessionRef, z.strictObject({ helpSession: helpSessionSchema }), "take-part"),
  /** Asks the customer for further scopes: one request, then a five-minute wait. */
  askForScopes: call(
    z.strictObject({ helpSessionId: helpSessionIdSchema, scopes: z.array(consentScopeSchema).min(1) }),
    nothing,
    "take-part",
  ),
  /**
   * Starts or pauses receiving `mirror` events; starting sends a keyframe and its tail first. `refused`: the frame that did not fit, so that
   * the same frames are not sent again but the customer's page is read anew.
   */
  viewMirror: call(
    z.strictObject({ helpSessionId: helpSessionIdSchema, on: z.boolean(), refused: mirrorPositionSchema.optional() }),
    nothing,
    "take-part",
  ),
  sendPointing: call(z.strictObject({ helpSessionId: helpSessionIdSchema, pointing: pointingSchema }), nothing, "take-part"),
  sendSignal: call(
    z.strictObject({ helpSessionId: helpSessionIdSchema, to: participantIdSchema, callId: callIdSchema, signal: signalSchema }),
    nothing,
    "take-part",
  ),
  setMediaState: call(z.strictObject({ helpSessionId: helpSessionIdSchema, media: mediaStateSchema }), nothing, "take-part"),
  /** `id` is the sender's, so a repeat after a reconnect is the same message. A forbidden wording is refused and kept as an interception. */
  sendChat: call(
    z.strictObject({
      helpSessionId: helpSessionIdSchema,
      id: chatMessageIdSchema,
      text: z.string().trim().min(1).max(2_000),
      talkingPointId: talkingPointIdSchema.optional(),
    }),
    z.strictObject({ message: chatMessageSchema }),
    "take-part",
  ),
  talkingPoints: call(sessionRef, z.strictObject({ points: z.array(pointCardSchema) }), "take-part"),
  judgePoint: call(
    z.strictObject({
      pointId: talkingPointIdSchema,
      helpSessionId: helpSessionIdSchema.optional(),
      alertId: alertIdSchema.optional(),
      verdict: z.enum(["not-useful", "useful"]),
    }),
    nothing,
    "serve",
  ),
  inviteExpert: call(
    z.strictObject({ helpSessionId: helpSessionIdSchema, specialistId: specialistIdSchema, question: z.string().trim().min(1).max(500) }),
    z.strictObject({ helpSession: helpSessionSchema }),
    "take-part",
  ),
  expertBrief: call(sessionRef, expertBriefSchema, "take-part"),
  declineInvite: call(sessionRef, nothing, "take-part"),
  sessionSummary: call(sessionRef, sessionSummarySchema, "take-part"),
  wrapUp: call(
    z.strictObject({
      helpSessionId: helpSessionIdSchema,
      outcome: sessionOutcomeSchema,
      note: z.string().max(2_000),
      summary: z.string().max(4_000),
    }),
    z.strictObject({ helpSession: helpSessionSchema }),
    "take-part",
  ),

  /** The files of the content in force that can be opened, and the drafts that are kept, newest first. */
  studioShelf: call(
    nothing,
    z.strictObject({ releaseId: releaseIdSchema, files: z.array(studioFileSchema), drafts: z.array(draftSummarySchema) }),
    "author",
  ),
  openContentFile: call(
    z.strictObject({ file: contentFileSchema }),
    z.strictObject({ releaseId: releaseIdSchema, file: studioFileSchema, text: z.string() }),
    "author",
  ),
  /** What the whole content has against this text; none while the text does not fit its own schema, which the desk sees itself. */
  checkDraft: call(
    z.strictObject({ file: contentFileSchema, text: draftText }),
    z.strictObject({ faults: z.array(contentFaultSchema) }),
    "author",
  ),
  /**
   * Keeps a text. `draftId` null makes a new draft; else `revision` is the one that was opened. `draft-changed`: somebody saved meanwhile;
   * `base-moved`: `baseReleaseId` is no longer in force. Neither changes anything.
   */
  saveDraft: call(
    z.strictObject({
      draftId: draftIdSchema.nullable(),
      revision: z.number().int().min(0),
      file: contentFileSchema,
      baseReleaseId: releaseIdSchema,
      text: draftText,
    }),
    z.strictObject({ draft: draftSummarySchema }),
    "author",
  ),
  openDraft: call(draftRef, z.strictObject({ draft: draftSchema }), "author"),
  /** By its author or a supervisor; `restoreDraft` takes it back. */
  deleteDraft: call(draftRef, nothing, "author"),
  restoreDraft: call(draftRef, z.strictObject({ draft: draftSummarySchema }), "author"),
  /** Begins a run of a text against the content in force; what it finds comes as `studio-run` events. One a person: a new one ends the last. */
  runDraft: call(z.strictObject({ runId: studioRunIdSchema, file: contentFileSchema, text: draftText }), nothing, "author"),
  stopRun: call(z.strictObject({ runId: studioRunIdSchema }), nothing, "author"),
} as const;
export type DeskHubCalls = typeof deskHubCalls;

/**
 * `GET /v1/desk/first-view?protocol=N` with `authorization: Bearer <desk token>`: all that a desk draws first, in one answer, for a desktop that
 * asks while its page is still being read. The page's socket goes on from `snapshot.seq` by `resume`.
 */
export type FirstView = {
  readonly content: OutputOf<DeskHubCalls, "deskContent">;
  readonly snapshot: DeskSnapshot;
};
export type DeskHubClient = Client<DeskHubCalls>;

export const deskHubEvents = {
  log: deskPushSchema,
  journey: journeyCardSchema,
  mirror: z.strictObject({
    helpSessionId: helpSessionIdSchema,
    envelope: mirrorEnvelopeSchema,
    layers: z.record(z.enum(["structure", "open", "manager"]), layerBytesSchema.optional()),
  }),
  /** The hub stopped relaying: consent ended or the customer is changing pages. The mirror must be emptied on `consent`. */
  "mirror-stopped": z.strictObject({
    helpSessionId: helpSessionIdSchema,
    because: z.enum(["consent", "page-change", "ended", "customer-away"]),
  }),
  signal: z.strictObject({ helpSessionId: helpSessionIdSchema, from: participantIdSchema, callId: callIdSchema, signal: signalSchema }),
  /** The customer said no to a scope this person had asked for. */
  "scope-declined": z.strictObject({ helpSessionId: helpSessionIdSchema, scope: consentScopeSchema }),
  "media-state": z.strictObject({ helpSessionId: helpSessionIdSchema, participantId: participantIdSchema, media: mediaStateSchema }),
  /** Progress of a run this desk began, and its end. */
  "studio-run": studioRunSchema,
  /** Another window of the same person took the help session over; this one must stop its media. */
  replaced: z.strictObject({ helpSessionId: helpSessionIdSchema }),
} as const satisfies EventTable;
export type DeskHubEvents = typeof deskHubEvents;
