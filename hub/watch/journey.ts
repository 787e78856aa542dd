/** A journey in use: what the hub keeps of it beside its watch and its timer, which are kept under its number. */
import type { NeedState } from "#shared/domain/score/need-state.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId, JourneyId } from "#shared/model/ids.ts";

export type Journey = {
  readonly id: JourneyId;
  /** What its watch and its timer are kept under. */
  readonly number: number;
  secretHash: string;
  customerId: CustomerId | null;
  flow: Flow | null;
  /** The detection policy it began under, and keeps. */
  readonly policyVersion: string;
  /** What the need score keeps of it; null before its first fact. */
  need: NeedState | null;
  /** Where the latest facts lie in the log, in the order they were accepted. */
  recent: number[];
  /** Every seq up to here was accepted; `ahead` holds those accepted beyond. */
  acceptedUpTo: number;
  readonly ahead: Set<number>;
  /** Facts on their way to the log: timers and snapshots wait for them. */
  inFlight: number;
  /** Facts that came before the flow was known, by their places. */
  waiting: Fact[];
  /** What is left of the journey's allowance, and as of when; null before the first batch. */
  allowance: { facts: number; at: number } | null;
  nextDeadline: number | null;
  /** When it was last asked for, hub clock. */
  touchedAt: number;
  /** When it last went to the end of those in memory, which it does not do each time; see `journey-book.ts`. */
  movedAt: number;
};

/** Journeys of a bank's own back end have no secret a page could hold. */
export const NO_SECRET = "-";

/** What the book says of a journey that is new to it. */
export function beginJourney(whose: Pick<Journey, "id" | "number" | "secretHash" | "customerId" | "policyVersion">, now: number): Journey {
  return {
    ...whose,
    flow: null,
    need: null,
    recent: [],
    acceptedUpTo: 0,
    ahead: new Set(),
    inFlight: 0,
    waiting: [],
    allowance: null,
    nextDeadline: null,
    touchedAt: now,
    movedAt: now,
  };
}
