/**
 * The alert budget: of all that could be raised now, the most valuable k an hour for each manager and for the pool, and why the others wait.
 *
 * Pure and deterministic: the same candidates in any order give the same answer. Who an alert is offered to is `shared/domain/alert`.
 */
import { HOUR_MS } from "#shared/lib/duration.ts";

export type BudgetCandidate = {
  /** The alert's key; one candidate each. */
  readonly key: string;
  /** Whose budget it takes from: a manager, or the pool. */
  readonly desk: string;
  readonly notFinish01: number;
  readonly stillThere01: number;
  /** What finishing the journey is worth beside others, 1 for ordinary. */
  readonly worth: number;
  /** Since when it has been a candidate, hub clock. */
  readonly sinceAt: number;
  /** The customer asked for a person: never waits, and takes from no budget. */
  readonly asked: boolean;
  /** The customer has left: late, and behind everybody who is still there. */
  readonly hasLeft: boolean;
};

/** An alert raised before, as far as the budget cares. */
export type BudgetSpending = { readonly desk: string; readonly at: number };

export type BudgetLimits = {
  /** Alerts an hour by desk; a desk not named has `otherwise`. */
  readonly perHour: Readonly<Record<string, number>>;
  readonly otherwise: number;
};

export type WaitReason =
  /** The desk's alerts of this hour are spent; the next place is free at `freeAt`, `null` when the budget is 0. */
  | { readonly kind: "budget-spent"; readonly perHour: number; readonly freeAt: number | null }
  /** The places left go to more valuable ones. */
  | { readonly kind: "others-first"; readonly perHour: number; readonly ahead: number; readonly freeAt: number | null };

export type Budgeted = {
  readonly raise: readonly { readonly candidate: BudgetCandidate; readonly value: number; readonly isLate: boolean }[];
  readonly wait: readonly { readonly candidate: BudgetCandidate; readonly value: number; readonly because: WaitReason }[];
};

/** What being there in time is worth: the loss that help can still prevent. A customer who has gone counts for little, not for nothing. */
const GONE_WORTH = 0.1;

export function candidateValue(candidate: BudgetCandidate): number {
  const there01 = candidate.hasLeft ? 0 : candidate.stillThere01;
  return candidate.worth * candidate.notFinish01 * (GONE_WORTH + (1 - GONE_WORTH) * there01);
}

type Valued = { readonly candidate: BudgetCandidate; readonly value: number };

/** Still there before gone, then the more valuable, then the longer waiting, then by key. */
function inOrder(a: Valued, b: Valued): number {
  if (a.candidate.hasLeft !== b.candidate.hasLeft) return a.candidate.hasLeft ? 1 : -1;
  if (a.value !== b.value) return b.value - a.value;
  if (a.candidate.sinceAt !== b.candidate.sinceAt) return a.candidate.sinceAt - b.candidate.sinceAt;
  return a.candidate.key < b.candidate.key ? -1 : 1;
}

/**
 * @param spent alerts raised so far, in any order; those of the hour up to `now` count, those for customers who asked must not be among them.
 * @param now hub clock.
 */
export function spendBudget(
  candidates: readonly BudgetCandidate[],
  spent: readonly BudgetSpending[],
  limits: BudgetLimits,
  now: number,
): Budgeted {
  const raise: { candidate: BudgetCandidate; value: number; isLate: boolean }[] = [];
  const wait: { candidate: BudgetCandidate; value: number; because: WaitReason }[] = [];
  const desks = [...new Set(candidates.map(({ desk }) => desk))].sort();
  for (const desk of desks) {
    const perHour = Math.max(0, Math.floor(Object.hasOwn(limits.perHour, desk) ? (limits.perHour[desk] ?? 0) : limits.otherwise));
    const recent = spent
      .filter((each) => each.desk === desk && each.at > now - HOUR_MS && each.at <= now)
      .map(({ at }) => at)
      .sort((a, b) => a - b);
    const places = Math.max(0, perHour - recent.length);
    const valued = candidates
      .filter((candidate) => candidate.desk === desk)
      .map((candidate) => ({ candidate, value: candidateValue(candidate) }))
      .sort(inOrder);
    for (const each of valued.filter(({ candidate }) => candidate.asked)) raise.push({ ...each, isLate: each.candidate.hasLeft });
    const rationed = valued.filter(({ candidate }) => !candidate.asked);
    for (const [rank, each] of rationed.entries()) {
      if (rank < places) {
        raise.push({ ...each, isLate: each.candidate.hasLeft });
        continue;
      }
      // The hour's alerts, old and new, in the order their places come free again.
      const held = [...recent, ...Array.from({ length: places }, () => now)];
      const frees = held[held.length - perHour + (rank - places)];
      const freeAt = perHour === 0 || frees === undefined ? null : frees + HOUR_MS;
      wait.push({
        ...each,
        because: places === 0 ? { kind: "budget-spent", perHour, freeAt } : { kind: "others-first", perHour, ahead: rank, freeAt },
      });
    }
  }
  return { raise, wait };
}
