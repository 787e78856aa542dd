/**
 * What the in-app assistant says: chosen from content by place and keyword, never composed.
 *
 * Sending, waiting and raising the alert again belong to `hub/dispatch`.
 */

import type { Assistant, AssistantIntent, QuickReply } from "#shared/model/assistant.ts";
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import type { AssistantIntentId, FlowId, StepId } from "#shared/model/ids.ts";
import type { Words } from "#shared/model/words.ts";

/** Where the customer stands. */
export type AssistantPlace = { readonly flowId: FlowId; readonly stepId: StepId; readonly breakpointKind?: BreakpointKind | undefined };

export type AssistantInput =
  | { readonly kind: "quick-reply"; readonly intentId: AssistantIntentId }
  | { readonly kind: "text"; readonly text: string };

export type AssistantReply = {
  readonly message: Words;
  readonly quickReplies: readonly QuickReply[];
  /** `hand-over`: raise the alert again with the chat; `answered`: the customer goes on alone. */
  readonly outcome: "continue" | "hand-over" | "answered";
  /** Texts not understood in a row, to hand in with the next input. */
  readonly notUnderstood: number;
  readonly intentId?: AssistantIntentId;
};

/** The first messages. Step counts more than breakpoint, breakpoint more than flow; a script for another place never speaks. */
export function assistantOpening(
  assistant: Assistant,
  place: AssistantPlace,
): { readonly messages: readonly Words[]; readonly quickReplies: readonly QuickReply[] } {
  const fitting = assistant.scripts
    .filter((script) => (script.flowId ?? place.flowId) === place.flowId && (script.stepId ?? place.stepId) === place.stepId)
    .filter((script) => script.breakpointKind === undefined || script.breakpointKind === place.breakpointKind)
    .map((script) => ({ script, rank: (script.stepId ? 4 : 0) + (script.breakpointKind ? 2 : 0) + (script.flowId ? 1 : 0) }))
    .sort((a, b) => b.rank - a.rank || (a.script.id < b.script.id ? -1 : 1));
  const script = fitting[0]?.script;
  if (!script) return { messages: [assistant.fallback.message], quickReplies: repliesOf(assistant, assistant.fallback.quickReplies) };
  return { messages: script.messages, quickReplies: repliesOf(assistant, script.quickReplies) };
}

/**
 * @param notUnderstood texts not understood in a row before this one.
 * @param simplify traditional characters to simplified, for the customer's free text.
 */
export function assistantReply(
  assistant: Assistant,
  place: AssistantPlace,
  input: AssistantInput,
  notUnderstood: number,
  simplify: (text: string) => string = (text) => text,
): AssistantReply {
  const here = assistant.intents.filter((intent) => isHere(intent, place));
  const intent =
    input.kind === "quick-reply"
      ? assistant.intents.find((candidate) => candidate.id === input.intentId)
      : intentOf(here, simplify(input.text.normalize("NFKC")).toLowerCase());
  if (intent) {
    return {
      message: intent.answer,
      quickReplies: repliesOf(assistant, intent.quickReplies),
      outcome: intent.outcome,
      notUnderstood: 0,
      intentId: intent.id,
    };
  }
  const missed = notUnderstood + 1;
  if (missed >= assistant.fallback.handOverAfter)
    return { message: assistant.fallback.handOverMessage, quickReplies: [], outcome: "hand-over", notUnderstood: 0 };
  return {
    message: assistant.fallback.message,
    quickReplies: repliesOf(assistant, assistant.fallback.quickReplies),
    outcome: "continue",
    notUnderstood: missed,
  };
}

function isHere(intent: AssistantIntent, place: AssistantPlace): boolean {
  return (
    (intent.flowIds.length === 0 || intent.flowIds.includes(place.flowId)) &&
    (intent.stepIds.length === 0 || intent.stepIds.includes(place.stepId))
  );
}

/** Whoever asks for a person gets one, whatever else the text says; else the longest keyword, then the intent made for this place. */
function intentOf(intents: readonly AssistantIntent[], text: string): AssistantIntent | undefined {
  const found = intents
    .map((intent) => ({
      intent,
      length: Math.max(0, ...intent.keywords.map((keyword) => (mentions(text, keyword.toLowerCase()) ? [...keyword].length : 0))),
    }))
    .filter(({ length }) => length > 0)
    .map(({ intent, length }) => ({
      intent,
      length,
      handsOver: intent.outcome === "hand-over" ? 1 : 0,
      place: (intent.stepIds.length > 0 ? 2 : 0) + (intent.flowIds.length > 0 ? 1 : 0),
    }))
    .sort((a, b) => b.handsOver - a.handsOver || b.length - a.length || b.place - a.place || (a.intent.id < b.intent.id ? -1 : 1));
  return found[0]?.intent;
}

/** A Latin keyword counts as a word only: `person` is not in `personal`. */
function mentions(text: string, keyword: string): boolean {
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) {
    const joinsBefore = /^[a-z0-9]/.test(keyword) && /[a-z0-9]$/.test(text.slice(0, at));
    const joinsAfter = /[a-z0-9]$/.test(keyword) && /^[a-z0-9]/.test(text.slice(at + keyword.length));
    if (!joinsBefore && !joinsAfter) return true;
  }
  return false;
}

function repliesOf(assistant: Assistant, ids: readonly AssistantIntentId[]): QuickReply[] {
  return ids.flatMap((id) => {
    const intent = assistant.intents.find((candidate) => candidate.id === id);
    return intent ? [{ id: intent.id, label: intent.label }] : [];
  });
}
