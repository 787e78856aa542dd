/**
 * Boundary customer ↔ hub. The customer's page is hostile: strict schemas, size and rate limits, journey secret, consent scope.
 *
 * `track` travels as `POST /v1/track` (sendBeacon, text/plain); invitations as the EventSource `GET /v1/invitations?journey=ID&secret=S`
 * with the events of `customerStreamEvents`; the rest over socket.io namespace `/customer`, handshake auth `customerHandshakeSchema`.
 */
import { z } from "zod";
import { chatMessageSchema } from "../model/chat.ts";
import { consentScopeSchema } from "../model/consent.ts";
import { sentFactSchema } from "../model/fact.ts";
import {
  callIdSchema,
  chatMessageIdSchema,
  helpSessionIdSchema,
  invitationIdSchema,
  journeyIdSchema,
  participantIdSchema,
} from "../model/ids.ts";
import { mirrorEnvelopeSchema, pointingSchema } from "../model/mirror.ts";
import { customerSessionViewSchema, invitationViewSchema, mediaStateSchema } from "../model/views.ts";
import { instantSchema } from "../model/words.ts";
import { signalSchema } from "./desk-hub.ts";
import type { Client, EventTable } from "./table.ts";
import { call } from "./table.ts";

/** Made by the tracker from a cryptographic source; whoever holds it is the journey's customer. */
export const journeySecretSchema = z.string().regex(/^[A-Za-z0-9_-]{22,64}$/);
/** The bank's signed customer token (JWT), absent when not signed in. */
export const customerTokenSchema = z.string().min(1).max(4_096).nullable();

export const MAX_FACTS_A_BATCH = 200;

/** Body of `POST /v1/track`. */
export const trackBodySchema = z.strictObject({
  protocol: z.number().int(),
  token: customerTokenSchema,
  journey: z.strictObject({ id: journeyIdSchema, secret: journeySecretSchema }),
  facts: z.array(sentFactSchema).max(MAX_FACTS_A_BATCH),
  /** The sender's clock when the batch left, epoch ms: the hub corrects `at` of the facts by it. */
  sentAt: instantSchema,
});

export const customerHandshakeSchema = z.strictObject({
  protocol: z.number().int(),
  journeyId: journeyIdSchema,
  secret: journeySecretSchema,
  token: customerTokenSchema,
});

const nothing = z.strictObject({});
const sessionRef = z.strictObject({ helpSessionId: helpSessionIdSchema });

/** `journey`: whoever holds the journey's secret; `in-session`: and a help session of this journey is under way, checked by the handler as well. */
export type CustomerPermit = "journey" | "in-session";

export const customerHubCalls = {
  /** Shows an invitation: tells the hub that the customer has seen it. */
  openInvitation: call(z.strictObject({ invitationId: invitationIdSchema }), invitationViewSchema, "journey"),
  answerInvitation: call(
    z.strictObject({
      invitationId: invitationIdSchema,
      answer: z.enum(["accept", "decline", "ignore", "wrong-person"]),
      scopes: z.array(consentScopeSchema),
    }),
    z.strictObject({ session: customerSessionViewSchema.nullable() }),
    "journey",
  ),
  /** Joins again after a page load or a lost connection. */
  rejoin: call(sessionRef, customerSessionViewSchema, "in-session"),
  /** Gives or withdraws one scope; takes effect at the hub before the reply. */
  changeConsent: call(
    z.strictObject({ helpSessionId: helpSessionIdSchema, scope: consentScopeSchema, given: z.boolean() }),
    customerSessionViewSchema,
    "in-session",
  ),
  /** The customer's no to a scope the specialist asked for. One that was not asked for changes nothing. */
  declineScope: call(
    z.strictObject({ helpSessionId: helpSessionIdSchema, scope: consentScopeSchema }),
    customerSessionViewSchema,
    "in-session",
  ),
  endHelpSession: call(sessionRef, nothing, "in-session"),
  /** The page is about to change; the others are told 「客户换页中」. */
  pageChanging: call(sessionRef, nothing, "in-session"),
  sendMirrorFrame: call(
    z.strictObject({
      helpSessionId: helpSessionIdSchema,
      envelope: mirrorEnvelopeSchema,
      layers: z.strictObject({
        structure: z.custom<Uint8Array>((value) => value instanceof Uint8Array).optional(),
        open: z.custom<Uint8Array>((value) => value instanceof Uint8Array).optional(),
        manager: z.custom<Uint8Array>((value) => value instanceof Uint8Array).optional(),
      }),
    }),
    nothing,
    "in-session",
  ),
  sendSignal: call(
    z.strictObject({ helpSessionId: helpSessionIdSchema, to: participantIdSchema, callId: callIdSchema, signal: signalSchema }),
    nothing,
    "in-session",
  ),
  setMediaState: call(z.strictObject({ helpSessionId: helpSessionIdSchema, media: mediaStateSchema }), nothing, "in-session"),
  /** To the specialist in a help session, else to the assistant. `quickReplyId` when a prepared answer was tapped. */
  sendChat: call(
    z.strictObject({ id: chatMessageIdSchema, text: z.string().trim().min(1).max(2_000), quickReplyId: z.string().max(64).optional() }),
    z.strictObject({ message: chatMessageSchema }),
    "journey",
  ),
  /** 转人工: the alert is raised again with the chat attached. */
  askForPerson: call(nothing, nothing, "journey"),
  chatSoFar: call(nothing, z.strictObject({ messages: z.array(chatMessageSchema) }), "journey"),
} as const;
export type CustomerHubCalls = typeof customerHubCalls;
export type CustomerHubClient = Client<CustomerHubCalls>;

export const customerHubEvents = {
  session: customerSessionViewSchema,
  /** The hub's tail grew or a viewer joined: send a whole page. */
  /** `afresh`: a viewer could not follow, so what is known of the page is to be read anew. */
  "keyframe-wanted": z.strictObject({ helpSessionId: helpSessionIdSchema, afresh: z.boolean().optional() }),
  pointing: z.strictObject({
    helpSessionId: helpSessionIdSchema,
    from: participantIdSchema,
    displayName: z.string(),
    role: z.enum(["specialist", "expert", "supervisor", "customer"]),
    pointing: pointingSchema,
  }),
  signal: z.strictObject({ helpSessionId: helpSessionIdSchema, from: participantIdSchema, callId: callIdSchema, signal: signalSchema }),
  "media-state": z.strictObject({ helpSessionId: helpSessionIdSchema, participantId: participantIdSchema, media: mediaStateSchema }),
  chat: chatMessageSchema,
} as const satisfies EventTable;
export type CustomerHubEvents = typeof customerHubEvents;

/** Quick replies the assistant offers under its message. */
export const assistantOfferSchema = z.strictObject({
  message: chatMessageSchema,
  quickReplies: z.array(z.strictObject({ id: z.string(), text: z.string() })),
});

/** Events of the EventSource. `session` = a help session of this journey is under way: load the session script and rejoin. */
export const customerStreamEvents = {
  invitation: z.strictObject({ invitationId: invitationIdSchema }),
  "invitation-withdrawn": z.strictObject({ invitationId: invitationIdSchema }),
  "assistant-message": assistantOfferSchema,
  session: z.strictObject({ helpSessionId: helpSessionIdSchema }),
} as const satisfies EventTable;
export type CustomerStreamEvents = typeof customerStreamEvents;
