/**
 * What the in-app assistant says: its own words by place and button, approved claims for what a text asks, else a person.
 *
 * Reading a text is `shared/domain/intent`, choosing the claims `answer-by-intent.ts`; sending, waiting and raising the alert again
 * belong to the hub.
 */

import type { IntentReading } from "#shared/domain/intent/read-intent.ts";
import type { Assistant, AssistantIntent, QuickReply } from "#shared/model/assistant.ts";
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import type { AssistantIntentId, FlowId, StepId } from "#shared/model/ids.ts";
import type { Words } from "#shared/model/words.ts";

/** Where the customer stands. */
export type AssistantPlace = { readonly flowId: FlowId; readonly stepId: StepId; readonly breakpointKind?: BreakpointKind | undefined };

export type AssistantInput =
  | { readonly kind: "quick-reply"; readonly intentId: AssistantIntentId }
  | {
      readonly kind: "text";
      /** As `readable` of `intent/text-features.ts` gives it. */
      readonly text: string;
      readonly reading: IntentReading;
      /** What approved claims say to it now, to this customer; null when none may. */
      readonly answer: Words | null;
    };

/** Only a reading this sure ends the matter for people: a wrong one would leave somebody alone. */
const SURE_ENOUGH_TO_CLOSE01 = 0.9;

export type AssistantReply = {
  readonly message: Words;
  readonly quickReplies: readonly QuickReply[];
  /** `hand-over`: raise the alert again with the chat; `answered`: the customer goes on alone. */
  readonly outcome: "continue" | "hand-over" | "answered";
  /** Texts too short to say anything in a row, to hand in with the next input. */
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
 * Whoever asks for a person gets one, whatever else the text says. What no approved claim answers goes to a person at once; of a text
 * that hardly says anything the customer is asked again first.
 *
 * @param notUnderstood texts too short in a row before this one.
 */
export function assistantReply(assistant: Assistant, input: AssistantInput, notUnderstood: number): AssistantReply {
  if (input.kind === "quick-reply") {
    const chosen = assistant.intents.find((candidate) => candidate.id === input.intentId);
    return chosen ? replyOf(assistant, chosen) : askedAgain(assistant, notUnderstood);
  }
  const { text, reading, answer } = input;
  const person = assistant.intents.find((intent) => intent.handOverWords.some((word) => mentions(text, word.toLowerCase())));
  if (person) return replyOf(assistant, person);
  if (reading.kind === "abstained") return reading.because === "too-short" ? askedAgain(assistant, notUnderstood) : handOver(assistant);
  const own = assistant.intents.find((candidate) => candidate.id === reading.intent.replyId);
  if (!own) {
    if (answer === null) return handOver(assistant);
    return { message: answer, quickReplies: repliesOf(assistant, assistant.afterAnswer), outcome: "continue", notUnderstood: 0 };
  }
  const reply = replyOf(assistant, own);
  const closes = reply.outcome === "answered" && reading.need.confidence01 < SURE_ENOUGH_TO_CLOSE01;
  return closes ? { ...reply, outcome: "continue", quickReplies: repliesOf(assistant, assistant.afterAnswer) } : reply;
}

/** Said whenever a person has to take over, with nothing left to press. */
export function handOver(assistant: Assistant): AssistantReply {
  return { message: assistant.fallback.handOverMessage, quickReplies: [], outcome: "hand-over", notUnderstood: 0 };
}

function askedAgain(assistant: Assistant, before: number): AssistantReply {
  const notUnderstood = before + 1;
  if (notUnderstood >= assistant.fallback.handOverAfter) return handOver(assistant);
  const { message, quickReplies } = assistant.fallback;
  return { message, quickReplies: repliesOf(assistant, quickReplies), outcome: "continue", notUnderstood };
}

function replyOf(assistant: Assistant, intent: AssistantIntent): AssistantReply {
  const { answer, quickReplies, outcome, id } = intent;
  return { message: answer, quickReplies: repliesOf(assistant, quickReplies), outcome, notUnderstood: 0, intentId: id };
}

/** A Latin word counts whole only: `agent` is not in `agents`. */
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
