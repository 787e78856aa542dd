/**
 * Keeps the score of listed alerts fresh: after what the customer did, and at the spells of quiet the model knows; never more often than
 * `EVERY_MS`, and told to the desks only when somebody would see the difference.
 *
 * Owns which journeys are listed and their timers. The score is `hub/decide/need-scores.ts`, the change of an alert the book's.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { AlertId, JourneyId } from "#shared/model/ids.ts";
import type { AlertNeed } from "#shared/model/need-score.ts";
import type { NeedScores } from "../decide/need-scores.ts";
import type { Deadlines } from "../platform/deadlines.ts";

/** At most this often for one journey, in milliseconds. */
const EVERY_MS = 10 * SECOND_MS;
/** A smaller change of the probability, with the same first reason, is nothing to a person. */
const LEAST_CHANGE_01 = 0.05;

export type NeedRefresh = {
  /** The alert as it is now: listed while it waits for somebody. */
  follow(alert: Alert): void;
  /** The customer did something. */
  changed(journeyId: JourneyId): void;
  readonly size: number;
};

type RefreshParts = {
  readonly scores: Pick<NeedScores, "scoreOf" | "nextMoment">;
  readonly deadlines: Deadlines;
  readonly now: () => number;
  /** The alert's score has changed to this. */
  readonly tell: (alertId: AlertId, need: AlertNeed) => void;
};

function isWorthTelling(before: AlertNeed, after: AlertNeed): boolean {
  if (before.modelVersion !== after.modelVersion) return true;
  const moved = Math.max(Math.abs(before.notFinish01 - after.notFinish01), Math.abs(before.stillThere01 - after.stillThere01));
  return moved >= LEAST_CHANGE_01 || before.reasons[0]?.kind !== after.reasons[0]?.kind;
}

type Listed = { readonly alerts: Map<AlertId, AlertNeed>; scoredAt: number };

export function createNeedRefresh({ scores, deadlines, now, tell }: RefreshParts): NeedRefresh {
  const listed = new Map<JourneyId, Listed>();
  const timerOf = (journeyId: JourneyId) => `need:${journeyId}`;

  function arm(journeyId: JourneyId, entry: Listed, dueAt: number | null): void {
    if (dueAt === null) deadlines.clear(timerOf(journeyId));
    else deadlines.set(timerOf(journeyId), Math.max(dueAt, entry.scoredAt + EVERY_MS), () => refresh(journeyId));
  }

  function refresh(journeyId: JourneyId): void {
    const entry = listed.get(journeyId);
    if (entry === undefined) return;
    entry.scoredAt = now();
    const need = scores.scoreOf(journeyId);
    if (need !== null) for (const [alertId, before] of entry.alerts) if (isWorthTelling(before, need)) tell(alertId, need);
    arm(journeyId, entry, scores.nextMoment(journeyId));
  }

  return {
    follow({ id, journeyId, state, need }) {
      const entry = listed.get(journeyId);
      if (need !== undefined && state.status !== "resolved" && state.status !== "picked-up") {
        if (entry !== undefined) return void entry.alerts.set(id, need);
        const fresh: Listed = { alerts: new Map([[id, need]]), scoredAt: need.scoredAt };
        listed.set(journeyId, fresh);
        return arm(journeyId, fresh, scores.nextMoment(journeyId));
      }
      if (entry === undefined || !entry.alerts.delete(id) || entry.alerts.size > 0) return;
      listed.delete(journeyId);
      deadlines.clear(timerOf(journeyId));
    },
    changed(journeyId) {
      const entry = listed.get(journeyId);
      if (entry !== undefined) arm(journeyId, entry, now());
    },
    get size() {
      return listed.size;
    },
  };
}
