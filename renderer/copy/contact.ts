/** The contact decision in words: its result, its rules, and the reason of each, with the rule's own figures. */
import type { z } from "zod";
import type { contactReasons } from "#shared/domain/contact/decide-contact.ts";
import type { ContactDecision, ContactRule, contactRuleIdSchema } from "#shared/model/contact.ts";
import type { Language } from "#shared/model/words.ts";

type RuleId = z.infer<typeof contactRuleIdSchema>;
/** A rule's figures, instants already written as times. */
type ReasonFigures = (name: string) => string;
type Reasons = typeof contactReasons;

type ContactCopy = {
  readonly rule: Readonly<Record<RuleId, string>>;
  readonly channel: Readonly<Record<ContactDecision["channel"], (until: string) => string>>;
  /** Short form for a list row. */
  readonly row: Readonly<Record<ContactDecision["channel"], (until: string) => string>>;
  /** Exhaustive over what the rules can say. */
  readonly reason: { readonly [Id in RuleId]: Readonly<Record<Reasons[Id][number], (figure: ReasonFigures) => string>> };
};

function whoseZh(figure: ReasonFigures): string {
  if (figure("whose") === "law") return `${figure("lawZh")}（${figure("since")} 起施行）规定 `;
  return figure("whose") === "customer" ? "客户自定 " : "";
}
function whoseEn(figure: ReasonFigures): string {
  if (figure("whose") === "law") return `${figure("lawEn")}, in force since ${figure("since")}:`;
  return figure("whose") === "customer" ? "Customer's own" : "Bank";
}
const channelZh = (figure: ReasonFigures) => (figure("channel") === "sms" ? "短信" : "电话");
const channelEn = (figure: ReasonFigures) => (figure("channel") === "sms" ? "text messages" : "calls");

const zh: ContactCopy = {
  rule: {
    "assistance-agreed": "协助授权",
    "channel-agreed": "渠道同意",
    "quiet-hours": "静默时段",
    "frequency-cap": "接触频次",
    "do-not-disturb": "免打扰",
    "open-complaint": "未结投诉",
    "self-help-case": "自助处理",
    "cool-down": "冷静期",
    phone: "电话外呼",
  },
  channel: {
    "in-app": () => "可触达：应用内邀请",
    answer: () => "客户主动求助，可直接应答",
    wait: (until) => (until === "" ? "暂不可触达" : `${until} 后可触达`),
    none: () => "不可触达",
  },
  row: {
    "in-app": () => "可触达",
    answer: () => "客户在等",
    wait: (until) => (until === "" ? "暂缓" : `静默至 ${until}`),
    none: () => "不可触达",
  },
  reason: {
    "assistance-agreed": {
      agreed: (f) => `已同意应用内协助，${f("agreedAt")}`,
      "not-agreed": () => "客户没有同意应用内协助",
      "asked-first": () => "客户主动求助，不需要事先同意",
      "not-signed-in": () => "客户未登录，邀请只在本页出现",
    },
    "channel-agreed": {
      "in-app": () => "应用内，以协助授权为准",
      "channel-agreed": (f) => `已同意${channelZh(f)}联系，${f("agreedAt")}`,
      "channel-not-agreed": (f) => `客户没有同意${channelZh(f)}联系`,
      "asked-first": () => "客户主动求助，不需要事先同意",
      "not-signed-in": () => "客户未登录，查不到同意记录",
    },
    "quiet-hours": {
      "outside-quiet-hours": (f) => `${whoseZh(f)}${f("from")}–${f("to")} 静默，现在可触达`,
      "quiet-hours-soon": (f) => `${whoseZh(f)}${f("from")} 起静默，还剩 ${f("minutesLeft")} 分钟`,
      "in-quiet-hours": (f) => `${whoseZh(f)}静默时段 ${f("from")}–${f("to")}，${f("until")} 后可触达`,
      "asked-first": () => "客户主动求助，不受静默时段限制",
    },
    "frequency-cap": {
      "within-cap": (f) => `${f("days")} 天内 ${f("count")} 次，上限 ${f("cap")} 次`,
      "last-within-cap": (f) => `${f("days")} 天内 ${f("count")} 次，上限 ${f("cap")} 次，只剩这一次`,
      "cap-reached": (f) => `${f("days")} 天内已 ${f("count")} 次，达到上限 ${f("cap")} 次`,
      "asked-first": () => "客户主动求助，不计入次数",
      "not-signed-in": () => "客户未登录，不计次数",
    },
    "do-not-disturb": {
      "not-listed": () => "不在名单",
      listed: () => "客户在免打扰名单",
      "asked-first": () => "客户主动求助，可以应答",
      "not-signed-in": () => "客户未登录，查不到名单",
    },
    "open-complaint": {
      "no-complaint": () => "无未结投诉",
      "complaint-open": () => "有未结投诉，先由投诉专员处理",
      "asked-first-complaint-open": () => "有未结投诉；客户主动求助，可以应答",
      "not-signed-in": () => "客户未登录，查不到投诉",
    },
    "self-help-case": {
      "no-case": () => "没有进行中的自助处理",
      "case-open": () => "客户正在自助处理，先不打扰",
      "asked-first-case-open": () => "客户正在自助处理；客户主动求助，可以应答",
      "not-signed-in": () => "客户未登录，查不到",
    },
    "cool-down": {
      "no-cool-down": () => "不在冷静期",
      "after-declined": (f) => `上次邀请被拒，${f("until")} 前不再邀请`,
      "after-ignored": (f) => `上次邀请没有回应，${f("until")} 前不再邀请`,
      "after-wrong-person": (f) => `上次不是本人，${f("until")} 前不再邀请`,
      "asked-first": () => "客户主动求助，不受冷静期限制",
      "not-signed-in": () => "客户未登录，没有接触记录",
    },
    phone: { "after-acceptance": () => "客户接受邀请后才可拨打" },
  },
};

const en: ContactCopy = {
  rule: {
    "assistance-agreed": "Assistance",
    "channel-agreed": "Channel",
    "quiet-hours": "Quiet hours",
    "frequency-cap": "Frequency",
    "do-not-disturb": "Do not disturb",
    "open-complaint": "Complaint",
    "self-help-case": "Self-help",
    "cool-down": "Cool-down",
    phone: "Phone",
  },
  channel: {
    "in-app": () => "May be contacted: in-app invitation",
    answer: () => "The customer asked first: answer",
    wait: (until) => (until === "" ? "Not yet" : `From ${until}`),
    none: () => "Do not contact",
  },
  row: {
    "in-app": () => "OK to contact",
    answer: () => "Waiting for us",
    wait: (until) => (until === "" ? "Hold" : `Quiet until ${until}`),
    none: () => "No contact",
  },
  reason: {
    "assistance-agreed": {
      agreed: (f) => `Agreed to in-app assistance, ${f("agreedAt")}`,
      "not-agreed": () => "Has not agreed to in-app assistance",
      "asked-first": () => "Asked first, no prior agreement needed",
      "not-signed-in": () => "Not signed in: the invitation stays on this page",
    },
    "channel-agreed": {
      "in-app": () => "In the app: as agreed to assistance",
      "channel-agreed": (f) => `Agreed to ${channelEn(f)}, ${f("agreedAt")}`,
      "channel-not-agreed": (f) => `Has not agreed to ${channelEn(f)}`,
      "asked-first": () => "Asked first, no prior agreement needed",
      "not-signed-in": () => "Not signed in, cannot be looked up",
    },
    "quiet-hours": {
      "outside-quiet-hours": (f) => `${whoseEn(f)} quiet hours ${f("from")}–${f("to")}; not now`,
      "quiet-hours-soon": (f) => `${whoseEn(f)} quiet hours from ${f("from")}, ${f("minutesLeft")} minutes left`,
      "in-quiet-hours": (f) => `${whoseEn(f)} quiet hours ${f("from")}–${f("to")}; contact from ${f("until")}`,
      "asked-first": () => "Asked first, exempt from quiet hours",
    },
    "frequency-cap": {
      "within-cap": (f) => `${f("count")} in ${f("days")} days, cap ${f("cap")}`,
      "last-within-cap": (f) => `${f("count")} in ${f("days")} days, cap ${f("cap")}: the last one`,
      "cap-reached": (f) => `${f("count")} in ${f("days")} days, the cap of ${f("cap")} is reached`,
      "asked-first": () => "Asked first, not counted",
      "not-signed-in": () => "Not signed in, not counted",
    },
    "do-not-disturb": {
      "not-listed": () => "Not listed",
      listed: () => "Listed as do not disturb",
      "asked-first": () => "Asked first, may be answered",
      "not-signed-in": () => "Not signed in, cannot be looked up",
    },
    "open-complaint": {
      "no-complaint": () => "No open complaint",
      "complaint-open": () => "An open complaint comes first",
      "asked-first-complaint-open": () => "A complaint is open; asked first, may be answered",
      "not-signed-in": () => "Not signed in, cannot be looked up",
    },
    "self-help-case": {
      "no-case": () => "No open self-help case",
      "case-open": () => "They are helping themselves; leave them to it",
      "asked-first-case-open": () => "A self-help case is open; asked first, may be answered",
      "not-signed-in": () => "Not signed in, cannot be looked up",
    },
    "cool-down": {
      "no-cool-down": () => "No cool-down",
      "after-declined": (f) => `Declined last time; no invitation before ${f("until")}`,
      "after-ignored": (f) => `Ignored last time; no invitation before ${f("until")}`,
      "after-wrong-person": (f) => `Wrong person last time; no invitation before ${f("until")}`,
      "asked-first": () => "Asked first, exempt from the cool-down",
      "not-signed-in": () => "Not signed in, no record",
    },
    phone: { "after-acceptance": () => "Only after the invitation is accepted" },
  },
};

export const contactCopy: Readonly<Record<Language, ContactCopy>> = { "zh-CN": zh, en };

/** The reason sentence of a rule; figures that are instants go through `timeText`. An unknown code of a newer hub is shown as it is. */
export function contactReason(language: Language, rule: ContactRule, timeText: (at: number) => string): string {
  const sentences: Readonly<Record<string, (figure: ReasonFigures) => string>> = contactCopy[language].reason[rule.id];
  const figure: ReasonFigures = (name) => {
    const value = rule.detail[name];
    if (value === undefined) return "";
    return typeof value === "number" && value > 1e11 ? timeText(value) : String(value);
  };
  return sentences[rule.reason]?.(figure) ?? rule.reason;
}
