/**
 * What happened in the help sessions of a desk between two states of its log that somebody should be told of. Pure.
 *
 * Whether and how it is told (notice, desktop notification, neither because it is on screen) is `renderer/link/session-notices.ts`.
 */
import type { HelpSession, Participant } from "#shared/model/help-session.ts";
import type { HelpSessionId, SpecialistId } from "#shared/model/ids.ts";
import { customerOf, isUnwritten, meIn } from "./help-session-view.ts";

export type SessionNews =
  /** This person is asked to join. */
  | { readonly kind: "invited"; readonly session: HelpSession; readonly by: string }
  /** This person's invite does not stand any more: answered, or the session is over. */
  | { readonly kind: "invite-over"; readonly session: HelpSession }
  | { readonly kind: "accepted"; readonly session: HelpSession; readonly customer: string }
  /** The invitation came to nothing before the session began. */
  | {
      readonly kind: "refused";
      readonly session: HelpSession;
      readonly customer: string;
      readonly outcome: "declined" | "ignored" | "wrong-person";
    }
  | { readonly kind: "ended"; readonly session: HelpSession; readonly customer: string; readonly endedBy: "customer" | "time" | "lost" }
  | { readonly kind: "expert-joined" | "expert-declined" | "expert-left"; readonly session: HelpSession; readonly name: string };

type Sessions = ReadonlyMap<HelpSessionId, HelpSession>;

export function isInvited(session: HelpSession, me: SpecialistId): boolean {
  return meIn(session, me)?.status === "invited" && (session.state.status === "active" || session.state.status === "inviting");
}

/** @param before the sessions as they were; one that is missing there is new here, e.g. by the first snapshot. */
export function newsOf(before: Sessions, after: Sessions, me: SpecialistId): readonly SessionNews[] {
  return [...after.values()].flatMap((session) => {
    const was = before.get(session.id);
    if (was === session) return [];
    return session.specialistId === me ? ownNews(was, session) : guestNews(was, session, me);
  });
}

function guestNews(was: HelpSession | undefined, session: HelpSession, me: SpecialistId): readonly SessionNews[] {
  const before = was !== undefined && isInvited(was, me);
  const now = isInvited(session, me);
  if (before === now) return [];
  if (!now) return [{ kind: "invite-over", session }];
  const by = session.participants.find((one) => one.role === "specialist")?.displayName ?? "";
  return [{ kind: "invited", session, by }];
}

const EXPERT_NEWS: Readonly<Partial<Record<Participant["status"], "expert-joined" | "expert-declined" | "expert-left">>> = {
  present: "expert-joined",
  declined: "expert-declined",
  left: "expert-left",
};

/** What was there already when this desk first heard of the session is no news. */
function ownNews(was: HelpSession | undefined, session: HelpSession): readonly SessionNews[] {
  if (was === undefined) return [];
  const news: SessionNews[] = [];
  const customer = customerOf(session)?.displayName ?? "";
  const { state } = session;
  if (was.state.status === "inviting" && state.status === "active") news.push({ kind: "accepted", session, customer });
  if (was.state.status === "inviting" && state.status === "ended" && isUnwritten(session) && state.outcome !== "no-need") {
    const { outcome } = state;
    if (outcome === "declined" || outcome === "ignored" || outcome === "wrong-person")
      news.push({ kind: "refused", session, customer, outcome });
  }
  if (was.state.status === "active" && state.status === "wrap-up" && state.endedBy !== "specialist")
    news.push({ kind: "ended", session, customer, endedBy: state.endedBy });
  if (state.status !== "active") return news;
  for (const one of session.participants) {
    if (one.role !== "expert") continue;
    const earlier = was.participants.find((known) => known.id === one.id)?.status;
    const kind = EXPERT_NEWS[one.status];
    // Back from a lost connection is not joining.
    if (kind === undefined || earlier === one.status || (earlier !== "invited" && kind !== "expert-left")) continue;
    news.push({ kind, session, name: one.displayName });
  }
  return news;
}
