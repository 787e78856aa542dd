/** Live journey cards: which windows have a journey open, and how often they are sent its card. */
import type { JourneyId } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { DeskLink } from "../bus/live-links.ts";
import type { Deadlines } from "../platform/deadlines.ts";

/** A card that changes often is sent at most this often, in milliseconds. */
const CARD_EVERY_MS = 100;

export type JourneyWatchers = {
  /** Sends `journey` events to `link` until the returned call. */
  watch(journeyId: JourneyId, link: DeskLink): () => void;
  changed(journeyId: JourneyId): void;
  readonly size: number;
};

export function createJourneyWatchers(
  deadlines: Deadlines,
  now: () => number,
  card: (journeyId: JourneyId) => JourneyCard | null,
): JourneyWatchers {
  const watchers = new Map<JourneyId, { readonly links: Set<DeskLink>; sentAt: number }>();

  function changed(journeyId: JourneyId): void {
    const watcher = watchers.get(journeyId);
    if (!watcher) return;
    const at = now();
    const dueAt = watcher.sentAt + CARD_EVERY_MS;
    if (at < dueAt) {
      deadlines.set(`card:${journeyId}`, dueAt, () => changed(journeyId));
      return;
    }
    watcher.sentAt = at;
    const shown = card(journeyId);
    if (shown) for (const link of watcher.links) link.emit("journey", shown);
  }

  return {
    watch(journeyId, link) {
      const watcher = watchers.get(journeyId) ?? { links: new Set<DeskLink>(), sentAt: Number.NEGATIVE_INFINITY };
      watchers.set(journeyId, watcher);
      watcher.links.add(link);
      return () => {
        watcher.links.delete(link);
        if (watcher.links.size > 0 || watchers.get(journeyId) !== watcher) return;
        watchers.delete(journeyId);
        deadlines.clear(`card:${journeyId}`);
      };
    },
    changed,
    get size() {
      return watchers.size;
    },
  };
}
