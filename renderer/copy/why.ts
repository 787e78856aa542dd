/** Why an alert came, in words: the limit that was passed and the sample it was learned from; the need score, its reasons and its model. */
import type { AlertNeed, NeedReasonKind } from "#shared/model/need-score.ts";
import type { Language } from "#shared/model/words.ts";

/** What a reason looks at; which way it points is the sentence's other half. */
const aspectZh: Readonly<Record<NeedReasonKind, string>> = {
  quiet: "停下的时间",
  slow: "用时和节奏",
  step: "走到的步骤",
  "back-and-forth": "前后来回的次数",
  "started-over": "回到开头的次数",
  "same-step-again": "重进同一步的次数",
  trouble: "失败、退回和求助的次数",
  "out-of-sight": "页面不在眼前的时间",
  "came-back-unfinished": "此前没有办完的经历",
  "finished-before": "此前办完的经历",
};

const aspectEn: Readonly<Record<NeedReasonKind, string>> = {
  quiet: "Time without a move",
  slow: "Time taken and pace",
  step: "Step reached",
  "back-and-forth": "Number of moves back and forth",
  "started-over": "Number of returns to the start",
  "same-step-again": "Number of entries to one step",
  trouble: "Number of failures, calls for help",
  "out-of-sight": "Time with the page out of sight",
  "came-back-unfinished": "Earlier unfinished visits",
  "finished-before": "Earlier finished visits",
};

const zh = {
  score: "需求分",
  scoreOf: (score: number) => `${score} 分`,
  scoreMeans: (percent: number, there: number) => `${percent}% 的可能办不完，${there}% 的可能半小时内还会操作`,
  noScore: "没有可用的评分模型，或客户尚无操作",
  noReasons: "没有哪一项明显左右这个分数",
  more: (kind: NeedReasonKind) => `${aspectZh[kind]}：更可能办不完`,
  less: (kind: NeedReasonKind) => `${aspectZh[kind]}：更可能自己办完`,
  model: {
    "synthetic-customers": "用虚构客户训练，不代表真实客户",
    "recorded-log": "用导入的历史日志训练",
    "hub-log": "用本中枢的历史训练",
  } satisfies Record<AlertNeed["model"]["source"], string>,
  modelName: (version: string) => `模型 ${version}`,
  modelSample: (from: string, until: string, journeys: string) => `${from} 至 ${until} · ${journeys} 段旅程`,
  limit: {
    learned: (span: string) => `超过 ${span} 提醒`,
    learnedFrom: (percent: number, factor: number, n: string, _span: string) => `本步自行办完者 p${percent} × ${factor} · 样本 n=${n}`,
    lengthened: (percent: number, factor: number, n: string, span: string) =>
      `本步自行办完者 p${percent} × ${factor} 为 ${span} · 样本 n=${n} · 按本人节奏或页面切走放宽`,
    learnedSample: (n: string) => `由历史学得 · 样本 n=${n}`,
    time: (span: string) => `超过 ${span} 提醒`,
    count: (limit: number, span: string | null) => (span === null ? `满 ${limit} 次提醒` : `${span} 内满 ${limit} 次提醒`),
    fixed: "由规则规定，未经学习",
    none: "客户自己求助，不看限值",
  },
  budget: {
    pool: "公共池",
    spent: (whose: string, perHour: number) => `候补：${whose}每小时 ${perHour} 条提醒，本小时已满`,
    othersFirst: (whose: string, perHour: number, ahead: number) => `候补：${whose}每小时 ${perHour} 条提醒，前面有 ${ahead} 条更要紧的`,
    freeAt: (time: string) => `${time} 有名额`,
    unforeseen: "何时有名额还说不准",
    takes: (whose: string, perHour: number) => `占用${whose}每小时 ${perHour} 条提醒中的 1 条`,
    asked: "客户主动求助，不占提醒额度",
    late: "提醒时客户已经离开，来得晚了",
  },
  window: (from: string, until: string, journeys: string) => `取自 ${from} 至 ${until} 办完的 ${journeys} 段旅程`,
  demo: (demo: string) => `其中 ${demo} 段为演示数据`,
};

export type WhyCopy = typeof zh;

const en: WhyCopy = {
  score: "Need score",
  scoreOf: (score) => `Need score ${score}`,
  scoreMeans: (percent, there) => `${percent}% likely not to finish alone, ${there}% to act again within 30 minutes`,
  noScore: "No score model in use, or no action by the customer yet",
  noReasons: "Nothing moves this score much",
  more: (kind) => `${aspectEn[kind]}: toward giving up`,
  less: (kind) => `${aspectEn[kind]}: toward finishing`,
  model: {
    "synthetic-customers": "Trained on made-up customers, says nothing about real ones",
    "recorded-log": "Trained on an imported log",
    "hub-log": "Trained on this hub's own history",
  },
  modelName: (version) => `Model ${version}`,
  modelSample: (from, until, journeys) => `${from} to ${until} · ${journeys} journeys`,
  limit: {
    learned: (span) => `Alerts after ${span}`,
    learnedFrom: (percent, factor, n) => `p${percent} × ${factor} of those who finished this step unaided · sample n=${n}`,
    lengthened: (percent, factor, n, span) =>
      `p${percent} × ${factor} of those who finished this step unaided is ${span} · sample n=${n} · longer for own pace or a page out of sight`,
    learnedSample: (n) => `Learned from history · sample n=${n}`,
    time: (span) => `Alerts after ${span}`,
    count: (limit, span) => (span === null ? `Alerts at ${limit}` : `Alerts at ${limit} within ${span}`),
    fixed: "By policy, not learned",
    none: "The customer asked; no limit applies",
  },
  budget: {
    pool: "the pool",
    spent: (whose, perHour) => `Queued: ${whose} gets ${perHour} alerts an hour, and this hour's are used up`,
    othersFirst: (whose, perHour, ahead) => `Queued: ${whose} gets ${perHour} alerts an hour, and ${ahead} more pressing ones come first`,
    freeAt: (time) => `next place ${time}`,
    unforeseen: "no telling when the next place is free",
    takes: (whose, perHour) => `Takes 1 of the ${perHour} alerts an hour of ${whose}`,
    asked: "The customer asked: no alert budget applies",
    late: "Late: the customer had left when this was raised",
  },
  window: (from, until, journeys) => `From ${journeys} journeys finished ${from} to ${until}`,
  demo: (demo) => `${demo} of them demo data`,
};

export const whyCopy: Readonly<Record<Language, WhyCopy>> = { "zh-CN": zh, en };
