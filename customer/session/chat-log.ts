/** The messages of one journey as the customer sees them: what the hub has, and the own ones still on their way. Pure. */
import type { ChatMessage } from "#shared/model/chat.ts";

export type QuickReplyOffer = { readonly id: string; readonly text: string };

export type ChatLine = {
  readonly id: string;
  readonly text: string;
  readonly from: { readonly kind: "me" } | { readonly kind: "assistant" } | { readonly kind: "person"; readonly name: string };
  readonly status: "there" | "pending" | "failed";
};

export type ChatLog = {
  readonly lines: readonly ChatLine[];
  /** Offered under the newest message of the assistant. */
  readonly offers: readonly QuickReplyOffer[];
  readonly unread: number;
};

export const EMPTY_CHAT: ChatLog = { lines: [], offers: [], unread: 0 };

function lineOf(message: ChatMessage): ChatLine {
  const { from, id, text } = message;
  if (from.kind === "customer") return { id, text, from: { kind: "me" }, status: "there" };
  if (from.kind === "assistant") return { id, text, from: { kind: "assistant" }, status: "there" };
  return { id, text, from: { kind: "person", name: from.displayName }, status: "there" };
}

/** A message the hub told of. The same id again replaces: the hub may have masked a number in it. */
export function withMessage(log: ChatLog, message: ChatMessage, open: boolean): ChatLog {
  const line = lineOf(message);
  const known = log.lines.some((other) => other.id === line.id);
  const lines = known ? log.lines.map((other) => (other.id === line.id ? line : other)) : [...log.lines, line];
  return { ...log, lines, unread: known || open || line.from.kind === "me" ? log.unread : log.unread + 1 };
}

export function withOffers(log: ChatLog, offers: readonly QuickReplyOffer[]): ChatLog {
  return { ...log, offers };
}

/** An own message on its way; a new one takes the offers away. */
export function withMine(log: ChatLog, id: string, text: string): ChatLog {
  const mine: ChatLine = { id, text, from: { kind: "me" }, status: "pending" };
  return { ...log, offers: [], lines: [...log.lines.filter((line) => line.id !== id), mine] };
}

export function withFailed(log: ChatLog, id: string): ChatLog {
  return { ...log, lines: log.lines.map((line) => (line.id === id && line.status === "pending" ? { ...line, status: "failed" } : line)) };
}

/** The hub's record after a (re)connect; own messages it does not have stay at the end. Nothing counts as unread. */
export function withHistory(log: ChatLog, messages: readonly ChatMessage[]): ChatLog {
  const there = messages.map(lineOf);
  const ids = new Set(there.map((line) => line.id));
  return { ...log, lines: [...there, ...log.lines.filter((line) => !ids.has(line.id))] };
}

export function asRead(log: ChatLog): ChatLog {
  return log.unread === 0 ? log : { ...log, unread: 0 };
}
