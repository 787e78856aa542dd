/**
 * What follows from the hub's view of a help session and from what the customer did on this page. Pure.
 *
 * A withdrawal counts from the tap on, whatever the hub still says; a grant counts from the hub's answer on.
 */
import type { ConsentScope } from "#shared/model/consent.ts";
import type { CustomerSessionView } from "#shared/model/views.ts";
import { meaningful } from "./consent-choice.ts";

type Person = CustomerSessionView["participants"][number];

/**
 * The scopes that hold now.
 * @param withdrawnHere scopes withdrawn on this page that the hub has not confirmed yet.
 * @param now hub clock, epoch ms.
 */
export function givenScopes(
  view: Pick<CustomerSessionView, "status" | "consents">,
  withdrawnHere: ReadonlySet<ConsentScope>,
  now: number,
): ReadonlySet<ConsentScope> {
  if (view.status !== "active") return new Set();
  const given = new Set(
    view.consents.filter((c) => c.status === "given" && c.until > now && !withdrawnHere.has(c.scope)).map((c) => c.scope),
  );
  return meaningful(given);
}

export function allowsMedia(given: ReadonlySet<ConsentScope>): boolean {
  return given.has("voice") || given.has("video") || given.has("share");
}

/** With whom media may flow now: everybody else who is there, and nobody without consent to any of it. */
export function mediaPeers(view: CustomerSessionView, given: ReadonlySet<ConsentScope>): readonly string[] {
  if (!allowsMedia(given)) return [];
  return view.participants
    .filter((person) => person.id !== view.me && person.status === "present" && person.role !== "supervisor")
    .map((person) => person.id);
}

export function specialistOf(view: Pick<CustomerSessionView, "participants">): Person | null {
  return view.participants.find((person) => person.role === "specialist") ?? null;
}

/** Experts who came or went between two views. */
export function expertMoves(
  before: CustomerSessionView | null,
  after: CustomerSessionView,
): { joined: readonly Person[]; left: readonly Person[] } {
  const wasHere = (person: Person) => before?.participants.some((other) => other.id === person.id && other.status === "present") ?? false;
  const experts = after.participants.filter((person) => person.role === "expert");
  return {
    joined: experts.filter((person) => person.status === "present" && !wasHere(person)),
    left: experts.filter((person) => person.status === "left" && wasHere(person)),
  };
}

/** m:ss left, never negative. */
export function remaining(untilMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((untilMs - nowMs) / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
