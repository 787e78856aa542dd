/**
 * What staff do in a help session: come in and leave, ask for scopes, bring an expert, end it, write it up.
 *
 * Owns who of them may do what. Transitions are `shared/domain/help-session`; mirror, signals and pointing are `session-traffic.ts`.
 */
import { randomUUID } from "node:crypto";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { askedFirst } from "#shared/domain/alert/eligibility.ts";
import * as transitions from "#shared/domain/help-session/transitions.ts";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import type { HelpSession, Participant, SessionOutcome } from "#shared/model/help-session.ts";
import type { HelpSessionId, JourneyId, SpecialistId } from "#shared/model/ids.ts";
import { invitationIdSchema } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { ExpertBrief, Joined, SessionSummary } from "#shared/model/views.ts";
import type { DeskLink } from "../bus/live-links.ts";
import { addressee } from "../decide/contact-office.ts";
import type { ContactPermit } from "../decide/contact-permits.ts";
import type { Trx, WriteChange } from "../dispatch/desk-log.ts";
import { cardFor, helpSessionFor, questionWithoutCustomer } from "../dispatch/redact.ts";
import type { SessionBook, SessionParts } from "./session-book.ts";
import { endWithConsents } from "./session-book.ts";
import { writeSummary } from "./session-summary.ts";

/** Asking for further scopes again is possible after this long, in milliseconds. */
export const ASK_AGAIN_MS = 5 * MINUTE_MS;

type Nothing = Reply<Record<string, never>>;

export type StaffSide = {
  /** Writes the help session of a pickup inside its transaction; `begun` follows once that is committed. */
  begin(trx: Trx, write: WriteChange, alert: Alert, specialist: Specialist, id: HelpSessionId, permit: ContactPermit): Promise<HelpSession>;
  /** The invitation goes out. */
  begun(session: HelpSession): void;
  journeyChanged(journeyId: JourneyId): void;
  join(specialist: Specialist, link: DeskLink, id: HelpSessionId): Promise<Reply<Joined>>;
  leave(specialist: Specialist, id: HelpSessionId): Promise<Nothing>;
  deskGone(link: DeskLink): Promise<void>;
  end(specialist: Specialist, id: HelpSessionId): Promise<Reply<{ helpSession: HelpSession }>>;
  askForScopes(specialist: Specialist, id: HelpSessionId, scopes: readonly ConsentScope[]): Promise<Nothing>;
  inviteExpert(
    specialist: Specialist,
    id: HelpSessionId,
    expertId: SpecialistId,
    question: string,
  ): Promise<Reply<{ helpSession: HelpSession }>>;
  brief(specialist: Specialist, id: HelpSessionId): Promise<Reply<ExpertBrief>>;
  declineInvite(specialist: Specialist, id: HelpSessionId): Promise<Nothing>;
  summary(specialist: Specialist, id: HelpSessionId): Promise<Reply<SessionSummary>>;
  wrapUp(
    specialist: Specialist,
    input: { helpSessionId: HelpSessionId; outcome: SessionOutcome; note: string; summary: string },
  ): Promise<Reply<{ helpSession: HelpSession }>>;
};

const done = { ok: true, value: {} } as const;

const takesPart = ({ status }: Participant) => status === "present" || status === "away";

export function createStaffSide(book: SessionBook, parts: SessionParts): StaffSide {
  const { db, content, deskLog, audit, links, background, log, now, relay, seats, card, permits } = parts;
  const { open, asked } = book;

  type Seated = { session: HelpSession; seat: Participant };
  function seated(specialist: Specialist, id: HelpSessionId): Reply<Seated> {
    const session = open.get(id);
    if (!session) return refuse("no-such-help-session");
    const seat = transitions.seatOf(session, specialist.id);
    return seat ? { ok: true, value: { session, seat } } : refuse("not-a-participant");
  }

  /** The one who holds the help session: what concerns the customer or the party is theirs alone to decide. */
  function held(specialist: Specialist, id: HelpSessionId): Reply<HelpSession> {
    const known = seated(specialist, id);
    if (!known.ok) return known;
    return known.value.session.specialistId === specialist.id ? { ok: true, value: known.value.session } : refuse("not-permitted");
  }

  return {
    async begin(trx, write, alert, specialist, id, permit) {
      const used = await permits.use(permit, { to: addressee(alert.customerId, alert.journeyId), channel: "in-app" });
      invariant(used.ok, "nobody is invited without a permit for exactly them");
      const session: HelpSession = {
        id,
        alertId: alert.id,
        journeyId: alert.journeyId,
        ...(alert.customerId === undefined ? {} : { customerId: alert.customerId }),
        flowId: alert.flowId,
        stepId: alert.stepId,
        specialistId: specialist.id,
        startedAt: now(),
        state: {
          status: "inviting",
          invitationId: invitationIdSchema.parse(`in-${randomUUID()}`),
          since: now(),
          expiresAt: now() + content.policies.contact.invitationTtlMs,
        },
        participants: [
          {
            id: transitions.participantIdOf("specialist", specialist.id),
            role: "specialist",
            specialistId: specialist.id,
            displayName: specialist.name,
            status: "present",
            at: now(),
          },
        ],
        consents: [],
        revision: 1,
      };
      await book.insert(trx, write, session);
      await book.recordContact(trx, session, askedFirst(alert) ? "asked-first" : "invited");
      return session;
    },
    begun: (session) => book.opened(session),
    journeyChanged(journeyId) {
      const session = book.underWay(journeyId);
      const shown = session ? card(journeyId) : null;
      if (!session || !shown) return;
      for (const participant of session.participants.filter(takesPart)) {
        const specialist = participant.specialistId === undefined ? undefined : book.specialistOf(participant.specialistId);
        if (!specialist) continue;
        // A guest's page has no place for it, and the less it is sent the better.
        for (const link of links.desks.of(specialist.id))
          if (link.onlyHelpSession === null) link.emit("journey", cardFor(specialist, shown));
      }
      if (shown.stepId === session.stepId) return;
      background.run("follow-step", () =>
        book.change(session.id, (current) => ({
          ok: true,
          value: current.stepId === shown.stepId || transitions.isOver(current) ? current : { ...current, stepId: shown.stepId },
        })),
      );
    },
    async join(specialist, link, id) {
      const joined = await book.change(
        id,
        (current) => transitions.joinSession(current, specialist.id, now()),
        book.audited(specialist.id, "joined"),
      );
      if (!joined.ok) return joined;
      const seat = transitions.seatOf(joined.value, specialist.id);
      if (!seat) return refuse("not-a-participant");
      if (!transitions.isOver(joined.value)) seats.take(id, specialist.id, link.id);
      for (const other of links.desks.of(specialist.id)) {
        if (other.id === link.id || (other.onlyHelpSession !== null && other.onlyHelpSession !== id)) continue;
        relay.unview(id, other.id);
        other.emit("replaced", { helpSessionId: id });
      }
      const shown = card(joined.value.journeyId);
      if (shown && link.onlyHelpSession === null) link.emit("journey", cardFor(specialist, shown));
      return {
        ok: true,
        value: { helpSession: helpSessionFor(specialist, joined.value), me: seat.id, role: seat.role, ice: parts.ice },
      };
    },
    async leave(specialist, id) {
      const known = seated(specialist, id);
      if (!known.ok) return known;
      const { seat } = known.value;
      relay.unviewPerson(id, specialist.id);
      seats.free(id, specialist.id);
      const left = await book.change(
        id,
        (current) => ({
          ok: true,
          value: transitions.setPresence(current, seat.id, seat.role === "specialist" ? "away" : "left", now()),
        }),
        book.audited(specialist.id, "left"),
      );
      return left.ok ? done : left;
    },
    async deskGone(link) {
      for (const session of [...open.values()]) {
        relay.unview(session.id, link.id);
        const seat = transitions.seatOf(session, link.specialistId);
        if (seat?.status !== "present") continue;
        const holder = seats.holder(session.id, link.specialistId);
        const holdsSeat = holder === undefined ? links.desks.of(link.specialistId).length === 0 : holder === link.id;
        if (!holdsSeat) continue;
        seats.free(session.id, link.specialistId);
        await book.change(session.id, (current) => ({ ok: true, value: transitions.setPresence(current, seat.id, "away", now()) }));
      }
    },
    async end(specialist, id) {
      const session = held(specialist, id);
      if (!session.ok) return session;
      const ended = await book.change(
        id,
        (current) => endWithConsents(current, "specialist", now()),
        async (trx, before, after) => {
          await audit.write(trx, { actor: specialist.id, action: "session-ended", subject: after.id });
          if (before.state.status === "active") await book.recordContact(trx, after, "talked");
        },
      );
      if (!ended.ok) return ended;
      book.withdrawInvitation(session.value, null);
      return { ok: true, value: { helpSession: ended.value } };
    },
    async askForScopes(specialist, id, scopes) {
      const session = held(specialist, id);
      if (!session.ok) return session;
      if (session.value.state.status !== "active") return refuse("help-session-over");
      const before = asked.get(id);
      if (before && now() - before.at < ASK_AGAIN_MS) return refuse("asked-recently", { until: before.at + ASK_AGAIN_MS });
      asked.set(id, { scopes, at: now() });
      await deskLog.commit((trx) =>
        audit.write(trx, { actor: specialist.id, action: "scopes-asked", subject: id, detail: { scopes: scopes.join(",") } }),
      );
      book.tellCustomer(session.value);
      return done;
    },
    async inviteExpert(specialist, id, expertId, question) {
      const session = held(specialist, id);
      if (!session.ok) return session;
      const expert = book.specialistOf(expertId);
      if (expert?.role !== "expert") return refuse("no-such-specialist");
      const redacted = questionWithoutCustomer(question, book.customerOf(session.value));
      const invited = await book.change(
        id,
        (current) =>
          transitions.inviteParticipant(
            current,
            { role: "expert", specialistId: expertId, displayName: expert.name, question: redacted },
            now(),
          ),
        book.audited(specialist.id, "expert-invited", { expert: expertId }),
      );
      return invited.ok ? { ok: true, value: { helpSession: invited.value } } : invited;
    },
    async brief(specialist, id) {
      const known = seated(specialist, id);
      if (!known.ok) return known;
      const { session, seat } = known.value;
      if (seat.status === "declined") return refuse("not-a-participant");
      const flow = book.flowOf(session);
      const step = book.stepOf(session);
      const alert = await book.alerts()?.read(session.alertId);
      if (!flow || !step || !alert) return refuse("no-such-help-session");
      await deskLog.commit((trx) => audit.write(trx, { actor: specialist.id, action: "brief-read", subject: id }));
      return {
        ok: true,
        value: {
          helpSessionId: id,
          invitedBy: book.specialistOf(session.specialistId)?.name ?? "",
          question: seat.question ?? "",
          flowTitle: flow.title,
          stepTitle: step.title,
          breakpointKind: alert.breakpoint.kind,
          tags: book.customerOf(session)?.tags.map((tag) => tag.text) ?? [],
          sinceMs: Math.max(0, now() - alert.breakpoint.sinceAt),
        },
      };
    },
    async declineInvite(specialist, id) {
      const known = seated(specialist, id);
      if (!known.ok) return known;
      const { seat } = known.value;
      if (seat.role === "specialist" || seat.status !== "invited") return refuse("not-permitted");
      const declined = await book.change(
        id,
        (current) => ({ ok: true, value: transitions.setPresence(current, seat.id, "declined", now()) }),
        book.audited(specialist.id, "invite-declined"),
      );
      return declined.ok ? done : declined;
    },
    async summary(specialist, id) {
      const session = await book.read(id);
      if (!session) return refuse("no-such-help-session");
      const seat = transitions.seatOf(session, specialist.id);
      if (!seat || seat.status === "declined" || seat.status === "invited") return refuse("not-a-participant");
      return { ok: true, value: await writeSummary({ db, audit, content, now, card }, session) };
    },
    async wrapUp(specialist, input) {
      const session = held(specialist, input.helpSessionId);
      if (!session.ok) return session;
      const written = await book.change(
        input.helpSessionId,
        (current) => transitions.wrapUpSession(current, { outcome: input.outcome, note: input.note, summary: input.summary }, now()),
        book.audited(specialist.id, "wrapped-up", { outcome: input.outcome }),
      );
      if (!written.ok) return written;
      log("info", "help-session", "a help session was wrapped up", { outcome: input.outcome });
      return { ok: true, value: { helpSession: written.value } };
    },
  };
}
