/**
 * The alert budget at work: whether a new alert is offered now or waits, and which waiting ones get the places that come free.
 *
 * Owns what was spent in the last hour and who waits, both read off the alerts themselves, so that a restart forgets neither. The choice is
 * `shared/domain/score/budget.ts`, the change of an alert `alert-book.ts`.
 */
import { firstAudience, type Roster } from "#shared/domain/alert/routing.ts";
import { type BudgetCandidate, type BudgetLimits, spendBudget, type WaitReason } from "#shared/domain/score/budget.ts";
import { HOUR_MS } from "#shared/lib/duration.ts";
import type { Alert, Audience } from "#shared/model/alert.ts";
import type { AlertId, JourneyId } from "#shared/model/ids.ts";
import type { BudgetPolicy, RoutingPolicy } from "#shared/model/policy.ts";
import type { Deadlines } from "../platform/deadlines.ts";

/** Beyond this many waiting at one desk nobody is told when their place comes: it is not foreseeable. */
const FLOOD = 500;
/** Without a score: as likely as not, and there. */
const UNKNOWN = { notFinish01: 0.5, stillThere01: 1 };
const TIMER = "alert-budget";
const POOL = "pool";

export type Weighed = { readonly isLate: boolean; readonly perHour: number; readonly desk: string; readonly wait: WaitReason | null };

export type Reconsidered = {
  readonly offer: readonly { readonly id: AlertId; readonly audience: Audience; readonly weighed: Weighed }[];
  /** Those whose reason is another than before. */
  readonly wait: readonly { readonly id: AlertId; readonly because: WaitReason }[];
};

export type AlertBudget = {
  /** A new alert that has its audience; nothing is spent before `follow` sees it. */
  weigh(alert: Alert): Weighed;
  /** The alert as it is after a commit, or as it was found at start. */
  follow(alert: Alert): void;
  /** Who is offered now of those that wait, places or desks having changed. */
  reconsider(): Reconsidered;
  readonly waiting: number;
};

type BudgetParts = {
  readonly policy: BudgetPolicy;
  readonly routing: RoutingPolicy;
  readonly rosterOf: (alert: Alert) => Roster;
  readonly hasLeft: (journeyId: JourneyId) => boolean;
  readonly deadlines: Deadlines;
  readonly now: () => number;
  /** A place may have come free. */
  readonly due: () => void;
};

const deskOf = (audience: Audience): string => (audience.kind === "person" ? audience.specialistId : POOL);

function isSame(state: Alert["state"], because: WaitReason): boolean {
  if (state.status !== "waiting" || state.because !== because.kind || state.freeAt !== because.freeAt) return false;
  return because.kind === "budget-spent" || state.ahead === because.ahead;
}

export function createAlertBudget(parts: BudgetParts): AlertBudget {
  const { policy, routing, rosterOf, hasLeft, deadlines, now, due } = parts;
  const limits: BudgetLimits = { perHour: { ...policy.bySpecialist, [POOL]: policy.perHour.pool }, otherwise: policy.perHour.person };
  const spent = new Map<AlertId, { readonly desk: string; readonly at: number }>();
  const waiting = new Map<AlertId, Alert>();

  const perHourOf = (desk: string) => limits.perHour[desk] ?? limits.otherwise;

  function spendings() {
    const since = now() - HOUR_MS;
    for (const [id, { at }] of spent) if (at <= since) spent.delete(id);
    return [...spent.values()];
  }

  function candidateOf(alert: Alert, audience: Audience): BudgetCandidate {
    const { notFinish01, stillThere01 } = alert.need ?? UNKNOWN;
    return {
      key: alert.id,
      desk: deskOf(audience),
      notFinish01,
      stillThere01,
      worth: policy.worthByFlow[alert.flowId] ?? 1,
      sinceAt: alert.breakpoint.sinceAt,
      asked: alert.breakpoint.kind === "help-requested",
      hasLeft: hasLeft(alert.journeyId),
    };
  }

  /** To whom a waiting alert would go now: people come and go meanwhile. */
  const audienceNow = (alert: Alert): Audience =>
    alert.customerId === undefined ? { kind: "pool" } : firstAudience(rosterOf(alert), routing, now());

  function arm(): void {
    let earliest: number | null = null;
    for (const { state } of waiting.values()) {
      if (state.status === "waiting" && state.freeAt !== null && (earliest === null || state.freeAt < earliest)) earliest = state.freeAt;
    }
    // A flood tells nobody an instant, and still moves on as the hour does.
    if (earliest === null && waiting.size > 0) earliest = Math.min(...spendings().map(({ at }) => at)) + HOUR_MS;
    if (earliest === null || !Number.isFinite(earliest)) deadlines.clear(TIMER);
    else deadlines.set(TIMER, Math.max(earliest, now() + 1), due);
  }

  return {
    weigh(alert) {
      const mine = candidateOf(alert, alert.audience);
      const at = now();
      const desk = mine.desk;
      const perHour = perHourOf(desk);
      const recent = spendings();
      const isFlood = waiting.size > FLOOD;
      const others = isFlood
        ? []
        : [...waiting.values()].map((other) => candidateOf(other, other.audience)).filter((other) => other.desk === desk);
      const { raise, wait } = spendBudget([...others, mine], recent, limits, at);
      const raised = raise.find(({ candidate }) => candidate.key === mine.key);
      if (raised !== undefined) return { isLate: raised.isLate, perHour, desk, wait: null };
      const because = wait.find(({ candidate }) => candidate.key === mine.key)?.because ?? { kind: "budget-spent", perHour, freeAt: null };
      return { isLate: mine.hasLeft, perHour, desk, wait: isFlood ? { ...because, freeAt: null } : because };
    },
    follow(alert) {
      if (alert.budget?.takesPlace === true && alert.raisedAt > now() - HOUR_MS) {
        spent.set(alert.id, { desk: alert.budget.desk, at: alert.raisedAt });
      }
      if (alert.state.status === "waiting") waiting.set(alert.id, alert);
      else if (!waiting.delete(alert.id)) return;
      arm();
    },
    reconsider() {
      const at = now();
      const audiences = new Map([...waiting.values()].map((alert) => [alert.id as string, audienceNow(alert)]));
      const candidates = [...waiting.values()].map((alert) => candidateOf(alert, audiences.get(alert.id) ?? alert.audience));
      const { raise, wait } = spendBudget(candidates, spendings(), limits, at);
      const isFlood = waiting.size > FLOOD;
      const reconsidered: Reconsidered = {
        offer: raise.flatMap(({ candidate, isLate }) => {
          const alert = waiting.get(candidate.key as AlertId);
          const audience = audiences.get(candidate.key);
          if (alert === undefined || audience === undefined) return [];
          const weighed = { isLate, perHour: perHourOf(candidate.desk), desk: candidate.desk, wait: null };
          return [{ id: alert.id, audience, weighed }];
        }),
        wait: isFlood
          ? []
          : wait.flatMap(({ candidate, because }) => {
              const alert = waiting.get(candidate.key as AlertId);
              return alert === undefined || isSame(alert.state, because) ? [] : [{ id: alert.id, because }];
            }),
      };
      arm();
      return reconsidered;
    },
    get waiting() {
      return waiting.size;
    },
  };
}
