/**
 * Which facts of a call are taken: each number of a journey once, each id of a back end once, no more than the journey may send, and by which clock.
 *
 * Owns the repetition and the correction of instants; whose journey it is belongs to `journey-door.ts`, what a fact does to `intake.ts`.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Fact, SentFact } from "#shared/model/fact.ts";
import type { Journey } from "./journey.ts";
import { createRecentIds } from "./recent-ids.ts";

/** Facts accepted beyond a gap in `seq` before the gap is given up: a page that drops numbers must not fill memory. */
const LONGEST_AHEAD = 1_000;
/** What one journey may send: this many facts at once, and this many a second after that. A phone back from hours offline brings 500. */
const FACTS_AT_ONCE = 600;
const FACTS_A_SECOND = 20;
/** A customer's clock may be wrong by this much before a fact is taken as of now, in milliseconds. */
const LONGEST_DELAY_MS = 24 * 3_600_000;
/** Ids of facts of back ends that are remembered at least: one that comes again under another number is the same fact. */
const REMEMBERED_IDS = 100_000;

export type FactAdmission = {
  /** False when the journey has sent more than it may; the page holds its facts and tries again later. */
  spendAllowance(journey: Journey, facts: number): boolean;
  /** What of a page's facts is new, on the hub's clock. @param sentAt the page's own clock when it sent them, epoch milliseconds. */
  fromPage(journey: Journey, facts: readonly SentFact[], sentAt: number): readonly Fact[];
  /** What of a back end's facts is new. Its clock is the bank's own: its instants are taken as they are, never later than now. */
  fromBank(journey: Journey, facts: readonly SentFact[]): readonly Fact[];
  /** A fact of the log comes again at a restart; false when the journey has it already. */
  fromLog(journey: Journey, fact: Fact): boolean;
};

export function createFactAdmission(now: () => number): FactAdmission {
  /** An id that came has its number marked as well: whatever brings it again, under this number or another, brings nothing new. */
  const ids = createRecentIds(REMEMBERED_IDS);

  function markAccepted(journey: Journey, seq: number): boolean {
    if (seq <= journey.acceptedUpTo || journey.ahead.has(seq)) return false;
    journey.ahead.add(seq);
    if (journey.ahead.size > LONGEST_AHEAD) journey.acceptedUpTo = Math.min(...journey.ahead) - 1;
    while (journey.ahead.delete(journey.acceptedUpTo + 1)) journey.acceptedUpTo += 1;
    return true;
  }

  const corrected = (fact: SentFact, offsetMs: number): Fact => {
    const acceptedAt = now();
    const at = Math.round(fact.at + offsetMs);
    return { ...fact, at: at > acceptedAt || at < acceptedAt - LONGEST_DELAY_MS ? acceptedAt : at, acceptedAt };
  };

  return {
    spendAllowance(journey, facts) {
      const at = now();
      const left = journey.allowance ?? { facts: FACTS_AT_ONCE, at };
      const refilled = Math.min(FACTS_AT_ONCE, left.facts + ((at - left.at) * FACTS_A_SECOND) / SECOND_MS);
      const isEnough = refilled >= facts;
      journey.allowance = { facts: isEnough ? refilled - facts : refilled, at };
      return isEnough;
    },
    fromPage(journey, facts, sentAt) {
      const offsetMs = now() - sentAt;
      return facts.filter((fact) => markAccepted(journey, fact.seq)).map((fact) => corrected(fact, offsetMs));
    },
    fromBank: (journey, facts) =>
      facts
        .filter((fact) => ids.add(fact.id) && markAccepted(journey, fact.seq))
        .map((fact): Fact => {
          const acceptedAt = now();
          return { ...fact, at: Math.min(fact.at, acceptedAt), acceptedAt };
        }),
    fromLog(journey, fact) {
      ids.add(fact.id);
      return markAccepted(journey, fact.seq);
    },
  };
}
