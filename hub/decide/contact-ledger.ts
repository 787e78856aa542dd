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
import type { Tables } from "../store/tables.ts";

export type ContactLedger = {
  /**
   * One record a contact: `id` names the contact (its help session or assistant turn), a later call with it brings outcome and instant up to
   * date, because a cool-down runs from the refusal and not from the asking. What the customer began stays so unless they refused it.
   */
  record(trx: Trx, id: string, customerId: CustomerId, contact: ContactRecord): Promise<void>;
  /** As `record`, but replaces the whole record of that id: for what a person wrote down by hand and puts right. */
  putRight(trx: Trx, id: string, customerId: CustomerId, contact: ContactRecord): Promise<void>;
  /** Whose contact the id names; null when there is none. */
  customerOf(trx: Trx, id: string): Promise<string | null>;
  /** Newest first, at most 50. `without`: the id of a record that is left out. */
  of(customer: Customer, reader?: Database | Trx, without?: string): Promise<ContactRecord[]>;
};

/** Outcomes that say no more than that the customer's own request was answered: those do not count against the cap. */
const FRIENDLY: ReadonlySet<ContactRecord["outcome"]> = new Set(["accepted", "talked", "lost"]);

function recordOf(row: Tables["contacts"]): ContactRecord {
  return contactRecordSchema.parse({
    at: Number(row.at),
    channel: row.channel,
    outcome: row.outcome,
    about: row.about,
    by: row.by_whom,
    ...(row.note === null ? {} : { note: row.note }),
    ...(row.delivery === null ? {} : { delivery: row.delivery }),
    ...(row.against === null ? {} : { against: JSON.parse(row.against) as unknown }),
  });
}

export function createContactLedger(db: Database, contentEpoch: number): ContactLedger {
  async function put(
    trx: Trx,
    id: string,
    customerId: CustomerId,
    contact: ContactRecord,
    later: Partial<Tables["contacts"]>,
  ): Promise<void> {
    await trx
      .insertInto("contacts")
      .values({ id, customer_id: customerId, ...rowOf(contact) })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(later))
      .execute();
  }

  return {
    async record(trx, id, customerId, contact) {
      const known = await trx.selectFrom("contacts").select("outcome").where("id", "=", id).executeTakeFirst();
      if (known?.outcome === "asked-first" && FRIENDLY.has(contact.outcome)) return;
      await put(trx, id, customerId, contact, { outcome: contact.outcome, at: contact.at, by_whom: contact.by });
    },
    putRight: (trx, id, customerId, contact) => put(trx, id, customerId, contact, rowOf(contact)),
    async customerOf(trx, id) {
      return (await trx.selectFrom("contacts").select("customer_id").where("id", "=", id).executeTakeFirst())?.customer_id ?? null;
    },
    async of(customer, reader = db, without = "") {
      const rows = await reader
        .selectFrom("contacts")
        .selectAll()
        .where("customer_id", "=", customer.id)
        .where("id", "!=", without)
        .orderBy("at", "desc")
        .limit(50)
        .execute();
      const brought = customer.contacts.map(
        (contact): ContactRecord => ({
          at: contentEpoch + contact.dayOffset * DAY_MS,
          channel: contact.channel,
          outcome: "talked",
          about: contact.about,
          by: contact.by,
        }),
      );
      return [...rows.map(recordOf), ...brought].sort((a, b) => b.at - a.at).slice(0, 50);
    },
  };
}

function rowOf({
  at,
  channel,
  outcome,
  about,
  by,
  note,
  delivery,
  against,
}: ContactRecord): Omit<Tables["contacts"], "id" | "customer_id"> {
  return {
    at,
    channel,
    outcome,
    about,
    by_whom: by,
    note: note ?? null,
    delivery: delivery ?? null,
    against: against === undefined ? null : JSON.stringify(against),
  };
}
