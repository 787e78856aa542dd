/**
 * Quiet hours: the bank's and the customer's own, taken together (docs/spec/CONTACT.md).
 *
 * Owns whose hours are in force and until when. Whether they bind this contact is `decide-contact.ts`'s business.
 */

import type { Customer } from "#shared/model/person.ts";
import type { ContactPolicy } from "#shared/model/policy.ts";
import { isWithinHours, nextTimeOfDay } from "./zoned-time.ts";

export type Whose = "bank" | "customer";
type OwnedHours = { readonly whose: Whose; readonly from: string; readonly to: string };

/** `until`, `startsAt`: epoch ms. `from`, `to`: `HH:MM` of the hours named by `whose`. */
export type QuietHours =
  | ({ readonly quiet: true; readonly until: number } & OwnedHours)
  | ({ readonly quiet: false; readonly startsAt: number } & OwnedHours);

/** Hours that are the other's end to end cannot be walked for ever: a day has no more than these many seams. */
const SEAMS_LIMIT = 4;

/**
 * Quiet while either one's hours last, until neither's do; the one whose hours end that is named. Else the one whose start is next;
 * of two that start together the bank's.
 *
 * Hours that leave no free minute at all are answered with the end of the last seam walked, a day ahead or more.
 */
export function quietHoursAt(policy: ContactPolicy, customerHours: Customer["quietHours"], now: number): QuietHours {
  const { timeZone } = policy;
  const all: OwnedHours[] = [{ whose: "bank", ...policy.quietHours }];
  if (customerHours) all.push({ whose: "customer", ...customerHours });
  let until = now;
  let last: OwnedHours | null = null;
  for (let seam = 0; seam < SEAMS_LIMIT; seam += 1) {
    const inForce = all
      .filter((hours) => isWithinHours(until, hours, timeZone))
      .map((hours) => ({ hours, endsAt: nextTimeOfDay(until, hours.to, timeZone) }))
      .sort((a, b) => b.endsAt - a.endsAt)[0];
    if (!inForce) break;
    last = inForce.hours;
    until = inForce.endsAt;
  }
  if (last) return { quiet: true, until, ...last };
  const [next] = all
    .map((hours) => ({ ...hours, startsAt: nextTimeOfDay(now, hours.from, timeZone) }))
    .sort((a, b) => a.startsAt - b.startsAt);
  return {
    quiet: false,
    ...(next ?? { whose: "bank", ...policy.quietHours, startsAt: nextTimeOfDay(now, policy.quietHours.from, timeZone) }),
  };
}
