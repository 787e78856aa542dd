/**
 * A text message and a call being written down, as far as they are typed: what is sent of it and what it counts. Pure.
 *
 * Asking the hub is `renderer/link/contact-deeds.ts`, the drawers are `renderer/contact`.
 */
import type { CallId, CustomerId, SpecialistId } from "#shared/model/ids.ts";
import type { ContactRecord, Specialist } from "#shared/model/person.ts";
import { MAX_CONTACT_NOTE } from "#shared/model/plain-values.ts";
import type { PointCard } from "#shared/model/point-card.ts";
import type { CustomerCard } from "#shared/model/views.ts";

export type SmsDraft = {
  /** Of the message: trying again after a lost connection is the same one, another text is another. */
  readonly id: CallId;
  /** What was last handed to the hub under `id`; null: nothing yet. */
  readonly tried: string | null;
  /** The approved text it began from; null: written freely. */
  readonly point: PointCard | null;
  /** The person's own words, without the point's risk sentence. */
  readonly text: string;
};

/** What a call came to, in the order offered. */
export const CALL_OUTCOMES = [
  "talked",
  "ignored",
  "declined",
  "wrong-person",
  "asked-first",
] as const satisfies readonly ContactRecord["outcome"][];
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

export type CallDraft = {
  readonly id: CallId;
  /** Hub time, epoch ms. */
  readonly at: number;
  readonly outcome: CallOutcome;
  readonly note: string;
};

export type ContactDrafts = { readonly sms?: SmsDraft; readonly call?: CallDraft };

export const makeContactId = (): CallId => `c-${crypto.randomUUID()}` as CallId;

export function smsFrom(point: PointCard | null, language: "zh-CN" | "en"): SmsDraft {
  return { id: makeContactId(), tried: null, point, text: point?.sentence[language] ?? "" };
}

/** What the customer would read: the words, and on a line of its own the risk sentence that goes with them. */
export function smsText({ text, point }: SmsDraft, language: "zh-CN" | "en"): string {
  const risk = point?.riskSentence?.[language];
  return risk === undefined || text.trim() === "" ? text.trim() : `${text.trim()}\n${risk}`;
}

/** The draft as it is handed to the hub: another text than the one tried before is another message. */
export function triedWith(draft: SmsDraft, whole: string): SmsDraft {
  return draft.tried === null || draft.tried === whole ? { ...draft, tried: whole } : { ...draft, id: makeContactId(), tried: whole };
}

/** GSM 03.38 as far as a keyboard writes it; those of the second line take two places. */
const GSM = /^[A-Za-z0-9 \n\r@£$¥!"#%&'()*+,\-./:;<=>?_^{}\\[~\]|€]*$/;
const GSM_DOUBLE = /[\^{}\\[~\]|€]/g;

/** How many messages a network counts a text as: 160 places in one, 153 in each of several; 70 and 67 with any character beyond GSM 03.38. */
export function smsParts(text: string): number {
  if (text === "") return 0;
  const isGsm = GSM.test(text);
  const places = isGsm ? text.length + (text.match(GSM_DOUBLE)?.length ?? 0) : text.length;
  const [alone, each] = isGsm ? [160, 153] : [70, 67];
  return places <= alone ? 1 : Math.ceil(places / each);
}

export const isTooLong = (whole: string): boolean => whole.length > MAX_CONTACT_NOTE;

/** Whose customers one may write to and log calls with: the manager and that manager's deputy, as the hub has it. */
export function mayContact(
  me: Pick<Specialist, "id"> | null,
  customer: Pick<CustomerCard, "managerId"> | null,
  deputyOf: (managerId: SpecialistId) => SpecialistId | undefined,
): boolean {
  if (me === null || customer === null || customer.managerId === null) return false;
  return customer.managerId === me.id || deputyOf(customer.managerId) === me.id;
}

export type DraftsByCustomer = ReadonlyMap<CustomerId, ContactDrafts>;

/** With one kind of draft replaced, or let go of when null. */
export function withDraft<K extends keyof ContactDrafts>(
  drafts: DraftsByCustomer,
  customerId: CustomerId,
  kind: K,
  draft: ContactDrafts[K] | null,
): DraftsByCustomer {
  const { [kind]: _old, ...rest } = drafts.get(customerId) ?? {};
  return new Map(drafts).set(customerId, draft === null || draft === undefined ? rest : { ...rest, [kind]: draft });
}
