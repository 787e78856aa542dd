/**
 * Keeps this desktop with a hub: finds the data folder's, starts it when there is none, starts it again when it dies.
 *
 * Owns the loop look → decide → act and the `HubState` the page is told. A deployed hub (`hubUrl`) is only named, never hosted.
 */
import type { HubFailure, HubState } from "#shared/contract/ipc.ts";
import type { Clock } from "#shared/lib/clock.ts";
import type { Result } from "#shared/lib/result.ts";
import { type DeskLog, faultFields } from "../platform/desk-log.ts";
import type { HubCommand } from "./hub-command.ts";
import { freshMemory, type HubMemory, type HubStep, nextHubStep } from "./next-hub-step.ts";
import { type HubSight, isProcessAlive, observeHub } from "./observe-hub.ts";
import { endProcess, startHub } from "./start-hub.ts";
import { takeStartLock } from "./start-lock.ts";

export type HubHost = {
  readonly state: HubState;
  onState(hear: (state: HubState) => void): void;
  /** Tries again at once, without waiting for the next look. */
  retry(): void;
  /** Goes over to a deployed hub, or with `null` to the folder's own. */
  use(hubUrl: string | null): void;
  /** Ends the watching, not the hub. */
  stop(): void;
};

export type HubHostOptions = {
  readonly folder: string;
  readonly hubUrl: string | null;
  readonly command: () => Result<HubCommand, "hub-not-built" | "no-node">;
  readonly startAt?: number;
  readonly clock: Clock;
  readonly log: DeskLog;
};

const OTHER_STARTS_LOOK_MS = 100;

export function hostHub(options: HubHostOptions): HubHost {
  const { folder, clock, log } = options;
  let hubUrl = options.hubUrl;
  /** When the first hub of a set clock was started. */
  let clockBegan: number | null = null;
  let state: HubState = hubUrl === null ? { status: "starting", since: clock.now() } : deployed(hubUrl);
  let memory: HubMemory = freshMemory;
  let stopped = false;
  let wake: () => void = () => {};
  let wakeIsDue = false;
  /** What starting the hub has just seen of it: it need not be asked again. */
  let seen: HubSight | null = null;
  const listeners = new Set<(state: HubState) => void>();

  const publish = (next: HubState) => {
    if (sameState(state, next)) return;
    state = next;
    log.info("hub-host", "the hub's state changed", { status: next.status, ...(next.status === "failed" ? { reason: next.reason } : {}) });
    for (const hear of listeners) hear(next);
  };
  const fail = (reason: HubFailure) => publish({ status: "failed", reason });
  const starting = () => {
    if (state.status !== "starting") publish({ status: "starting", since: clock.now() });
  };
  const hurry = () => {
    wakeIsDue = true;
    wake();
  };
  const rest = (waitMs: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wakeIsDue ? 0 : waitMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    }).finally(() => {
      wakeIsDue = false;
    });

  const act = async (step: HubStep): Promise<void> => {
    switch (step.kind) {
      case "use":
        publish({ status: "ready", url: step.lock.url, launchToken: step.lock.launchToken, ownedByUs: step.ownedByUs });
        return rest(step.waitMs);
      case "wait":
        return rest(step.waitMs);
      case "fail":
        fail(step.reason);
        return rest(step.waitMs);
      case "replace":
        log.warn("hub-host", "our hub does not answer and is ended", { pid: step.pid });
        starting();
        return endProcess(step.pid);
      case "start":
        // A failure stays on screen while the next try waits; only then it is "starting" again.
        if (state.status === "ready") starting();
        if (step.waitMs > 0) await rest(step.waitMs);
        if (!stopped && hubUrl === null) await start();
    }
  };

  const start = async (): Promise<void> => {
    const command = options.command();
    if (!command.ok) {
      memory = { ...memory, failedStarts: memory.failedStarts + 1 };
      return fail(command.error);
    }
    starting();
    const release = takeStartLock({ folder, pid: process.pid, clock, isAlive: isProcessAlive });
    if (release === null) return rest(OTHER_STARTS_LOOK_MS);
    try {
      // Another desktop may have finished between our look and our lock.
      if ((await observeHub(folder)).kind !== "gone") return;
      const startedAt = performance.now();
      clockBegan ??= clock.now();
      const outcome = await startHub({
        command: command.value,
        folder,
        // A clock that was set begins once: the next hub goes on where the last one was.
        ...(options.startAt === undefined ? {} : { startAt: options.startAt + (clock.now() - clockBegan) }),
        onExit: (pid, code) => {
          log.warn("hub-host", "the hub we started ended", { pid, code });
          // One that served is replaced at once; one that never came up waits for its turn, longer each time.
          if (memory.startedPid === pid) hurry();
        },
      });
      if (outcome.kind === "answering") {
        memory = { ...memory, startedPid: outcome.pid };
        seen = outcome.sight;
        log.info("hub-host", "the hub was started", { pid: outcome.pid, ms: Math.round(performance.now() - startedAt) });
        return;
      }
      log.error("hub-host", "the hub did not start", { code: outcome.code });
      memory = { ...memory, failedStarts: memory.failedStarts + 1 };
      fail("did-not-start");
    } finally {
      release();
    }
  };

  const look = async (): Promise<void> => {
    if (hubUrl !== null) {
      publish(deployed(hubUrl));
      return rest(2 ** 31 - 1);
    }
    const sight = seen ?? (await observeHub(folder));
    seen = null;
    const next = nextHubStep(sight, memory);
    memory = next.memory;
    await act(next.step);
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        await look();
      } catch (fault) {
        // The folder itself: not readable, not writable, full.
        log.error("hub-host", "the data folder cannot be used", faultFields(fault));
        memory = { ...memory, failedStarts: memory.failedStarts + 1 };
        fail("folder-unusable");
        await rest(1_000);
      }
    }
  };
  void run();

  return {
    get state() {
      return state;
    },
    onState: (hear) => void listeners.add(hear),
    retry() {
      memory = { ...memory, failedStarts: 0 };
      hurry();
    },
    use(next) {
      if (next === hubUrl) return;
      hubUrl = next;
      memory = { ...freshMemory, startedPid: memory.startedPid };
      if (next === null) publish({ status: "starting", since: clock.now() });
      hurry();
    },
    stop() {
      stopped = true;
      hurry();
    },
  };
}

function deployed(url: string): HubState {
  return { status: "ready", url, launchToken: null, ownedByUs: false };
}

function sameState(a: HubState, b: HubState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
