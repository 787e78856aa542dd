/** What a desk is shown of one alert: its capsule, put together anew each time it is opened. Who may open it is `readers.ts`. */
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { askedFirst } from "#shared/domain/alert/eligibility.ts";
import type { AlertId, CustomerId, JourneyId } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { Customer, Specialist } from "#shared/model/person.ts";
import type { AlertDetails } from "#shared/model/views.ts";
import type { Content } from "../content/content.ts";
import type { ContactLedger } from "../decide/contact-ledger.ts";
import type { ContactOffice } from "../decide/contact-office.ts";
import type { Guidance } from "../guidance/guidance.ts";
import type { IntentDesk } from "../guidance/intent-desk.ts";
import type { Database } from "../store/open-store.ts";
import type { PolicyInForce } from "../watch/policies.ts";
import { typicalTimes } from "../watch/typical-times.ts";
import { policyShown } from "./alert-policy.ts";
import { readAlert } from "./alert-store.ts";
import { customerCard } from "./customer-card.ts";
import { mayRead, tokensOf } from "./readers.ts";

export type AlertDetailsParts = {
  readonly db: Database;
  readonly content: Content;
  readonly ledger: ContactLedger;
  readonly contacts: ContactOffice;
  readonly guidance: Guidance;
  readonly intents: IntentDesk;
  readonly card: (journeyId: JourneyId) => JourneyCard | null;
  readonly policyOf: (journeyId: JourneyId) => PolicyInForce | null;
};

export function createAlertDetails(parts: AlertDetailsParts, customerOf: (id: CustomerId | undefined) => Customer | null) {
  const { db, content, ledger, contacts, guidance, intents, card, policyOf } = parts;
  return async (specialist: Specialist, alertId: AlertId): Promise<Reply<AlertDetails>> => {
    const stored = await readAlert(db, alertId);
    if (!stored) return refuse("no-such-alert");
    const { alert } = stored;
    if (!mayRead(stored.readers, tokensOf(specialist))) return refuse("not-offered-to-you", { offeredTo: "" });
    const journey = card(alert.journeyId);
    const flow = content.flows.find((known) => known.id === alert.flowId);
    if (!journey || !flow) return refuse("no-such-journey");
    const customer = customerOf(alert.customerId);
    const stepIds = flow.steps.map((step) => step.id);
    const likelyNeed = await intents.needBehind(alert);
    return {
      ok: true,
      value: {
        alertId,
        journey,
        customer: customer === null ? null : customerCard(customer, content),
        typical: await typicalTimes(db, flow.id, stepIds),
        contacts: customer === null ? [] : await ledger.of(customer),
        contact: alert.state.status === "resolved" ? alert.contact : await contacts.decide(customer, askedFirst(alert)),
        points: guidance.forAlert(alert, specialist),
        ...(likelyNeed === null ? {} : { likelyNeed }),
        ...policyShown(policyOf(alert.journeyId), alert.breakpoint, journey.channel),
      },
    };
  };
}
