/** Two panels beside an alert: the customer's journeys and what came of them, and the ledger of contacts and decisions. */
import type { ContactDecision } from "#shared/model/contact.ts";
import type { CustomerHistory, LedgerEntry, PastJourney } from "#shared/model/customer-history.ts";
import type { CustomerCard } from "#shared/model/views.ts";
import { ContactButtons } from "../contact/contact-buttons.tsx";
import { ContactAgainst, ContactLabel } from "../contact/contact-label.tsx";
import { contactCopy, contactReason } from "../copy/contact.ts";
import { nearText, spanText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDeskState, useIsOnline, useLanguage, useTimeZone, useWords } from "../state/use-desk.ts";
import { Chip, Failure } from "../ui/controls.tsx";
import type { HistoryReading } from "./use-customer-history.ts";
import "./customer-history.css";

type PanelProps = { readonly reading: HistoryReading; readonly part: "journeys" | "ledger"; readonly customer: CustomerCard };

export function CustomerHistoryPanel({ reading, part, customer }: PanelProps) {
  const { history: copy, errors } = useCopy();
  const isOnline = useIsOnline();
  const { history, error, retry } = reading;
  if (history === null && error !== null)
    return <Failure text={`${copy.failed} · ${errors[error.code]}`} action={copy.retry} onAction={retry} testId="history-failed" />;
  if (history === null)
    return isOnline ? (
      <div className="history-skeleton" role="status" aria-label={copy.loading}>
        <i className="skeleton" />
        <i className="skeleton" />
        <i className="skeleton" />
      </div>
    ) : (
      <p className="meta">{copy.offline}</p>
    );
  return (
    <div data-testid={`history-${part}`}>
      {isOnline ? null : <p className="text-warn history-note">{copy.stale}</p>}
      {part === "ledger" ? (
        <div className="history-deeds">
          <ContactButtons customer={customer} />
        </div>
      ) : null}
      {part === "journeys" ? <Journeys history={history} /> : <Ledger entries={history.ledger} />}
    </div>
  );
}

function Journeys({ history }: { readonly history: CustomerHistory }) {
  const { history: copy } = useCopy();
  const earlier = history.journeys.filter(({ isThis }) => !isThis);
  return (
    <>
      {earlier.length === 0 ? <p className="meta history-note">{copy.noJourneys}</p> : null}
      <ol className="history-list">
        {history.journeys.map((journey) => (
          <Journey key={journey.journeyId} journey={journey} />
        ))}
      </ol>
      {history.isCut ? <p className="caption">{copy.cut(history.journeys.length)}</p> : null}
    </>
  );
}

function Journey({ journey }: { readonly journey: PastJourney }) {
  const { history: copy, alerts } = useCopy();
  const words = useWords();
  const zone = useTimeZone();
  const now = useHubNow();
  const flow = useDeskState((state) => state.content?.flows.get(journey.flowId));
  const titleOf = (stepId: string) => words(flow?.steps.find(({ id }) => id === stepId)?.title);
  const visited = journey.steps.filter(({ visits }) => visits > 0);
  const done = journey.steps.filter((step) => step.done).length;
  const tone = journey.status === "finished" ? "ok" : journey.status === "left" ? "warn" : "accent";
  return (
    <li className="history-item" data-testid="past-journey">
      <div className="row">
        <b className="cut grow">{words(flow?.title)}</b>
        {journey.isThis ? <Chip tone="accent">{copy.thisOne}</Chip> : <Chip tone={tone}>{copy.status[journey.status]}</Chip>}
      </div>
      <p className="meta">
        {nearText(journey.startedAt, now, zone)} · {spanText(journey.lastAt - journey.startedAt)}
        {journey.channel === null ? "" : ` · ${alerts.channel[journey.channel]}`}
      </p>
      <p className="meta">
        {journey.status === "finished" || journey.stepId === null
          ? copy.stepsDone(done, journey.steps.length)
          : copy.endedAt(titleOf(journey.stepId), done, journey.steps.length)}
      </p>
      {journey.breakpoints.map((found) => (
        <p key={`${found.kind} ${found.at}`} className="history-break">
          <span className="cut grow">{copy.breakAt(alerts.behaviourName[found.kind], titleOf(found.stepId))}</span>
          <span className="meta">{copy.became[found.state.status === "resolved" ? found.state.because : found.state.status]}</span>
        </p>
      ))}
      {visited.length > 0 ? (
        <details className="history-steps">
          <summary>{copy.steps(visited.length)}</summary>
          <ul>
            {visited.map((step) => (
              <li key={step.stepId}>
                <span className="cut grow">{titleOf(step.stepId)}</span>
                <span className="meta">{step.visits > 1 ? copy.visits(step.visits) : ""}</span>
                <span>{spanText(step.spentMs)}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </li>
  );
}

function Ledger({ entries }: { readonly entries: readonly LedgerEntry[] }) {
  const { history: copy } = useCopy();
  if (entries.length === 0) return <p className="meta">{copy.noLedger}</p>;
  return (
    <ol className="history-list">
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be alike in everything
        <Entry key={index} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({ entry }: { readonly entry: LedgerEntry }) {
  const { history: copy, alerts } = useCopy();
  const zone = useTimeZone();
  const now = useHubNow();
  if (entry.kind === "decision")
    return (
      <li className="history-item" data-testid="ledger-decision">
        <div className="row">
          <b className="cut grow">{copy.decision}</b>
          <span className="meta">{nearText(entry.decision.decidedAt, now, zone)}</span>
        </div>
        <p className="meta">{copy.decisionAt(alerts.behaviourName[entry.breakpoint])}</p>
        <Decision decision={entry.decision} />
      </li>
    );
  const { contact } = entry;
  return (
    <li className="history-item" data-testid="ledger-contact" data-channel={contact.channel}>
      <div className="row">
        <b>{copy.channel[contact.channel]}</b>
        <span className="cut grow">
          <ContactLabel contact={contact} />
        </span>
        <span className="meta">{nearText(contact.at, now, zone)}</span>
      </div>
      <p>{contact.about}</p>
      {contact.note === undefined ? null : <p className="history-words selectable">{contact.note}</p>}
      <p className="meta">
        {contact.delivery === undefined ? `${copy.outcome[contact.outcome]} · ` : ""}
        {contact.by}
      </p>
      <ContactAgainst contact={contact} />
    </li>
  );
}

/** The result, and the rule that decided when it was no. */
function Decision({ decision }: { readonly decision: ContactDecision }) {
  const language = useLanguage();
  const zone = useTimeZone();
  const now = useHubNow();
  const near = (at: number) => nearText(at, now, zone);
  const refusing = decision.rules.find((rule) => rule.verdict === "refuses");
  return (
    <>
      <p className={decision.allowed ? "text-ok" : "text-warn"}>
        {contactCopy[language].channel[decision.channel](decision.until === undefined ? "" : near(decision.until))}
      </p>
      {refusing === undefined ? null : (
        <p className="meta">
          {contactCopy[language].rule[refusing.id]} · {contactReason(language, refusing, near)}
        </p>
      )}
    </>
  );
}
