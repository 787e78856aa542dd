/** The capsule of one alert: headline, steps, field states, facts, contact decision, past contacts. */
import { useEffect, useState } from "react";
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { AlertDetails } from "#shared/model/views.ts";
import { ContactDecisionView } from "../contact/contact-decision.tsx";
import { ContactLabel } from "../contact/contact-label.tsx";
import { dayText, spanText } from "../copy/time.ts";
import type { Capsule as CapsuleState } from "../state/desk-state.ts";
import { useHubNow } from "../state/hub-time.ts";
import { beforeCurrent } from "../state/journey-times.ts";
import { useCopy, useDesk, useTimeZone, useWords } from "../state/use-desk.ts";
import { Dot, Failure, IconButton } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import { MaskChip } from "../ui/signature.tsx";
import { AssistantTalk } from "./assistant-talk.tsx";
import { FactTimeline } from "./fact-timeline.tsx";
import { LikelyNeedLine } from "./likely-need.tsx";
import { NeedScoreView } from "./need-score-view.tsx";
import { StepTimeline } from "./step-timeline.tsx";
import { WhyNow } from "./why-now.tsx";

const SLOW_AFTER_MS = 5 * SECOND_MS;
const SHOW_AFTER_MS = 200;

export function Capsule(props: { readonly alert: Alert; readonly capsule: CapsuleState | null; readonly flow: Flow | undefined }) {
  const { alert, capsule, flow } = props;
  const { alerts, errors } = useCopy();
  const desk = useDesk();
  const details = capsule?.alertId === alert.id ? capsule.details : null;
  return (
    <section
      className="capsule"
      aria-label={alerts.title}
      data-testid="capsule"
      data-alert={alert.id}
      data-status={capsule?.status ?? "none"}
    >
      <div className="capsule-top">
        <span className="cut">
          {alerts.metaLine(alert.id.slice(0, 11), alert.releaseId.slice(0, 8), details?.policy?.version.slice(0, 8) ?? null)}
        </span>
        <span className="grow" />
        <IconButton
          icon="copy"
          label={alerts.copyLink}
          onClick={() => void desk.bridge.calls.copyText({ text: alert.id }).then((reply) => reply.ok && desk.notify(alerts.copied))}
        />
      </div>
      {capsule?.status === "failed" ? (
        <Failure
          text={`${alerts.capsuleFailed}: ${capsule.error === undefined ? "" : errors[capsule.error.code]}`}
          action={alerts.retry}
          onAction={() => void desk.alerts.read(alert.id)}
        />
      ) : null}
      {details !== null && flow !== undefined ? (
        <CapsuleBody alert={alert} details={details} flow={flow} />
      ) : (
        <Loading askedAt={capsule?.askedAt ?? 0} />
      )}
    </section>
  );
}

function Loading({ askedAt }: { readonly askedAt: number }) {
  const { alerts } = useCopy();
  const [waitedMs, setWaitedMs] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setWaitedMs(Date.now() - askedAt), SHOW_AFTER_MS);
    return () => clearInterval(timer);
  }, [askedAt]);
  if (askedAt === 0 || waitedMs < SHOW_AFTER_MS) return null;
  return (
    <div role="status" aria-busy="true">
      <div className="skeleton" style={{ height: 30, width: "70%" }} />
      <div className="skeleton" style={{ height: 20, width: "50%", marginTop: 4 }} />
      <div className="skeleton" style={{ height: 76, marginTop: 24 }} />
      <div className="skeleton" style={{ height: 58, marginTop: 44 }} />
      {waitedMs > SLOW_AFTER_MS ? <p className="meta">{alerts.capsuleSlow}</p> : null}
    </div>
  );
}

/** One plain sentence: who, where, what, and whether they are still there. */
export function useHeadline(alert: Alert, journey: JourneyCard | null, flow: Flow | undefined, now: number): string {
  const { alerts } = useCopy();
  const words = useWords();
  const titleOf = (stepId: string) => words(flow?.steps.find((step) => step.id === stepId)?.title);
  const { kind, count, sinceAt } = alert.breakpoint;
  const said = alerts.headline[kind](alert.maskedName ?? alerts.anonymous, titleOf(alert.stepId), count, spanText(now - sinceAt));
  if (journey === null) return said;
  const { headlinePresence } = alerts;
  if (journey.status === "finished") return said + headlinePresence.finished;
  if (journey.presence === "gone" || journey.status === "left") return said + headlinePresence.gone;
  if (journey.presence === "offline") return said + headlinePresence.offline;
  if (journey.stepId !== alert.stepId) return said + headlinePresence.elsewhere(titleOf(journey.stepId));
  return said + (journey.presence === "hidden" ? headlinePresence.hidden : headlinePresence.here);
}

function CapsuleBody({ alert, details, flow }: { readonly alert: Alert; readonly details: AlertDetails; readonly flow: Flow }) {
  const { alerts } = useCopy();
  const words = useWords();
  const now = useHubNow();
  const { journey } = details;
  const headline = useHeadline(alert, journey, flow, now);
  const at = flow.steps.findIndex((step) => step.id === journey.stepId);
  const before = beforeCurrent(
    journey,
    flow.steps.map((step) => step.id),
    details.typical,
  );
  return (
    <div className="capsule-body">
      <h2 data-testid="headline">{headline}</h2>
      <p className="capsule-sub">
        <span className="row">
          <Dot tone={journey.presence === "visible" ? "ok" : "plain"} />
          {alerts.presence[journey.presence]} · {alerts.channel[journey.channel]}
        </span>
        <span>{alerts.stepOf(words(flow.title), at + 1, flow.steps.length)}</span>
        {before.count > 0 ? (
          <span>
            {alerts.before(before.count, spanText(before.spentMs))}
            {before.differenceMs === null
              ? null
              : ` · ${before.differenceMs < 0 ? alerts.faster(spanText(-before.differenceMs)) : alerts.slower(spanText(before.differenceMs))}`}
          </span>
        ) : null}
      </p>
      <LikelyNeedLine alert={alert} details={details} flow={flow} />
      <AssistantTalk alert={alert} />
      <StepTimeline alert={alert} details={details} flow={flow} now={now} />
      <WhyNow alert={alert} policy={details.policy} />
      <FieldStates journey={journey} flow={flow} />
      <div className="capsule-two">
        <FactTimeline journey={journey} flow={flow} />
        <div>
          <NeedScoreView need={alert.need} />
          <ContactDecisionView decision={details.contact} customer={details.customer} />
          <PastContacts details={details} />
        </div>
      </div>
    </div>
  );
}

/** Observed fields in the flow's order, and the ones of the current step that were not touched yet. */
function FieldStates({ journey, flow }: { readonly journey: JourneyCard; readonly flow: Flow }) {
  const { alerts } = useCopy();
  const words = useWords();
  const chips = flow.steps.flatMap((step) =>
    step.fields.flatMap((field) => {
      const seen = journey.fields.find((known) => known.stepId === step.id && known.fieldId === field.id);
      if (seen === undefined && step.id !== journey.stepId) return [];
      const label = words(field.label);
      return [
        { key: `${step.id} ${field.id}`, label: field.optional ? alerts.optional(label) : label, state: seen?.state ?? ("empty" as const) },
      ];
    }),
  );
  return (
    <section className="capsule-section" data-testid="field-states">
      <h3 className="section-head">
        <Icon name="lock" size={14} /> {alerts.fields} <span>{alerts.fieldsNote}</span>
      </h3>
      {chips.length === 0 ? <p className="meta">{alerts.fieldsEmpty}</p> : null}
      <div className="masks">
        {chips.map((chip) => (
          <MaskChip key={chip.key} label={chip.label} state={chip.state} word={alerts.fieldState[chip.state]} />
        ))}
      </div>
    </section>
  );
}

function PastContacts({ details }: { readonly details: AlertDetails }) {
  const { alerts, history } = useCopy();
  const zone = useTimeZone();
  const { contacts } = details;
  return (
    <section className="past-contacts" data-testid="past-contacts">
      <h3 className="section-head">
        {alerts.contacts} {contacts.length > 0 ? <span>{alerts.contactsNote(contacts.length)}</span> : null}
      </h3>
      {contacts.length === 0 ? <p className="meta">{alerts.contactsEmpty}</p> : null}
      <ul>
        {contacts.slice(0, 8).map((contact) => (
          <li key={`${contact.at} ${contact.about}`}>
            <time>{dayText(contact.at, zone)}</time>
            <span className="row">
              <span className="cut">{`${history.channel[contact.channel]} · ${contact.about}`}</span>
              <ContactLabel contact={contact} isShort />
            </span>
            <span>{contact.by}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
