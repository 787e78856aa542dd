/** The bank's signed word for who is signed in, read by the hub: HS256 with the key both share, audience `baton-hub`. */
import { SignJWT } from "jose";

const LASTS_MS = 30 * 60_000;

/** @param now epoch milliseconds, the bank's clock; the token lasts 30 minutes from then. */
export async function signCustomerToken(customerId: string, bankKey: Uint8Array, now: number): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(customerId)
    .setIssuer("jianghai-demo-bank")
    .setAudience("baton-hub")
    .setIssuedAt(Math.floor(now / 1_000))
    .setExpirationTime(Math.floor((now + LASTS_MS) / 1_000))
    .sign(bankKey);
}
