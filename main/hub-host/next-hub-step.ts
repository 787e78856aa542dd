/**
 * What a desktop does about its data folder's hub, given what it sees: the rules HUBHOST in docs/spec/SHELL.md.
 *
 * Pure. Looking is `observe-hub.ts`, starting is `start-hub.ts`, doing it all in a loop is `hub-host.ts`.
 */

import type { HubLock } from "#shared/contract/http.ts";
import type { HubFailure } from "#shared/contract/ipc.ts";
import type { HubSight } from "./observe-hub.ts";

export type HubMemory = {
  /** Looks in a row at a living hub that did not answer. */
  readonly silentLooks: number;
  /** Starts in a row that failed. */
  readonly failedStarts: number;
  /** Process of the hub that this desktop started, while it is the folder's. */
  readonly startedPid: number | null;
};

export const freshMemory: HubMemory = { silentLooks: 0, failedStarts: 0, startedPid: null };

export type HubStep =
  | { readonly kind: "use"; readonly lock: HubLock; readonly ownedByUs: boolean; readonly waitMs: number }
  | { readonly kind: "wait"; readonly waitMs: number }
  | { readonly kind: "start"; readonly waitMs: number }
  /** Ours does not answer: end it by its id, then start another. */
  | { readonly kind: "replace"; readonly pid: number }
  | { readonly kind: "fail"; readonly reason: HubFailure; readonly waitMs: number };

/** Between looks at a healthy hub. A hub that dies is seen by this at the latest; its own desktop hears it at once. */
export const LOOK_EVERY_MS = 1_000;
/** A machine that wakes up is given this many looks (of 2 s each) before its hub counts as stuck. */
export const SILENT_LOOKS_BEFORE_STUCK = 4;
const START_WAITS_MS = [0, 250, 500, 1_000, 2_000, 5_000, 10_000] as const;

export function nextHubStep(sight: HubSight, memory: HubMemory): { readonly step: HubStep; readonly memory: HubMemory } {
  switch (sight.kind) {
    case "answering": {
      const { lock } = sight;
      const ownedByUs = memory.startedPid === lock.pid;
      return {
        step: { kind: "use", lock, ownedByUs, waitMs: LOOK_EVERY_MS },
        memory: { silentLooks: 0, failedStarts: 0, startedPid: ownedByUs ? lock.pid : null },
      };
    }
    case "other-version":
      return { step: { kind: "fail", reason: sight.refusal, waitMs: LOOK_EVERY_MS }, memory: { ...memory, silentLooks: 0 } };
    case "silent": {
      const silentLooks = memory.silentLooks + 1;
      if (silentLooks < SILENT_LOOKS_BEFORE_STUCK)
        return { step: { kind: "wait", waitMs: LOOK_EVERY_MS }, memory: { ...memory, silentLooks } };
      // Somebody else's may be in the debugger of its owner: never ended from here.
      if (memory.startedPid === sight.lock.pid)
        return { step: { kind: "replace", pid: sight.lock.pid }, memory: { ...memory, silentLooks: 0, startedPid: null } };
      return { step: { kind: "fail", reason: "not-answering", waitMs: LOOK_EVERY_MS }, memory: { ...memory, silentLooks } };
    }
    case "gone":
      return { step: { kind: "start", waitMs: startWaitMs(memory.failedStarts) }, memory: { ...memory, silentLooks: 0, startedPid: null } };
  }
}

/** Milliseconds before the next try, by how many failed in a row. */
export function startWaitMs(failedStarts: number): number {
  return START_WAITS_MS[Math.min(failedStarts, START_WAITS_MS.length - 1)] ?? 0;
}
