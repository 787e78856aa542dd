/**
 * What a specialist may do about contact by hand: see what the rules say, send a text message, write down a call. To their own customers only.
 *
 * Owns who may and what may be said (the same gates as chat: wording, and a talking point with its risk sentence). Deciding and the ledger are
 * `contact-office.ts`.
 */
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { checkChat } from "#shared/domain/compliance/check-chat.ts";
import { checkRewrite } from "#shared/domain/guidance/rewrite.ts";
import type { ContactDecision } from "#shared/model/contact.ts";
import type { AlertId, CustomerId, TalkingPointId } from "#shared/model/ids.ts";
import type { ContactRecord, Specialist } from "#shared/model/person.ts";
import { matcherOf } from "../content/lexicon.ts";
import type { HubServices } from "../services.ts";

type SmsInput = {
  id: string;
  customerId: CustomerId;
  text: string;
  about: string;
  point?: { id: TalkingPointId; alertId: AlertId } | undefined;
};

export type ContactDesk = {
  weigh(
    specialist: Specialist,
    input: { customerId: CustomerId; channel: "sms" | "phone"; at: number | null; askedFirst: boolean },
  ): Promise<Reply<{ decision: ContactDecision; heldUntil: number | null }>>;
  sendSms(specialist: Specialist, input: SmsInput): Promise<Reply<{ messageId: string; status: "undelivered" }>>;
  logPhone(
    specialist: Specialist,
    input: { id: string; customerId: CustomerId; at: number; outcome: ContactRecord["outcome"]; about: string; note: string },
  ): Promise<Reply<{ contactId: string; decision: ContactDecision }>>;
};

export type ContactDeskParts = Pick<HubServices, "contacts" | "content" | "guidance" | "alerts" | "deskLog" | "audit" | "now">;

export function createContactDesk({ contacts, content, guidance, alerts, deskLog, audit, now }: ContactDeskParts): ContactDesk {
  const matcher = matcherOf(content);

  /** The customer's manager, or that manager's deputy. */
  function isTheirs(specialist: Specialist, customerId: CustomerId): boolean {
    const managerId = content.customers.find((known) => known.id === customerId)?.managerId;
    const manager = content.specialists.find((known) => known.id === managerId);
    return manager !== undefined && (manager.id === specialist.id || manager.deputyId === specialist.id);
  }

  /** Null when the text may stand for the point it was made from. */
  async function pointFault(specialist: Specialist, { customerId, text, point }: SmsInput): Promise<ReturnType<typeof refuse> | null> {
    if (point === undefined) return null;
    const alert = await alerts.read(point.alertId);
    if (alert === null || alert.customerId !== customerId) return refuse("no-such-alert");
    const known = guidance.point(point.id, specialist, alert);
    if (known === null) return refuse("no-such-point");
    if (known === "expired") return refuse("point-expired");
    const isKept = (["zh-CN", "en"] as const).some((language) => checkRewrite(known, text, language, matcher).riskSentence !== "put-back");
    return isKept ? null : refuse("risk-sentence-missing");
  }

  return {
    async weigh(specialist, { customerId, channel, at, askedFirst }) {
      if (!isTheirs(specialist, customerId)) return refuse("not-permitted", { call: "weighContact" });
      return contacts.weigh({ customerId, channel, at: at ?? now(), helpRequested: askedFirst });
    },
    async sendSms(specialist, input) {
      const { id, customerId, text, about } = input;
      if (!isTheirs(specialist, customerId)) return refuse("not-permitted", { call: "sendSms" });
      const fault = await pointFault(specialist, input);
      if (fault !== null) return fault;
      const check = checkChat(matcher, text);
      if (check.verdict === "blocked") {
        const rules = check.hits.filter((hit) => hit.class === "forbidden" && hit.certainty !== "suspected").map((hit) => hit.entryId);
        await deskLog.commit((trx) =>
          audit.write(trx, {
            actor: specialist.id,
            action: "wording-intercepted",
            subject: customerId,
            detail: { rules: rules.join(",") },
          }),
        );
        return refuse("wording-forbidden", { ruleId: rules[0] ?? "" });
      }
      const sent = await contacts.sendSms({
        id: `${specialist.id}-${id}`,
        customerId,
        text,
        about,
        by: specialist.name,
        actor: specialist.id,
      });
      return sent.ok ? { ok: true, value: { messageId: sent.value.messageId, status: "undelivered" } } : sent;
    },
    async logPhone(specialist, input) {
      if (!isTheirs(specialist, input.customerId)) return refuse("not-permitted", { call: "logPhoneContact" });
      return contacts.logPhone({ ...input, id: `${specialist.id}-${input.id}`, by: specialist.name, actor: specialist.id });
    },
  };
}
