/** A session that ended before it began: what became of the invitation, what follows from it, and the way back. */
import { minuteText } from "../copy/time.ts";
import { useCopy, useDesk, useTimeZone } from "../state/use-desk.ts";
import { useHelpSession } from "../state/use-help-session.ts";
import { Button } from "../ui/controls.tsx";
import { JourneyRail } from "./journey-rail.tsx";

export function NotBegun() {
  const { helpSession: copy } = useCopy();
  const desk = useDesk();
  const zone = useTimeZone();
  const { session, customerName } = useHelpSession();
  if (session.state.status !== "ended") return null;
  const { outcome, at } = session.state;
  const known = outcome === "declined" || outcome === "ignored" || outcome === "wrong-person" ? outcome : "withdrawn";
  const { title, next } = copy.notBegun[known];
  return (
    <div className="session-waiting">
      <JourneyRail />
      <div className="waiting-card" data-testid="not-begun" data-outcome={known}>
        <h2 role="status">{title(customerName)}</h2>
        <p>{next}</p>
        <p className="meta">{copy.notBegun.record(minuteText(at, zone))}</p>
        <Button
          look="primary"
          data-testid="not-begun-back"
          onClick={() => {
            desk.set({ helpSessionId: null });
            desk.goHome();
          }}
        >
          {copy.back}
        </Button>
      </div>
    </div>
  );
}
