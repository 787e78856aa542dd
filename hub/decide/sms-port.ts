/**
 * The SMS port. Its one implementation is a file outbox: a line a message, labelled undelivered, because no provider is connected.
 *
 * Owns that nothing is taken without a permit for exactly this customer and channel. Deciding and the ledger are `contact-office.ts`.
 */
import { open } from "node:fs/promises";
import type { Result } from "#shared/lib/result.ts";
import { ok } from "#shared/lib/result.ts";
import type { CustomerId } from "#shared/model/ids.ts";
import type { ContactPermit, ContactPermits, PermitFault } from "./contact-permits.ts";

export type SmsPort = {
  /** Answers the message's id once it is on disk. */
  send(message: { customerId: CustomerId; text: string }, permit: ContactPermit): Promise<Result<string, PermitFault>>;
};

export function fileOutbox(file: string, permits: ContactPermits, now: () => number): SmsPort {
  return {
    async send({ customerId, text }, permit) {
      const used = await permits.use(permit, { to: customerId, channel: "sms" });
      if (!used.ok) return used;
      const line = { id: used.value.id, at: now(), customerId, text, status: "undelivered", because: "no SMS provider is connected" };
      const handle = await open(file, "a", 0o600);
      try {
        await handle.appendFile(`${JSON.stringify(line)}\n`);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      return ok(used.value.id);
    },
  };
}
