/** Sends generated history to a hub by its ordinary door for banks. Used by `npm run seed-history` and by the tests alike. */
import { SignJWT } from "jose";
import { z } from "zod";
import { MAX_BANK_FACTS } from "#shared/contract/bank-hub.ts";
import { HOUR_MS } from "#shared/lib/duration.ts";
import type { DemoJourney } from "./demo-journeys.ts";
import { batchesOf } from "./demo-journeys.ts";

export type SentHistory = { readonly journeys: number; readonly finished: number; readonly accepted: number; readonly repeated: number };

const replySchema = z.object({
  ok: z.boolean(),
  value: z.object({ accepted: z.number(), repeated: z.number() }).optional(),
  error: z.object({ code: z.string() }).optional(),
});

export type HistoryTarget = {
  readonly url: string;
  /** The folder's key for tokens of the bank. */
  readonly bankKey: Uint8Array;
  /** The hub's clock, epoch milliseconds; may lag behind it by the hours it has been running. */
  readonly now: number;
};

/** Throws with the hub's code when it refuses a batch. */
export async function sendHistory(
  { url, bankKey, now }: HistoryTarget,
  journeys: readonly DemoJourney[],
  progress: (sent: number, of: number) => void = () => {},
): Promise<SentHistory> {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("seed-history")
    .setAudience("baton-hub-facts")
    .setIssuedAt(Math.floor(now / 1_000))
    .setExpirationTime(Math.floor((Math.max(now, Date.now()) + HOUR_MS) / 1_000))
    .sign(bankKey);
  const batches = batchesOf(journeys, MAX_BANK_FACTS);
  let accepted = 0;
  let repeated = 0;
  for (const [index, facts] of batches.entries()) {
    const response = await fetch(`${url}/v1/facts`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ facts }),
    });
    const reply = replySchema.parse(await response.json());
    if (!reply.ok || !reply.value) throw new Error(`the hub refused the history: ${reply.error?.code ?? response.status}`);
    accepted += reply.value.accepted;
    repeated += reply.value.repeated;
    progress(index + 1, batches.length);
  }
  return { journeys: journeys.length, finished: journeys.filter(({ isFinished }) => isFinished).length, accepted, repeated };
}
