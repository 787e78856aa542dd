/**
 * Desks and guests on their socket.io namespaces: authentication in the handshake, the contract tables, and the push of the desk log.
 *
 * Owns the connection; every decision is a service's. A desk's log goes out as differences that name where they start, so a gap is seen.
 */
import { randomUUID } from "node:crypto";
import type { Server, Socket } from "socket.io";
import type { DeskHubEvents, DeskPermit } from "#shared/contract/desk-hub.ts";
import { deskHandshakeSchema, deskHubCalls } from "#shared/contract/desk-hub.ts";
import { guestHandshakeSchema, guestHubCalls } from "#shared/contract/guest-hub.ts";
import { protocolRefusal } from "#shared/contract/protocol.ts";
import type { DeskPush } from "#shared/model/desk-log.ts";
import type { HelpSessionId } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { DeskLink } from "../bus/live-links.ts";
import { tokensOf } from "../dispatch/readers.ts";
import type { HubServices } from "../services.ts";
import { deskHandlers } from "./desk-handlers.ts";
import { guestHandlers } from "./guest-handlers.ts";
import { signedIn } from "./signed-in.ts";
import { socketCalls } from "./socket-calls.ts";

/** Who calls: one window of one signed-in person. `cursor` is the desk-log position this socket has been sent, null before its first resume. */
export type DeskCaller = {
  readonly specialist: Specialist;
  readonly link: DeskLink;
  cursor: number | null;
  /** The desk is being told that it now stands at `seq`: pushes go on from there, what was logged meanwhile included. */
  resumeAt(seq: number): void;
  /** The alert whose journey this window is shown live. */
  openJourney: (() => void) | null;
};

/** A desk that follows the log: its socket's own room, and what it may read. */
type Follower = { readonly caller: DeskCaller; readonly room: string; readonly tokens: ReadonlySet<string> };

/** Entries a desk may not read that are passed over in silence before its position is moved on. */
const LONGEST_SILENCE = 500;

export function mayDesk(permit: DeskPermit, { specialist }: Pick<DeskCaller, "specialist">): boolean {
  if (permit === "serve") return specialist.role === "manager" || specialist.role === "agent";
  if (permit === "author") return specialist.role === "manager" || specialist.role === "supervisor";
  return true;
}

/** socket.io refuses a handshake with an error whose `data` reaches the client. */
function handshakeFault(code: string): Error {
  return Object.assign(new Error(code), { data: { code } });
}

function onHandshakeBug(log: HubServices["log"], next: (fault: Error) => void) {
  return (fault: unknown) => {
    log("error", "bug", "a handshake threw", { fault: String(fault) });
    next(handshakeFault("internal"));
  };
}

function linkOf(socket: Socket, specialist: Specialist, onlyHelpSession: HelpSessionId | null): DeskLink {
  return {
    id: `${socket.id}-${randomUUID().slice(0, 8)}`,
    specialistId: specialist.id,
    onlyHelpSession,
    emit: (event: keyof DeskHubEvents, payload: unknown) => void socket.emit(event, payload),
  };
}

export function serveDesks(io: Server, services: HubServices): void {
  const { links, presence, deskLog, metrics, log, now, background } = services;
  const desks = io.of("/desk");
  const followers = new Map<DeskCaller, Follower>();

  desks.use((socket, next) => {
    void (async () => {
      const auth: unknown = socket.handshake.auth;
      const old = protocolRefusal((auth as { protocol?: unknown } | null)?.protocol);
      if (old) return next(handshakeFault(old));
      const parsed = deskHandshakeSchema.safeParse(auth);
      if (!parsed.success) return next(handshakeFault("not-authenticated"));
      const specialist = await signedIn(services, parsed.data.token);
      if (!specialist.ok) return next(handshakeFault(specialist.error));
      socket.data.specialist = specialist.value;
      next();
    })().catch(onHandshakeBug(log, next));
  });

  const bind = socketCalls({ table: deskHubCalls, handlers: deskHandlers(services), permits: mayDesk }, log, now);
  desks.on("connection", (socket) => {
    const specialist = socket.data.specialist as Specialist;
    const link = linkOf(socket, specialist, null);
    const caller: DeskCaller = {
      specialist,
      link,
      cursor: null,
      openJourney: null,
      resumeAt(seq) {
        caller.cursor = seq;
        // After the reply, which leaves in this turn of the event loop.
        setImmediate(() => pushTo([followers.get(caller)]));
      },
    };
    const remove = links.desks.add(specialist.id, link);
    followers.set(caller, { caller, room: socket.id, tokens: tokensOf(specialist) });
    presence.connected(specialist.id);
    metrics.connections.inc({ kind: "desk" });
    log("info", "gateway", "a desk connected", { role: specialist.role });
    bind(socket, caller);
    socket.on("disconnect", () => {
      followers.delete(caller);
      remove();
      caller.openJourney?.();
      services.studio.deskGone(link);
      presence.disconnected(specialist.id);
      metrics.connections.dec({ kind: "desk" });
      background.run("desk-gone", () => services.sessions.deskGone(link));
    });
  });

  /** What a desk has to be sent now; null when nothing. */
  function pushFor({ caller, tokens: held }: Follower): DeskPush | null {
    if (caller.cursor === null) return null;
    const difference = deskLog.recent(caller.cursor, held);
    // Further behind than what is held: a push that does not start where the desk stands makes it ask for the difference.
    if (difference === null) return { afterSeq: deskLog.seq, upToSeq: deskLog.seq, entries: [] };
    // Nothing to read is sent only now and then, so that a desk nobody writes to does not fall out of what is held.
    return difference.entries.length === 0 && difference.upToSeq - difference.afterSeq < LONGEST_SILENCE ? null : difference;
  }

  /** Desks that stand at the same place and read the same share one message: it is gathered and encoded once. */
  function pushTo(some: Iterable<Follower | undefined>): void {
    const messages = new Map<string, { readonly push: DeskPush | null; readonly rooms: string[] }>();
    for (const follower of some) {
      if (follower === undefined || follower.caller.cursor === null) continue;
      const name = deskLog.recentName(follower.caller.cursor, follower.tokens);
      let message = messages.get(name);
      if (message === undefined) {
        message = { push: pushFor(follower), rooms: [] };
        messages.set(name, message);
      }
      if (message.push === null) continue;
      follower.caller.cursor = message.push.upToSeq;
      message.rooms.push(follower.room);
    }
    for (const { push, rooms } of messages.values()) if (push !== null) desks.to(rooms).emit("log", push);
  }

  deskLog.onCommitted(() => pushTo(followers.values()));
}

export function serveGuests(io: Server, services: HubServices): void {
  const { tokens, links, metrics, log, now, background } = services;
  const guests = io.of("/guest");
  guests.use((socket, next) => {
    void (async () => {
      const auth: unknown = socket.handshake.auth;
      const old = protocolRefusal((auth as { protocol?: unknown } | null)?.protocol);
      if (old) return next(handshakeFault(old));
      const parsed = guestHandshakeSchema.safeParse(auth);
      const verified = parsed.success ? await tokens.guest(parsed.data.token) : null;
      if (!verified?.ok) return next(handshakeFault(verified ? verified.error : "not-authenticated"));
      const specialist = services.content.specialists.find((known) => known.id === verified.value.specialistId);
      if (!specialist) return next(handshakeFault("no-such-specialist"));
      socket.data.specialist = specialist;
      socket.data.helpSessionId = verified.value.helpSessionId;
      next();
    })().catch(onHandshakeBug(log, next));
  });
  const bind = socketCalls({ table: guestHubCalls, handlers: guestHandlers(services), permits: mayDesk }, log, now);
  guests.on("connection", (socket) => {
    const specialist = socket.data.specialist as Specialist;
    const link = linkOf(socket, specialist, socket.data.helpSessionId as HelpSessionId);
    const caller: DeskCaller = { specialist, link, cursor: null, openJourney: null, resumeAt: () => {} };
    const remove = links.desks.add(specialist.id, link);
    metrics.connections.inc({ kind: "guest" });
    bind(socket, caller);
    socket.on("disconnect", () => {
      remove();
      metrics.connections.dec({ kind: "guest" });
      background.run("desk-gone", () => services.sessions.deskGone(link));
    });
  });
}
