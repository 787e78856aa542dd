/** Why an alert came, as the desk reads it off the alert: the limit that was passed and where it comes from. Pure; words are `copy/why.ts`. */
import type { Alert } from "#shared/model/alert.ts";
import type { Breakpoint } from "#shared/model/breakpoint.ts";
import type { NeedReason } from "#shared/model/need-score.ts";
import type { AlertPolicy } from "#shared/model/views.ts";

export type LimitShown =
  /** `limitMs` is what held for this customer, `from` how it was learned: absent until the alert's details are read. */
  | { readonly kind: "learned"; readonly limitMs: number; readonly n: number; readonly from: NonNullable<AlertPolicy["learned"]> | null }
  | { readonly kind: "time"; readonly limitMs: number }
  | { readonly kind: "count"; readonly limit: number; readonly withinMs: number | null }
  /** The customer's own call: no limit was passed. */
  | { readonly kind: "none" };

/** What there is to say of the alert budget: it waits, it took a place, or the customer asked and none applies. */
export function budgetNote(alert: Alert): "waits" | "takes" | "asked" | "none" {
  if (alert.state.status === "waiting") return "waits";
  if (alert.budget === undefined) return "none";
  if (alert.budget.takesPlace) return "takes";
  return alert.breakpoint.kind === "help-requested" ? "asked" : "none";
}

/** A probability as a whole number of 100: certainty is never claimed. */
export function percentOf(share01: number): number {
  return Math.min(99, Math.max(1, Math.round(share01 * 100)));
}

/** How much a reason moved the score beside the strongest one. */
export function reasonShare01(logOdds: number, reasons: readonly NeedReason[]): number {
  const strongest = Math.max(...reasons.map((reason) => Math.abs(reason.logOdds)));
  return strongest === 0 ? 0 : Math.abs(logOdds) / strongest;
}

/** What a behaviour counts, as its policy names it. */
const COUNTS = [
  "failures",
  "legs",
  "returns",
  "rejections",
  "resends",
  "bursts",
  "clicks",
  "changes",
  "opens",
  "repeats",
  "clears",
  "aborts",
] as const;
/** What a behaviour waits for, as its policy names it. */
const TIMES = ["limitMs", "hiddenMs", "leftMs", "undecidedMs", "unansweredMs", "slowMs", "idleMs", "emptyMs", "stalledMs"] as const;

export function limitShown({ limits }: Pick<Breakpoint, "limits">, policy: AlertPolicy | undefined): LimitShown {
  const timeMs = TIMES.map((name) => limits[name]).find((value) => value !== undefined);
  const { n } = limits;
  if (timeMs !== undefined && n !== undefined) return { kind: "learned", limitMs: timeMs, n, from: policy?.learned ?? null };
  const count = COUNTS.map((name) => limits[name]).find((value) => value !== undefined);
  if (count !== undefined) return { kind: "count", limit: count, withinMs: limits.withinMs ?? null };
  return timeMs === undefined ? { kind: "none" } : { kind: "time", limitMs: timeMs };
}
