/**
 * Signed tokens: the desk's and the guest's (our key), the customer's and the bank back end's (the bank's key). HS256 through jose.
 *
 * Owns keys on disk (`keys.json`, mode 0600) and what a token says. Who may do what with it is the binder's permit.
 */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { DAY_MS, HOUR_MS } from "#shared/lib/duration.ts";
import type { Result } from "#shared/lib/result.ts";
import { err, ok } from "#shared/lib/result.ts";
import type { CustomerId, HelpSessionId, SpecialistId } from "#shared/model/ids.ts";
import { customerIdSchema, helpSessionIdSchema, specialistIdSchema } from "#shared/model/ids.ts";
import { verifyBody } from "../ingest/body-signature.ts";

const keysSchema = z.strictObject({ hub: z.string().length(64), bank: z.string().length(64) });
export type Keys = { readonly hub: Uint8Array; readonly bank: Uint8Array };

/** How long a sign-in lasts, in milliseconds. */
export const DESK_TOKEN_MS = 12 * HOUR_MS;
export const GUEST_TOKEN_MS = DAY_MS;

export type TokenFault = "not-authenticated" | "token-expired";

/** Reads the folder's keys or makes them. A broken file is an error, never silently replaced: tokens out there depend on it. */
export async function openKeys(file: string): Promise<Keys> {
  let stored: z.infer<typeof keysSchema>;
  try {
    stored = keysSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== "ENOENT") throw fault;
    stored = { hub: randomBytes(32).toString("hex"), bank: randomBytes(32).toString("hex") };
    await writeFile(file, JSON.stringify(stored), { mode: 0o600, flag: "wx" });
  }
  return { hub: Buffer.from(stored.hub, "hex"), bank: Buffer.from(stored.bank, "hex") };
}

export type Tokens = {
  forDesk(specialistId: SpecialistId): Promise<{ token: string; expiresAt: number }>;
  forGuest(specialistId: SpecialistId, helpSessionId: HelpSessionId): Promise<string>;
  desk(token: string): Promise<Result<SpecialistId, TokenFault>>;
  guest(token: string): Promise<Result<{ specialistId: SpecialistId; helpSessionId: HelpSessionId }, TokenFault>>;
  /** The bank's word for who is signed in. */
  customer(token: string): Promise<Result<CustomerId, TokenFault>>;
  bank(token: string): Promise<Result<string, TokenFault>>;
  /** A body signed with the bank's key (`hub/ingest/body-signature.ts`). */
  bankBody(body: string, signature: string): Result<null, TokenFault>;
};

export function createTokens(keys: Keys, now: () => number): Tokens {
  const sign = (audience: string, subject: string, lastsMs: number, claims: Record<string, string> = {}) => {
    const seconds = Math.floor(now() / 1_000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + Math.floor(lastsMs / 1_000))
      .sign(keys.hub);
  };
  const verify = async (
    token: string,
    key: Uint8Array,
    audience: string,
  ): Promise<Result<{ sub: string; claims: Record<string, unknown> }, TokenFault>> => {
    try {
      const { payload } = await jwtVerify(token, key, {
        audience,
        algorithms: ["HS256"],
        currentDate: new Date(now()),
        clockTolerance: 30,
      });
      return payload.sub === undefined ? err("not-authenticated") : ok({ sub: payload.sub, claims: payload });
    } catch (fault) {
      return err(fault instanceof errors.JWTExpired ? "token-expired" : "not-authenticated");
    }
  };
  return {
    async forDesk(specialistId) {
      return { token: await sign("baton-desk", specialistId, DESK_TOKEN_MS), expiresAt: now() + DESK_TOKEN_MS };
    },
    forGuest: (specialistId, helpSessionId) => sign("baton-guest", specialistId, GUEST_TOKEN_MS, { hs: helpSessionId }),
    async desk(token) {
      const verified = await verify(token, keys.hub, "baton-desk");
      if (!verified.ok) return verified;
      const id = specialistIdSchema.safeParse(verified.value.sub);
      return id.success ? ok(id.data) : err("not-authenticated");
    },
    async guest(token) {
      const verified = await verify(token, keys.hub, "baton-guest");
      if (!verified.ok) return verified;
      const id = specialistIdSchema.safeParse(verified.value.sub);
      const session = helpSessionIdSchema.safeParse(verified.value.claims.hs);
      return id.success && session.success ? ok({ specialistId: id.data, helpSessionId: session.data }) : err("not-authenticated");
    },
    async customer(token) {
      const verified = await verify(token, keys.bank, "baton-hub");
      if (!verified.ok) return verified;
      const id = customerIdSchema.safeParse(verified.value.sub);
      return id.success ? ok(id.data) : err("not-authenticated");
    },
    async bank(token) {
      const verified = await verify(token, keys.bank, "baton-hub-facts");
      return verified.ok ? ok(verified.value.sub) : verified;
    },
    bankBody(body, signature) {
      const verified = verifyBody(keys.bank, body, signature, now());
      return verified.ok ? verified : err(verified.error === "too-old" ? "token-expired" : "not-authenticated");
    },
  };
}
