/** The customer column: card, opening points with source and expiry, service notes, what was before. No name, no number beyond what the card holds. */

import type { PointCard } from "#shared/model/point-card.ts";
import type { AlertDetails, CustomerCard } from "#shared/model/views.ts";
import { dateText, dayText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDesk, useDeskState, useTimeZone, useWords } from "../state/use-desk.ts";
import { Avatar, Chip, Segment } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import { CustomerHistoryPanel } from "./customer-history.tsx";
import { useCustomerHistory } from "./use-customer-history.ts";

export function CustomerColumn({ details }: { readonly details: AlertDetails }) {
  const { history: copy } = useCopy();
  const { customer } = details;
  const desk = useDesk();
  const part = useDeskState((state) => state.customerPart);
  const revision = useDeskState((state) => state.log.alerts.get(details.alertId)?.revision ?? 0);
  // A contact made by hand changes the ledger and not the alert.
  const version = `${revision} ${details.contacts.map(({ at, outcome }) => `${at}${outcome}`).join(" ")}`;
  const reading = useCustomerHistory(details.alertId, version, part !== "card");
  return (
    <div className="customer" data-testid="customer-column">
      {customer === null ? (
        <>
          <Anonymous />
          <Overview details={details} />
        </>
      ) : (
        <>
          <CardHead customer={customer} />
          <div className="history-tabs">
            <Segment
              label={copy.tabsLabel}
              testId="customer-part"
              value={part}
              items={(["card", "journeys", "ledger"] as const).map((value) => ({ value, label: copy.tabs[value] }))}
              onChange={(customerPart) => desk.set({ customerPart })}
            />
          </div>
          {part === "card" ? (
            <>
              <CardFacts customer={customer} />
              <Overview details={details} />
            </>
          ) : (
            <CustomerHistoryPanel reading={reading} part={part} customer={customer} />
          )}
        </>
      )}
    </div>
  );
}

/** Opening points, then service notes. */
function Overview({ details }: { readonly details: AlertDetails }) {
  const { alerts } = useCopy();
  const { customer, points } = details;
  return (
    <>
      <section className="customer-section">
        <h3 className="section-head">
          {alerts.customer.opening} <span className="grow" />
          {points.length > 0 ? <span>{alerts.customer.openingNote(points.length)}</span> : null}
        </h3>
        {points.length === 0 ? <p className="meta">{alerts.customer.openingEmpty}</p> : null}
        {points.map((point) => (
          <Opening key={point.id} point={point} />
        ))}
      </section>
      {customer !== null && customer.notes.length > 0 ? <Notes customer={customer} /> : null}
    </>
  );
}

function Anonymous() {
  const { alerts } = useCopy();
  return (
    <div className="customer-head">
      <Avatar name="?" size={40} />
      <div className="grow">
        <h2 className="customer-name">{alerts.anonymous}</h2>
        <p className="meta">{alerts.customer.anonymousNote}</p>
      </div>
    </div>
  );
}

function CardHead({ customer }: { readonly customer: CustomerCard }) {
  const { alerts } = useCopy();
  return (
    <div className="customer-head">
      <Avatar name={customer.maskedName} size={40} />
      <div className="grow">
        <h2 className="customer-name">{customer.maskedName}</h2>
        <p className="meta">{alerts.customer.tail(customer.customerNumberTail, customer.city)}</p>
      </div>
    </div>
  );
}

function CardFacts({ customer }: { readonly customer: CustomerCard }) {
  const { alerts } = useCopy();
  const me = useDeskState((state) => state.me);
  const zone = useTimeZone();
  const now = useHubNow();
  const years = Number(dateText(now, zone).slice(0, 4)) - Number(customer.since.slice(0, 4));
  const manager =
    customer.managerName === null
      ? alerts.customer.noManager
      : customer.managerId === me?.id
        ? alerts.customer.me(customer.managerName)
        : customer.managerName;
  return (
    <>
      <div className="tags">
        {customer.tags.map((tag) => (
          <Chip key={tag.text} tone={tag.tone}>
            {tag.tone === "ok" ? <Icon name="check" size={12} /> : null}
            {tag.text}
          </Chip>
        ))}
      </div>
      <dl className="customer-facts">
        <dt>{alerts.customer.since}</dt>
        <dd>{alerts.customer.sinceText(customer.since, years)}</dd>
        <dt>{alerts.customer.manager}</dt>
        <dd>{manager}</dd>
        <dt>{alerts.customer.holdings}</dt>
        <dd>{customer.holdings.length > 0 ? customer.holdings.join("、") : alerts.customer.noHoldings}</dd>
      </dl>
    </>
  );
}

function Opening({ point }: { readonly point: PointCard }) {
  const { alerts } = useCopy();
  const words = useWords();
  const zone = useTimeZone();
  return (
    <div className="opening" data-testid="opening-point">
      <p className="selectable">{words(point.sentence)}</p>
      {point.riskSentence === undefined ? null : (
        <p className="risk-line selectable">{alerts.customer.required(words(point.riskSentence))}</p>
      )}
      {point.sources.map((source) => (
        <p key={source.claimId} className="cited">
          <Chip title={words(source.title)}>
            <Icon name="document" size={12} />
            <span className="cut">
              {words(source.title)} {source.section ?? ""}
            </span>
          </Chip>
          {alerts.customer.validUntil(dateText(source.validUntil, zone))}
        </p>
      ))}
    </div>
  );
}

function Notes({ customer }: { readonly customer: CustomerCard }) {
  const { alerts } = useCopy();
  const zone = useTimeZone();
  return (
    <section className="customer-section">
      <h3 className="section-head">{alerts.customer.notes}</h3>
      {customer.notes.map((note) => (
        <div key={`${note.at} ${note.text}`} className="note">
          <p className="selectable">{note.text}</p>
          <p className="caption">{alerts.customer.notedBy(note.by, dayText(note.at, zone))}</p>
        </div>
      ))}
    </section>
  );
}
