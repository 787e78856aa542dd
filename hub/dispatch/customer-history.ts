/**
 * What was before with the customer of an alert: earlier journeys with what came of them, and the ledger of contacts and decisions.
 *
 * Who may read the alert may read this, and nobody else (docs/spec/HISTORY.md). Keeps nothing itself.
 */
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { JourneyView } from "#shared/domain/journey/journey-view.ts";
import { stepDurationMs, stepRecord } from "#shared/domain/journey/journey-view.ts";
import { type Alert, alertSchema } from "#shared/model/alert.ts";
import type { CustomerHistory, LedgerEntry, PastJourney } from "#shared/model/customer-history.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { AlertId, CustomerId, JourneyId } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { Content } from "../content/content.ts";
import type { ContactLedger } from "../decide/contact-ledger.ts";
import type { Database } from "../store/open-store.ts";
import { readAlert } from "./alert-store.ts";
import { mayRead, tokensOf } from "./readers.ts";

/** Journeys shown. */
const MOST_JOURNEYS = 20;
/** Contacts and decisions shown. */
const MOST_ENTRIES = 60;

/** Latest first, at most `most`; and whether there are more. */
export type PastViews = { readonly views: readonly { readonly view: JourneyView; readonly flow: Flow }[]; readonly isCut: boolean };

type HistoryParts = {
  readonly db: Database;
  readonly content: Content;
  readonly ledger: ContactLedger;
  readonly viewsOf: (customerId: CustomerId, most: number) => PastViews;
  readonly now: () => number;
};

export type CustomerHistoryDesk = { of(specialist: Specialist, alertId: AlertId): Promise<Reply<CustomerHistory>> };

function pastJourney(view: JourneyView, flow: Flow, alerts: readonly Alert[], now: number, isThis: boolean): PastJourney {
  const until = view.finishedAt ?? view.awaySince ?? now;
  return {
    journeyId: view.journeyId,
    flowId: flow.id,
    channel: view.channel,
    status: view.status,
    isThis,
    startedAt: view.startedAt,
    lastAt: view.finishedAt ?? view.lastProgressAt,
    stepId: view.stepId,
    steps: flow.steps.map(({ id }) => {
      const record = stepRecord(view, id);
      const spentMs = Math.max(0, Math.round(stepDurationMs(view, id, until)));
      return { stepId: id, visits: record?.visits ?? 0, spentMs, done: (record?.completedAt ?? null) !== null };
    }),
    breakpoints: alerts
      .filter(({ journeyId }) => journeyId === view.journeyId)
      .map(({ breakpoint, stepId, raisedAt, state }) => ({ kind: breakpoint.kind, stepId, at: raisedAt, state })),
  };
}

export function createCustomerHistory({ db, content, ledger, viewsOf, now }: HistoryParts): CustomerHistoryDesk {
  async function alertsOf(journeyIds: readonly JourneyId[]): Promise<Alert[]> {
    if (journeyIds.length === 0) return [];
    const rows = await db.selectFrom("alerts").select("body").where("journey_id", "in", journeyIds).orderBy("raised_at").execute();
    return rows.map(({ body }) => alertSchema.parse(JSON.parse(body)));
  }

  return {
    async of(specialist, alertId) {
      const stored = await readAlert(db, alertId);
      if (!stored) return refuse("no-such-alert");
      if (!mayRead(stored.readers, tokensOf(specialist))) return refuse("not-offered-to-you", { offeredTo: "" });
      const { alert } = stored;
      const customer = content.customers.find(({ id }) => id === alert.customerId);
      // Nobody is signed in: there is no past to whom it could belong.
      if (!customer) return { ok: true, value: { journeys: [], isCut: false, ledger: [] } };
      const { views, isCut } = viewsOf(customer.id, MOST_JOURNEYS);
      const alerts = await alertsOf(views.map(({ view }) => view.journeyId));
      const entries: { at: number; entry: LedgerEntry }[] = [
        ...(await ledger.of(customer)).map((contact) => ({ at: contact.at, entry: { kind: "contact", contact } as const })),
        ...alerts.map(({ contact, raisedAt, breakpoint }) => ({
          at: raisedAt,
          entry: { kind: "decision", breakpoint: breakpoint.kind, decision: contact } as const,
        })),
      ];
      return {
        ok: true,
        value: {
          journeys: views.map(({ view, flow }) => pastJourney(view, flow, alerts, now(), view.journeyId === alert.journeyId)),
          isCut,
          ledger: entries
            .sort((a, b) => b.at - a.at)
            .slice(0, MOST_ENTRIES)
            .map(({ entry }) => entry),
        },
      };
    },
  };
}
