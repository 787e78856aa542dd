/** When a claim may be said: day offsets of content turned into instants. Both edges follow the content epoch, wherever the hub has moved it. */
import { DAY_MS } from "#shared/lib/duration.ts";
import type { Claim } from "#shared/model/claim.ts";

/** Both ends inclusive, epoch milliseconds. */
export type ClaimValidity = { readonly from: number; readonly until: number };

/** @param contentEpoch the start of day 0, epoch milliseconds. The last day counts in full, to its last millisecond. */
export function claimValidity(claim: Pick<Claim, "validFromDayOffset" | "validUntilDayOffset">, contentEpoch: number): ClaimValidity {
  return { from: contentEpoch + claim.validFromDayOffset * DAY_MS, until: contentEpoch + (claim.validUntilDayOffset + 1) * DAY_MS - 1 };
}

export function isValidAt(claim: Pick<Claim, "validFromDayOffset" | "validUntilDayOffset">, contentEpoch: number, now: number): boolean {
  const { from, until } = claimValidity(claim, contentEpoch);
  return now >= from && now <= until;
}
