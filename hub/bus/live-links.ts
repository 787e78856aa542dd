/**
 * Who is connected now, and how to reach them: desks by specialist, customers by journey (socket and event stream).
 *
 * Owns addressing only. What may be sent to whom is decided by the callers; a link that is gone is no error.
 */
import type { z } from "zod";
import type { CustomerHubEvents, CustomerStreamEvents } from "#shared/contract/customer-hub.ts";
import type { DeskHubEvents } from "#shared/contract/desk-hub.ts";
import type { HelpSessionId, JourneyId, SpecialistId } from "#shared/model/ids.ts";

/** One connected desk window or guest page. `emit` writes one event to its socket. */
export type DeskLink = {
  readonly id: string;
  readonly specialistId: SpecialistId;
  /** A guest is bound to one help session. */
  readonly onlyHelpSession: HelpSessionId | null;
  emit<K extends keyof DeskHubEvents>(event: K, payload: z.input<DeskHubEvents[K]>): void;
};

export type CustomerLink = {
  readonly id: string;
  readonly journeyId: JourneyId;
  emit<K extends keyof CustomerHubEvents>(event: K, payload: z.input<CustomerHubEvents[K]>): void;
};

export type StreamLink = {
  readonly journeyId: JourneyId;
  send<K extends keyof CustomerStreamEvents>(event: K, payload: z.input<CustomerStreamEvents[K]>): void;
};

type Registry<Key, Link> = {
  add(key: Key, link: Link): () => void;
  of(key: Key): readonly Link[];
  readonly size: number;
  all(): Iterable<Link>;
};

function createRegistry<Key, Link>(): Registry<Key, Link> {
  const links = new Map<Key, Set<Link>>();
  let size = 0;
  return {
    add(key, link) {
      const set = links.get(key) ?? new Set<Link>();
      links.set(key, set);
      set.add(link);
      size += 1;
      return () => {
        if (!set.delete(link)) return;
        size -= 1;
        if (set.size === 0) links.delete(key);
      };
    },
    of: (key) => [...(links.get(key) ?? [])],
    get size() {
      return size;
    },
    *all() {
      for (const set of links.values()) yield* set;
    },
  };
}

export type LiveLinks = {
  readonly desks: Registry<SpecialistId, DeskLink>;
  readonly customers: Registry<JourneyId, CustomerLink>;
  readonly streams: Registry<JourneyId, StreamLink>;
};

export function createLiveLinks(): LiveLinks {
  return { desks: createRegistry(), customers: createRegistry(), streams: createRegistry() };
}
