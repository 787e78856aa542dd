/**
 * What the consent sheet holds while the customer decides: which scopes are offered, which are on. Pure.
 *
 * Everything is off at first. A switch never turns another one on; turning one off also turns off what makes no sense without it.
 * Showing it is `ui/sheet.ts`, telling the hub is `invitations.ts`.
 */
import type { ConsentScope } from "#shared/model/consent.ts";

/** What a scope needs to mean anything (one of these is enough): nobody can point at a page they do not see. The hub asks the same. */
export const NEEDS: Readonly<Record<ConsentScope, readonly ConsentScope[]>> = {
  view: [],
  point: ["view"],
  fill: ["view"],
  voice: [],
  video: [],
  share: [],
  transcribe: ["voice", "video"],
  record: ["voice", "video"],
};

/** Whether `scope` means anything beside `scopes`. */
export function hasWhatItNeeds(scopes: ReadonlySet<ConsentScope>, scope: ConsentScope): boolean {
  const needs = NEEDS[scope];
  return needs.length === 0 || needs.some((needed) => scopes.has(needed));
}

/** Without those that mean nothing beside the rest. */
export function meaningful(scopes: ReadonlySet<ConsentScope>): Set<ConsentScope> {
  return new Set([...scopes].filter((scope) => hasWhatItNeeds(scopes, scope)));
}

/** The two least ones, which one button turns on together. */
export const LEAST_SCOPES: readonly ConsentScope[] = ["view", "point"];

export type ConsentChoice = {
  /** In the order they are shown. */
  readonly offered: readonly ConsentScope[];
  readonly chosen: ReadonlySet<ConsentScope>;
  readonly status: "asking" | "sending" | "failed" | "expired";
  /** Hub clock, epoch ms. */
  readonly expiresAt: number;
};

export type ConsentChoiceEvent =
  | { readonly kind: "toggled"; readonly scope: ConsentScope }
  | { readonly kind: "least-chosen" }
  | { readonly kind: "sent" }
  | { readonly kind: "not-sent" }
  | { readonly kind: "withdrawn-by-hub" }
  /** Hub clock, epoch ms. */
  | { readonly kind: "time"; readonly now: number };

export function newChoice(offered: readonly ConsentScope[], expiresAt: number): ConsentChoice {
  return { offered: [...new Set(offered)], chosen: new Set(), status: "asking", expiresAt };
}

/** `scopes` without `scope` and without what means nothing any more. */
export function without(scopes: ReadonlySet<ConsentScope>, scope: ConsentScope): Set<ConsentScope> {
  return meaningful(new Set([...scopes].filter((other) => other !== scope)));
}

export function nextChoice(choice: ConsentChoice, event: ConsentChoiceEvent): ConsentChoice {
  if (choice.status === "expired") return choice;
  switch (event.kind) {
    case "toggled":
      return choice.status === "sending" ? choice : { ...choice, chosen: toggled(choice, event.scope), status: "asking" };
    case "least-chosen": {
      if (choice.status === "sending") return choice;
      const least = LEAST_SCOPES.filter((scope) => choice.offered.includes(scope));
      return { ...choice, chosen: new Set([...choice.chosen, ...least]), status: "asking" };
    }
    case "sent":
      return { ...choice, status: "sending" };
    case "not-sent":
      return { ...choice, status: "failed" };
    case "withdrawn-by-hub":
      return { ...choice, chosen: new Set(), status: "expired" };
    case "time":
      return event.now < choice.expiresAt || choice.status === "sending" ? choice : { ...choice, chosen: new Set(), status: "expired" };
  }
}

function toggled(choice: ConsentChoice, scope: ConsentScope): ReadonlySet<ConsentScope> {
  if (!choice.offered.includes(scope)) return choice.chosen;
  if (choice.chosen.has(scope)) return without(choice.chosen, scope);
  return hasWhatItNeeds(choice.chosen, scope) ? new Set([...choice.chosen, scope]) : choice.chosen;
}
