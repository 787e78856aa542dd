/** Status bar: the keys of the screen on the left, my day on the right, both only as far as they exist. */

import type { SpecialistId } from "#shared/model/ids.ts";
import { dateText, minuteText, spanText } from "../copy/time.ts";
import type { DeskLog } from "../state/desk-log.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDesk, useDeskState, useTimeZone } from "../state/use-desk.ts";
import { useKeys } from "../state/use-keys.ts";
import { Kbd } from "../ui/controls.tsx";

/** Pickups of one person on the day of `now`: how many, and the median time from alert to pickup in milliseconds. */
export function myDay(
  log: DeskLog,
  me: SpecialistId,
  now: number,
  zone: string,
): { readonly count: number; readonly medianMs: number | null } {
  const today = dateText(now, zone);
  const mine = [...log.helpSessions.values()].filter(
    (session) => session.specialistId === me && dateText(session.startedAt, zone) === today,
  );
  const waits = mine
    .flatMap((session) => {
      const alert = log.alerts.get(session.alertId);
      return alert === undefined ? [] : [session.startedAt - alert.raisedAt];
    })
    .sort((a, b) => a - b);
  const middle = waits.length >> 1;
  const high = waits[middle];
  const low = waits.length % 2 === 0 ? waits[middle - 1] : high;
  return { count: mine.length, medianMs: high === undefined || low === undefined ? null : (high + low) / 2 };
}

/** The bar of a screen without keys of its own: the two that work everywhere. */
export function PlainStatusBar() {
  const { shell } = useCopy();
  const desk = useDesk();
  const zone = useTimeZone();
  const now = useHubNow();
  const overlay = useDeskState((state) => state.overlay);
  const isMac = useDeskState((state) => state.platform === "darwin");
  useKeys("settings", isMac, overlay !== null, (command) => {
    if (command.kind === "keys" || command.kind === "palette") desk.set({ overlay: command.kind });
  });
  return (
    <footer className="status-bar">
      <span>
        <Kbd>{isMac ? "⌘K" : "Ctrl K"}</Kbd>
        {shell.keys.palette}
      </span>
      <span>
        <Kbd>?</Kbd>
        {shell.keys.all}
      </span>
      <span className="grow" />
      <span data-testid="hub-clock">{minuteText(now, zone)}</span>
    </footer>
  );
}

export function AlertsStatusBar({ lanes }: { readonly lanes: number }) {
  const { shell } = useCopy();
  const zone = useTimeZone();
  const now = useHubNow();
  const log = useDeskState((state) => state.log);
  const me = useDeskState((state) => state.me);
  const day = me === null ? { count: 0, medianMs: null } : myDay(log, me.id, now, zone);
  return (
    <footer className="status-bar">
      <span>
        <Kbd>J</Kbd>
        <Kbd>K</Kbd>
        {shell.keys.move}
      </span>
      <span>
        <Kbd>Enter</Kbd>
        {shell.keys.pickUp}
      </span>
      <span>
        <Kbd>/</Kbd>
        {shell.keys.filter}
      </span>
      {lanes > 1 ? (
        <span>
          <Kbd>1</Kbd>–<Kbd>{lanes}</Kbd>
          {shell.keys.lanes}
        </span>
      ) : null}
      <span>
        <Kbd>?</Kbd>
        {shell.keys.all}
      </span>
      <span className="grow" />
      {day.count > 0 ? <span>{shell.today(day.count)}</span> : null}
      {day.medianMs === null ? null : <span>{shell.median(spanText(day.medianMs))}</span>}
      <span data-testid="hub-clock">{minuteText(now, zone)}</span>
    </footer>
  );
}
