/**
 * Tells the person what happened in their help sessions while they were looking elsewhere: a notice with its action, and a desktop
 * notification where it may call somebody back to the window (rule 18).
 *
 * What counts as news is `state/session-news.ts`.
 */
import type { HelpSession } from "#shared/model/help-session.ts";
import type { HelpSessionId } from "#shared/model/ids.ts";
import { copyOf } from "../copy/copy.ts";
import type { DeskState } from "../state/desk-state.ts";
import { takesPart } from "../state/help-session-view.ts";
import { hubTime } from "../state/hub-time.ts";
import { isMyQuiet } from "../state/my-limits.ts";
import type { SessionNews } from "../state/session-news.ts";
import { isInvited, newsOf } from "../state/session-news.ts";
import type { DeskContext } from "./desk.ts";

/** Whether the session is what the window shows; the 会话 screen without a choice opens what is there by itself. */
export function isOnScreen(state: DeskState, session: HelpSession): boolean {
  if (state.screen !== "help-session") return false;
  return state.helpSessionId === session.id || state.helpSessionId === null || !state.log.helpSessions.has(state.helpSessionId);
}

/** A desktop notification: online, allowed by the settings and the person's own times, in no other session, and the window is not being looked at. */
export function mayCallBack(state: DeskState, session: HelpSession): boolean {
  const { me, log, presence, settings, windowFocused } = state;
  if (me === null || presence !== "online" || !settings.notifications.desktop || windowFocused) return false;
  if (isMyQuiet(state, hubTime.now())) return false;
  return ![...log.helpSessions.values()].some(
    (other) => other.id !== session.id && other.state.status === "active" && takesPart(other, me.id),
  );
}

export function watchSessions({ store, bridge, announce, dismiss }: DeskContext): () => void {
  /** Notices of invites that still stand. */
  const standing = new Map<HelpSessionId, number>();

  function notifyDesktop(state: DeskState, { alertId }: HelpSession, title: string, session: HelpSession): void {
    const flow = state.content?.flows.get(session.flowId);
    const step = flow?.steps.find((known) => known.id === session.stepId);
    const { language } = state.settings;
    const body = copyOf(language).shell.notify.body(flow?.title[language] ?? "", step?.title[language] ?? "");
    void bridge.calls.notify({ title, body, alertId });
  }

  function tell(state: DeskState, news: SessionNews): void {
    const { session } = news;
    const { news: words } = copyOf(state.settings.language).helpSession;
    const isHere = isOnScreen(state, session);
    const open = { openSession: session.id };
    switch (news.kind) {
      case "invited": {
        const title = words.invited(news.by);
        if (mayCallBack(state, session)) notifyDesktop(state, session, title, session);
        if (!isHere) standing.set(session.id, announce({ text: title, tone: "call", ...open }));
        return;
      }
      case "invite-over": {
        const id = standing.get(session.id);
        if (id !== undefined) dismiss(id);
        standing.delete(session.id);
        return;
      }
      case "accepted":
        if (mayCallBack(state, session)) notifyDesktop(state, session, words.accepted(news.customer), session);
        if (!isHere) announce({ text: words.accepted(news.customer), tone: "call", ...open });
        return;
      case "refused":
        if (!isHere) announce({ text: words.refused[news.outcome](news.customer), tone: "plain" });
        return;
      case "ended":
        if (!isHere) announce({ text: words.ended[news.endedBy](news.customer), tone: "call", ...open });
        return;
      default:
        announce({ text: words[news.kind](news.name), tone: news.kind === "expert-joined" ? "ok" : "plain", ...(isHere ? {} : open) });
    }
  }

  return store.subscribe((state, before) => {
    if (state.me === null) return standing.clear();
    // Whoever opened the session has read its notice.
    for (const [id, notice] of standing) {
      const session = state.log.helpSessions.get(id);
      if (session !== undefined && isInvited(session, state.me.id) && !(state.screen === "help-session" && state.helpSessionId === id))
        continue;
      standing.delete(id);
      dismiss(notice);
    }
    if (state.log.helpSessions === before.log.helpSessions) return;
    for (const news of newsOf(before.log.helpSessions, state.log.helpSessions, state.me.id)) tell(store.getState(), news);
  });
}
