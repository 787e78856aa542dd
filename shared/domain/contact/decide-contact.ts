/**
 * Contact decision 触达决策: whether, when and by which channel a customer may be approached, every rule with its reason
 * (docs/spec/CONTACT.md).
 *
 * Pure: the ledger, the policy and the instant are arguments. Keeping the ledger, and signing permits, belong to `hub/decide`;
 * the sentence for each reason code to `renderer/copy`.
 */
import { DAY_MS, MINUTE_MS } from "#shared/lib/duration.ts";
import type { ContactChannel, ContactDecision, ContactRule } from "#shared/model/contact.ts";
import type { ContactRecord, Customer } from "#shared/model/person.ts";
import type { ContactPolicy } from "#shared/model/policy.ts";
import { quietHoursAt } from "./quiet-hours.ts";
import { minutesUntil } from "./zoned-time.ts";

/** Quiet hours that begin within this time are a warning. */
export const QUIET_SOON_MS = 30 * MINUTE_MS;

/**
 * Every reason a rule can give, by rule, with the keys of its `detail`: instants are epoch ms, `from`/`to` are `HH:MM`, the rest counts.
 * `renderer/copy` has a sentence for each.
 */
export const contactReasons = {
  "assistance-agreed": ["agreed", "not-agreed", "asked-first", "not-signed-in"],
  "channel-agreed": ["in-app", "channel-agreed", "channel-not-agreed", "asked-first", "not-signed-in"],
  "quiet-hours": ["outside-quiet-hours", "quiet-hours-soon", "in-quiet-hours", "asked-first"],
  "frequency-cap": ["within-cap", "last-within-cap", "cap-reached", "asked-first", "not-signed-in"],
  "do-not-disturb": ["not-listed", "listed", "asked-first", "not-signed-in"],
  "open-complaint": ["no-complaint", "complaint-open", "asked-first-complaint-open", "not-signed-in"],
  "self-help-case": ["no-case", "case-open", "asked-first-case-open", "not-signed-in"],
  "cool-down": ["no-cool-down", "after-declined", "after-ignored", "after-wrong-person", "asked-first", "not-signed-in"],
  phone: ["after-acceptance"],
} as const satisfies Record<ContactRule["id"], readonly string[]>;

/** What is looked at of a customer. */
export type ContactSubject = Pick<
  Customer,
  "doNotDisturb" | "openComplaint" | "openSelfHelp" | "quietHours" | "assistanceAgreedDayOffset" | "channelsAgreedDayOffset"
>;

export type ContactCase = {
  /** `null` when nobody is signed in: no name, no ledger, in the app only. */
  readonly customer: ContactSubject | null;
  /** One record per contact, whoever made it, in any order; its outcome is the latest known. */
  readonly ledger: readonly ContactRecord[];
  readonly policy: ContactPolicy;
  /** How they would be approached. */
  readonly channel: ContactChannel;
  /** The customer asked for help themselves. */
  readonly helpRequested: boolean;
  readonly signedIn: boolean;
  /** Day 0 of the content's dates, epoch ms. */
  readonly contentEpoch: number;
  /** Hub clock, epoch ms. */
  readonly now: number;
};

/** A rule's row, and until when it refuses: epoch ms, or `never` by itself. */
type Judged = { readonly rule: ContactRule; readonly until?: number | "never" };

type Reasons = typeof contactReasons;

function judged<Id extends ContactRule["id"]>(
  id: Id,
  verdict: ContactRule["verdict"],
  reason: Reasons[Id][number],
  detail: ContactRule["detail"] = {},
  until?: number | "never",
): Judged {
  return { rule: { id, verdict, reason, detail }, ...(until === undefined ? {} : { until }) };
}

function judgeAgreement({ customer, helpRequested, contentEpoch }: ContactCase): Judged {
  const id = "assistance-agreed";
  if (customer === null) return judged(id, "not-applicable", "not-signed-in");
  if (customer.assistanceAgreedDayOffset !== undefined)
    return judged(id, "passes", "agreed", { agreedAt: contentEpoch + customer.assistanceAgreedDayOffset * DAY_MS });
  return helpRequested ? judged(id, "exempt", "asked-first") : judged(id, "refuses", "not-agreed", {}, "never");
}

function judgeChannel({ customer, channel, helpRequested, contentEpoch }: ContactCase): Judged {
  const id = "channel-agreed";
  if (channel !== "sms" && channel !== "phone") return judged(id, "not-applicable", "in-app");
  if (customer === null) return judged(id, "not-applicable", "not-signed-in");
  const day = customer.channelsAgreedDayOffset[channel];
  if (day !== undefined) return judged(id, "passes", "channel-agreed", { channel, agreedAt: contentEpoch + day * DAY_MS });
  return helpRequested
    ? judged(id, "exempt", "asked-first", { channel })
    : judged(id, "refuses", "channel-not-agreed", { channel }, "never");
}

function judgeQuietHours({ customer, policy, channel, helpRequested, now }: ContactCase): Judged {
  const id = "quiet-hours";
  const hours = quietHoursAt(policy, customer?.quietHours, channel, now);
  const { law } = hours;
  const named = law === undefined ? {} : { lawZh: law.citation["zh-CN"], lawEn: law.citation.en, since: law.inForceFrom };
  const whose = { whose: hours.whose, from: hours.from, to: hours.to, ...named };
  if (hours.quiet) {
    const detail = { ...whose, until: hours.until, minutesLeft: minutesUntil(now, hours.until) };
    return helpRequested ? judged(id, "exempt", "asked-first", detail) : judged(id, "refuses", "in-quiet-hours", detail, hours.until);
  }
  const detail = { ...whose, startsAt: hours.startsAt, minutesLeft: minutesUntil(now, hours.startsAt) };
  return hours.startsAt - now <= QUIET_SOON_MS
    ? judged(id, "warns", "quiet-hours-soon", detail)
    : judged(id, "passes", "outside-quiet-hours", detail);
}

function judgeFrequency({ customer, ledger, policy, helpRequested, now }: ContactCase): Judged {
  const id = "frequency-cap";
  if (customer === null) return judged(id, "not-applicable", "not-signed-in");
  const { contacts: cap, days } = policy.frequencyCap;
  const counted = ledger
    .filter((record) => record.outcome !== "asked-first" && record.at <= now && record.at > now - days * DAY_MS)
    .map((record) => record.at)
    .sort((a, b) => a - b);
  const detail = { count: counted.length, cap, days };
  if (helpRequested) return judged(id, "exempt", "asked-first", detail);
  if (counted.length < cap)
    return counted.length === cap - 1 && cap > 1
      ? judged(id, "warns", "last-within-cap", detail)
      : judged(id, "passes", "within-cap", detail);
  const freeing = counted[counted.length - cap];
  if (freeing === undefined) return judged(id, "refuses", "cap-reached", detail, "never");
  const until = freeing + days * DAY_MS;
  return judged(id, "refuses", "cap-reached", { ...detail, until }, until);
}

function judgeDoNotDisturb({ customer, helpRequested }: ContactCase): Judged {
  const id = "do-not-disturb";
  if (customer === null) return judged(id, "not-applicable", "not-signed-in");
  if (!customer.doNotDisturb) return judged(id, "passes", "not-listed");
  return helpRequested ? judged(id, "exempt", "asked-first") : judged(id, "refuses", "listed", {}, "never");
}

function judgeComplaint({ customer, helpRequested }: ContactCase): Judged {
  const id = "open-complaint";
  if (customer === null) return judged(id, "not-applicable", "not-signed-in");
  if (!customer.openComplaint) return judged(id, "passes", "no-complaint");
  return helpRequested ? judged(id, "warns", "asked-first-complaint-open") : judged(id, "refuses", "complaint-open", {}, "never");
}

function judgeSelfHelp({ customer, helpRequested }: ContactCase): Judged {
  const id = "self-help-case";
  if (customer === null) return judged(id, "not-applicable", "not-signed-in");
  if (!customer.openSelfHelp) return judged(id, "passes", "no-case");
  return helpRequested ? judged(id, "warns", "asked-first-case-open") : judged(id, "refuses", "case-open", {}, "never");
}

/** Outcomes after which a customer is left alone, and those by which they show that they are not. */
const coolDowns = { declined: "declined", ignored: "ignored", "wrong-person": "wrongPerson" } as const;
const reconciling: ReadonlySet<ContactRecord["outcome"]> = new Set(["accepted", "talked", "asked-first"]);

function judgeCoolDown({ customer, ledger, policy, helpRequested, now }: ContactCase): Judged {
  const id = "cool-down";
  if (customer === null) return judged(id, "not-applicable", "not-signed-in");
  const reconciledAt = Math.max(
    0,
    ...ledger.filter((record) => reconciling.has(record.outcome) && record.at <= now).map((record) => record.at),
  );
  let longest: { outcome: keyof typeof coolDowns; until: number } | null = null;
  for (const { outcome, at } of ledger) {
    if (outcome !== "declined" && outcome !== "ignored" && outcome !== "wrong-person") continue;
    const until = at + policy.coolDownMs[coolDowns[outcome]];
    if (at <= now && at > reconciledAt && until > now && (longest === null || until > longest.until)) longest = { outcome, until };
  }
  if (longest === null) return judged(id, "passes", "no-cool-down");
  const detail = { until: longest.until };
  return helpRequested
    ? judged(id, "exempt", "asked-first", detail)
    : judged(id, "refuses", `after-${longest.outcome}`, detail, longest.until);
}

/** When the last of the refusals ends and no quiet hours have begun by then; `null` when one of them does not end by itself. */
function endOfRefusals(refusals: readonly Judged[], { customer, policy, channel }: ContactCase): number | null {
  const untils = refusals.map((refusal) => refusal.until ?? "never");
  if (untils.includes("never")) return null;
  const latest = Math.max(...untils.filter((until) => until !== "never"));
  const hours = quietHoursAt(policy, customer?.quietHours, channel, latest);
  return hours.quiet ? hours.until : latest;
}

/** In the order they are shown. */
const JUDGES = [
  judgeAgreement,
  judgeChannel,
  judgeQuietHours,
  judgeFrequency,
  judgeDoNotDisturb,
  judgeComplaint,
  judgeSelfHelp,
  judgeCoolDown,
] as const;

/**
 * Decides on the rules in the order they are shown. All are listed, passing ones too.
 *
 * `allowed` = nothing refuses. Channel: `answer` when the customer asked first, else `in-app`; refused only for a time: `wait` with
 * `until`, refused for good: `none`. The phone is never the first way: its row says so and refuses nothing.
 */
export function decideContact(given: ContactCase): ContactDecision {
  const contactCase = given.signedIn ? given : { ...given, customer: null, ledger: [] };
  const judgements = JUDGES.map((judge) => judge(contactCase));
  const refusals = judgements.filter(({ rule }) => rule.verdict === "refuses");
  const rules = [...judgements.map(({ rule }) => rule), judged("phone", "not-applicable", "after-acceptance").rule];
  const decided = { rules, decidedAt: given.now };
  if (refusals.length === 0) return { allowed: true, channel: given.helpRequested ? "answer" : "in-app", ...decided };
  const until = endOfRefusals(refusals, contactCase);
  return until === null ? { allowed: false, channel: "none", ...decided } : { allowed: false, channel: "wait", until, ...decided };
}
