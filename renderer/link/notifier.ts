/**
 * Desktop notifications and the badge, from changes of the desk's state (DESK rules on notifying).
 *
 * One per alert, only for what is offered to this desk, only when online and not in a help session; three or more in ten seconds are one.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { AlertId } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import { copyOf } from "../copy/copy.ts";
import { isWaiting, rowsOf } from "../state/alert-rows.ts";
import type { DeskState } from "../state/desk-state.ts";
import { hubTime } from "../state/hub-time.ts";
import { isMyQuiet, isWanted, limitsOf } from "../state/my-limits.ts";
import { isInvited } from "../state/session-news.ts";
import type { DeskContext } from "./desk.ts";

const MERGE_WITHIN_MS = 10 * SECOND_MS;
const MERGE_FROM = 3;

/** Alerts a notification is due for: new by a push, waiting, offered to this desk, within the person's own limits. */
export function dueForNotice(state: DeskState, told: ReadonlySet<AlertId>, now: number): readonly Alert[] {
  const { me, log, presence, settings } = state;
  if (me === null || presence !== "online" || !settings.notifications.desktop || isMyQuiet(state, now)) return [];
  const limits = limitsOf(state);
  if ([...log.helpSessions.values()].some((session) => session.specialistId === me.id && session.state.status === "active")) return [];
  return [...log.arrivedAt.keys()].flatMap((id) => {
    const alert = log.alerts.get(id);
    if (alert === undefined || told.has(id) || alert.state.status !== "open") return [];
    const isMine = alert.audience.kind === "person" && alert.audience.specialistId === me.id;
    if (!isMine && !(alert.audience.kind === "pool" && me.role === "agent")) return [];
    return isWanted(alert, isMine ? "mine" : "pool", "notice", limits) ? [alert] : [];
  });
}

/** What the rail counts beside 断点: alerts of the first lane that still wait. */
export function badgeCount(state: DeskState, now: number): number {
  const { me, log } = state;
  if (me === null) return 0;
  const rows = rowsOf(log, me, now);
  return (me.role === "agent" ? [...rows.mine, ...rows.pool] : rows.mine).filter(isWaiting).length;
}

/** Lanes the window's badge counts, each by what the person wants to be told of. */
function wantedCount(state: DeskState, me: Specialist, now: number): number {
  if (isMyQuiet(state, now)) return 0;
  const rows = rowsOf(state.log, me, now);
  const limits = limitsOf(state);
  const of = (lane: "mine" | "pool") => rows[lane].filter((alert) => isWaiting(alert) && isWanted(alert, lane, "badge", limits)).length;
  return me.role === "agent" ? of("mine") + of("pool") : of("mine");
}

/** What the window's badge counts: waiting alerts within the person's limits, and invites into sessions that are not answered: somebody waits. */
export function deskBadge(state: DeskState, now: number): number {
  const { me, log } = state;
  if (me === null) return 0;
  return wantedCount(state, me, now) + [...log.helpSessions.values()].filter((session) => isInvited(session, me.id)).length;
}

export function watchForNotices({ store, bridge }: DeskContext): () => void {
  const told = new Set<AlertId>();
  let recent: number[] = [];
  let badge = "";
  const showBadge = (state: DeskState) => {
    const count = deskBadge(state, hubTime.now());
    const nextBadge = `${count} ${state.presence}`;
    if (nextBadge === badge) return;
    badge = nextBadge;
    void bridge.calls.setBadge({ count: Math.min(count, 9_999), presence: state.presence });
  };
  let wasQuiet = false;
  // Quiet times begin and end by the clock alone.
  const stopClock = hubTime.subscribe(() => {
    const isQuiet = isMyQuiet(store.getState(), hubTime.now());
    if (isQuiet !== wasQuiet) showBadge(store.getState());
    wasQuiet = isQuiet;
  });
  const stopStore = store.subscribe((state, before) => {
    if (state.log === before.log && state.presence === before.presence && state.settings.myLimits === before.settings.myLimits) return;
    showBadge(state);
    if (state.log === before.log) return;
    const due = dueForNotice(state, told, hubTime.now());
    for (const id of state.log.arrivedAt.keys()) told.add(id);
    const first = due[0];
    if (first === undefined) return;
    const now = hubTime.now();
    recent = [...recent.filter((at) => now - at < MERGE_WITHIN_MS), ...due.map(() => now)];
    const copy = copyOf(state.settings.language);
    if (recent.length >= MERGE_FROM) {
      void bridge.calls.notify({ title: copy.shell.notify.manyTitle(recent.length), body: copy.shell.notify.manyBody, alertId: first.id });
      return;
    }
    const flow = state.content?.flows.get(first.flowId);
    const step = flow?.steps.find((known) => known.id === first.stepId);
    const language = state.settings.language;
    void bridge.calls.notify({
      title: copy.shell.notify.title(first.maskedName ?? copy.alerts.anonymous),
      body: copy.shell.notify.body(flow?.title[language] ?? "", step?.title[language] ?? ""),
      alertId: first.id,
    });
  });
  return () => {
    stopClock();
    stopStore();
  };
}
