/**
 * Customers' pages on the socket.io namespace `/customer`. The page is hostile: the handshake needs the journey's secret, every call its schema.
 *
 * Owns the connection and the handler record; what a call does is decided by the services.
 */
import { randomUUID } from "node:crypto";
import type { Server } from "socket.io";
import type { CustomerHubCalls, CustomerHubEvents, CustomerPermit } from "#shared/contract/customer-hub.ts";
import { customerHandshakeSchema, customerHubCalls } from "#shared/contract/customer-hub.ts";
import { protocolRefusal } from "#shared/contract/protocol.ts";
import type { Handlers } from "#shared/contract/table.ts";
import type { CustomerId, JourneyId } from "#shared/model/ids.ts";
import type { MirrorFrame } from "#shared/model/mirror.ts";
import type { CustomerLink } from "../bus/live-links.ts";
import type { HubServices } from "../services.ts";
import { socketCalls } from "./socket-calls.ts";

/** `customerId` is asked anew for every call: a customer may sign in while the page is open. */
export type CustomerCaller = { readonly journeyId: JourneyId; readonly customerId: CustomerId | null; readonly link: CustomerLink };

function customerHandlers({ sessions, chat }: HubServices): Handlers<CustomerHubCalls, CustomerCaller> {
  return {
    openInvitation: ({ invitationId }, caller) => sessions.openInvitation(caller, invitationId),
    answerInvitation: (input, caller) => sessions.answerInvitation(caller, input),
    rejoin: ({ helpSessionId }, caller) => sessions.customerRejoins(caller, helpSessionId),
    changeConsent: (input, caller) => sessions.changeConsent(caller, input),
    declineScope: (input, caller) => sessions.declineScope(caller, input),
    endHelpSession: ({ helpSessionId }, caller) => sessions.customerEnds(caller, helpSessionId),
    pageChanging: ({ helpSessionId }, caller) => sessions.customerChangesPage(caller, helpSessionId),
    sendMirrorFrame: ({ helpSessionId, envelope, layers }, caller) =>
      sessions.mirrorFrame(caller, helpSessionId, { envelope, layers: layers as MirrorFrame["layers"] }),
    sendSignal: (input, caller) => sessions.signalFromCustomer(caller, input),
    setMediaState: (input, caller) => sessions.mediaStateOfCustomer(caller, input),
    sendChat: (input, caller) => chat.fromCustomer(caller, input),
    askForPerson: (_input, caller) => chat.customerAsksForPerson(caller),
    chatSoFar: (_input, caller) => chat.soFar(caller),
  };
}

/** `journey`: the handshake proved it. `in-session`: a help session of this journey or this customer is not over yet. */
export function mayCustomer(permit: CustomerPermit, caller: CustomerCaller, sessions: HubServices["sessions"]): boolean {
  switch (permit) {
    case "journey":
      return true;
    case "in-session":
      return sessions.hasHelpSession(caller);
  }
}

export function serveCustomers(io: Server, services: HubServices): void {
  const { links, metrics, log, now, intake, sessions, tokens, background } = services;
  const customers = io.of("/customer");
  customers.use((socket, next) => {
    void (async () => {
      const refuseWith = (code: string) => next(Object.assign(new Error(code), { data: { code } }));
      const auth: unknown = socket.handshake.auth;
      const old = protocolRefusal((auth as { protocol?: unknown } | null)?.protocol);
      if (old) return refuseWith(old);
      const parsed = customerHandshakeSchema.safeParse(auth);
      if (!parsed.success) return refuseWith("not-authenticated");
      const { journeyId, secret, token } = parsed.data;
      if (!(await intake.holdsSecret(journeyId, secret))) return refuseWith("journey-token-invalid");
      if (token !== null) {
        const verified = await tokens.customer(token);
        // Who signed in before the tracker's next batch is known all the same; an expired token only proves nothing.
        if (verified.ok && !(await intake.identify(journeyId, verified.value))) return refuseWith("journey-token-invalid");
        if (!verified.ok && verified.error === "not-authenticated") return refuseWith("not-authenticated");
      }
      socket.data.journeyId = journeyId;
      next();
    })().catch((fault: unknown) => {
      log("error", "bug", "a handshake threw", { fault: String(fault) });
      next(Object.assign(new Error("internal"), { data: { code: "internal" } }));
    });
  });
  const permits = (permit: CustomerPermit, caller: CustomerCaller) => mayCustomer(permit, caller, sessions);
  const bind = socketCalls({ table: customerHubCalls, handlers: customerHandlers(services), permits }, log, now);
  customers.on("connection", (socket) => {
    const journeyId = socket.data.journeyId as JourneyId;
    const link: CustomerLink = {
      id: `${socket.id}-${randomUUID().slice(0, 8)}`,
      journeyId,
      emit: (event: keyof CustomerHubEvents, payload: unknown) => void socket.emit(event, payload),
    };
    const caller: CustomerCaller = {
      journeyId,
      get customerId() {
        return intake.customerOf(journeyId);
      },
      link,
    };
    const remove = links.customers.add(journeyId, link);
    metrics.connections.inc({ kind: "customer" });
    bind(socket, caller);
    socket.on("disconnect", () => {
      remove();
      metrics.connections.dec({ kind: "customer" });
      background.run("customer-link-gone", () => sessions.customerLinkGone(caller));
    });
  });
}
