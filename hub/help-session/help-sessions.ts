/**
 * Help sessions as the rest of the hub sees them: one type over what customers do, what staff do, and what flows between them.
 *
 * Owns nothing but the joining of its parts: `session-book.ts` (state, timers), `customer-side.ts`, `staff-side.ts`, `session-traffic.ts`.
 * Chat is `chat-desk.ts`.
 */
import type { Reply } from "#shared/contract/errors.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { HelpSessionId, JourneyId } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { DeskLink } from "../bus/live-links.ts";
import type { AlertDesk } from "../dispatch/alert-desk.ts";
import type { CustomerSide } from "./customer-side.ts";
import { createCustomerSide } from "./customer-side.ts";
import type { SessionParts } from "./session-book.ts";
import { createSessionBook } from "./session-book.ts";
import type { MirrorWish, SessionTraffic } from "./session-traffic.ts";
import { createSessionTraffic } from "./session-traffic.ts";
import type { StaffSide } from "./staff-side.ts";
import { createStaffSide } from "./staff-side.ts";

export type HelpSessions = CustomerSide &
  StaffSide &
  Omit<SessionTraffic, "viewMirror"> & {
    bindAlerts(alerts: AlertDesk): void;
    restore(): Promise<void>;
    read(id: HelpSessionId): Promise<HelpSession | null>;
    /** The help session of a journey that is being held or offered now. */
    underWay(journeyId: JourneyId): HelpSession | null;
    /** Who looks at a customer's page is on record. */
    viewMirror(specialist: Specialist, link: DeskLink, wish: MirrorWish): Promise<Reply<Record<string, never>>>;
    /** How much is held in memory: what a test of leaks reads. */
    held(): { readonly open: number; readonly asked: number; readonly seats: number; readonly rooms: number };
  };

export function createHelpSessions(parts: SessionParts): HelpSessions {
  const { deskLog, audit, relay, seats } = parts;
  const book = createSessionBook(parts);
  const traffic = createSessionTraffic({ ...parts, open: book.open });
  return {
    ...traffic,
    ...createCustomerSide(book, parts),
    ...createStaffSide(book, parts),
    bindAlerts: (alerts) => book.bindAlerts(alerts),
    restore: () => book.restore(),
    read: (id) => book.read(id),
    underWay: (journeyId) => book.underWay(journeyId),
    async viewMirror(specialist, link, wish) {
      const { helpSessionId: id, on } = wish;
      const isNew = on && !relay.isViewing(id, link.id);
      const viewed = traffic.viewMirror(specialist, link, wish);
      if (viewed.ok && isNew)
        await deskLog.commit((trx) => audit.write(trx, { actor: specialist.id, action: "mirror-viewed", subject: id }));
      return viewed;
    },
    held: () => ({ open: book.open.size, asked: book.asked.size, seats: seats.size, rooms: relay.rooms }),
  };
}
