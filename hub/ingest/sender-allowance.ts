/**
 * How much each back end may send: so many facts at once, and so many a second after that (a token bucket on the hub's clock).
 *
 * Owns the counting. Size limits of one body are the route's, a single journey's allowance the intake's.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";

/** A night's backlog goes through; what runs away does not. */
export const BANK_FACTS_AT_ONCE = 500_000;
export const BANK_FACTS_A_SECOND = 20_000;
/** Senders remembered; a bank names its back ends by hand, so more than this is somebody inventing names. */
const MOST_SENDERS = 256;

export type SenderAllowance = {
  /** Null when it is granted, else after how many milliseconds to try again. */
  spend(sender: string, facts: number): number | null;
};

export function createSenderAllowance(
  now: () => number,
  { atOnce, aSecond }: { atOnce: number; aSecond: number } = { atOnce: BANK_FACTS_AT_ONCE, aSecond: BANK_FACTS_A_SECOND },
): SenderAllowance {
  const left = new Map<string, { facts: number; at: number }>();
  return {
    spend(sender, facts) {
      const at = now();
      const known = left.get(sender) ?? { facts: atOnce, at };
      const refilled = Math.min(atOnce, known.facts + (Math.max(0, at - known.at) * aSecond) / SECOND_MS);
      const isEnough = refilled >= facts;
      left.delete(sender);
      left.set(sender, { facts: isEnough ? refilled - facts : refilled, at });
      if (left.size > MOST_SENDERS) for (const oldest of left.keys()) if (left.delete(oldest)) break;
      return isEnough ? null : Math.ceil(((facts - refilled) * SECOND_MS) / aSecond);
    },
  };
}
