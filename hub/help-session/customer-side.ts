/**
 * What a customer does about a help session: the invitation and its answer, consents, coming back, changing pages, ending it.
 *
 * The page is hostile: every deed asks first whether the help session is theirs. Transitions are `shared/domain`.
 */
import type { CustomerStreamEvents } from "#shared/contract/customer-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { giveConsents, permits, withdrawConsent } from "#shared/domain/consent/consents.ts";
import * as transitions from "#shared/domain/help-session/transitions.ts";
import type { Consent, ConsentScope } from "#shared/model/consent.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { CustomerId, HelpSessionId, InvitationId, JourneyId } from "#shared/model/ids.ts";
import { CONSENT_SCOPES } from "#shared/model/plain-values.ts";
import type { CustomerSessionView, InvitationView } from "#shared/model/views.ts";
import type { CustomerLink } from "../bus/live-links.ts";
import type { SessionBook, SessionParts } from "./session-book.ts";
import { CUSTOMER, endWithConsents } from "./session-book.ts";
import type { Also } from "./session-store.ts";

/** Who is on a page: the journey whose secret it holds, and the customer that journey belongs to. */
export type Person = { readonly journeyId: JourneyId; readonly customerId: CustomerId | null };
export type Visitor = Person & { readonly link: CustomerLink };

type Nothing = Reply<Record<string, never>>;

export type CustomerSide = {
  /** Whether a help session of this person's is not over yet: what the permit `in-session` stands for. */
  hasHelpSession(person: Person): boolean;
  customerSeen(journeyId: JourneyId, customerId: CustomerId | null): Promise<void>;
  /** A page opened its event stream: what waits for it is sent. */
  greetStream(journeyId: JourneyId, send: <K extends keyof CustomerStreamEvents>(event: K, payload: unknown) => void): Promise<void>;
  openInvitation(visitor: Visitor, invitationId: InvitationId): Promise<Reply<InvitationView>>;
  answerInvitation(
    visitor: Visitor,
    input: { invitationId: InvitationId; answer: "accept" | "decline" | "ignore" | "wrong-person"; scopes: ConsentScope[] },
  ): Promise<Reply<{ session: CustomerSessionView | null }>>;
  customerRejoins(visitor: Visitor, id: HelpSessionId): Promise<Reply<CustomerSessionView>>;
  changeConsent(
    visitor: Visitor,
    input: { helpSessionId: HelpSessionId; scope: ConsentScope; given: boolean },
  ): Promise<Reply<CustomerSessionView>>;
  declineScope(visitor: Visitor, input: { helpSessionId: HelpSessionId; scope: ConsentScope }): Promise<Reply<CustomerSessionView>>;
  customerEnds(visitor: Visitor, id: HelpSessionId): Promise<Nothing>;
  customerChangesPage(visitor: Visitor, id: HelpSessionId): Promise<Nothing>;
  customerLinkGone(visitor: Visitor): Promise<void>;
};

const done = { ok: true, value: {} } as const;

/** The same journey, or the same signed-in person on another one. */
const isTheirs = (session: HelpSession, person: Person) =>
  session.journeyId === person.journeyId || (person.customerId !== null && session.customerId === person.customerId);

export function createCustomerSide(book: SessionBook, parts: SessionParts): CustomerSide {
  const { audit, deskLog, links, now, relay } = parts;
  const { open } = book;

  const invitedTo = (person: Person) =>
    [...open.values()].filter((session) => session.state.status === "inviting" && isTheirs(session, person));
  const invitation = (person: Person, invitationId: InvitationId) =>
    invitedTo(person).find((known) => known.state.status === "inviting" && known.state.invitationId === invitationId);
  const theirs = (person: Person, id: HelpSessionId): HelpSession | null => {
    const session = open.get(id);
    return session && isTheirs(session, person) ? session : null;
  };

  /** One entry a consent that changed, those that went along with a withdrawn one included. */
  const auditConsents: Also = async (trx, before, after) => {
    for (const consent of after.consents) {
      const known = before.consents.find(({ scope }) => scope === consent.scope);
      if (known?.status === consent.status && known.at === consent.at) continue;
      const action = consent.status === "given" ? "consent-given" : "consent-withdrawn";
      await audit.write(trx, { actor: "customer", action, subject: after.id, detail: { scope: consent.scope } });
    }
  };

  const withdrawAll = (consents: readonly Consent[], scopes: readonly ConsentScope[]): Consent[] => [
    ...scopes.reduce((current, scope) => withdrawConsent(current, scope, now()), consents),
  ];

  async function setConsents(id: HelpSessionId, scopes: readonly ConsentScope[], given: boolean): Promise<Reply<HelpSession>> {
    const session = open.get(id);
    if (!given && session) book.narrow(id, withdrawAll(session.consents, scopes));
    return book.change(
      id,
      (current) => {
        if (current.state.status !== "active") return { ok: false, error: { kind: "help-session-over" } };
        const consents = given
          ? [...giveConsents(current.consents, scopes, current.state.until, now())]
          : withdrawAll(current.consents, scopes);
        const same = consents.length === current.consents.length && consents.every((consent, at) => consent === current.consents[at]);
        return { ok: true, value: same ? current : { ...current, consents } };
      },
      auditConsents,
    );
  }

  async function refuseInvitation(visitor: Visitor, session: HelpSession, outcome: "declined" | "ignored" | "wrong-person") {
    if (session.state.status !== "inviting") return refuse("no-such-invitation");
    const { invitationId } = session.state;
    const refused = await book.change(
      session.id,
      (current) => transitions.refuseInvitation(current, invitationId, outcome, now()),
      async (trx, _before, after) => {
        await book.recordContact(trx, after, outcome);
        await audit.write(trx, { actor: "customer", action: `invitation-${outcome}`, subject: after.id });
      },
    );
    if (!refused.ok) return refused;
    book.withdrawInvitation(session, visitor.journeyId);
    return { ok: true, value: { session: null } } as const;
  }

  async function setCustomerAway(session: HelpSession): Promise<void> {
    await book.change(session.id, (current) => ({ ok: true, value: transitions.setPresence(current, CUSTOMER, "away", now()) }));
  }

  return {
    hasHelpSession: (person) => [...open.values()].some((session) => isTheirs(session, person)),
    async customerSeen(journeyId, customerId) {
      for (const session of invitedTo({ journeyId, customerId })) {
        if (session.state.status !== "inviting") continue;
        for (const stream of links.streams.of(journeyId)) stream.send("invitation", { invitationId: session.state.invitationId });
      }
    },
    async greetStream(journeyId, send) {
      for (const session of invitedTo({ journeyId, customerId: parts.customerOfJourney(journeyId) })) {
        if (session.state.status === "inviting") send("invitation", { invitationId: session.state.invitationId });
      }
      const active = book.underWay(journeyId);
      if (active?.state.status === "active") send("session", { helpSessionId: active.id });
    },
    async openInvitation(visitor, invitationId) {
      const session = invitation(visitor, invitationId);
      const specialist = session ? book.specialistOf(session.specialistId) : undefined;
      const flow = session ? book.flowOf(session) : undefined;
      const step = session ? book.stepOf(session) : undefined;
      if (session?.state.status !== "inviting" || !specialist || !flow || !step) return refuse("no-such-invitation");
      const shown = await book.change(session.id, (current) => transitions.showInvitation(current, invitationId, visitor.journeyId, now()));
      if (!shown.ok) return shown;
      return {
        ok: true,
        value: {
          invitationId,
          helpSessionId: session.id,
          specialist: {
            name: specialist.name,
            staffNumber: specialist.staffNumber,
            role: specialist.role === "manager" ? "manager" : "agent",
          },
          flowTitle: flow.title,
          stepTitle: step.title,
          lastsMs: transitions.LONGEST_SESSION_MS,
          expiresAt: session.state.expiresAt,
          scopes: [...CONSENT_SCOPES],
        },
      };
    },
    async answerInvitation(visitor, { invitationId, answer, scopes }) {
      const session = invitation(visitor, invitationId);
      if (!session) return refuse("no-such-invitation");
      if (answer !== "accept")
        return refuseInvitation(visitor, session, answer === "decline" ? "declined" : answer === "ignore" ? "ignored" : "wrong-person");
      const name = book.customerOf(session)?.maskedName ?? "客户";
      const accepted = await book.change(
        session.id,
        (current) => {
          const begun = transitions.acceptInvitation(current, invitationId, visitor.journeyId, name, now());
          if (!begun.ok || begun.value.state.status !== "active" || scopes.length === 0) return begun;
          const { consents, state } = begun.value;
          return { ok: true, value: { ...begun.value, consents: [...giveConsents(consents, scopes, state.until, now())] } };
        },
        async (trx, before, after) => {
          await book.recordContact(trx, after, "accepted");
          await audit.write(trx, { actor: "customer", action: "invitation-accepted", subject: after.id });
          await auditConsents(trx, before, after);
        },
      );
      if (!accepted.ok) return accepted;
      book.withdrawInvitation(session, visitor.journeyId);
      return { ok: true, value: { session: book.customerView(accepted.value) } };
    },
    async customerRejoins(visitor, id) {
      const session = open.get(id);
      if (!session || session.state.status === "inviting") return refuse("no-such-help-session");
      if (!isTheirs(session, visitor)) return refuse("not-a-participant");
      const back = await book.change(id, (current) => {
        const moved = current.journeyId === visitor.journeyId ? current : { ...current, journeyId: visitor.journeyId };
        return { ok: true, value: transitions.setPresence(moved, CUSTOMER, "present", now()) };
      });
      if (!back.ok) return back;
      // Whoever was watching before the page changed waits for a picture; a page that stands still would never send one by itself.
      if (permits(back.value.consents, "view", now()) && relay.isWatched(id)) visitor.link.emit("keyframe-wanted", { helpSessionId: id });
      return { ok: true, value: book.customerView(back.value) };
    },
    async changeConsent(visitor, { helpSessionId, scope, given }) {
      if (!theirs(visitor, helpSessionId)) return refuse("no-such-help-session");
      const changed = await setConsents(helpSessionId, [scope], given);
      return changed.ok ? { ok: true, value: book.customerView(changed.value) } : changed;
    },
    async declineScope(visitor, { helpSessionId: id, scope }) {
      const session = theirs(visitor, id);
      if (!session) return refuse("no-such-help-session");
      if (session.state.status !== "active") return refuse("help-session-over");
      const before = book.asked.get(id);
      if (before?.scopes.includes(scope)) {
        // The time stays: a no does not make room for the next request.
        book.asked.set(id, { ...before, scopes: before.scopes.filter((one) => one !== scope) });
        await deskLog.commit((trx) => audit.write(trx, { actor: "customer", action: "scope-declined", subject: id, detail: { scope } }));
        for (const desk of links.desks.of(session.specialistId)) desk.emit("scope-declined", { helpSessionId: id, scope });
      }
      return { ok: true, value: book.customerView(session) };
    },
    async customerEnds(visitor, id) {
      if (!theirs(visitor, id)) return refuse("no-such-help-session");
      const ended = await book.change(
        id,
        (current) => endWithConsents(current, "customer", now()),
        async (trx, before, after) => {
          await audit.write(trx, { actor: "customer", action: "session-ended", subject: after.id });
          if (before.state.status === "active") await book.recordContact(trx, after, "talked");
        },
      );
      return ended.ok ? done : ended;
    },
    async customerChangesPage(visitor, id) {
      const session = theirs(visitor, id);
      if (!session) return refuse("no-such-help-session");
      if (session.state.status !== "active") return refuse("help-session-over");
      relay.cut(id, "page-change");
      await setCustomerAway(session);
      return done;
    },
    async customerLinkGone(visitor) {
      const session = book.underWay(visitor.journeyId);
      if (session?.state.status !== "active" || links.customers.of(visitor.journeyId).length > 0) return;
      // A page change was announced: viewers were told so already, and 「客户换页中」 is the better word for it.
      if (transitions.findParticipant(session, CUSTOMER)?.status !== "present") return;
      relay.cut(session.id, "customer-away");
      await setCustomerAway(session);
    },
  };
}
