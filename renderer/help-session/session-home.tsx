/** The 会话 screen while nobody is being helped: what it waits for and the next useful thing. Nothing else is here. */
import { badgeCount } from "../link/notifier.ts";
import { hubTime } from "../state/hub-time.ts";
import { useCopy, useDesk, useDeskState, useIsOnline } from "../state/use-desk.ts";
import { Button, Chip, Dot } from "../ui/controls.tsx";

export function SessionHome() {
  const { helpSession: copy } = useCopy();
  const desk = useDesk();
  const role = useDeskState((state) => state.me?.role);
  const waiting = useDeskState((state) => badgeCount(state, hubTime.shown()));
  if (role === "expert") return <ExpertHome />;
  return (
    <div className="session-none" data-testid="session-none">
      <h1>{copy.home.none}</h1>
      <p>{copy.home.waiting(waiting)}</p>
      <Button look={waiting > 0 ? "primary" : "default"} onClick={() => desk.go("alerts")}>
        {copy.home.toAlerts}
      </Button>
    </div>
  );
}

function ExpertHome() {
  const { helpSession: copy, shell } = useCopy();
  const desk = useDesk();
  const isOnline = useIsOnline();
  const presence = useDeskState((state) => state.presence);
  const subjects = useDeskState((state) => state.me?.subjects ?? []);
  const isReachable = presence === "online" && isOnline;
  return (
    <div className="session-none" data-testid="session-none" data-reachable={isReachable}>
      <h1>{copy.home.noInvite}</h1>
      <p>{copy.home.inviteComes}</p>
      <p className="row" role="status">
        <Dot tone={isReachable ? "ok" : "warn"} />
        {isReachable ? copy.home.reachable : isOnline ? copy.home.notReachable(shell.presence[presence]) : copy.home.offline}
      </p>
      {subjects.length === 0 ? null : (
        <p className="row expert-subjects">
          <span className="meta">{copy.home.subjects}</span>
          {subjects.map((subject) => (
            <Chip key={subject} tone="expert">
              {subject}
            </Chip>
          ))}
        </p>
      )}
      {isReachable || !isOnline ? null : (
        <Button look="primary" data-testid="become-online" onClick={() => void desk.setPresence("online")}>
          {copy.home.becomeOnline}
        </Button>
      )}
    </div>
  );
}
