/**
 * The alert budget at work: whether a new alert is offered now or waits, and which waiting ones get the places that come free.
 *
 * Owns what was spent in the last hour and who waits, both read off the alerts themselves, so that a restart forgets neither. The choice is
 * `shared/domain/score/budget.ts`, the change of an alert `alert-book.ts`.
 */
import { askedFirst } from "#shared/domain/alert/eligibility.ts";
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
  /** The customer did something, or left. */
  changed(journeyId: JourneyId): void;
  /** Who is offered now of those that wait, places or desks having changed. */
  reconsider(): Reconsidered;
  readonly waiting: number;
};

type Waiting = { readonly alert: Alert; readonly hasLeft: boolean };

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
  const waiting = new Map<AlertId, Waiting>();
  const byJourney = new Map<JourneyId, Set<AlertId>>();
  /** When the timer is due; null without one. */
  let armedFor: number | null = null;

  const perHourOf = (desk: string) => limits.perHour[desk] ?? limits.otherwise;

  function spendings() {
    const since = now() - HOUR_MS;
    for (const [id, { at }] of spent) if (at <= since) spent.delete(id);
    return [...spent.values()];
  }

  function candidateOf(alert: Alert, audience: Audience, isGone: boolean): BudgetCandidate {
    const { notFinish01, stillThere01 } = alert.need ?? UNKNOWN;
    return {
      key: alert.id,
      desk: deskOf(audience),
      notFinish01,
      stillThere01,
      worth: policy.worthByFlow[alert.flowId] ?? 1,
      sinceAt: alert.breakpoint.sinceAt,
      asked: askedFirst(alert),
      hasLeft: isGone,
    };
  }

  /** To whom a waiting alert would go now: people come and go meanwhile. */
  const audienceNow = (alert: Alert): Audience =>
    alert.customerId === undefined ? { kind: "pool" } : firstAudience(rosterOf(alert), routing, now());

  function arm(at: number | null): void {
    if (at === null || waiting.size === 0) {
      if (waiting.size > 0 || armedFor === null) return;
      armedFor = null;
      deadlines.clear(TIMER);
      return;
    }
    if (armedFor !== null && armedFor <= at) return;
    armedFor = at;
    deadlines.set(TIMER, Math.max(at, now() + 1), () => {
      armedFor = null;
      due();
    });
  }

  /** When the first place of those spent comes free; a flood tells nobody their instant, and still moves on as the hour does. */
  function firstFree(): number | null {
    const recent = spendings().map(({ at }) => at);
    return recent.length === 0 ? null : Math.min(...recent) + HOUR_MS;
  }

  function keep(alert: Alert, freeAt: number | null): void {
    waiting.set(alert.id, { alert, hasLeft: waiting.get(alert.id)?.hasLeft ?? hasLeft(alert.journeyId) });
    const ofJourney = byJourney.get(alert.journeyId) ?? new Set();
    byJourney.set(alert.journeyId, ofJourney.add(alert.id));
    arm(freeAt ?? firstFree());
  }

  function letGo({ id, journeyId }: Alert): void {
    if (!waiting.delete(id)) return;
    const ofJourney = byJourney.get(journeyId);
    if (ofJourney?.delete(id) && ofJourney.size === 0) byJourney.delete(journeyId);
    arm(null);
  }

  return {
    weigh(alert) {
      const mine = candidateOf(alert, alert.audience, hasLeft(alert.journeyId));
      const at = now();
      const desk = mine.desk;
      const perHour = perHourOf(desk);
      const recent = spendings();
      const isFlood = waiting.size > FLOOD;
      const others = isFlood ? [] : [...waiting.values()].map((other) => candidateOf(other.alert, other.alert.audience, other.hasLeft));
      const { raise, wait } = spendBudget(
        [...others.filter((other) => other.desk === desk && other.key !== mine.key), mine],
        recent,
        limits,
        at,
      );
      const raised = raise.find(({ candidate }) => candidate.key === mine.key);
      if (raised !== undefined) return { isLate: raised.isLate, perHour, desk, wait: null };
      const because = wait.find(({ candidate }) => candidate.key === mine.key)?.because ?? { kind: "budget-spent", perHour, freeAt: null };
      return { isLate: mine.hasLeft, perHour, desk, wait: isFlood ? { ...because, freeAt: null } : because };
    },
    follow(alert) {
      if (alert.budget?.takesPlace === true && alert.raisedAt > now() - HOUR_MS) {
        spent.set(alert.id, { desk: alert.budget.desk, at: alert.raisedAt });
      }
      if (alert.state.status === "waiting") keep(alert, alert.state.freeAt);
      else letGo(alert);
    },
    changed(journeyId) {
      for (const id of byJourney.get(journeyId) ?? []) {
        const known = waiting.get(id);
        if (known !== undefined) waiting.set(id, { ...known, hasLeft: hasLeft(journeyId) });
      }
    },
    reconsider() {
      const asked = [...waiting.values()].map(({ alert, hasLeft: isGone }) => {
        const audience = audienceNow(alert);
        return { alert, audience, candidate: candidateOf(alert, audience, isGone) };
      });
      const byKey = new Map(asked.map((each) => [each.candidate.key, each]));
      const { raise, wait } = spendBudget(
        asked.map(({ candidate }) => candidate),
        spendings(),
        limits,
        now(),
      );
      const isFlood = waiting.size > FLOOD;
      // Those who are told an instant arm it as they are told; the others wait for the next place there is.
      arm(firstFree());
      return {
        offer: raise.flatMap(({ candidate, isLate }) => {
          const of = byKey.get(candidate.key);
          const weighed = { isLate, perHour: perHourOf(candidate.desk), desk: candidate.desk, wait: null };
          return of === undefined ? [] : [{ id: of.alert.id, audience: of.audience, weighed }];
        }),
        wait: wait.flatMap(({ candidate, because }) => {
          const of = byKey.get(candidate.key);
          return of === undefined || isFlood || isSame(of.alert.state, because) ? [] : [{ id: of.alert.id, because }];
        }),
      };
    },
    get waiting() {
      return waiting.size;
    },
  };
}
