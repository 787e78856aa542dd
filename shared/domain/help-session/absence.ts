/**
 * How long a help session outlives its specialist's absence (docs/spec/SESSION.md). Pure; the timer is `hub/help-session`'s.
 *
 * The customer's absence (a page load, a lost connection) is theirs as well: it starts when their link goes, which no state here shows.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { HelpSession } from "#shared/model/help-session.ts";

/** A restart of the desk and a changed network fit in; a customer left alone does not wait longer. */
export const SPECIALIST_GONE_MS = 60 * SECOND_MS;

/**
 * When an active help session without any specialist is lost: `SPECIALIST_GONE_MS` after the last of them went, hub clock.
 * `null` while one is there, and in every other state. Experts and supervisors hold nothing: they come and go.
 */
export function specialistGoneDeadline(session: HelpSession): number | null {
  if (session.state.status !== "active") return null;
  const specialists = session.participants.filter((participant) => participant.role === "specialist");
  if (specialists.some((participant) => participant.status === "present")) return null;
  const goneAt = Math.max(session.state.since, ...specialists.map((participant) => participant.at));
  return goneAt + SPECIALIST_GONE_MS;
}
