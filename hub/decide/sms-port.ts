/**
 * The SMS port. Its one implementation is a file outbox: a line a message, labelled undelivered, because no provider is connected.
 *
 * Owns that nothing is taken without a permit for exactly this customer and channel. Deciding and the ledger are `contact-office.ts`.
 */
import { open, readFile } from "node:fs/promises";
import type { Result } from "#shared/lib/result.ts";
import { ok } from "#shared/lib/result.ts";
import type { CustomerId } from "#shared/model/ids.ts";
import type { ContactPermit, ContactPermits, PermitFault } from "./contact-permits.ts";

export type SmsMessage = {
  /** The sender's: a message that is there already under it is not written again. */
  readonly id: string;
  readonly customerId: CustomerId;
  readonly text: string;
  /** It was handed in before, with what end is not known. */
  readonly isRepeat: boolean;
};

export type SmsPort = {
  /** Answers the message's id once it is on disk. */
  send(message: SmsMessage, permit: ContactPermit): Promise<Result<string, PermitFault>>;
};

export function fileOutbox(file: string, permits: ContactPermits, now: () => number): SmsPort {
  async function has(id: string): Promise<boolean> {
    const lines = await readFile(file, "utf8").catch(() => "");
    return lines.split("\n").some((line) => line.startsWith(`{"id":${JSON.stringify(id)},`));
  }

  return {
    async send({ id, customerId, text, isRepeat }, permit) {
      const used = await permits.use(permit, { to: customerId, channel: "sms" });
      if (!used.ok) return used;
      if (isRepeat && (await has(id))) return ok(id);
      const line = { id, at: now(), customerId, text, status: "undelivered", because: "no SMS provider is connected" };
      const handle = await open(file, "a", 0o600);
      try {
        await handle.appendFile(`${JSON.stringify(line)}\n`);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      return ok(id);
    },
  };
}
