/** Questions about a HelpSession as a desk sees it. Pure; reads the numbered copy, never a live object. */
import type { ChatMessage, Interception } from "#shared/model/chat.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import type { HelpSession, Participant, ParticipantRole } from "#shared/model/help-session.ts";
import type { HelpSessionId, SpecialistId } from "#shared/model/ids.ts";
import type { DeskLog } from "./desk-log.ts";

export type ScopeState = "given" | "withdrawn" | "expired" | "off";

/** A given consent past its `until` counts as expired even before the hub says so. */
export function scopeState(session: HelpSession, scope: ConsentScope, now: number): ScopeState {
  const consent = session.consents.find((known) => known.scope === scope);
  if (consent === undefined) return "off";
  return consent.status === "given" && consent.until <= now ? "expired" : consent.status;
}

export function isGiven(session: HelpSession, scope: ConsentScope, now: number): boolean {
  return session.state.status === "active" && scopeState(session, scope, now) === "given";
}

/** Why a scope's tools are off: the customer turned it off, or never gave it. Null while it is given. */
export function whyOff(session: HelpSession, scope: ConsentScope, now: number): "withdrawn" | "not-given" | null {
  if (isGiven(session, scope, now)) return null;
  return scopeState(session, scope, now) === "withdrawn" ? "withdrawn" : "not-given";
}

export function customerOf(session: HelpSession): Participant | undefined {
  return session.participants.find((participant) => participant.role === "customer");
}

/** How long a customer without a page counts as changing pages, in milliseconds; beyond it they have gone somewhere else. */
const PAGE_CHANGE_MS = 10_000;

/** Whether the customer's page is here, in between, or gone for now. */
export function customerPlace(session: HelpSession, now: number): "here" | "page-change" | "away" {
  const seat = customerOf(session);
  if (seat?.status !== "away") return "here";
  return now - seat.at < PAGE_CHANGE_MS ? "page-change" : "away";
}

/** What the hub calls a customer whose name this person must not read. */
const NAMELESS = "客户";

/** How a participant is called on this desk; `null`: a customer without a name, to be called by the role. */
export function shownName(participant: Participant): string | null {
  return participant.role === "customer" && participant.displayName === NAMELESS ? null : participant.displayName;
}

export function meIn(session: HelpSession, me: SpecialistId): Participant | undefined {
  return session.participants.findLast((participant) => participant.specialistId === me);
}

export function roleIn(session: HelpSession, me: SpecialistId): ParticipantRole | null {
  return meIn(session, me)?.role ?? (session.specialistId === me ? "specialist" : null);
}

/** Whether this person belongs to the session's media and mirror: not merely invited, not gone for good. */
export function takesPart(session: HelpSession, me: SpecialistId): boolean {
  const mine = meIn(session, me);
  if (mine === undefined) return session.specialistId === me;
  return mine.status === "present" || mine.status === "away";
}

/** Sessions this desk has a part in and that are not ended, newest first. Declined and left ones are done with. */
export function openSessions(log: DeskLog, me: SpecialistId): readonly HelpSession[] {
  return [...log.helpSessions.values()]
    .filter((session) => session.state.status !== "ended" && (session.specialistId === me || hasSeat(session, me)))
    .sort((a, b) => b.startedAt - a.startedAt);
}

function hasSeat(session: HelpSession, me: SpecialistId): boolean {
  const mine = meIn(session, me);
  return mine !== undefined && mine.status !== "left" && mine.status !== "declined" && session.state.status !== "wrap-up";
}

/** An end nobody wrote up: the invitation was refused, ran out or was taken back before the session began. */
export function isUnwritten(session: HelpSession): boolean {
  return session.state.status === "ended" && session.state.summary === "";
}

export type TalkLine =
  | { readonly kind: "message"; readonly at: number; readonly message: ChatMessage }
  | { readonly kind: "interception"; readonly at: number; readonly interception: Interception };

/** Chat of the session and of the assistant before it, with what was stopped, in order of time. */
export function talkOf(log: DeskLog, session: HelpSession): readonly TalkLine[] {
  const lines: TalkLine[] = [];
  for (const message of log.chat.values()) {
    if (message.helpSessionId === session.id || (message.helpSessionId === undefined && message.journeyId === session.journeyId)) {
      lines.push({ kind: "message", at: message.at, message });
    }
  }
  for (const interception of log.interceptions.values()) {
    if (interception.helpSessionId === session.id) lines.push({ kind: "interception", at: interception.at, interception });
  }
  return lines.sort((a, b) => a.at - b.at);
}

export function interceptionCount(log: DeskLog, id: HelpSessionId): number {
  return [...log.interceptions.values()].filter((interception) => interception.helpSessionId === id).length;
}
