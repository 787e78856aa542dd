/**
 * The door of journeys: opens those that are new, lets a secret into its own, and knows whose they are.
 *
 * Nobody is answered before the journey's row is in the store. Which of the facts are taken then is `fact-admission.ts`.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { CustomerId, JourneyId } from "#shared/model/ids.ts";
import type { FactLog } from "../store/fact-log.ts";
import type { Database } from "../store/open-store.ts";
import { type Journey, NO_SECRET } from "./journey.ts";
import type { JourneyBook } from "./journey-book.ts";
import type { Policies } from "./policies.ts";

export const hashOfSecret = (secret: string) => createHash("sha256").update(secret).digest("hex");

export type NewJourney = { readonly id: JourneyId; readonly secretHash: string; readonly customerId: CustomerId | null };

export type JourneyDoor = {
  /** Opens journeys that nobody knows yet; resolves when their rows are written. */
  openAll(wanted: readonly NewJourney[]): Promise<void>;
  /** Finds or opens the journey a secret belongs to; null when the secret, or the customer, is another's. */
  admit(id: JourneyId, secretHash: string, customerId: CustomerId | null): Promise<Journey | null>;
  /** The same on the bank's own word, whatever the secret; `known` is what the book says of it now. Without a promise when there is nothing to wait for. */
  admitForBank(id: JourneyId, customerId: CustomerId | null, known: Journey | null): Journey | null | Promise<Journey | null>;
  /** The journey is this customer's from now on; false when it is another's already: a journey never changes its customer. */
  identify(journey: Journey, customerId: CustomerId): Promise<boolean>;
  holdsSecret(journeyId: JourneyId, secret: string): boolean;
};

type DoorParts = {
  readonly db: Database;
  readonly factLog: Pick<FactLog, "size">;
  readonly book: JourneyBook;
  readonly policies: Pick<Policies, "current">;
  readonly now: () => number;
  /** The customer signed in on this journey, or came back. */
  readonly seen: (journeyId: JourneyId, customerId: CustomerId | null) => void;
  readonly onFatal: (fault: unknown) => void;
};

export function createJourneyDoor({ db, factLog, book, policies, now, seen, onFatal }: DoorParts): JourneyDoor {
  /** Journeys whose row is being written: nobody is answered before it is. */
  const opening = new Map<JourneyId, Promise<void>>();

  async function identify(journey: Journey, customerId: CustomerId): Promise<boolean> {
    if (journey.customerId !== null) return journey.customerId === customerId;
    book.setCustomer(journey, customerId);
    book.changed(journey, factLog.size);
    await db.updateTable("journeys").set({ customer_id: customerId }).where("id", "=", journey.id).execute();
    seen(journey.id, customerId);
    return true;
  }

  async function openAll(wanted: readonly NewJourney[]): Promise<void> {
    if (wanted.length === 0) return;
    const at = now();
    // Named in the row before the first fact is in the log: whatever is learned later, a restart repeats the facts under this one.
    const { version } = policies.current;
    const rows = wanted.map(({ id, secretHash, customerId }) => {
      book.changed(book.open(id, secretHash, customerId, version), factLog.size);
      return { id, secret_hash: secretHash, customer_id: customerId, flow_id: null, created_at: at, policy_version: version };
    });
    const written = db
      .insertInto("journeys")
      .values(rows)
      .execute()
      .then(() => {});
    for (const { id } of wanted) opening.set(id, written);
    try {
      await written;
    } catch (fault) {
      onFatal(fault);
      throw fault;
    } finally {
      for (const { id } of wanted) opening.delete(id);
    }
    for (const { id, customerId } of wanted) if (customerId !== null) seen(id, customerId);
  }

  async function admit(id: JourneyId, secretHash: string, customerId: CustomerId | null): Promise<Journey | null> {
    const known = book.find(id);
    if (!known) {
      await openAll([{ id, secretHash, customerId }]);
      return book.find(id);
    }
    await opening.get(id);
    if (known.secretHash !== secretHash) return null;
    return customerId === null || (await identify(known, customerId)) ? known : null;
  }

  return {
    openAll,
    identify,
    admit,
    admitForBank(id, customerId, known) {
      if (known !== null && customerId === null && !opening.has(id)) return known;
      return admit(id, known?.secretHash ?? NO_SECRET, customerId);
    },
    holdsSecret(journeyId, secret) {
      const journey = book.find(journeyId);
      if (!journey || journey.secretHash === NO_SECRET) return false;
      return timingSafeEqual(Buffer.from(hashOfSecret(secret)), Buffer.from(journey.secretHash));
    },
  };
}
