/**
 * What the watch found, carried out in the order it was found; what was found together waits for the disk once.
 *
 * Owns the order and the grouping. An effect that fails is told as a bug and stops no other.
 */
import type { Log } from "../platform/log.ts";
import type { Commit, DeskLog } from "./desk-log.ts";

/** Effects of one transaction at most, some milliseconds of the thread: timers and requests get their turn in between. */
const MOST_TOGETHER = 16;

export type EffectQueue = {
  /** `work` writes through the commit it is given, and reads nothing of the store beside it. */
  add(work: (commit: Commit) => Promise<unknown>): void;
  /** Resolves when everything added so far was carried out and is on disk. */
  idle(): Promise<void>;
};

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createEffectQueue(deskLog: Pick<DeskLog, "together">, log: Log): EffectQueue {
  let waiting: ((commit: Commit) => Promise<unknown>)[] = [];
  let isDraining = false;
  let added = 0;
  let done = 0;
  let idlers: { readonly at: number; readonly resolve: () => void }[] = [];
  const failed = (fault: unknown) => log("error", "bug", "an effect of the watch failed", { fault: String(fault) });

  async function drain(): Promise<void> {
    // What is found in this turn of the loop is together.
    await null;
    while (waiting.length > 0) {
      const some = waiting.slice(0, MOST_TOGETHER);
      waiting = waiting.slice(MOST_TOGETHER);
      await deskLog
        .together(async (commit) => {
          for (const work of some) await work(commit).catch(failed);
        })
        .catch(failed);
      done += some.length;
      for (const { resolve } of idlers.filter(({ at }) => at <= done)) resolve();
      idlers = idlers.filter(({ at }) => at > done);
      if (waiting.length > 0) await nextTurn();
    }
    isDraining = false;
  }

  return {
    add(work) {
      waiting.push(work);
      added += 1;
      if (isDraining) return;
      isDraining = true;
      void drain();
    },
    idle: () => (done === added ? Promise.resolve() : new Promise((resolve) => idlers.push({ at: added, resolve }))),
  };
}
