/**
 * What can happen to a HelpSession, as pure functions: inviting → active → wrap-up → ended, and who takes part meanwhile.
 *
 * Consents are folded in `shared/domain/consent`; sockets, rooms and evidence belong to `hub/help-session`.
 */
import { MINUTE_MS } from "#shared/lib/duration.ts";
import { err, ok, type Result } from "#shared/lib/result.ts";
import type { HelpSession, HelpSessionState, Participant, ParticipantRole, SessionOutcome } from "#shared/model/help-session.ts";
import type { InvitationId, JourneyId, ParticipantId, SpecialistId } from "#shared/model/ids.ts";

/** Longest duration of a help session from the customer's yes, in milliseconds. */
export const LONGEST_SESSION_MS = 15 * MINUTE_MS;
/** A mesh degrades from four parties on: customer, specialist, one expert. */
export const LARGEST_PARTY = 3;

export type HelpSessionRefusal = { readonly kind: "help-session-over" | "no-such-invitation" | "not-a-participant" | "party-full" };
type Changed = Result<HelpSession, HelpSessionRefusal>;

/** The id of a participant within its help session: stable over reconnects, the same for all who compute it. */
export function participantIdOf(role: ParticipantRole, specialistId: SpecialistId | null): ParticipantId {
  return (specialistId === null ? role : `${role}:${specialistId}`) as ParticipantId;
}

function become(
  session: HelpSession,
  change: Partial<Pick<HelpSession, "state" | "participants" | "consents" | "journeyId" | "stepId">>,
): HelpSession {
  return { ...session, ...change, revision: session.revision + 1 };
}

export function isOver(session: HelpSession): boolean {
  return session.state.status === "wrap-up" || session.state.status === "ended";
}

export function findParticipant(session: HelpSession, id: ParticipantId): Participant | undefined {
  return session.participants.find((participant) => participant.id === id);
}

/** The staff member's own seat, whatever its role; undefined when they have none. */
export function seatOf(session: HelpSession, specialistId: SpecialistId): Participant | undefined {
  return session.participants.find((participant) => participant.specialistId === specialistId);
}

function withParticipant(session: HelpSession, participant: Participant): readonly Participant[] {
  const others = session.participants.filter((known) => known.id !== participant.id);
  return [...others, participant];
}

/** A participant takes a status; the same session when it has it already, is no participant, or all have left because it is over. `left` is final for an expert only by a new invite. */
export function setPresence(session: HelpSession, id: ParticipantId, status: Participant["status"], now: number): HelpSession {
  const participant = findParticipant(session, id);
  if (!participant || participant.status === status || isOver(session)) return session;
  return become(session, { participants: session.participants.map((known) => (known.id === id ? { ...known, status, at: now } : known)) });
}

/** The customer has the invitation on their screen. */
export function showInvitation(session: HelpSession, invitationId: InvitationId, journeyId: JourneyId, now: number): Changed {
  if (session.state.status !== "inviting" || session.state.invitationId !== invitationId || now >= session.state.expiresAt)
    return err({ kind: "no-such-invitation" });
  if (session.state.shownAt !== undefined && session.journeyId === journeyId) return ok(session);
  return ok(become(session, { journeyId, state: { ...session.state, shownAt: session.state.shownAt ?? now } }));
}

/** The customer says yes, on whichever of their journeys they are now. Consents are given separately. */
export function acceptInvitation(
  session: HelpSession,
  invitationId: InvitationId,
  journeyId: JourneyId,
  customerName: string,
  now: number,
): Changed {
  const shown = showInvitation(session, invitationId, journeyId, now);
  if (!shown.ok) return shown;
  const customer: Participant = {
    id: participantIdOf("customer", null),
    role: "customer",
    displayName: customerName,
    status: "present",
    at: now,
  };
  return ok(
    become(shown.value, {
      journeyId,
      state: { status: "active", since: now, until: now + LONGEST_SESSION_MS },
      participants: [...withParticipant(shown.value, customer)],
    }),
  );
}

/** No, not now, not me: the invitation ends with that outcome and the help session with it. */
export function refuseInvitation(
  session: HelpSession,
  invitationId: InvitationId,
  outcome: "declined" | "ignored" | "wrong-person",
  now: number,
): Changed {
  if (session.state.status !== "inviting" || session.state.invitationId !== invitationId) return err({ kind: "no-such-invitation" });
  return ok(become(session, { state: { status: "ended", at: now, outcome, note: "", summary: "" } }));
}

/** Everybody stops; the specialist still has to write it up. A session that never began ends at once. */
export function endSession(
  session: HelpSession,
  endedBy: Extract<HelpSessionState, { status: "wrap-up" }>["endedBy"],
  now: number,
): Changed {
  if (isOver(session)) return err({ kind: "help-session-over" });
  const participants = session.participants.map((known) =>
    known.status === "present" || known.status === "away" ? { ...known, status: "left" as const, at: now } : known,
  );
  if (session.state.status === "inviting")
    return ok(become(session, { participants, state: { status: "ended", at: now, outcome: "no-need", note: "", summary: "" } }));
  return ok(become(session, { participants, state: { status: "wrap-up", since: now, endedBy } }));
}

export function wrapUpSession(
  session: HelpSession,
  written: { outcome: SessionOutcome; note: string; summary: string },
  now: number,
): Changed {
  if (session.state.status !== "wrap-up") return err({ kind: "help-session-over" });
  return ok(become(session, { state: { status: "ended", at: now, ...written } }));
}

/** A colleague is asked in. Somebody who left or declined may be asked again; a full party may not. */
export function inviteParticipant(
  session: HelpSession,
  guest: { role: "expert" | "supervisor"; specialistId: SpecialistId; displayName: string; question: string },
  now: number,
): Changed {
  if (isOver(session)) return err({ kind: "help-session-over" });
  const id = participantIdOf(guest.role, guest.specialistId);
  const taking = session.participants.filter(
    (known) => known.id !== id && (known.status === "present" || known.status === "away" || known.status === "invited"),
  );
  const seats = taking.length + (taking.some((known) => known.role === "customer") ? 0 : 1);
  if (seats >= LARGEST_PARTY) return err({ kind: "party-full" });
  const known = findParticipant(session, id);
  if (known && known.status !== "left" && known.status !== "declined") return ok(session);
  return ok(become(session, { participants: [...withParticipant(session, { id, ...guest, status: "invited", at: now })] }));
}

/** A staff member comes in or comes back: the specialist always, an expert when invited and not left. */
export function joinSession(session: HelpSession, specialistId: SpecialistId, now: number): Changed {
  const seat = seatOf(session, specialistId);
  if (!seat || seat.status === "left" || seat.status === "declined") {
    return isOver(session) && seat ? ok(session) : err({ kind: "not-a-participant" });
  }
  if (isOver(session)) return ok(session);
  return ok(setPresence(session, seat.id, "present", now));
}

/** When time alone ends what is going on: the invitation or the session; hub clock, `null` when nothing runs. */
export function sessionDeadline(session: HelpSession): number | null {
  if (session.state.status === "inviting") return session.state.expiresAt;
  return session.state.status === "active" ? session.state.until : null;
}
