/**
 * Hub time on a desk: the offset to this machine's clock, and the one shared second every timer on screen ticks by.
 *
 * While the link is down the shown time stands still at the last known hub time.
 */
import { useSyncExternalStore } from "react";
import { SECOND_MS } from "#shared/lib/duration.ts";

export type HubTime = {
  /** Hub time now, epoch ms. */
  readonly now: () => number;
  /** Hub time as of the last shared tick, epoch ms; stands still while frozen. */
  readonly shown: () => number;
  /** Hears every shared tick. */
  readonly subscribe: (hear: () => void) => () => void;
  /** Sets the hub's time as known now. */
  readonly sync: (hubNow: number) => void;
  readonly freeze: (frozen: boolean) => void;
};

export function createHubTime(hostNow: () => number = () => Date.now()): HubTime {
  let offsetMs = 0;
  let shown = hostNow();
  let isFrozen = false;
  let timer: ReturnType<typeof setInterval> | undefined;
  const hearers = new Set<() => void>();
  const now = () => hostNow() + offsetMs;
  const tick = () => {
    if (isFrozen) return;
    shown = now();
    for (const hear of hearers) hear();
  };
  return {
    now,
    shown: () => shown,
    subscribe(hear) {
      hearers.add(hear);
      timer ??= setInterval(tick, SECOND_MS);
      return () => {
        hearers.delete(hear);
        if (hearers.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    sync(hubNow) {
      offsetMs = hubNow - hostNow();
      tick();
    },
    freeze(frozen) {
      isFrozen = frozen;
      tick();
    },
  };
}

/** The one of this window. */
export const hubTime = createHubTime();

/** Hub time of the last shared tick; the component draws again every second. */
export function useHubNow(): number {
  return useSyncExternalStore(hubTime.subscribe, hubTime.shown);
}
