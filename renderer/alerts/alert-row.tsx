/** One row of the list, 79 px: who, where, what, for how long, and whether they may be contacted. */
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { Flow } from "#shared/model/flow.ts";
import { minuteText, spanText } from "../copy/time.ts";
import { FRESH_MS } from "../state/alert-rows.ts";
import { isGivenBack } from "../state/assistant-talk.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDeskState, useTimeZone, useWords } from "../state/use-desk.ts";
import { percentOf } from "../state/why.ts";
import { Avatar, Dot } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import { BreakBar, CountRing } from "../ui/signature.tsx";

/** The first right of a manager or deputy, in milliseconds: what the ring is a share of. */
const LEASE_MS = 30 * SECOND_MS;

export type RowPlace = { readonly stepIndex: number; readonly stepCount: number; readonly stepTitle: string; readonly flowTitle: string };

export function placeOf(alert: Alert, flow: Flow | undefined, words: ReturnType<typeof useWords>): RowPlace {
  const stepIndex = flow?.steps.findIndex((step) => step.id === alert.stepId) ?? -1;
  return { stepIndex, stepCount: flow?.steps.length ?? 0, stepTitle: words(flow?.steps[stepIndex]?.title), flowTitle: words(flow?.title) };
}

export function AlertRow(props: { readonly alert: Alert; readonly isSelected: boolean; readonly onSelect: () => void }) {
  const { alert, isSelected, onSelect } = props;
  const { alerts, why } = useCopy();
  const words = useWords();
  const now = useHubNow();
  const me = useDeskState((state) => state.me);
  const flow = useDeskState((state) => state.content?.flows.get(alert.flowId));
  const arrivedAt = useDeskState((state) => state.log.arrivedAt.get(alert.id));
  const isBack = useDeskState((state) => isGivenBack(state.log, alert));
  const place = placeOf(alert, flow, words);
  const sinceMs = now - alert.raisedAt;
  const { state, audience } = alert;
  const lease = state.status === "open" && audience.kind === "person" && audience.specialistId === me?.id ? audience.leaseUntil - now : 0;
  const isLeased = lease > 0 && lease <= LEASE_MS;
  const isLate = state.status === "open" && alert.contact.allowed && sinceMs > LEASE_MS;
  const isDone = state.status === "picked-up" || state.status === "resolved";
  const isFresh = state.status === "open" && arrivedAt !== undefined && now - arrivedAt < FRESH_MS;
  const classes = ["alert-row", isSelected && "selected", isDone && "claimed", isFresh && !isSelected && "fresh"].filter(Boolean).join(" ");
  return (
    <div
      className={classes}
      role="option"
      tabIndex={-1}
      id={`alert-${alert.id}`}
      aria-selected={isSelected}
      aria-disabled={isDone}
      data-testid="alert-row"
      data-alert={alert.id}
      data-status={state.status}
      onClick={onSelect}
      onKeyDown={undefined}
    >
      {alert.need === undefined ? (
        <span className="alert-score none">–</span>
      ) : (
        <span className="alert-score" data-testid="row-score">
          <span aria-hidden="true">{percentOf(alert.need.notFinish01)}</span>
          <span className="visually-hidden">{why.scoreOf(percentOf(alert.need.notFinish01))}</span>
        </span>
      )}
      <div className="alert-line">
        <b>{alert.maskedName ?? alerts.anonymous}</b>
        <span className="alert-place cut">
          {place.flowTitle} · {place.stepTitle}
        </span>
        {isFresh ? <span className="fresh-mark">{alerts.fresh}</span> : null}
      </div>
      <span className={`alert-time ${isLate ? "late" : ""} ${isLeased ? "leased" : ""}`}>
        {isLeased ? <CountRing used01={1 - lease / LEASE_MS} /> : null}
        {spanText(sinceMs)}
      </span>
      <span className="alert-kind cut">
        {alerts.behaviour[alert.breakpoint.kind](alert.breakpoint.count)}
        {isBack ? (
          <span className="back-mark" title={alerts.givenBackTitle} data-testid="row-given-back">
            {alerts.givenBack}
          </span>
        ) : null}
        {alert.late === true ? (
          <span className="late-mark" title={alerts.lateTitle} data-testid="row-late">
            {alerts.late}
          </span>
        ) : null}
      </span>
      <span className="alert-progress">
        <BreakBar count={place.stepCount} at={place.stepIndex} isUrgent={alert.breakpoint.severity === "urgent"} />
        {place.stepIndex + 1}/{place.stepCount}
      </span>
      <RowState alert={alert} />
    </div>
  );
}

function RowState({ alert }: { readonly alert: Alert }) {
  const { alerts, contact } = useCopy();
  const zone = useTimeZone();
  const now = useHubNow();
  const me = useDeskState((state) => state.me);
  const colleagues = useDeskState((state) => state.colleagues);
  const nameOf = (id: string) => colleagues.find((known) => known.specialist.id === id)?.specialist.name ?? "";
  const { state, audience } = alert;
  if (state.status === "picked-up") {
    const name = nameOf(state.by);
    return (
      <span className="alert-state keep" data-testid="row-holder">
        <Avatar name={state.by === me?.id ? (me?.name ?? "") : name} size={16} />
        {state.by === me?.id ? alerts.handledByMe : alerts.handledBy(name)}
      </span>
    );
  }
  if (state.status === "resolved") {
    return (
      <span className="alert-state keep text-ok">
        <Icon name="check" size={12} />
        {alerts.resolved[state.because]}
      </span>
    );
  }
  if (state.status === "snoozed") {
    return (
      <span className="alert-state">
        <Icon name="clock" size={12} />
        {alerts.snoozedUntil(minuteText(state.until, zone))}
      </span>
    );
  }
  if (state.status === "waiting") {
    return (
      <span className="alert-state" data-testid="row-queued">
        <Icon name="clock" size={12} />
        {state.freeAt === null ? alerts.queued : alerts.queuedUntil(minuteText(state.freeAt, zone))}
      </span>
    );
  }
  if (state.status === "with-assistant") return <span className="alert-state">{alerts.withAssistant(spanText(now - state.since))}</span>;
  if (audience.kind === "pool" && me?.role === "manager") return <span className="alert-state">{alerts.passedToPool}</span>;
  if (audience.kind === "person" && audience.specialistId !== me?.id)
    return <span className="alert-state">{alerts.passedTo(nameOf(audience.specialistId))}</span>;
  const { channel, allowed, until } = alert.contact;
  const text = contact.row[channel](until === undefined ? "" : minuteText(until, zone));
  if (allowed) {
    return (
      <span className="alert-state text-ok">
        <Dot tone="ok" />
        {text}
      </span>
    );
  }
  return (
    <span className="alert-state">
      <Icon name={channel === "wait" ? "moon" : "minus"} size={12} />
      {text}
    </span>
  );
}
