/**
 * What a page of the demo bank consists of, as data: read by the pages to draw, by the server to validate, by a test to compare with
 * the flow's allow-list of public texts.
 *
 * Labels and titles are not here: they come from `content/flows`, so that they exist once.
 */
import type { Rule } from "./validate.ts";

export type Option = {
  readonly value: string;
  readonly caption: string;
  /** Second line of a card option. */
  readonly detail?: string;
};

/** A document the customer opens before ticking; its text is static and public. */
export type BankDocument = { readonly title: string; readonly paragraphs: readonly string[] };

/** Shown, and checked, only while another field has this value. */
export type Condition = { readonly field: string; readonly is: readonly string[] };

export type FieldBlock = {
  readonly field: string;
  /** How it is drawn. `output` shows a value the bank computed or already has; nothing is sent for it. */
  readonly as:
    | "text"
    | "number"
    | "date"
    | "select"
    | "chips"
    | "cards"
    | "checkbox"
    | "upload"
    | "sms-code"
    | "password"
    | "signature"
    | "face"
    | "output";
  readonly rule?: Rule;
  readonly placeholder?: string;
  readonly unit?: string;
  readonly options?: readonly Option[];
  /** Options the server fills in for this customer; they are values, not public text. */
  readonly optionsFrom?: "accounts" | "certificates";
  /** The sentence beside a checkbox. */
  readonly statement?: string;
  readonly document?: BankDocument;
  readonly when?: Condition;
};

export type Card = {
  readonly heading?: string;
  readonly note?: string;
  readonly when?: Condition;
  readonly fields: readonly FieldBlock[];
};

/** A question with its answer behind a tap; opening it is the fact `help-opened` with this topic. */
export type HelpTopic = { readonly topic: string; readonly question: string; readonly answer: string };

export type StepPage = {
  readonly stepId: string;
  readonly lead?: string;
  readonly cards: readonly Card[];
  readonly help: readonly HelpTopic[];
  /** Caption of the button that submits the step. */
  readonly submit: string;
  readonly footnote?: string;
};

export type FlowPages = {
  readonly flowId: string;
  readonly steps: readonly StepPage[];
  /** Shown after the last step. */
  readonly done: { readonly heading: string; readonly text: string; readonly next: readonly string[] };
};

/** Field values as the pages send them: always text; an upload is its id, a checkbox `yes`, a signature its point count. */
export type Values = Readonly<Record<string, string>>;

export function isShown(condition: Condition | undefined, values: Values): boolean {
  return condition === undefined || condition.is.includes(values[condition.field] ?? "");
}

/** The fields of a step that are on screen with these values, in page order. */
export function shownFields(step: StepPage, values: Values): readonly FieldBlock[] {
  return step.cards
    .filter((card) => isShown(card.when, values))
    .flatMap((card) => card.fields.filter((field) => isShown(field.when, values)));
}
