/**
 * Who is there: the presence each specialist chose, and `offline` when their last desk is gone for longer than the grace time.
 *
 * Several windows of one person count once. Routing asks here; the gateway tells here. A hub that starts again believes what was last told
 * for one grace time, so that a restart of the hub is nobody's absence.
 */
import type { SpecialistId } from "#shared/model/ids.ts";
import type { Presence } from "#shared/model/person.ts";
import type { Deadlines } from "../platform/deadlines.ts";

/** A reconnect within this time is no absence, in milliseconds. */
export const PRESENCE_GRACE_MS = 5_000;

export type PresenceBook = {
  of(specialistId: SpecialistId): Presence;
  all(): Readonly<Record<string, Presence>>;
  connected(specialistId: SpecialistId): void;
  disconnected(specialistId: SpecialistId): void;
  choose(specialistId: SpecialistId, presence: Exclude<Presence, "offline">): void;
};

export function createPresenceBook(
  deadlines: Deadlines,
  now: () => number,
  /** As it was told before this start, by specialist. */
  lastTold: Readonly<Record<SpecialistId, Presence>>,
  changed: (specialistId: SpecialistId, presence: Presence) => void,
): PresenceBook {
  const desks = new Map<SpecialistId, number>();
  const chosen = new Map<SpecialistId, Exclude<Presence, "offline">>();
  const shown = new Map<SpecialistId, Presence>();

  function show(specialistId: SpecialistId): void {
    const presence = (desks.get(specialistId) ?? 0) > 0 ? (chosen.get(specialistId) ?? "online") : "offline";
    if ((shown.get(specialistId) ?? "offline") === presence) return;
    shown.set(specialistId, presence);
    changed(specialistId, presence);
  }

  const showLater = (specialistId: SpecialistId) =>
    deadlines.set(`presence:${specialistId}`, now() + PRESENCE_GRACE_MS, () => show(specialistId));

  for (const [id, presence] of Object.entries(lastTold)) {
    const specialistId = id as SpecialistId;
    if (presence === "offline") continue;
    shown.set(specialistId, presence);
    chosen.set(specialistId, presence);
    showLater(specialistId);
  }

  return {
    of: (specialistId) => shown.get(specialistId) ?? "offline",
    all: () => Object.fromEntries(shown),
    connected(specialistId) {
      desks.set(specialistId, (desks.get(specialistId) ?? 0) + 1);
      deadlines.clear(`presence:${specialistId}`);
      show(specialistId);
    },
    disconnected(specialistId) {
      const left = (desks.get(specialistId) ?? 0) - 1;
      if (left > 0) {
        desks.set(specialistId, left);
        return;
      }
      desks.delete(specialistId);
      showLater(specialistId);
    },
    choose(specialistId, presence) {
      chosen.set(specialistId, presence);
      show(specialistId);
    },
  };
}
