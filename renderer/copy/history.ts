/** Sentences of a customer's earlier journeys and of the ledger of contacts. */
import type { Alert } from "#shared/model/alert.ts";
import type { ContactRecord } from "#shared/model/person.ts";
import type { Language } from "#shared/model/words.ts";

type State = Alert["state"];
type Became = Exclude<State["status"], "resolved"> | Extract<State, { status: "resolved" }>["because"];

const zh = {
  tabs: { card: "概况", journeys: "旅程", ledger: "触达" },
  tabsLabel: "客户资料",
  loading: "正在读取…",
  failed: "没有读到",
  retry: "重试",
  offline: "离线，恢复连接后读取",
  stale: "离线，以下为断开前的内容",
  noJourneys: "没有更早的旅程",
  noLedger: "还没有触达记录",
  cut: (n: number) => `只列最近 ${n} 段`,
  thisOne: "本次",
  status: { active: "进行中", finished: "已办完", left: "中途离开" },
  stepsDone: (n: number, of: number) => `完成 ${n}/${of} 步`,
  endedAt: (step: string, n: number, of: number) => `停在「${step}」 · 完成 ${n}/${of} 步`,
  breakAt: (behaviour: string, step: string) => `${behaviour} · ${step}`,
  became: {
    open: "待处理",
    waiting: "候补",
    snoozed: "稍后提醒",
    "with-assistant": "AI 跟进中",
    "picked-up": "已接手",
    "moved-on": "客户自行继续",
    finished: "客户办完",
    "session-ended": "会话后结束",
    "assistant-answered": "AI 已答复",
    expired: "已过期",
  } satisfies Record<Became, string>,
  steps: (n: number) => `各步用时（${n} 步）`,
  visits: (n: number) => `${n} 次`,
  decision: "触达决定",
  decisionAt: (behaviour: string) => `断点：${behaviour}`,
  channel: { "in-app": "应用内", phone: "电话", assistant: "AI 助手", branch: "网点", sms: "短信" } satisfies Record<
    ContactRecord["channel"],
    string
  >,
  outcome: {
    invited: "已邀请",
    accepted: "已接受",
    declined: "已拒绝",
    ignored: "没有回应",
    "wrong-person": "不是本人",
    "asked-first": "客户主动",
    talked: "已沟通",
    lost: "中断",
  } satisfies Record<ContactRecord["outcome"], string>,
};
export type HistoryCopy = typeof zh;

const en: HistoryCopy = {
  tabs: { card: "Overview", journeys: "Journeys", ledger: "Contacts" },
  tabsLabel: "About the customer",
  loading: "Reading…",
  failed: "Could not be read",
  retry: "Try again",
  offline: "Offline; read once the connection is back",
  stale: "Offline; this is from before",
  noJourneys: "No earlier journeys",
  noLedger: "No contacts yet",
  cut: (n) => `only the last ${n}`,
  thisOne: "This one",
  status: { active: "Under way", finished: "Finished", left: "Left" },
  stepsDone: (n, of) => `${n} of ${of} steps done`,
  endedAt: (step, n, of) => `Last on “${step}” · ${n} of ${of} steps done`,
  breakAt: (behaviour, step) => `${behaviour} · ${step}`,
  became: {
    open: "waiting",
    waiting: "queued",
    snoozed: "snoozed",
    "with-assistant": "with AI",
    "picked-up": "picked up",
    "moved-on": "moved on alone",
    finished: "finished",
    "session-ended": "session held",
    "assistant-answered": "AI answered",
    expired: "expired",
  },
  steps: (n) => `Time by step (${n})`,
  visits: (n) => `${n} visits`,
  decision: "Contact decision",
  decisionAt: (behaviour) => `Breakpoint: ${behaviour}`,
  channel: { "in-app": "In the app", phone: "Phone", assistant: "AI assistant", branch: "Branch", sms: "Text message" },
  outcome: {
    invited: "invited",
    accepted: "accepted",
    declined: "declined",
    ignored: "no answer",
    "wrong-person": "wrong person",
    "asked-first": "asked first",
    talked: "talked",
    lost: "lost",
  },
};
export const historyCopy: Readonly<Record<Language, HistoryCopy>> = { "zh-CN": zh, en };
