/**
 * The allow-list of a mirror: which text of the page is public, and which class each field is in. Everything else is masked.
 *
 * Pure. Built once per flow from its public definition; reading the page is `project.ts`.
 */
import type { Field, Sensitivity } from "#shared/model/flow.ts";
import type { Words } from "#shared/model/words.ts";
import { LIMITS } from "./wire.ts";

/** The part of a Flow that a mirror needs; a `Flow` fits. */
export type MirrorFlow = {
  readonly title: Words;
  readonly steps: readonly {
    readonly id: string;
    readonly title: Words;
    readonly fields: readonly {
      readonly id: string;
      readonly label: Words;
      readonly control: Field["control"];
      readonly sensitivity: Sensitivity;
    }[];
    readonly publicText: readonly string[];
  }[];
};

/** Signs that say nothing. Digits are not among them. */
const NEUTRAL_SIGNS = [
  "›",
  "‹",
  "»",
  "«",
  "*",
  "＊",
  "·",
  "•",
  ":",
  "：",
  "/",
  "|",
  "-",
  "–",
  "—",
  "+",
  "×",
  "✕",
  "✓",
  "✔",
  "→",
  "←",
  "…",
  "<",
  ">",
  "(",
  ")",
  "（",
  "）",
];

export type AllowList = {
  /** The public wording that `text` is, white space folded, or `null` when it must be masked. White space alone is one space. */
  publicText(text: string): string | null;
  /** The strictest class any step gives the field; a field that the flow does not list is secret. */
  sensitivity(fieldId: string): Sensitivity;
  isListed(fieldId: string): boolean;
  /** Of the given step, else of the first step that lists the field. */
  control(fieldId: string, stepId: string): Field["control"] | null;
};

/** Every run of white space (no-break and ideographic included) becomes one space, none at the ends; zero-width signs vanish. */
export function fold(text: string): string {
  return text
    .replace(/[\u200B-\u200D\u2060\uFEFF\u00AD]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

const STRICTNESS: Readonly<Record<Sensitivity, number>> = { open: 0, manager: 1, secret: 2 };

export function stricter(a: Sensitivity, b: Sensitivity): Sensitivity {
  return STRICTNESS[a] >= STRICTNESS[b] ? a : b;
}

export function createAllowList(flow: MirrorFlow): AllowList {
  const dictionary = new Set<string>();
  const allow = (text: string) => {
    const folded = fold(text);
    if (folded !== "" && folded.length <= LIMITS.textChars) dictionary.add(folded);
  };
  const allowWords = (words: Words) => {
    allow(words["zh-CN"]);
    allow(words.en);
  };
  const classes = new Map<string, Sensitivity>();
  const controls = new Map<string, Field["control"]>();
  for (const sign of NEUTRAL_SIGNS) allow(sign);
  allowWords(flow.title);
  for (const step of flow.steps) {
    allowWords(step.title);
    for (const text of step.publicText) allow(text);
    for (const field of step.fields) {
      allowWords(field.label);
      classes.set(field.id, stricter(classes.get(field.id) ?? "open", field.sensitivity));
      controls.set(`${step.id} ${field.id}`, field.control);
      if (!controls.has(field.id)) controls.set(field.id, field.control);
    }
  }
  return {
    publicText(text) {
      const folded = fold(text);
      if (folded === "") return " ";
      return dictionary.has(folded) ? folded : null;
    },
    sensitivity: (fieldId) => classes.get(fieldId) ?? "secret",
    isListed: (fieldId) => classes.has(fieldId),
    control: (fieldId, stepId) => controls.get(`${stepId} ${fieldId}`) ?? controls.get(fieldId) ?? null,
  };
}
