/**
 * The contact decision as a service: one place that decides, one ledger it decides over, one kind of permit that follows.
 *
 * Owns who is asked and what is written down; the rules are `shared/domain/contact`, permits `contact-permits.ts`, the ledger `contact-ledger.ts`.
 * In-app invitations and the assistant come from `hub/dispatch`, other systems of the bank from `hub/ingest`.
 */
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { maskNumbers } from "#shared/domain/compliance/mask-numbers.ts";
import { decideContact } from "#shared/domain/contact/decide-contact.ts";
import type { ContactChannel, ContactDecision } from "#shared/model/contact.ts";
import type { CustomerId, JourneyId } from "#shared/model/ids.ts";
import type { ContactRecord, Customer } from "#shared/model/person.ts";
import { LOG_CALL_WITHIN_MS, MAX_CONTACT_NOTE } from "#shared/model/plain-values.ts";
import type { Audit } from "../audit/audit.ts";
import type { Content } from "../content/content.ts";
import type { DeskLog, Trx } from "../dispatch/desk-log.ts";
import type { ContactLedger } from "./contact-ledger.ts";
import type { ContactPermit, ContactPermits } from "./contact-permits.ts";
import type { SmsPort } from "./sms-port.ts";

/** To whom a permit of an alert goes. */
export const addressee = (customerId: CustomerId | null | undefined, journeyId: JourneyId): string => customerId ?? `journey:${journeyId}`;

/** The refusal a desk is given: the rule that decided, its reason, and until when. */
export function contactRefused(decision: ContactDecision): ReturnType<typeof refuse> {
  const refusing = decision.rules.find((rule) => rule.verdict === "refuses");
  return refuse("contact-refused", {
    rule: refusing?.id ?? "",
    reason: refusing?.reason ?? "",
    ...(decision.until === undefined ? {} : { until: decision.until }),
  });
}

export type ContactAnswer = {
  readonly decision: ContactDecision;
  /** Null when nobody may be contacted by this channel now; the decision's rules say why, or `heldUntil` does. */
  readonly permit: ContactPermit | null;
  readonly expiresAt: number | null;
  /** Another permit to this customer is out: one at a time, so that two channels cannot both use the last contact of the cap. */
  readonly heldUntil: number | null;
};

export type ContactOffice = {
  /** About an approach in the app. */
  decide(customer: Customer | null, helpRequested: boolean, reader?: Trx): Promise<ContactDecision>;
  /** A permit for what was just decided and allowed. */
  permit(to: string, channel: ContactChannel, about: string): Promise<ContactPermit>;
  ask(input: { customerId: CustomerId; channel: ContactChannel; about: string; helpRequested: boolean }): Promise<Reply<ContactAnswer>>;
  /** An outside channel has sent: its permit is used up and the contact is in the ledger. */
  record(permit: ContactPermit, outcome: ContactRecord["outcome"], by: string): Promise<Reply<{ contactId: string }>>;
  /** What the rules say of approaching this customer by a channel at `at`, epoch ms, not later than now; and until when another channel has the last word. */
  weigh(input: {
    customerId: CustomerId;
    channel: ContactChannel;
    at: number;
    helpRequested: boolean;
  }): Promise<Reply<{ decision: ContactDecision; heldUntil: number | null }>>;
  /**
   * Decides, writes the ledger and hands the text to the SMS port, in this order: what is not on record is not sent. The same `id` again is the
   * same message: it is neither decided nor counted twice, and written to the outbox only if it is not there.
   */
  sendSms(input: ByHand & { readonly text: string }): Promise<Reply<{ messageId: string }>>;
  /**
   * A call that was made: on record whatever the rules said when it was, and with what they did say. The same `id` again puts the record right.
   */
  logPhone(
    input: ByHand & { readonly at: number; readonly outcome: ContactRecord["outcome"]; readonly note: string },
  ): Promise<Reply<{ contactId: string; decision: ContactDecision }>>;
};

/** A contact that a specialist makes or writes down. */
type ByHand = {
  readonly id: string;
  readonly customerId: CustomerId;
  readonly about: string;
  /** As the ledger names them. */
  readonly by: string;
  /** As the audit names them. */
  readonly actor: string;
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

/** As the ledger keeps it: a mask may be longer than what it masks. */
const noteOf = (text: string) => maskNumbers(text).text.slice(0, MAX_CONTACT_NOTE);

export function createContactOffice(parts: OfficeParts): ContactOffice {
  const { content, ledger, permits, sms, deskLog, audit, now } = parts;
  const customerOf = (id: CustomerId) => content.customers.find((known) => known.id === id) ?? null;
  const unknown = () => refuse("invalid-input", { path: "customerId" });
  /** The id names a contact with somebody else. */
  const taken = () => refuse("invalid-input", { path: "id" });

  /** @param without the id of a record that does not count: the one that is being put right */
  async function decide(
    at: number,
    customer: Customer | null,
    channel: ContactChannel,
    helpRequested: boolean,
    reader?: Trx,
    without?: string,
  ): Promise<ContactDecision> {
    return decideContact({
      customer,
      ledger: customer === null ? [] : await ledger.of(customer, reader, without),
      policy: content.policies.contact,
      channel,
      helpRequested,
      signedIn: customer !== null,
      contentEpoch: content.contentEpoch,
      now: at,
    });
  }

  /** The phone comes only after the customer said yes or asked (CONTACT-15). */
  const mayUse = (channel: ContactChannel, decision: ContactDecision, helpRequested: boolean) =>
    decision.allowed && (channel !== "phone" || helpRequested);

  return {
    decide: (customer, helpRequested, reader) => decide(now(), customer, "in-app", helpRequested, reader),
    permit: async (to, channel, about) => (await permits.issue({ to, channel }, about)).permit,
    async ask({ customerId, channel, about, helpRequested }) {
      const customer = customerOf(customerId);
      if (!customer) return unknown();
      const decision = await decide(now(), customer, channel, helpRequested);
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
    async weigh({ customerId, channel, at, helpRequested }) {
      const customer = customerOf(customerId);
      if (!customer) return unknown();
      const decision = await decide(Math.min(at, now()), customer, channel, helpRequested);
      return { ok: true, value: { decision, heldUntil: permits.outstanding(customerId) } };
    },
    async sendSms({ id, customerId, text, about, by, actor }) {
      const customer = customerOf(customerId);
      if (!customer) return unknown();
      const contactId = `sms-${id}`;
      const sent = await deskLog.commit(async (trx) => {
        const known = await ledger.customerOf(trx, contactId);
        if (known !== null && known !== customerId) return taken();
        if (known === null) {
          const decision = await decide(now(), customer, "sms", false, trx);
          if (!decision.allowed) return contactRefused(decision);
          const heldUntil = permits.outstanding(customerId);
          if (heldUntil !== null) return refuse("contact-refused", { rule: "permit", reason: "permit-out", until: heldUntil });
          const note = noteOf(text);
          const contact = { at: now(), channel: "sms", outcome: "invited", about, by, note, delivery: "undelivered" } as const;
          await ledger.record(trx, contactId, customerId, contact);
          await audit.write(trx, { actor, action: "sms-ordered", subject: contactId, detail: { customerId } });
        }
        const { permit } = await permits.issue({ to: customerId, channel: "sms" }, about);
        return { ok: true, value: { permit, isRepeat: known !== null } } as const;
      });
      if (!sent.ok) return sent;
      const { permit, isRepeat } = sent.value;
      const message = await sms.send({ id: contactId, customerId, text, isRepeat }, permit);
      if (!message.ok) return refuse("contact-refused", { rule: "permit", reason: message.error });
      return { ok: true, value: { messageId: message.value } };
    },
    async logPhone({ id, customerId, at: saidAt, outcome, about, note, by, actor }) {
      const customer = customerOf(customerId);
      if (!customer) return unknown();
      const at = Math.min(saidAt, now());
      if (at < now() - LOG_CALL_WITHIN_MS) return refuse("invalid-input", { path: "at" });
      const contactId = `phone-${id}`;
      return deskLog.commit(async (trx) => {
        const known = await ledger.customerOf(trx, contactId);
        if (known !== null && known !== customerId) return taken();
        const decision = await decide(at, customer, "phone", outcome === "asked-first", trx, contactId);
        const against = decision.rules.filter((rule) => rule.verdict === "refuses");
        await ledger.putRight(trx, contactId, customerId, {
          at,
          channel: "phone",
          outcome,
          about,
          by,
          ...(note === "" ? {} : { note: noteOf(note) }),
          ...(against.length === 0 ? {} : { against }),
        });
        await audit.write(trx, {
          actor,
          action: known === null ? "phone-contact-logged" : "phone-contact-put-right",
          subject: contactId,
          detail: { customerId, at, outcome, wasAllowed: decision.allowed },
        });
        return { ok: true, value: { contactId, decision } } as const;
      });
    },
  };
}
