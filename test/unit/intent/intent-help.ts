/** The live samples, a model learned from them once a file, and ways to ask it. */
import { toSimplifiedCharacter } from "#hub/content/simplified.ts";
import { learnIntents } from "#shared/domain/intent/learn-intents.ts";
import type { IntentPlace } from "#shared/domain/intent/place.ts";
import { type IntentReading, readIntent } from "#shared/domain/intent/read-intent.ts";
import { readable } from "#shared/domain/intent/text-features.ts";
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import { flowIdSchema, stepIdSchema } from "#shared/model/ids.ts";
import { content } from "../guidance/question.ts";

export const simplify = (text: string) => [...text].map(toSimplifiedCharacter).join("");
export const { needs, flows } = content;
export const model = learnIntents(needs, flows, undefined, simplify);

export function place(flowId: string, stepId: string, breakpointKind?: BreakpointKind, helpTopics?: string[]): IntentPlace {
  return { flowId: flowIdSchema.parse(flowId), stepId: stepIdSchema.parse(stepId), breakpointKind, helpTopics };
}
export const face = place("car-loan", "face-check", "verification-failed");
export const price = place("deposit-transfer", "price", "quiet-on-step");
export const heirs = place("family-trust", "beneficiary", "quiet-on-step");

export const read = (text: string, where: IntentPlace = face): IntentReading => readIntent(model, readable(text, simplify), where);
/** What was understood, else why not. */
export function meant(text: string, where: IntentPlace = face): string {
  const reading = read(text, where);
  return reading.kind === "understood" ? reading.intent.id : reading.because;
}
