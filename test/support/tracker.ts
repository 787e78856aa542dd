/** What a tracker says to a hub, said by a test: the bank's word for who is signed in, one post of facts. Which facts is the test's business. */
import { signCustomerToken } from "#customer/demo/server/customer-token.ts";
import { bankKeyOf } from "#scripts/lib/bank-key.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";

/** The hub to speak to, and the key it shares with the bank. */
export type TrackedHub = { readonly url: string; readonly bankKey: Uint8Array };

/** The hub of a world under test, with the key out of its data folder. */
export async function trackedHubOf(world: { readonly dataDir: string; lock(): Promise<{ readonly url: string }> }): Promise<TrackedHub> {
  const { url } = await world.lock();
  return { url, bankKey: await bankKeyOf(world.dataDir) };
}

/** The token of a customer who is signed in; `null` of one who is not. @param now epoch milliseconds, the hub's clock. */
export async function tokenOf(hub: Pick<TrackedHub, "bankKey">, customerId: string | null, now: number): Promise<string | null> {
  return customerId === null ? null : signCustomerToken(customerId, hub.bankKey, now);
}

/** A secret of the length the hub wants, the same for the same journey. */
export const secretOf = (journeyId: string): string => `${journeyId}-0123456789abcdef0123456789`.slice(0, 48);

export type Tracked = {
  readonly journeyId: string;
  readonly token: string | null;
  readonly facts: readonly object[];
  /** Epoch milliseconds on the hub's clock. */
  readonly sentAt: number;
};

/** One post of facts; the hub's answer, whatever it is. */
export async function postFacts(
  url: string,
  { journeyId, token, facts, sentAt }: Tracked,
): Promise<Reply<{ upTo: number; hubNow: number }>> {
  const response = await fetch(`${url}/v1/track`, {
    method: "POST",
    body: JSON.stringify({ protocol: PROTOCOL, token, journey: { id: journeyId, secret: secretOf(journeyId) }, facts, sentAt }),
  });
  return (await response.json()) as Reply<{ upTo: number; hubNow: number }>;
}
