/**
 * Consents of one help session: eight scopes, all off at first, each given, withdrawn or expired on its own (docs/spec/CONSENT.md).
 *
 * What a consent allows to flow is asked here, anew for every message; cutting the flow belongs to the hub and the SDK.
 */
import type { Consent, ConsentScope } from "#shared/model/consent.ts";

/** Scopes that mean nothing without another: pointing and filling need the page in view. */
const NEEDS: Readonly<Partial<Record<ConsentScope, readonly (readonly ConsentScope[])[]>>> = {
  point: [["view"]],
  fill: [["view"]],
  // Any one of these is enough.
  transcribe: [["voice"], ["video"]],
  record: [["voice"], ["video"]],
};

function isGiven(consents: readonly Consent[], scope: ConsentScope, now: number): boolean {
  const consent = consents.find((known) => known.scope === scope);
  return consent?.status === "given" && now < consent.until;
}

/** Whether `scope` may be used at `now` (hub clock, epoch ms): given, not run out, and with what it needs. */
export function permits(consents: readonly Consent[], scope: ConsentScope, now: number): boolean {
  if (!isGiven(consents, scope, now)) return false;
  const alternatives = NEEDS[scope];
  return alternatives === undefined || alternatives.some((needed) => needed.every((other) => isGiven(consents, other, now)));
}

function put(consents: readonly Consent[], consent: Consent): readonly Consent[] {
  return [...consents.filter((known) => known.scope !== consent.scope), consent];
}

/** Gives each scope until `until` (hub clock, epoch ms). A scope that stands keeps the moment it was given. */
export function giveConsents(
  consents: readonly Consent[],
  scopes: readonly ConsentScope[],
  until: number,
  now: number,
): readonly Consent[] {
  return scopes.reduce(
    (current, scope) => (isGiven(current, scope, now) ? current : put(current, { scope, status: "given", at: now, until })),
    consents,
  );
}

/**
 * Takes one scope back at once, and with it what means nothing any more without it: giving it again later must not revive the others
 * behind the customer's back. The same list when it was not given.
 */
export function withdrawConsent(consents: readonly Consent[], scope: ConsentScope, now: number): readonly Consent[] {
  const known = consents.find((consent) => consent.scope === scope);
  if (known?.status !== "given") return consents;
  const left = put(consents, { ...known, status: "withdrawn", at: now });
  const stranded = left.filter(
    (consent) => isGiven(left, consent.scope, now) && !permits(left, consent.scope, now) && permits(consents, consent.scope, now),
  );
  return stranded.reduce((current, consent) => put(current, { ...consent, status: "withdrawn", at: now }), left);
}

/** Marks what has run out. The same list when nothing has. */
export function expireConsents(consents: readonly Consent[], now: number): readonly Consent[] {
  return consents.some((consent) => consent.status === "given" && now >= consent.until)
    ? consents.map((consent) =>
        consent.status === "given" && now >= consent.until ? { ...consent, status: "expired" as const, at: consent.until } : consent,
      )
    : consents;
}
