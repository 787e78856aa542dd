/** What the assistant and a customer wrote to each other before a person was there, and whether the assistant gave the alert back. */
import type { Alert } from "#shared/model/alert.ts";
import type { ChatMessage } from "#shared/model/chat.ts";
import type { DeskLog } from "./desk-log.ts";

/** In order of time; empty when the assistant was never asked. */
export function assistantTalk({ chat }: Pick<DeskLog, "chat">, { journeyId }: Pick<Alert, "journeyId">): readonly ChatMessage[] {
  const talk = [...chat.values()].filter((message) => message.journeyId === journeyId && message.helpSessionId === undefined);
  return talk.some(({ from }) => from.kind === "assistant") ? talk.sort((a, b) => a.at - b.at) : [];
}

/** Offered to people, and the assistant had spoken about it since it was raised. */
export function isGivenBack({ chat }: Pick<DeskLog, "chat">, { journeyId, state, raisedAt }: Alert): boolean {
  if (state.status !== "open") return false;
  for (const message of chat.values())
    if (message.from.kind === "assistant" && message.journeyId === journeyId && message.at >= raisedAt) return true;
  return false;
}
