/**
 * The desk's copy of the numbered desk log: pure reducers over snapshot and pushes.
 *
 * A push that does not continue where the copy ends is a gap: nothing of it is applied and the caller resumes by cursor (`renderer/link`).
 */
import type { Alert } from "#shared/model/alert.ts";
import type { ChatMessage, Interception } from "#shared/model/chat.ts";
import type { DeskChange, DeskPush, DeskSnapshot } from "#shared/model/desk-log.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { AlertId, ChatMessageId, HelpSessionId, SpecialistId } from "#shared/model/ids.ts";
import type { Presence } from "#shared/model/person.ts";

export type DeskLog = {
  /** Last number applied; null before the first snapshot. */
  readonly seq: number | null;
  readonly alerts: ReadonlyMap<AlertId, Alert>;
  readonly helpSessions: ReadonlyMap<HelpSessionId, HelpSession>;
  readonly chat: ReadonlyMap<ChatMessageId, ChatMessage>;
  readonly interceptions: ReadonlyMap<ChatMessageId, Interception>;
  readonly presence: ReadonlyMap<SpecialistId, Presence>;
  /** Alerts that were this desk's own at some time: they stay in its lane when the lease passes on. */
  readonly offeredToMe: ReadonlySet<AlertId>;
  /** Hub time at which an alert first reached this copy by a push; absent for what the snapshot held. */
  readonly arrivedAt: ReadonlyMap<AlertId, number>;
};

export const EMPTY_LOG: DeskLog = {
  seq: null,
  alerts: new Map(),
  helpSessions: new Map(),
  chat: new Map(),
  interceptions: new Map(),
  presence: new Map(),
  offeredToMe: new Set(),
  arrivedAt: new Map(),
};

export type PushVerdict =
  /** Continues the copy. */
  | "applied"
  /** Everything in it is known already. */
  | "known"
  /** Something between is missing: resume. */
  | "gap";

function isMine(alert: Alert, me: SpecialistId): boolean {
  return (alert.audience.kind === "person" && alert.audience.specialistId === me) || ("by" in alert.state && alert.state.by === me);
}

function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

/** Takes an alert in unless a later revision is known: replies and the log may arrive in either order. */
export function putAlert(log: DeskLog, alert: Alert, me: SpecialistId): DeskLog {
  const known = log.alerts.get(alert.id);
  if (known !== undefined && known.revision >= alert.revision) return log;
  const offeredToMe = isMine(alert, me) && !log.offeredToMe.has(alert.id) ? new Set(log.offeredToMe).add(alert.id) : log.offeredToMe;
  return { ...log, alerts: withEntry(log.alerts, alert.id, alert), offeredToMe };
}

export function putHelpSession(log: DeskLog, helpSession: HelpSession): DeskLog {
  const known = log.helpSessions.get(helpSession.id);
  if (known !== undefined && known.revision >= helpSession.revision) return log;
  return { ...log, helpSessions: withEntry(log.helpSessions, helpSession.id, helpSession) };
}

/** A message is stored once and never changes, so a repeat is dropped. */
export function putChat(log: DeskLog, message: ChatMessage): DeskLog {
  return log.chat.has(message.id) ? log : { ...log, chat: withEntry(log.chat, message.id, message) };
}

function applyChange(log: DeskLog, change: DeskChange, at: number, me: SpecialistId): DeskLog {
  switch (change.kind) {
    case "alert": {
      const isNew = !log.alerts.has(change.alert.id);
      const next = putAlert(log, change.alert, me);
      return isNew ? { ...next, arrivedAt: withEntry(next.arrivedAt, change.alert.id, at) } : next;
    }
    case "help-session":
      return putHelpSession(log, change.helpSession);
    case "chat":
      return putChat(log, change.message);
    case "interception":
      return { ...log, interceptions: withEntry(log.interceptions, change.interception.id, change.interception) };
    case "draft":
      // 编排 holds the drafts: `studio-state.ts`.
      return log;
    case "presence":
      return { ...log, presence: withEntry(log.presence, change.specialistId, change.presence) };
  }
}

/** Replaces the copy; only what no snapshot can tell (whose lane an alert began in) is carried over. */
export function applySnapshot(log: DeskLog, snapshot: DeskSnapshot, me: SpecialistId): DeskLog {
  const alerts = new Map(snapshot.alerts.map((alert) => [alert.id, alert]));
  const offeredToMe = new Set([...log.offeredToMe].filter((id) => alerts.has(id)));
  for (const alert of snapshot.alerts) if (isMine(alert, me)) offeredToMe.add(alert.id);
  return {
    seq: snapshot.seq,
    alerts,
    helpSessions: new Map(snapshot.helpSessions.map((helpSession) => [helpSession.id, helpSession])),
    chat: new Map(snapshot.chat.map((message) => [message.id, message])),
    interceptions: new Map(snapshot.interceptions.map((interception) => [interception.id, interception])),
    presence: new Map(Object.entries(snapshot.presence) as [SpecialistId, Presence][]),
    offeredToMe,
    arrivedAt: new Map([...log.arrivedAt].filter(([id]) => alerts.has(id))),
  };
}

export function applyPush(log: DeskLog, push: DeskPush, me: SpecialistId): { readonly log: DeskLog; readonly verdict: PushVerdict } {
  if (log.seq === null || push.afterSeq > log.seq) return { log, verdict: "gap" };
  if (push.upToSeq <= log.seq) return { log, verdict: "known" };
  let next = log;
  for (const entry of push.entries) if (entry.seq > log.seq) next = applyChange(next, entry.change, entry.at, me);
  return { log: { ...next, seq: push.upToSeq }, verdict: "applied" };
}
