/** The rail: the screens that exist, with what waits in each. */
import { badgeCount } from "../link/notifier.ts";
import type { Screen } from "../state/desk-state.ts";
import { openSessions } from "../state/help-session-view.ts";
import { hubTime } from "../state/hub-time.ts";
import { isInvited } from "../state/session-news.ts";
import { isUnsaved, mayAuthor } from "../state/studio-state.ts";
import { useCopy, useDesk, useDeskState } from "../state/use-desk.ts";
import type { IconName } from "../ui/icons.tsx";
import { Icon } from "../ui/icons.tsx";
import "./rail.css";

export function Rail() {
  const { shell } = useCopy();
  const alerts = useDeskState((state) => badgeCount(state, hubTime.shown()));
  const sessions = useDeskState(({ log, me }) => (me === null ? 0 : openSessions(log, me.id).length));
  const invites = useDeskState(({ log, me }) =>
    me === null ? 0 : [...log.helpSessions.values()].filter((session) => isInvited(session, me.id)).length,
  );
  const role = useDeskState((state) => state.me?.role);
  const unsaved = useDeskState((state) => isUnsaved(state.studio));
  return (
    <nav className="rail" aria-label={shell.railLabel}>
      {role === "expert" ? null : <Place screen="alerts" icon="breakpoint" label={shell.rail.alerts} count={alerts} />}
      <Place screen="help-session" icon="session" label={shell.rail["help-session"]} count={sessions} isLive={invites === 0} />
      {mayAuthor(role) ? (
        <Place screen="studio" icon="studio" label={shell.rail.studio} count={0} mark={unsaved ? shell.unsaved : null} />
      ) : null}
      <span className="grow" />
      <Place screen="settings" icon="settings" label={shell.rail.settings} count={0} />
    </nav>
  );
}

function Place(props: {
  readonly screen: Screen;
  readonly icon: IconName;
  readonly label: string;
  readonly count: number;
  readonly isLive?: boolean;
  /** Said of a dot instead of a count; null without one. */
  readonly mark?: string | null;
}) {
  const desk = useDesk();
  const isHere = useDeskState((state) => state.screen === props.screen);
  return (
    <button
      type="button"
      className="rail-place"
      aria-current={isHere ? "page" : undefined}
      onClick={() => desk.go(props.screen)}
      data-testid={`rail-${props.screen}`}
    >
      <Icon name={props.icon} size={20} />
      {props.label}
      {props.count > 0 ? <span className={props.isLive ? "badge badge-live" : "badge"}>{Math.min(props.count, 999)}</span> : null}
      {props.mark ? <span className="rail-mark" role="img" aria-label={props.mark} title={props.mark} /> : null}
    </button>
  );
}
