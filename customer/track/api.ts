/**
 * What a bank's page sees of the tracker: `window.baton`, and the attributes of the script tag and of the page.
 *
 * Owns the types and the list of attribute names. docs/spec/TRACK.md says what each means.
 */
import type { Observation } from "#shared/model/fact.ts";

export type BatonApi = {
  /** Says which step is on screen; for pages without `data-baton-step`. `flowId` is kept from the last call when left out. */
  readonly step: (stepId: string, flowId?: string) => void;
  /** The current step (or the one named) was completed. */
  readonly completed: (stepId?: string) => void;
  /** The flow was completed; the next step shown begins a new journey. */
  readonly finished: () => void;
  /** Sends one fact. Keys the contract does not know and values that are not codes are dropped with it. */
  readonly fact: (observation: Observation) => void;
  /** Sets or renews the customer's signed token; `null` when signed out. */
  readonly token: (token: string | null) => void;
  /** The customer asks for a person (「找人帮忙」). */
  readonly help: () => void;
  /** Nothing is observed or sent any more, on this and every later page load of this browser, until `on`. */
  readonly off: () => void;
  readonly on: () => void;
  readonly isOff: () => boolean;
};

/** Set by the page on its elements. */
export const pageAttributes = {
  flow: "data-baton-flow",
  step: "data-baton-step",
  field: "data-baton-field",
  /** `empty`, `filled` or `format-error`: for controls whose state the tracker cannot read. */
  state: "data-baton-state",
  /** A reason code, on a field: the bank refused what was entered. Each time it is set counts. */
  rejected: "data-baton-rejected",
  /** A topic code, on anything that opens help when clicked. */
  help: "data-baton-help",
  /**
   * A fact only the page knows of, each time it is set: its kind and, where it has one, a reason or method code (`upload-failed network`,
   * `wait-started face-check`); on a field, inside or around it, of that field.
   * Set at most once in a task: what is overwritten before the tracker looks is lost.
   */
  fact: "data-baton-fact",
  off: "data-baton-off",
} as const;

/** Document event: the hub refused the token as expired; the page answers with `baton.token(…)`. */
export const TOKEN_WANTED_EVENT = "baton:token-wanted";
