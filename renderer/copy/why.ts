/** Why an alert came, in words: the limit that was passed and the sample it was learned from. */
import type { Language } from "#shared/model/words.ts";

const zh = {
  title: "为何提醒",
  limit: {
    learned: (span: string) => `超过 ${span} 提醒`,
    learnedFrom: (percent: number, factor: number, n: string) => `本步自行办完者 p${percent} × ${factor} · 样本 n=${n}`,
    learnedSample: (n: string) => `由历史学得 · 样本 n=${n}`,
    time: (span: string) => `超过 ${span} 提醒`,
    count: (limit: number, span: string | null) => (span === null ? `满 ${limit} 次提醒` : `${span} 内满 ${limit} 次提醒`),
    fixed: "规则定值",
    none: "客户自己求助，不看限值",
  },
  window: (from: string, until: string, journeys: string) => `取自 ${from} 至 ${until} 办完的 ${journeys} 段旅程`,
  demo: (demo: string) => `其中 ${demo} 段为演示数据`,
  policy: (version: string) => `规则版本 ${version}`,
};

export type WhyCopy = typeof zh;

const en: WhyCopy = {
  title: "Why now",
  limit: {
    learned: (span) => `Alerts after ${span}`,
    learnedFrom: (percent, factor, n) => `p${percent} × ${factor} of those who finished this step unaided · sample n=${n}`,
    learnedSample: (n) => `Learned from history · sample n=${n}`,
    time: (span) => `Alerts after ${span}`,
    count: (limit, span) => (span === null ? `Alerts at ${limit}` : `Alerts at ${limit} within ${span}`),
    fixed: "Set by policy",
    none: "The customer asked; no limit applies",
  },
  window: (from, until, journeys) => `From ${journeys} journeys finished ${from} to ${until}`,
  demo: (demo) => `${demo} of them demo data`,
  policy: (version) => `Policy ${version}`,
};

export const whyCopy: Readonly<Record<Language, WhyCopy>> = { "zh-CN": zh, en };
