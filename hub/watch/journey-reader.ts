/**
 * What the rest of the hub asks of a journey: its card, who it belongs to, what the need score wants, what earlier journeys came to.
 *
 * Reads only; what changes a journey is `intake.ts`.
 */
import type { JourneyView } from "#shared/domain/journey/journey-view.ts";
import type { CustomerId, JourneyId } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { JourneyNeed } from "../decide/need-scores.ts";
import type { PastViews } from "../dispatch/customer-history.ts";
import type { FactLog } from "../store/fact-log.ts";
import type { Journey } from "./journey.ts";
import type { JourneyBook } from "./journey-book.ts";
import { journeyCard } from "./journey-card.ts";
import { needHistoryOf } from "./need-history.ts";
import type { Policies, PolicyInForce } from "./policies.ts";

/** Of one customer's journeys, how many are read back at most to find the latest. */
const MOST_PAST_READ = 200;
/** Earlier journeys of one customer that a score looks at, at most. */
const MOST_OTHERS = 50;

export type JourneyReader = {
  customerOf(journeyId: JourneyId): CustomerId | null;
  card(journeyId: JourneyId): JourneyCard | null;
  /** The detection policy this journey began under; null when it is not known here. */
  policyOf(journeyId: JourneyId): PolicyInForce | null;
  /** The customer has closed the page, and done nothing on this journey since. */
  hasLeft(journeyId: JourneyId): boolean;
  /** What the need score asks of a journey; null before its first fact. */
  needOf(journeyId: JourneyId): JourneyNeed | null;
  journeysOf(customerId: CustomerId): readonly JourneyId[];
  /** What the latest journeys of a customer came to, latest first; `isCut`: there are more. */
  pastViews(customerId: CustomerId, most: number): PastViews;
};

export function createJourneyReader(
  book: JourneyBook,
  factLog: Pick<FactLog, "readAt">,
  policies: Pick<Policies, "of">,
  now: () => number,
): JourneyReader {
  const viewOf = (journey: Journey | null): JourneyView | null => (journey === null ? null : book.watchOf(journey).view);

  /** The customer's other journeys of the same flow, as far as they are of interest. */
  function othersOf({ id, customerId, flow }: Journey): readonly JourneyView[] {
    if (customerId === null) return [];
    const ids = book.journeysOf(customerId).filter((other) => other !== id);
    return ids.slice(-MOST_OTHERS).flatMap((other) => {
      const view = viewOf(book.find(other));
      return view && view.flowId === flow?.id ? [view] : [];
    });
  }

  return {
    customerOf: (journeyId) => book.find(journeyId)?.customerId ?? null,
    card(journeyId) {
      const journey = book.find(journeyId);
      const view = viewOf(journey);
      if (!journey || !view || journey.flow === null) return null;
      const facts = journey.recent.map((position) => factLog.readAt(position)).sort((a, b) => a.seq - b.seq);
      return journeyCard(view, journey.flow, facts, now());
    },
    policyOf(journeyId) {
      const journey = book.find(journeyId);
      return journey === null ? null : policies.of(journey.policyVersion);
    },
    hasLeft: (journeyId) => viewOf(book.find(journeyId))?.status === "left",
    needOf(journeyId) {
      const journey = book.find(journeyId);
      if (!journey?.need || journey.flow === null) return null;
      return { state: journey.need, history: needHistoryOf(othersOf(journey), journey.need.startedAt) };
    },
    journeysOf: (customerId) => book.journeysOf(customerId),
    pastViews(customerId, most) {
      const ids = book.journeysOf(customerId);
      const views = ids.slice(-MOST_PAST_READ).flatMap((id) => {
        const journey = book.find(id);
        const view = viewOf(journey);
        return journey?.flow && view ? [{ view, flow: journey.flow }] : [];
      });
      views.sort((a, b) => b.view.startedAt - a.view.startedAt);
      return { views: views.slice(0, most), isCut: views.length > most || ids.length > MOST_PAST_READ };
    },
  };
}
