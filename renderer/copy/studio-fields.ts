/** What every key of policies and flows is for: shown under the pointer and beside a suggestion in 编排. Bounds come from the schema. */
import { isFlowFile } from "#shared/domain/studio/content-files.ts";
import type { DraftPath } from "#shared/domain/studio/read-draft.ts";
import type { Described } from "#shared/domain/studio/schema-walk.ts";
import { type BreakpointKind, breakpointKindSchema } from "#shared/model/breakpoint.ts";
import type { Language } from "#shared/model/words.ts";
import { alertsCopy } from "./alerts.ts";
import { countText } from "./time.ts";

type Pair = readonly [zh: string, en: string];

const LANGUAGE_WORDS = { "zh-CN": ["中文。", "In Chinese."], en: ["英文。", "In English."] } as const satisfies Readonly<
  Record<string, Pair>
>;

const POLICY_WORDS: Readonly<Record<string, Pair>> = {
  ...LANGUAGE_WORDS,
  version: ["这份规则的编号，每次发布加一。", "Number of this policy; goes up with every release."],
  learnAt: ["每天几点从历史中重新学习时限。", "When in the day limits are learned anew from history."],
  perHour: ["每小时最多打扰多少次，超出的进入候补。", "How many alerts an hour may interrupt; what exceeds it waits."],
  person: ["每位经理或代班每小时的提醒数。", "Alerts an hour for each manager or deputy."],
  pool: ["公共池全体坐席合计每小时的提醒数。", "Alerts an hour for all agents of the pool together."],
  bySpecialist: ["个别人员自己的额度，按工号写。", "Another budget for single people, by their id."],
  worthByFlow: [
    "办成这条旅程比普通的值多少倍，名额不够时先给值得的。",
    "What finishing a journey is worth beside an ordinary one: decides when places are few.",
  ],
  limitMs: ["多久算超时，毫秒。", "How long before it counts, in milliseconds."],
  limitMsByStep: [
    "个别步骤自己的时限，毫秒；没有列出的用上面的时限。",
    "Limits of single steps, in milliseconds; others use the one above.",
  ],
  urgentFactor: ["超过时限的多少倍算紧急。", "How many times the limit makes it urgent."],
  awayFactor: ["页面不在眼前时，时限按多少倍计算。", "How many times the limit counts while the page is out of sight."],
  ownPaceFactor: [
    "客户自己停顿过又继续的，至少再等其最长停顿的这么多倍。",
    "Nobody counts before this many times the longest pause they got over themselves.",
  ],
  habitReturns: ["切走又回来几次，就算习惯切换页面。", "How many times away and back make it a habit."],
  habitFactor: ["习惯切换页面的客户，时限按多少倍计算。", "How many times the limit counts for who is in that habit."],
  stretchMs: ["按客户自己的习惯最多放宽到多久，毫秒。", "How far a customer's own ways stretch the limit at most, in milliseconds."],
  learn: ["从历史中学习时限：自行办完的客户需要多久。", "Learn the limit from history: what customers who finished by themselves needed."],
  learned: ["学到的时限，由程序写入，不手工填写。", "Limits that were learned; written by the program, not by hand."],
  n: ["样本数。", "How many journeys it rests on."],
  quantile: ["取历史停留的哪个分位，0.95 即一百人中第九十五位。", "Which quantile of past waits; 0.95 is the 95th of a hundred."],
  factor: ["在该分位上再乘多少倍。", "How many times that quantile."],
  leastSample: ["少于这么多样本就不学习，用写定的时限。", "With a smaller sample the written limit holds."],
  noLessMs: ["学到的时限不低于此，毫秒。", "A learned limit is never lower, in milliseconds."],
  noMoreMs: ["学到的时限不高于此，毫秒。", "A learned limit is never higher, in milliseconds."],
  failures: ["连续失败几次。", "How many failures."],
  urgentFailures: ["连续失败几次算紧急。", "How many failures make it urgent."],
  byStep: ["个别步骤不同的限值。", "Limits that differ at single steps."],
  legs: ["在两步之间走了几趟。", "How many walks between the two steps."],
  withinMs: ["在多长时间之内，毫秒。", "Within how long, in milliseconds."],
  returns: ["返回几次。", "How many returns."],
  rejections: ["被退回几次。", "How many times it was refused."],
  fields: ["涉及几个字段。", "How many different fields."],
  resends: ["重发几次。", "How many codes were sent again."],
  slowMs: ["多久没有结果算过慢，毫秒。", "How long without an answer is slow, in milliseconds."],
  bursts: ["狂点几阵。", "How many bursts of clicks."],
  clicks: ["点了几下没有反应。", "How many clicks without an answer."],
  changes: ["改动几次。", "How many changes."],
  fieldIds: ["哪些字段是金额和期限，写字段编号。", "Which fields are amounts and terms, by their ids."],
  undecidedMs: ["关掉协议后多久什么也没做，毫秒。", "How long nothing is done after closing it, in milliseconds."],
  opens: ["查看几次。", "How many times it was opened."],
  idleMs: ["回来后多久没有动作，毫秒。", "How long nothing is done after coming back, in milliseconds."],
  hiddenMs: ["页面在后台多久，毫秒。", "How long the page is in the background, in milliseconds."],
  leftMs: ["页面关掉多久，毫秒。", "How long the page has been closed, in milliseconds."],
  repeats: ["重复提交几次。", "How many repeats."],
  doubleClickMs: ["相隔这么近的两下算一下，毫秒。", "Two presses this close are one, in milliseconds."],
  clears: ["清空几次。", "How many times it was cleared."],
  emptyMs: ["清空后多久没有再填，毫秒。", "How long it stays empty, in milliseconds."],
  aborts: ["中断几次。", "How many times it was broken off."],
  stalledMs: ["中断后多久没有继续，毫秒。", "How long it is not taken up again, in milliseconds."],
  unansweredMs: ["提示后多久没有回应，毫秒。", "How long the warning stays unanswered, in milliseconds."],
  timeZone: ["静默时段和日期按哪个时区，如 Asia/Shanghai。", "The zone of quiet hours and dates, such as Asia/Shanghai."],
  quietHours: ["全行静默时段，客户自己的另外叠加。", "Quiet hours of the bank; a customer's own come on top."],
  jurisdiction: [
    "按哪里的法律，ISO 3166 代码，如 CN；不写则法定时段都不适用。",
    "Whose laws bind, as ISO 3166, such as CN; absent, no legal hours do.",
  ],
  legalHours: [
    "法律规定不得联系的时段，另外叠加；写明施行日期和出处。",
    "Hours the law keeps free, on top; each with its date and where it is written.",
  ],
  channels: ["适用于哪些渠道。", "The channels it speaks of."],
  inForceFrom: ["施行日期，写作 YYYY-MM-DD。", "The day it came into force, as YYYY-MM-DD."],
  inForceUntil: ["失效日期，写作 YYYY-MM-DD；不写则现行有效。", "Its last day, as YYYY-MM-DD; absent, it is in force."],
  citation: ["出处：哪部法规、第几条。", "Where it is written: which act, which article."],
  from: ["开始，写作 HH:MM；晚于结束表示跨夜。", "Begins, as HH:MM; after the end means over midnight."],
  to: ["结束，写作 HH:MM。", "Ends, as HH:MM."],
  frequencyCap: ["触达次数上限，所有渠道合计。", "At most this many contacts, all channels together."],
  contacts: ["最多几次。", "How many contacts."],
  days: ["在几天之内。", "Within how many days."],
  coolDownMs: ["之后多久不再打扰，毫秒。", "How long a customer is left alone afterwards, in milliseconds."],
  declined: ["客户拒绝之后。", "After they said no."],
  ignored: ["邀请没有回应之后。", "After an invitation they did not answer."],
  wrongPerson: ["不是本人接应之后。", "After somebody else answered."],
  invitationTtlMs: ["邀请等客户回来多久后失效，毫秒。", "How long an invitation waits for the customer, in milliseconds."],
  leaseMs: ["一位同事独占断点多久，毫秒。", "How long one person has a breakpoint to themselves, in milliseconds."],
  assistantPatienceMs: [
    "AI 助手等客户多久后交回，毫秒。",
    "How long the assistant waits for the customer before handing back, in milliseconds.",
  ],
};

const FLOW_WORDS: Readonly<Record<string, Pair>> = {
  id: ["编号，只用字母、数字、点、横线；发布后不再改名。", "Id of letters, digits, dots and dashes; never renamed once released."],
  title: ["名称，中英文。", "Its name, in both languages."],
  label: ["客户看到的字段名，中英文。", "The field's name as the customer sees it, in both languages."],
  hint: ["可发给客户的一句解释，中英文；不能含禁用表述。", "One sentence of explanation to send, in both languages; the lexicon applies."],
  ...LANGUAGE_WORDS,
  productIds: ["对应的产品编号。", "Ids of the products it is for."],
  steps: ["步骤，按客户经过的顺序，至少两步。", "The steps in the customer's order, at least two."],
  fields: ["这一步的字段。没有列出的内容一律不离开客户页面。", "Fields of the step. What is not listed never leaves the customer's page."],
  publicText: ["页面上人人可见的文字，逐字一致才显示。", "Text on the page that everybody may see, word for word."],
  limits: ["这一步自己的断点限值，按行为填写。", "The step's own limits, by behaviour."],
  control: ["控件类型，只决定遮挡块的宽度。", "Kind of control; decides only how wide its mask is."],
  sensitivity: [
    "谁能看见内容：open 所有人，manager 客户自己的经理，secret 谁也不能。",
    "Who may see the value: open everybody, manager the customer's own, secret nobody.",
  ],
  optional: ["是否选填。", "Whether it may be left empty."],
};

const of = (pair: Pair | undefined, language: Language): string | null =>
  pair === undefined ? null : language === "zh-CN" ? pair[0] : pair[1];

const isKind = (part: unknown): part is BreakpointKind => breakpointKindSchema.safeParse(part).success;

/** `null` for what the schemas do not know. */
export function fieldHelp(language: Language, file: string, path: DraftPath): string | null {
  const key = path.findLast((part) => typeof part === "string");
  if (key === undefined) return null;
  if (isKind(key)) return alertsCopy[language].behaviourName[key];
  const isFlow = isFlowFile(file) && !path.slice(0, -1).some(isKind);
  return of((isFlow ? FLOW_WORDS : POLICY_WORDS)[String(key)], language);
}

const BOUNDS = {
  "zh-CN": {
    whole: "整数",
    number: "数字",
    least: (n: string) => `不小于 ${n}`,
    most: (n: string) => `不大于 ${n}`,
    oneOf: (list: string) => `可选 ${list}`,
    standard: (text: string) => `不写时为 ${text}`,
    optional: "可不写",
    items: (n: string) => `至少 ${n} 项`,
    join: "，",
  },
  en: {
    whole: "whole number",
    number: "number",
    least: (n: string) => `at least ${n}`,
    most: (n: string) => `at most ${n}`,
    oneOf: (list: string) => `one of ${list}`,
    standard: (text: string) => `${text} when left out`,
    optional: "may be left out",
    items: (n: string) => `at least ${n} items`,
    join: ", ",
  },
} as const;

const plain = (value: unknown) => typeof value === "number" || typeof value === "string" || typeof value === "boolean";

/** Kind, bounds and default of what a schema describes; empty when there is nothing to say. */
export function boundsText(language: Language, { shape, isOptional, standard }: Described): string {
  const words = BOUNDS[language];
  const figure = (n: number) => (Number.isInteger(n) ? countText(n) : String(n));
  const parts: string[] = [];
  if (shape.kind === "number") {
    parts.push(shape.isWhole ? words.whole : words.number);
    if (shape.least !== null) parts.push(words.least(figure(shape.least)));
    if (shape.most !== null) parts.push(words.most(figure(shape.most)));
  }
  if (shape.kind === "choice") parts.push(words.oneOf(shape.options.join(" / ")));
  if (shape.kind === "list" && shape.least !== null) parts.push(words.items(figure(shape.least)));
  if (plain(standard)) parts.push(words.standard(String(standard)));
  else if (isOptional) parts.push(words.optional);
  return parts.join(words.join);
}
