/** Whether a claim may be said to this customer by this speaker. Dates are `validity.ts`, relevance is `talking-points.ts`. */
import { type Claim, RISK_TYPES, type RiskType, type SpeakerRole } from "#shared/model/claim.ts";
import type { Product } from "#shared/model/product.ts";

/** Carried by a customer whose assessment has run out: whatever risk type stands beside it no longer counts. */
export const ASSESSMENT_EXPIRED_TAG = "风险测评已过期";

/** @returns the customer's valid risk type, `undefined` without one or when the assessment has run out. */
export function riskTypeOf(tags: readonly string[]): RiskType | undefined {
  if (tags.includes(ASSESSMENT_EXPIRED_TAG)) return undefined;
  return RISK_TYPES.find((riskType) => tags.includes(riskType));
}

/** The boldest risk type that the claim itself or any product it speaks about asks for. */
export function neededRiskType(claim: Pick<Claim, "audience" | "productIds">, products: readonly Product[]): RiskType | undefined {
  const needed = [
    claim.audience.minRiskType,
    ...products.filter((product) => claim.productIds.includes(product.id)).map((product) => product.minRiskType),
  ];
  return RISK_TYPES.findLast((riskType) => needed.includes(riskType));
}

/** @param tags tag texts of the customer; empty when they are not signed in. */
export function isSuitable(
  claim: Pick<Claim, "audience" | "productIds">,
  products: readonly Product[],
  tags: readonly string[],
  speaker: SpeakerRole,
): boolean {
  const { allTags, noTags, speakers } = claim.audience;
  if (speakers.length > 0 && !speakers.includes(speaker)) return false;
  if (!allTags.every((tag) => tags.includes(tag)) || noTags.some((tag) => tags.includes(tag))) return false;
  const needed = neededRiskType(claim, products);
  if (needed === undefined) return true;
  const has = riskTypeOf(tags);
  return has !== undefined && RISK_TYPES.indexOf(has) >= RISK_TYPES.indexOf(needed);
}
