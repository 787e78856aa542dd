/** Title bar: brand, search, sync state, presence, account, and the window's own controls where the system draws none. */
import { DropdownMenu } from "radix-ui";
import { countText, minuteText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDesk, useDeskState, useIsOnline, useTimeZone } from "../state/use-desk.ts";
import { Avatar, Dot, Kbd, Segment } from "../ui/controls.tsx";
import { Icon, Mark } from "../ui/icons.tsx";

export function TitleBar() {
  const { shell } = useCopy();
  const desk = useDesk();
  const platform = useDeskState((state) => state.platform);
  const isReady = useDeskState((state) => state.phase.kind === "ready");
  const me = useDeskState((state) => state.me);
  return (
    <header className={`title-bar title-bar-${platform}`}>
      <div className="title-left">
        <span className="brand">
          <Mark />
          {shell.product}
        </span>
        <span className="meta cut">
          {shell.bank}
          {me === null ? null : ` · ${me.team}`}
        </span>
      </div>
      {isReady ? (
        <button type="button" className="search-box" onClick={() => desk.set({ overlay: "palette" })} data-testid="search">
          <Icon name="search" size={14} />
          <span className="grow">{me?.role === "expert" ? shell.searchSessions : shell.search}</span>
          <Kbd>{platform === "darwin" ? "⌘K" : "Ctrl K"}</Kbd>
        </button>
      ) : (
        <span />
      )}
      <div className="title-right">
        {isReady ? (
          <>
            <SyncState />
            <PresenceSegment />
            <Account />
          </>
        ) : null}
        {platform === "darwin" ? null : <WindowControls />}
      </div>
    </header>
  );
}

function SyncState() {
  const { shell } = useCopy();
  const zone = useTimeZone();
  const link = useDeskState((state) => state.link);
  const isSyncing = useDeskState((state) => state.isSyncing);
  const seq = useDeskState((state) => state.log.seq);
  const now = useHubNow();
  const isOnline = link === "online";
  const text = isOnline
    ? isSyncing
      ? shell.sync.syncing
      : shell.sync.online(countText(seq ?? 0))
    : link === "connecting"
      ? shell.sync.connecting
      : seq === null
        ? shell.sync.offlineFresh
        : shell.sync.offline(countText(seq));
  return (
    <span
      className={isOnline ? "sync-state" : "sync-state sync-off"}
      role="status"
      data-testid="sync-state"
      data-link={link}
      data-seq={seq ?? ""}
    >
      <Dot tone={isOnline ? "ok" : "warn"} />
      {text}
      {link === "offline" ? <span className="sync-as-of">{shell.asOf(minuteText(now, zone))}</span> : null}
    </span>
  );
}

function PresenceSegment() {
  const { shell } = useCopy();
  const desk = useDesk();
  const presence = useDeskState((state) => state.presence);
  const isOnline = useIsOnline();
  return (
    <Segment
      label={shell.presenceLabel}
      testId="presence"
      value={presence}
      isDisabled={!isOnline}
      items={[
        { value: "online", label: shell.presence.online, tone: "ok" },
        { value: "busy", label: shell.presence.busy, tone: "busy" },
        { value: "away", label: shell.presence.away, tone: "plain" },
      ]}
      onChange={(value) => value !== "offline" && void desk.setPresence(value)}
    />
  );
}

function Account() {
  const { shell } = useCopy();
  const desk = useDesk();
  const me = useDeskState((state) => state.me);
  if (me === null) return null;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="account" aria-label={shell.account(me.name)} data-testid="account">
        <Avatar name={me.name} tone="accent" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          <DropdownMenu.Label className="menu-label">
            <b>{me.name}</b>
            <span className="meta">
              {shell.role[me.role]} · {shell.staffNumber(me.staffNumber)}
            </span>
          </DropdownMenu.Label>
          <DropdownMenu.Item className="menu-item" onSelect={() => desk.go("settings")}>
            {shell.rail.settings}
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" data-testid="sign-out" onSelect={() => void desk.signOut()}>
            {shell.signOut}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function WindowControls() {
  const { shell } = useCopy();
  const { bridge } = useDesk();
  return (
    <div className="window-controls">
      <button type="button" aria-label={shell.window.minimize} onClick={() => void bridge.calls.controlWindow({ action: "minimize" })}>
        <Icon name="minimize" size={14} />
      </button>
      <button
        type="button"
        aria-label={shell.window.maximize}
        onClick={() => void bridge.calls.controlWindow({ action: "toggle-maximize" })}
      >
        <Icon name="maximize" size={14} />
      </button>
      <button type="button" aria-label={shell.window.close} onClick={() => void bridge.calls.controlWindow({ action: "close" })}>
        <Icon name="cross" size={14} />
      </button>
    </div>
  );
}
