/** The deeds on the alert under the cursor, each with its key; off with the reason beside them. */
import { DropdownMenu } from "radix-ui";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import type { Alert } from "#shared/model/alert.ts";
import { nearText } from "../copy/time.ts";
import { hubTime, useHubNow } from "../state/hub-time.ts";
import { useCopy, useDesk, useDeskState, useIsOnline, useTimeZone } from "../state/use-desk.ts";
import { Avatar, Button, Dialog, Dot, Kbd } from "../ui/controls.tsx";

const SNOOZES = ["5", "15", "30", "60"] as const;

export function AlertActions({ alert, onPickUp }: { readonly alert: Alert; readonly onPickUp: () => void }) {
  const { alerts, contact } = useCopy();
  const desk = useDesk();
  const zone = useTimeZone();
  const now = useHubNow();
  const capsuleContact = useDeskState(({ capsule }) => (capsule?.alertId === alert.id ? capsule.details?.contact : undefined));
  const isOnline = useIsOnline();
  const isBusy = useDeskState((state) => state.busy.has(alert.id));
  const me = useDeskState((state) => state.me);
  const colleagues = useDeskState((state) => state.colleagues);
  const isSnoozing = useDeskState((state) => state.overlay === "snooze");
  const { state } = alert;
  if (me === null || (me.role !== "manager" && me.role !== "agent")) return null;

  if (state.status === "picked-up") {
    const holder = state.by === me.id ? null : (colleagues.find((known) => known.specialist.id === state.by)?.specialist.name ?? "");
    return (
      <div className="actions">
        <p className="actions-note">{holder === null ? alerts.handledByMe : alerts.handledBy(holder)}</p>
        {holder === null ? (
          <Button
            look="primary"
            size="lg"
            className="pickup"
            data-testid="open-session"
            onClick={() => desk.openHelpSession(state.helpSessionId)}
          >
            {alerts.openSession}
            <Kbd isOnAccent>Enter</Kbd>
          </Button>
        ) : null}
      </div>
    );
  }
  if (state.status === "resolved") {
    return (
      <div className="actions">
        <p className="actions-note">{alerts.resolved[state.because]}</p>
      </div>
    );
  }
  const isLater = state.status === "snoozed" || state.status === "with-assistant" || state.status === "waiting";
  const isOff = !isOnline || isBusy;
  const { allowed, channel, until } = capsuleContact ?? alert.contact;
  const refusal =
    allowed || (until !== undefined && until <= now)
      ? null
      : contact.channel[channel](until === undefined ? "" : nearText(until, now, zone));
  return (
    <div className="actions">
      <p className={isOnline && refusal === null ? "actions-note" : "actions-note text-warn"} data-testid="actions-note">
        {isOnline ? (refusal ?? alerts.pickUpNote) : alerts.offlineActions}
      </p>
      <Button look="primary" size="lg" className="pickup" disabled={isOff} data-testid="pickup" onClick={onPickUp}>
        {isBusy ? alerts.pickingUp : alerts.pickUp}
        <Kbd isOnAccent>Enter</Kbd>
      </Button>
      <div className="actions-row">
        {isLater ? (
          <Button disabled={isOff} data-testid="wake" onClick={() => void desk.alerts.wake(alert.id)}>
            {state.status === "with-assistant" ? alerts.takeBack : alerts.wake}
          </Button>
        ) : (
          <Button disabled={isOff} data-testid="give-to-assistant" onClick={() => void desk.alerts.giveToAssistant(alert.id)}>
            {alerts.assistant}
            <Kbd>A</Kbd>
          </Button>
        )}
        <DropdownMenu.Root modal={false} open={isSnoozing} onOpenChange={(open) => desk.set({ overlay: open ? "snooze" : null })}>
          <DropdownMenu.Trigger asChild>
            <Button disabled={isOff} data-testid="snooze">
              {alerts.snooze}
              <Kbd>S</Kbd>
            </Button>
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content className="menu" side="top" align="center" sideOffset={6}>
              {SNOOZES.map((minutes) => (
                <DropdownMenu.Item
                  key={minutes}
                  className="menu-item"
                  data-testid={`snooze-${minutes}`}
                  onSelect={() => void desk.alerts.snooze(alert.id, Math.round(hubTime.now()) + Number(minutes) * MINUTE_MS)}
                >
                  {alerts.snoozeFor[minutes]}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
        <Button disabled={isOff} data-testid="hand-over" onClick={() => desk.set({ overlay: "hand-over" })}>
          {alerts.handOver}
          <Kbd>T</Kbd>
        </Button>
      </div>
      <HandOver alert={alert} />
    </div>
  );
}

function HandOver({ alert }: { readonly alert: Alert }) {
  const { alerts, shell } = useCopy();
  const desk = useDesk();
  const isOpen = useDeskState((state) => state.overlay === "hand-over");
  const me = useDeskState((state) => state.me);
  const colleagues = useDeskState((state) => state.colleagues);
  const presence = useDeskState((state) => state.log.presence);
  const candidates = colleagues.filter(
    ({ specialist }) => specialist.id !== me?.id && (specialist.role === "manager" || specialist.role === "agent"),
  );
  return (
    <Dialog
      title={alerts.handOverTitle}
      isOpen={isOpen}
      onClose={() => desk.set({ overlay: null })}
      closeLabel={shell.close}
      testId="hand-over-dialog"
    >
      {candidates.length === 0 ? <p className="meta">{alerts.handOverEmpty}</p> : null}
      <div className="pick-list">
        {candidates.map((colleague) => {
          const { specialist } = colleague;
          const now = presence.get(specialist.id) ?? colleague.presence;
          return (
            <button
              key={specialist.id}
              type="button"
              className="pick"
              data-testid="colleague"
              data-specialist={specialist.id}
              onClick={() => {
                desk.set({ overlay: null });
                void desk.alerts.handOver(alert.id, specialist.id);
              }}
            >
              <Avatar name={specialist.name} />
              <span className="grow cut">
                {specialist.name} <span className="meta">{shell.role[specialist.role]}</span>
              </span>
              <span className="row meta">
                <Dot tone={now === "online" ? "ok" : now === "busy" ? "busy" : "plain"} />
                {shell.presence[now]}
              </span>
            </button>
          );
        })}
      </div>
    </Dialog>
  );
}
