/**
 * The contact decision as a service: one place that decides, one ledger it decides over, one kind of permit that follows.
 *
 * Owns who is asked and what is written down; the rules are `shared/domain/contact`, permits `contact-permits.ts`, the ledger `contact-ledger.ts`.
 * In-app invitations and the assistant come from `hub/dispatch`, other systems of the bank from `hub/ingest`.
 */
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { decideContact } from "#shared/domain/contact/decide-contact.ts";
import type { ContactDecision } from "#shared/model/contact.ts";
import type { CustomerId, JourneyId } from "#shared/model/ids.ts";
import type { ContactRecord, Customer } from "#shared/model/person.ts";
import type { Audit } from "../audit/audit.ts";
import type { Content } from "../content/content.ts";
import type { DeskLog, Trx } from "../dispatch/desk-log.ts";
import type { ContactLedger } from "./contact-ledger.ts";
import type { ContactChannel, ContactPermit, ContactPermits } from "./contact-permits.ts";
import type { SmsPort } from "./sms-port.ts";

/** To whom a permit of an alert goes. */
export const addressee = (customerId: CustomerId | null | undefined, journeyId: JourneyId): string => customerId ?? `journey:${journeyId}`;

export type ContactAnswer = {
  readonly decision: ContactDecision;
  /** Null when nobody may be contacted by this channel now; the decision's rules say why, or `heldUntil` does. */
  readonly permit: ContactPermit | null;
  readonly expiresAt: number | null;
  /** Another permit to this customer is out: one at a time, so that two channels cannot both use the last contact of the cap. */
  readonly heldUntil: number | null;
};

export type ContactOffice = {
  decide(customer: Customer | null, helpRequested: boolean, reader?: Trx): Promise<ContactDecision>;
  /** A permit for what was just decided and allowed. */
  permit(to: string, channel: ContactChannel, about: string): Promise<ContactPermit>;
  ask(input: { customerId: CustomerId; channel: ContactChannel; about: string; helpRequested: boolean }): Promise<Reply<ContactAnswer>>;
  /** An outside channel has sent: its permit is used up and the contact is in the ledger. */
  record(permit: ContactPermit, outcome: ContactRecord["outcome"], by: string): Promise<Reply<{ contactId: string }>>;
  /** Decides, writes the ledger and hands the text to the SMS port, in this order: what is not on record is not sent. */
  sendSms(input: {
    customerId: CustomerId;
    text: string;
    about: string;
    by: string;
  }): Promise<Reply<{ decision: ContactDecision; messageId: string }>>;
  /** A call that was made: on record whatever the rules would have said, and with what they did say. */
  logPhone(input: {
    id: string;
    customerId: CustomerId;
    at: number;
    outcome: ContactRecord["outcome"];
    about: string;
    by: string;
  }): Promise<Reply<{ contactId: string; wasAllowed: boolean }>>;
};

type OfficeParts = {
  readonly content: Content;
  readonly ledger: ContactLedger;
  readonly permits: ContactPermits;
  readonly sms: SmsPort;
  readonly deskLog: DeskLog;
  readonly audit: Audit;
  readonly now: () => number;
};

export function createContactOffice(parts: OfficeParts): ContactOffice {
  const { content, ledger, permits, sms, deskLog, audit, now } = parts;
  const customerOf = (id: CustomerId) => content.customers.find((known) => known.id === id) ?? null;
  const unknown = () => refuse("invalid-input", { path: "customerId" });

  async function decide(customer: Customer | null, helpRequested: boolean, reader?: Trx): Promise<ContactDecision> {
    return decideContact({
      customer,
      ledger: customer === null ? [] : await ledger.of(customer, reader),
      policy: content.policies.contact,
      helpRequested,
      signedIn: customer !== null,
      contentEpoch: content.contentEpoch,
      now: now(),
    });
  }

  /** The phone comes only after the customer said yes or asked (CONTACT-15). */
  const mayUse = (channel: ContactChannel, decision: ContactDecision, helpRequested: boolean) =>
    decision.allowed && (channel !== "phone" || helpRequested);

  function refused(decision: ContactDecision): ReturnType<typeof refuse> {
    const refusing = decision.rules.find((rule) => rule.verdict === "refuses");
    return refuse("contact-refused", {
      rule: refusing?.id ?? "",
      reason: refusing?.reason ?? "",
      ...(decision.until === undefined ? {} : { until: decision.until }),
    });
  }

  return {
    decide,
    permit: async (to, channel, about) => (await permits.issue({ to, channel }, about)).permit,
    async ask({ customerId, channel, about, helpRequested }) {
      const customer = customerOf(customerId);
      if (!customer) return unknown();
      const decision = await decide(customer, helpRequested);
      const heldUntil = permits.outstanding(customerId);
      if (!mayUse(channel, decision, helpRequested) || heldUntil !== null)
        return { ok: true, value: { decision, permit: null, expiresAt: null, heldUntil } };
      const { permit, claims } = await permits.issue({ to: customerId, channel }, about);
      return { ok: true, value: { decision, permit, expiresAt: claims.expiresAt, heldUntil: null } };
    },
    async record(permit, outcome, by) {
      const usedUp = await permits.use(permit);
      if (!usedUp.ok) return refuse("contact-refused", { rule: "permit", reason: usedUp.error });
      const { id, to, channel, about } = usedUp.value;
      const customer = content.customers.find((known) => known.id === to);
      if (!customer) return unknown();
      const contactId = `permit-${id}`;
      await deskLog.commit(async (trx) => {
        await ledger.record(trx, contactId, customer.id, { at: now(), channel, outcome, about, by });
        await audit.write(trx, { actor: by, action: "contact-recorded", subject: contactId, detail: { channel, outcome } });
      });
      return { ok: true, value: { contactId } };
    },
    async sendSms({ customerId, text, about, by }) {
      const customer = customerOf(customerId);
      if (!customer) return unknown();
      const sent = await deskLog.commit(async (trx) => {
        const decision = await decide(customer, false, trx);
        const heldUntil = permits.outstanding(customerId);
        if (!decision.allowed) return refused(decision);
        if (heldUntil !== null) return refuse("contact-refused", { rule: "permit", reason: "permit-out", until: heldUntil });
        const { permit, claims } = await permits.issue({ to: customerId, channel: "sms" }, about);
        await ledger.record(trx, `permit-${claims.id}`, customerId, { at: now(), channel: "sms", outcome: "invited", about, by });
        await audit.write(trx, { actor: by, action: "sms-ordered", subject: `permit-${claims.id}` });
        return { ok: true, value: { decision, permit } } as const;
      });
      if (!sent.ok) return sent;
      const message = await sms.send({ customerId, text }, sent.value.permit);
      if (!message.ok) return refuse("contact-refused", { rule: "permit", reason: message.error });
      return { ok: true, value: { decision: sent.value.decision, messageId: message.value } };
    },
    async logPhone({ id, customerId, at, outcome, about, by }) {
      const customer = customerOf(customerId);
      if (!customer) return unknown();
      const contactId = `phone-${id}`;
      const { allowed } = await decide(customer, outcome === "asked-first");
      await deskLog.commit(async (trx) => {
        await ledger.record(trx, contactId, customerId, { at: Math.min(at, now()), channel: "phone", outcome, about, by });
        await audit.write(trx, { actor: by, action: "phone-contact-logged", subject: contactId, detail: { outcome, wasAllowed: allowed } });
      });
      return { ok: true, value: { contactId, wasAllowed: allowed } };
    },
  };
}
