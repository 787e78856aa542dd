/**
 * Boundary guest ↔ hub: an expert who joins from a browser link. A strict part of the desk's table, bound to one help session by the link's token.
 *
 * On the wire: socket.io namespace `/guest`, handshake auth `guestHandshakeSchema`.
 */
import { z } from "zod";
import { deskHubCalls, deskHubEvents } from "./desk-hub.ts";
import type { Client } from "./table.ts";

export const guestHandshakeSchema = z.strictObject({ protocol: z.number().int(), token: z.string().min(1).max(4_096) });

export const guestHubCalls = {
  expertBrief: deskHubCalls.expertBrief,
  joinHelpSession: deskHubCalls.joinHelpSession,
  leaveHelpSession: deskHubCalls.leaveHelpSession,
  declineInvite: deskHubCalls.declineInvite,
  viewMirror: deskHubCalls.viewMirror,
  sendSignal: deskHubCalls.sendSignal,
  setMediaState: deskHubCalls.setMediaState,
  sendChat: deskHubCalls.sendChat,
} as const;
export type GuestHubCalls = typeof guestHubCalls;
export type GuestHubClient = Client<GuestHubCalls>;

export const guestHubEvents = {
  mirror: deskHubEvents.mirror,
  "mirror-stopped": deskHubEvents["mirror-stopped"],
  signal: deskHubEvents.signal,
  "media-state": deskHubEvents["media-state"],
} as const;
