/**
 * Contact permit: the signed, short-lived, single-use proof that a contact was allowed, without which no channel sends.
 *
 * Owns signing, checking and that each is used once. The decision it follows from is `contact-office.ts`; what a channel does with it is the
 * channel's. Used permits are remembered until they would have run out anyway, so a restart within that time forgets at most two minutes of them;
 * the ledger, which is keyed by the permit, does not.
 */
import { randomUUID } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import type { Result } from "#shared/lib/result.ts";
import { err, ok } from "#shared/lib/result.ts";
import { type ContactChannel, contactChannelSchema } from "#shared/model/contact.ts";

/** Long enough to send what was just decided, too short to keep. In milliseconds. */
export const PERMIT_LASTS_MS = 2 * MINUTE_MS;

/** Compact JWS; made by `issue` alone. */
export type ContactPermit = string & z.BRAND<"ContactPermit">;
/** @param text what an outside channel hands back. */
export const contactPermitSchema = z.string().min(1).max(2_048).brand<"ContactPermit">();

export type PermitScope = {
  /** The customer's id, or `journey:<id>` when nobody is signed in. */
  readonly to: string;
  readonly channel: ContactChannel;
};
export type PermitClaims = PermitScope & { readonly id: string; readonly about: string; readonly expiresAt: number };
export type PermitFault = "permit-invalid" | "permit-expired" | "permit-used" | "permit-for-another";

const AUDIENCE = "baton-contact";
const claimsSchema = z.object({
  jti: z.string(),
  sub: z.string(),
  channel: contactChannelSchema,
  about: z.string(),
  exp: z.number(),
});

export type ContactPermits = {
  issue(scope: PermitScope, about: string): Promise<{ permit: ContactPermit; claims: PermitClaims }>;
  /** Checks and uses it up; with `scope` it must be for exactly that. */
  use(permit: ContactPermit, scope?: PermitScope): Promise<Result<PermitClaims, PermitFault>>;
  /** Until when another permit to the same customer is out and unused; null when none is. */
  outstanding(to: string): number | null;
};

export function createContactPermits(key: Uint8Array, now: () => number): ContactPermits {
  const used = new Map<string, number>();
  const open = new Map<string, { id: string; expiresAt: number }>();

  function forgetExpired(): void {
    for (const [id, expiresAt] of used) if (expiresAt <= now()) used.delete(id);
    for (const [to, { expiresAt }] of open) if (expiresAt <= now()) open.delete(to);
  }

  return {
    async issue({ to, channel }, about) {
      forgetExpired();
      const id = randomUUID();
      const expiresAt = now() + PERMIT_LASTS_MS;
      // Before anything is waited for: of two who ask in the same moment the second finds it out.
      open.set(to, { id, expiresAt });
      const permit = await new SignJWT({ channel, about })
        .setProtectedHeader({ alg: "HS256", typ: "baton-permit+jwt" })
        .setJti(id)
        .setSubject(to)
        .setAudience(AUDIENCE)
        .setIssuedAt(Math.floor(now() / 1_000))
        .setExpirationTime(Math.ceil(expiresAt / 1_000))
        .sign(key);
      return { permit: contactPermitSchema.parse(permit), claims: { id, to, channel, about, expiresAt } };
    },
    async use(permit, scope) {
      forgetExpired();
      let claims: z.infer<typeof claimsSchema>;
      try {
        const { payload } = await jwtVerify(permit, key, { audience: AUDIENCE, algorithms: ["HS256"], currentDate: new Date(now()) });
        claims = claimsSchema.parse(payload);
      } catch (fault) {
        return err(fault instanceof errors.JWTExpired ? "permit-expired" : "permit-invalid");
      }
      const { jti: id, sub: to, channel, about } = claims;
      if (scope !== undefined && (scope.to !== to || scope.channel !== channel)) return err("permit-for-another");
      if (used.has(id)) return err("permit-used");
      used.set(id, claims.exp * 1_000);
      if (open.get(to)?.id === id) open.delete(to);
      return ok({ id, to, channel, about, expiresAt: claims.exp * 1_000 });
    },
    outstanding(to) {
      forgetExpired();
      return open.get(to)?.expiresAt ?? null;
    },
  };
}
