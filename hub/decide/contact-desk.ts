/**
 * What a specialist may do about contact by hand: a text message, and writing down a call. To their own customers only.
 *
 * Owns who may and what may be said (the same wording gate as chat). Deciding and the ledger are `contact-office.ts`.
 */
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { checkChat } from "#shared/domain/compliance/check-chat.ts";
import { createLexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import type { CustomerId } from "#shared/model/ids.ts";
import type { ContactRecord, Specialist } from "#shared/model/person.ts";
import type { Content } from "../content/content.ts";
import { toSimplifiedCharacter } from "../content/simplified.ts";
import type { ContactOffice } from "./contact-office.ts";

export type ContactDesk = {
  sendSms(
    specialist: Specialist,
    input: { customerId: CustomerId; text: string; about: string },
  ): Promise<Reply<{ messageId: string; status: "undelivered" }>>;
  logPhone(
    specialist: Specialist,
    input: { id: string; customerId: CustomerId; at: number; outcome: ContactRecord["outcome"]; about: string },
  ): Promise<Reply<{ contactId: string; wasAllowed: boolean }>>;
};

export function createContactDesk(contacts: ContactOffice, content: Content): ContactDesk {
  const matcher = createLexiconMatcher(content.lexicon, toSimplifiedCharacter);

  /** The customer's manager, or that manager's deputy. */
  function isTheirs(specialist: Specialist, customerId: CustomerId): boolean {
    const managerId = content.customers.find((known) => known.id === customerId)?.managerId;
    const manager = content.specialists.find((known) => known.id === managerId);
    return manager !== undefined && (manager.id === specialist.id || manager.deputyId === specialist.id);
  }

  return {
    async sendSms(specialist, { customerId, text, about }) {
      if (!isTheirs(specialist, customerId)) return refuse("not-permitted", { call: "sendSms" });
      const check = checkChat(matcher, text);
      if (check.verdict === "blocked") return refuse("wording-forbidden", { ruleId: check.hits[0]?.entryId ?? "" });
      const sent = await contacts.sendSms({ customerId, text, about, by: specialist.name });
      return sent.ok ? { ok: true, value: { messageId: sent.value.messageId, status: "undelivered" } } : sent;
    },
    async logPhone(specialist, input) {
      if (!isTheirs(specialist, input.customerId)) return refuse("not-permitted", { call: "logPhoneContact" });
      return contacts.logPhone({ ...input, id: `${specialist.id}-${input.id}`, by: specialist.name });
    },
  };
}
