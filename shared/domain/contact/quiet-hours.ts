/**
 * Quiet hours: the bank's, the customer's own and those of the law, taken together (docs/spec/CONTACT.md).
 *
 * Owns whose hours are in force and until when. Whether they bind this contact is `decide-contact.ts`'s business.
 */

import type { ContactChannel } from "#shared/model/contact.ts";
import type { Customer } from "#shared/model/person.ts";
import type { ContactPolicy, LegalHours } from "#shared/model/policy.ts";
import { dateIn, isWithinHours, nextTimeOfDay } from "./zoned-time.ts";

export type Whose = "bank" | "customer" | "law";
/** `law`: there where `whose` says so. */
type OwnedHours = { readonly whose: Whose; readonly from: string; readonly to: string; readonly law?: LegalHours };

/** `until`, `startsAt`: epoch ms. `from`, `to`: `HH:MM` of the hours named by `whose`. */
export type QuietHours =
  | ({ readonly quiet: true; readonly until: number } & OwnedHours)
  | ({ readonly quiet: false; readonly startsAt: number } & OwnedHours);

/** Hours that are the other's end to end cannot be walked for ever: a day has no more than these many seams. */
const SEAMS_LIMIT = 4;

function isInForce({ law }: OwnedHours, at: number, timeZone: string): boolean {
  if (law === undefined) return true;
  const today = dateIn(at, timeZone);
  return law.inForceFrom <= today && (law.inForceUntil === undefined || today <= law.inForceUntil);
}

/**
 * Quiet while anybody's hours last, until nobody's do; the one whose hours end that is named. Else the one whose start is next;
 * of two that start together the bank's. Of the law, hours count in the policy's jurisdiction, for this channel, while they are in force.
 *
 * Hours that leave no free minute at all are answered with the end of the last seam walked, a day ahead or more.
 */
export function quietHoursAt(
  policy: ContactPolicy,
  customerHours: Customer["quietHours"],
  channel: ContactChannel,
  now: number,
): QuietHours {
  const { timeZone, jurisdiction, legalHours } = policy;
  const all: OwnedHours[] = [{ whose: "bank", ...policy.quietHours }];
  if (customerHours) all.push({ whose: "customer", ...customerHours });
  for (const law of legalHours)
    if (law.jurisdiction === jurisdiction && law.channels.includes(channel)) all.push({ whose: "law", from: law.from, to: law.to, law });
  let until = now;
  let last: OwnedHours | null = null;
  for (let seam = 0; seam < SEAMS_LIMIT; seam += 1) {
    const inForce = all
      .filter((hours) => isInForce(hours, until, timeZone) && isWithinHours(until, hours, timeZone))
      .map((hours) => ({ hours, endsAt: nextTimeOfDay(until, hours.to, timeZone) }))
      .sort((a, b) => b.endsAt - a.endsAt)[0];
    if (!inForce) break;
    last = inForce.hours;
    until = inForce.endsAt;
  }
  if (last) return { quiet: true, until, ...last };
  const [next] = all
    .map((hours) => ({ ...hours, startsAt: nextTimeOfDay(now, hours.from, timeZone) }))
    .filter((hours) => isInForce(hours, hours.startsAt, timeZone))
    .sort((a, b) => a.startsAt - b.startsAt);
  return {
    quiet: false,
    ...(next ?? { whose: "bank", ...policy.quietHours, startsAt: nextTimeOfDay(now, policy.quietHours.from, timeZone) }),
  };
}
