/**
 * Sends facts from a back end in TypeScript: a short-lived token for who sends, a signature for what is sent, the same body again until it is taken.
 *
 *   BATON_URL=http://127.0.0.1:4870 BATON_BANK_KEY=<hex, field "bank" of keys.json> node docs/examples/send-facts.ts
 *
 * Needs Node 24 and `jose`; everything else is Node's own.
 */
import { createHmac } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { SignJWT } from "jose";

type Fact = { id: string; journeyId: string; seq: number; at: number; observation: Record<string, string> };

const url = process.env.BATON_URL ?? "http://127.0.0.1:4870";
const key = Buffer.from(process.env.BATON_BANK_KEY ?? "", "hex");

async function headersFor(body: string): Promise<Record<string, string>> {
  const seconds = Math.floor(Date.now() / 1_000);
  const token = await new SignJWT()
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("loan-core")
    .setAudience("baton-hub-facts")
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 300)
    .sign(key);
  const mac = createHmac("sha256", key).update(`${seconds}.${body}`).digest("hex");
  return { authorization: `Bearer ${token}`, "content-type": "application/json", "baton-signature": `t=${seconds},v1=${mac}` };
}

/** Until the hub has them on disk: a repeated fact is counted once, so trying again is always right. */
async function send(facts: readonly Fact[], customers: Record<string, string>): Promise<{ accepted: number; repeated: number }> {
  const body = JSON.stringify({ facts, customers });
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(`${url}/v1/facts`, { method: "POST", headers: await headersFor(body), body }).catch(() => null);
    if (response?.status === 202) return ((await response.json()) as { value: { accepted: number; repeated: number } }).value;
    if (response !== null && response.status < 500 && response.status !== 429) throw new Error(await response.text());
    if (attempt === 8) throw new Error("the hub cannot be reached");
    await delay(Number(response?.headers.get("retry-after") ?? 0) * 1_000 || 200 * 2 ** attempt);
  }
}

const journeyId = `j-example-${Date.now()}`;
const observed = [
  { kind: "journey-started", flowId: "car-loan", channel: "app" },
  { kind: "step-entered", stepId: "face-check" },
  { kind: "verification-failed", stepId: "face-check", method: "face", reason: "face-not-found" },
];
const facts = observed.map((observation, at) => ({
  id: `${journeyId}-${at + 1}`,
  journeyId,
  seq: at + 1,
  at: Date.now(),
  observation,
}));
console.log(JSON.stringify(await send(facts, { [journeyId]: "lin-xiaolan" })));
console.log(JSON.stringify(await send(facts, { [journeyId]: "lin-xiaolan" })));
