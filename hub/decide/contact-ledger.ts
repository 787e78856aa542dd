/**
 * The one ledger of contacts with customers, for people and the assistant alike. The decision over it is `shared/domain/contact`.
 *
 * Contacts that content brings along (demo history) are read beside the recorded ones; their days count from the content epoch.
 */
import { DAY_MS } from "#shared/lib/duration.ts";
import type { CustomerId } from "#shared/model/ids.ts";
import type { ContactRecord, Customer } from "#shared/model/person.ts";
import { contactRecordSchema } from "#shared/model/person.ts";
import type { Trx } from "../dispatch/desk-log.ts";
import type { Database } from "../store/open-store.ts";

export type ContactLedger = {
  /**
   * One record a contact: `id` names the contact (its help session or assistant turn), a later call with it brings outcome and instant up to
   * date, because a cool-down runs from the refusal and not from the asking. What the customer began stays so unless they refused it.
   */
  record(trx: Trx, id: string, customerId: CustomerId, contact: ContactRecord): Promise<void>;
  /** Newest first, at most 50. */
  of(customer: Customer, reader?: Database | Trx): Promise<ContactRecord[]>;
};

/** Outcomes that say no more than that the customer's own request was answered: those do not count against the cap. */
const FRIENDLY: ReadonlySet<ContactRecord["outcome"]> = new Set(["accepted", "talked", "lost"]);

export function createContactLedger(db: Database, contentEpoch: number): ContactLedger {
  return {
    async record(trx, id, customerId, contact) {
      const known = await trx.selectFrom("contacts").select("outcome").where("id", "=", id).executeTakeFirst();
      if (known?.outcome === "asked-first" && FRIENDLY.has(contact.outcome)) return;
      await trx
        .insertInto("contacts")
        .values({
          id,
          customer_id: customerId,
          at: contact.at,
          channel: contact.channel,
          outcome: contact.outcome,
          about: contact.about,
          by_whom: contact.by,
        })
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ outcome: contact.outcome, at: contact.at, by_whom: contact.by }))
        .execute();
    },
    async of(customer, reader = db) {
      const rows = await reader
        .selectFrom("contacts")
        .selectAll()
        .where("customer_id", "=", customer.id)
        .orderBy("at", "desc")
        .limit(50)
        .execute();
      const recorded = rows.map((row) =>
        contactRecordSchema.parse({ at: Number(row.at), channel: row.channel, outcome: row.outcome, about: row.about, by: row.by_whom }),
      );
      const brought = customer.contacts.map(
        (contact): ContactRecord => ({
          at: contentEpoch + contact.dayOffset * DAY_MS,
          channel: contact.channel,
          outcome: "talked",
          about: contact.about,
          by: contact.by,
        }),
      );
      return [...recorded, ...brought].sort((a, b) => b.at - a.at).slice(0, 50);
    },
  };
}
