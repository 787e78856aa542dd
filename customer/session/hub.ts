/** The customer's socket to the hub: one a page, opened when first needed. Also what an id and the hub's clock are here. */

import type { HubLink } from "#shared/browser/hub-link.ts";
import { connectHub } from "#shared/browser/hub-link.ts";
import type { CustomerHubCalls, CustomerHubEvents } from "#shared/contract/customer-hub.ts";
import { customerHubCalls, customerHubEvents } from "#shared/contract/customer-hub.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Handover } from "../track/handover.ts";

export type Hub = HubLink<CustomerHubCalls, CustomerHubEvents> & {
  /** Resolves when calls can be made: `false` when the wait (10 s) was in vain or the hub refused us. */
  whenOnline(): Promise<boolean>;
  /** Hub clock, epoch ms. */
  now(): number;
};

const WAIT_MS = 10 * SECOND_MS;
/** How often a refused page looks whether the bank has renewed the customer's token, in milliseconds. */
const LOOK_FOR_TOKEN_MS = SECOND_MS;

export function connectCustomer(handover: Handover): Hub {
  let shownToken: string | null = null;
  let looking: ReturnType<typeof setInterval> | undefined;
  const link = connectHub({
    url: handover.hubUrl,
    namespace: "/customer",
    auth: () => {
      shownToken = handover.currentToken();
      return { protocol: PROTOCOL, journeyId: handover.journey.id, secret: handover.journey.secret, token: shownToken };
    },
    contract: { table: customerHubCalls, events: customerHubEvents },
  });
  // A token that ran out is renewed by the bank's page at some later time; nothing but that can help, and nothing tells us of it.
  link.onStatus((status) => {
    clearInterval(looking);
    if (status.kind !== "refused") return;
    looking = setInterval(() => {
      if (handover.currentToken() !== shownToken) link.retry();
    }, LOOK_FOR_TOKEN_MS);
  });
  return {
    ...link,
    now: () => Math.round(Date.now() + handover.clockOffsetMs),
    whenOnline: () =>
      new Promise((resolve) => {
        let settled = false;
        let off = () => {};
        const settle = (online: boolean) => {
          if (settled) return;
          settled = true;
          clearTimeout(timer);
          resolve(online);
          queueMicrotask(() => off());
        };
        const timer = setTimeout(() => settle(false), WAIT_MS);
        off = link.onStatus((status) => {
          if (status.kind === "online") settle(true);
          else if (status.kind === "refused" || status.kind === "ended") settle(false);
        });
      }),
  };
}

/** An id of our own making, as every id on the wire looks. (`randomUUID` exists in secure contexts only.) */
export function makeId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `${prefix}-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
