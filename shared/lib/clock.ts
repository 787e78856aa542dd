/**
 * The one injectable clock of hub, SDK and content. Domain code never reads a clock: it is handed `now`.
 *
 * Real time is `systemClock`; tests use `manualClock`; the demo's `--at` shifts the real one with `shiftedClock`.
 */
export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `fire` once `now() >= atMs` (epoch milliseconds, this clock); returns its cancellation. */
  at(atMs: number, fire: () => void): () => void;
};

/** The largest delay a host timer takes; longer waits are re-armed. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

type HostTimers = { setTimeout(run: () => void, ms: number): unknown; clearTimeout(id: unknown): void };

/** A clock that runs with the host's, `offsetMs` ahead of it (0 = the real time). */
export function shiftedClock(offsetMs: number, timers: HostTimers = globalThis as unknown as HostTimers): Clock {
  const now = () => Date.now() + offsetMs;
  return {
    now,
    at(atMs, fire) {
      let id: unknown;
      let cancelled = false;
      const arm = () => {
        const waitMs = Math.max(0, Math.min(atMs - now(), LONGEST_TIMER_MS));
        id = timers.setTimeout(() => {
          if (cancelled) return;
          if (now() >= atMs) fire();
          else arm();
        }, waitMs);
      };
      arm();
      return () => {
        cancelled = true;
        timers.clearTimeout(id);
      };
    },
  };
}

export const systemClock: Clock = shiftedClock(0);

/** A clock that moves only when told to; due calls fire in time order during `advance`. */
export type ManualClock = Clock & {
  advance(ms: number): void;
  set(atMs: number): void;
};

export function manualClock(startMs: number): ManualClock {
  let nowMs = startMs;
  let waiting: { atMs: number; fire: () => void }[] = [];
  const set = (targetMs: number) => {
    for (;;) {
      const due = waiting.filter((w) => w.atMs <= targetMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (!due) break;
      waiting = waiting.filter((w) => w !== due);
      nowMs = Math.max(nowMs, due.atMs);
      due.fire();
    }
    nowMs = targetMs;
  };
  return {
    now: () => nowMs,
    at(atMs, fire) {
      const entry = { atMs, fire };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((w) => w !== entry);
      };
    },
    advance: (ms) => set(nowMs + ms),
    set,
  };
}
