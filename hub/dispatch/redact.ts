/**
 * What a reader is shown of a change or a card by role: an expert is told what is going on, never who the customer is.
 *
 * Whether they may read it at all is `readers.ts`.
 */
import { maskNumbers } from "#shared/domain/compliance/mask-numbers.ts";
import type { DeskChange } from "#shared/model/desk-log.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { Customer, Specialist } from "#shared/model/person.ts";

const NAMELESS = "客户";

export const readsWithoutNames = (specialist: Pick<Specialist, "role">): boolean => specialist.role === "expert";

/** The customer's own id is a name in many banks' systems, so it goes with the name. */
export function withoutCustomer(session: HelpSession): HelpSession {
  const { customerId: _customerId, ...rest } = session;
  return {
    ...rest,
    participants: session.participants.map((known) => (known.role === "customer" ? { ...known, displayName: NAMELESS } : known)),
  };
}

export function cardWithoutCustomer(card: JourneyCard): JourneyCard {
  const { customerId: _customerId, ...rest } = card;
  return rest;
}

export function helpSessionFor(specialist: Pick<Specialist, "role">, session: HelpSession): HelpSession {
  return readsWithoutNames(specialist) ? withoutCustomer(session) : session;
}

export function cardFor(specialist: Pick<Specialist, "role">, card: JourneyCard): JourneyCard {
  return readsWithoutNames(specialist) ? cardWithoutCustomer(card) : card;
}

/** @param tokens of the reader, from `tokensOf`. */
export function changeFor(tokens: ReadonlySet<string>, change: DeskChange): DeskChange {
  if (!tokens.has("r:expert") || change.kind !== "help-session") return change;
  return { ...change, helpSession: withoutCustomer(change.helpSession) };
}

/** A question typed by hand, before it travels to an expert: numbers masked, the customer's name taken out. */
export function questionWithoutCustomer(question: string, customer: Pick<Customer, "name" | "maskedName"> | undefined): string {
  const masked = maskNumbers(question).text;
  return customer === undefined ? masked : masked.replaceAll(customer.name, NAMELESS).replaceAll(customer.maskedName, NAMELESS);
}
