/**
 * Deeds of contact by hand: what the rules say, a text message, a call written down. What is typed is kept by customer until it has arrived.
 *
 * Who may and whether is the hub's; what a draft is, `state/contact-draft.ts`.
 */
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { ContactDecision } from "#shared/model/contact.ts";
import type { AlertId, CustomerId } from "#shared/model/ids.ts";
import type { CallDraft, ContactDrafts, SmsDraft } from "../state/contact-draft.ts";
import { smsText, triedWith, withDraft } from "../state/contact-draft.ts";
import { CUSTOMER_LANGUAGE } from "../state/customer-language.ts";
import type { DeskContext, DeskLink } from "./desk.ts";

type Calls = DeskLink["calls"];

/** Beside which alert, with whom and about what. */
export type ContactPlace = { readonly alertId: AlertId; readonly customerId: CustomerId; readonly about: string };

/** @param readAgain the capsule of the alert, whose contacts and decision have changed */
export function createContactDeeds({ store, link }: DeskContext, readAgain: (alertId: AlertId) => Promise<void>) {
  const call = <T>(run: (calls: Calls) => Promise<Reply<T>>): Promise<Reply<T>> => {
    const calls = link()?.calls;
    return calls === undefined || store.getState().link === "offline" ? Promise.resolve(refuse("no-hub")) : run(calls);
  };
  function keep<K extends keyof ContactDrafts>(customerId: CustomerId, kind: K, draft: ContactDrafts[K] | null): void {
    store.setState({ contactDrafts: withDraft(store.getState().contactDrafts, customerId, kind, draft) });
  }

  return {
    weigh: (customerId: CustomerId, channel: "sms" | "phone", at: number | null, askedFirst: boolean) =>
      call((calls) => calls.weighContact({ customerId, channel, at, askedFirst })),
    keepSms: (customerId: CustomerId, draft: SmsDraft | null) => keep(customerId, "sms", draft),
    keepCall: (customerId: CustomerId, draft: CallDraft | null) => keep(customerId, "call", draft),
    async sendSms({ alertId, customerId, about }: ContactPlace, draft: SmsDraft): Promise<Reply<unknown>> {
      const whole = smsText(draft, CUSTOMER_LANGUAGE);
      const tried = triedWith(draft, whole);
      keep(customerId, "sms", tried);
      const { id, point } = tried;
      const reply = await call((calls) =>
        calls.sendSms({ id, customerId, text: whole, about, ...(point === null ? {} : { point: { id: point.id, alertId } }) }),
      );
      if (!reply.ok) return reply;
      keep(customerId, "sms", null);
      void readAgain(alertId);
      return reply;
    },
    /** The draft stays: under its id what was written down can be put right. */
    async logCall({ alertId, customerId, about }: ContactPlace, { id, at, outcome, note }: CallDraft): Promise<Reply<ContactDecision>> {
      const reply = await call((calls) => calls.logPhoneContact({ id, customerId, at, outcome, about, note }));
      if (!reply.ok) return reply;
      void readAgain(alertId);
      return { ok: true, value: reply.value.decision };
    },
  };
}
