/**
 * Who may read an entry of the desk log, as tokens: `s:<specialist>`, `r:<role>`, `*`.
 *
 * Owns row-level scope of everything a desk sees. An entry's readers only grow: who has seen a thing is told what became of it.
 */
import type { Alert } from "#shared/model/alert.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { SpecialistId } from "#shared/model/ids.ts";
import type { Customer, Specialist } from "#shared/model/person.ts";

export type Readers = readonly string[];

export const EVERYONE: Readers = ["*"];

/** Who writes content, as the permit `author` has it. */
export const AUTHORS: Readers = ["r:manager", "r:supervisor"];

/** Tokens a signed-in specialist holds. */
export function tokensOf(specialist: Specialist): ReadonlySet<string> {
  return new Set(["*", `s:${specialist.id}`, `r:${specialist.role}`]);
}

export function mayRead(readers: Readers, tokens: ReadonlySet<string>): boolean {
  return readers.some((reader) => tokens.has(reader));
}

export function joinReaders(...lists: readonly Readers[]): Readers {
  return [...new Set(lists.flat())].sort();
}

const person = (id: SpecialistId) => `s:${id}`;

/** Own manager always; whoever it is offered to; whoever holds it; supervisors. */
export function readersOfAlert(alert: Alert, customer: Customer | null): Readers {
  const readers = ["r:supervisor"];
  if (customer?.managerId !== undefined) readers.push(person(customer.managerId));
  if (alert.audience.kind === "person") readers.push(person(alert.audience.specialistId));
  else readers.push("r:agent");
  if (alert.state.status === "picked-up" || alert.state.status === "snoozed" || alert.state.status === "with-assistant")
    readers.push(person(alert.state.by));
  return readers;
}

/** Everyone of the staff who took or takes part, and supervisors. */
export function readersOfHelpSession(session: HelpSession): Readers {
  const staff = session.participants.flatMap((participant) =>
    participant.specialistId === undefined ? [] : [person(participant.specialistId)],
  );
  return joinReaders(["r:supervisor", person(session.specialistId)], staff);
}

/** Those who may read what is said now: as above, less who only was invited, declined or has left. */
export function readersOfChat(session: HelpSession): Readers {
  const staff = session.participants.flatMap((participant) =>
    participant.specialistId === undefined ||
    participant.status === "invited" ||
    participant.status === "declined" ||
    participant.status === "left"
      ? []
      : [person(participant.specialistId)],
  );
  return joinReaders(["r:supervisor", person(session.specialistId)], staff);
}
