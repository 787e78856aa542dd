/**
 * Work nobody waits for: tracked, so that the hub can end after the last of it, and never lost silently when it fails.
 *
 * Anything a caller is waiting for belongs into that caller's reply instead.
 */
import type { Log } from "./log.ts";

export type Background = {
  /** @param what a constant name for the log. */
  run(what: string, work: () => Promise<unknown>): void;
  /** Resolves when nothing is under way, however much was added meanwhile. */
  idle(): Promise<void>;
};

export function createBackground(log: Log): Background {
  const pending = new Set<Promise<void>>();
  return {
    run(what, work) {
      const running = work()
        .then(() => {})
        .catch((fault: unknown) =>
          log("error", "bug", "work in the background failed", {
            what,
            fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault),
          }),
        )
        .finally(() => pending.delete(running));
      pending.add(running);
    },
    async idle() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}
