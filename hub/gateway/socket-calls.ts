/**
 * Serves a contract table on a socket.io namespace: the event `call` (name, input) with a reply, nothing else.
 *
 * Owns the wire form and the rate limit; the four gates are the binder's.
 */
import { randomUUID } from "node:crypto";
import type { Socket } from "socket.io";
import { bindCalls } from "#shared/contract/binder.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { CallTable, Handlers } from "#shared/contract/table.ts";
import type { Log } from "../platform/log.ts";

export type ServedTable<T extends CallTable, Caller> = {
  readonly table: T;
  readonly handlers: Handlers<T, Caller>;
  readonly permits: (permit: T[keyof T]["permit"], caller: Caller) => boolean;
};

/** Calls a socket may make in any one second before it is told `too-many`. Pointer moves are the densest legitimate use. */
const CALLS_A_SECOND = 200;

export function socketCalls<T extends CallTable, Caller>(served: ServedTable<T, Caller>, log: Log, now: () => number) {
  const binder = bindCalls<T, Caller>({
    ...served,
    makeCorrelationId: randomUUID,
    onBug: (fault, context) =>
      log("error", "bug", "a handler threw", {
        call: context.call,
        correlationId: context.correlationId,
        fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault),
      }),
  });
  return (socket: Socket, caller: Caller): void => {
    let windowStart = 0;
    let inWindow = 0;
    socket.on("call", (name: unknown, input: unknown, answer: unknown) => {
      if (typeof answer !== "function") return;
      const at = now();
      if (at - windowStart >= 1_000) {
        windowStart = at;
        inWindow = 0;
      }
      inWindow += 1;
      const reply: Promise<Reply<unknown>> = inWindow > CALLS_A_SECOND ? Promise.resolve(refuse("too-many")) : binder(name, input, caller);
      void reply.then((value) => (answer as (value: Reply<unknown>) => void)(value));
    });
  };
}
