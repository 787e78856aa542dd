/** Sentences of the likely need behind an alert (可能想问). */
import type { NeedGround } from "#shared/model/need-intent.ts";
import type { Language } from "#shared/model/words.ts";

/** What a ground's sentence may quote, already in the language of the desk. */
export type GroundParts = { readonly step: string; readonly behaviour: string; readonly flow: string };

type GroundSentences = {
  readonly [Kind in NeedGround["kind"]]: (ground: Extract<NeedGround, { kind: Kind }>, parts: GroundParts) => string;
};

const zhGrounds: GroundSentences = {
  said: ({ words }) => `客户写道 ${words.map((word) => `「${word}」`).join("")}`,
  step: (_ground, { step }) => `停在「${step}」`,
  breakpoint: (_ground, { behaviour }) => behaviour,
  "help-topic": () => "看过相关帮助",
  flow: (_ground, { flow }) => `正在办理${flow}`,
};

const enGrounds: GroundSentences = {
  said: ({ words }) => `wrote ${words.map((word) => `“${word}”`).join(", ")}`,
  step: (_ground, { step }) => `paused on “${step}”`,
  breakpoint: (_ground, { behaviour }) => behaviour,
  "help-topic": () => "opened help about it",
  flow: (_ground, { flow }) => `in ${flow}`,
};

const zh = {
  title: "可能想问",
  share: (percent: number) => `${percent}%`,
  /** What the figure is: of readings with words, or of samples at the place. */
  shareOfReadings: "在留出的样本上，这样的判断有多少是对的",
  shareOfPlace: "客户尚未输入文字：这一位置的样本中，问这一项的占比",
  basedOn: (grounds: readonly string[]) => `依据：${grounds.join("、")}`,
  samples: (n: number) => `样本 ${n} 条`,
};

export type LikelyNeedCopy = typeof zh;

const en: LikelyNeedCopy = {
  title: "May want to know",
  share: (percent) => `${percent}%`,
  shareOfReadings: "How often such a reading was right on samples held out",
  shareOfPlace: "Nothing typed yet: the share of samples at this place that ask this",
  basedOn: (grounds) => `because: ${grounds.join(", ")}`,
  samples: (n) => `${n} samples`,
};

export const likelyNeedCopy: Readonly<Record<Language, LikelyNeedCopy>> = { "zh-CN": zh, en };

export function groundText(language: Language, ground: NeedGround, parts: GroundParts): string {
  const sentences = language === "en" ? enGrounds : zhGrounds;
  const say = sentences[ground.kind] as (ground: NeedGround, parts: GroundParts) => string;
  return say(ground, parts);
}
