/**
 * The signature over a body, in both directions: a back end's facts in, webhooks out. `t=<unix seconds>,v1=<hex>`, HMAC-SHA256 over `<t>.<body>`.
 *
 * The instant is signed along, so that a recorded request is of no use later. No JWT can be mistaken for one: a JWT's signed text begins with
 * a letter, this one with a digit. Whose key it is, is the caller's.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import type { Result } from "#shared/lib/result.ts";
import { err, ok } from "#shared/lib/result.ts";

export const SIGNATURE_HEADER = "baton-signature";

/** How far the signer's clock may be off, and how long a signature is good for, in milliseconds. */
export const SIGNATURE_LASTS_MS = 5 * MINUTE_MS;

const macOf = (key: Uint8Array, seconds: number, body: string) => createHmac("sha256", key).update(`${seconds}.`).update(body).digest();

/** @param now the signer's clock, epoch milliseconds. */
export function signBody(key: Uint8Array, body: string, now: number): string {
  const seconds = Math.floor(now / 1_000);
  return `t=${seconds},v1=${macOf(key, seconds, body).toString("hex")}`;
}

export type SignatureFault = "malformed" | "wrong" | "too-old";

/** Several `v1` may stand side by side while a key is being changed: one that fits is enough. */
export function verifyBody(key: Uint8Array, body: string, header: string, now: number): Result<null, SignatureFault> {
  const parts = header.split(",").map((part) => part.trim());
  const seconds = Number(/^t=(\d{1,12})$/.exec(parts[0] ?? "")?.[1] ?? Number.NaN);
  const given = parts.slice(1).flatMap((part) => /^v1=([0-9a-f]{64})$/.exec(part)?.[1] ?? []);
  if (Number.isNaN(seconds) || given.length === 0 || given.length > 4) return err("malformed");
  const mac = macOf(key, seconds, body);
  if (!given.some((hex) => timingSafeEqual(Buffer.from(hex, "hex"), mac))) return err("wrong");
  return Math.abs(now - seconds * 1_000) > SIGNATURE_LASTS_MS ? err("too-old") : ok(null);
}
