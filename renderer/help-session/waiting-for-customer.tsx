/** Picked up, not yet accepted: nothing of the customer's page, voice or picture is here. */
import { minuteText, nearText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDesk, useIsOnline, useTimeZone } from "../state/use-desk.ts";
import { useHelpSession, useLive } from "../state/use-help-session.ts";
import { Button, Dot, Failure } from "../ui/controls.tsx";
import { useSessionDeeds } from "./help-session-screen.tsx";
import { JourneyRail } from "./journey-rail.tsx";

export function WaitingForCustomer() {
  const { helpSession: copy, alerts, errors } = useCopy();
  const desk = useDesk();
  const zone = useTimeZone();
  const now = useHubNow();
  const isOnline = useIsOnline();
  const deeds = useSessionDeeds();
  const { session, customerName, live, journey } = useHelpSession();
  const status = useLive((view) => view.status);
  const error = useLive((view) => view.error);
  if (session.state.status !== "inviting") return null;
  const { shownAt, expiresAt } = session.state;
  return (
    <div className="session-waiting">
      <JourneyRail />
      <div className="waiting-card" data-testid="waiting-for-consent" data-shown={shownAt !== undefined}>
        <h2>{copy.waiting.title(customerName)}</h2>
        <p role="status">{shownAt === undefined ? copy.waiting.notShown : `${copy.waiting.shown} · ${minuteText(shownAt, zone)}`}</p>
        {journey === undefined ? null : (
          <p className="row meta" data-testid="customer-presence" data-presence={journey.presence}>
            <Dot tone={journey.presence === "visible" ? "ok" : "plain"} />
            {alerts.presence[journey.presence]}
          </p>
        )}
        <p className="meta">{copy.waiting.facts}</p>
        <p className="meta">{copy.waiting.expires(nearText(expiresAt, now, zone))}</p>
        {status === "failed" && error !== null ? (
          <Failure text={`${copy.joinFailed}: ${errors[error.code]}`} action={copy.retry} onAction={() => void live.join()} />
        ) : null}
        <p className="meta">{copy.waiting.meanwhile}</p>
        <div className="row waiting-foot">
          <Button look="primary" data-testid="waiting-back" onClick={() => desk.go("alerts")}>
            {copy.back}
          </Button>
          <Button disabled={!isOnline} data-testid="withdraw-invite" onClick={() => void deeds.end(session.id)}>
            {copy.waiting.withdraw}
          </Button>
        </div>
      </div>
    </div>
  );
}
