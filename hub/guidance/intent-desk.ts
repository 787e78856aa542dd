/**
 * Reads customers at the hub: what a text to the assistant asks and which approved claims answer it, and the likely need behind an alert.
 *
 * Owns the learned reader, made on first use and kept, and what it is asked with. Learning and reading are `shared/domain/intent`.
 */

import { answerByIntent } from "#shared/domain/guidance/answer-by-intent.ts";
import type { AssistantInput } from "#shared/domain/guidance/assistant.ts";
import { type IntentModel, LEARN_INTENTS, learnIntents } from "#shared/domain/intent/learn-intents.ts";
import type { IntentPlace } from "#shared/domain/intent/place.ts";
import { likelyNeed, readIntent } from "#shared/domain/intent/read-intent.ts";
import { readable } from "#shared/domain/intent/text-features.ts";
import type { Alert } from "#shared/model/alert.ts";
import { chatMessageSchema } from "#shared/model/chat.ts";
import type { CustomerId, JourneyId, TalkingPointId } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { LikelyNeed } from "#shared/model/need-intent.ts";
import type { Content } from "../content/content.ts";
import { toSimplifiedCharacter } from "../content/simplified.ts";
import { readUnresolved } from "../dispatch/alert-store.ts";
import type { Database } from "../store/open-store.ts";

/** Of what a customer wrote to the assistant, this many messages are looked at. */
const TEXTS_READ = 12;

export type ReadText = {
  readonly input: AssistantInput;
  /** The point the answer begins with, kept with the message. */
  readonly talkingPointId: TalkingPointId | undefined;
};

export type IntentDesk = {
  /** What a text asks where this customer stands, with the answer that may be given. */
  readText(visitor: { readonly journeyId: JourneyId; readonly customerId: CustomerId | null }, text: string): Promise<ReadText | null>;
  /** 可能想问: null where the reader abstains. */
  needBehind(alert: Alert): Promise<LikelyNeed | null>;
  /** Learns to read texts, other work going on in between, so that the first text need not wait for it. */
  warmUp(): void;
};

const simplify = (text: string) => [...text].map(toSimplifiedCharacter).join("");

export function createIntentDesk(options: {
  readonly db: Database;
  readonly content: Content;
  readonly now: () => number;
  readonly card: (journeyId: JourneyId) => JourneyCard | null;
}): IntentDesk {
  const { db, content, now, card } = options;
  let learned: IntentModel | null = null;
  const model = (): IntentModel => {
    learned ??= learnIntents(content.needs, content.flows, LEARN_INTENTS, simplify);
    return learned;
  };

  const helpTopics = (shown: JourneyCard, stepId: string): string[] =>
    shown.facts.flatMap(({ observation }) =>
      observation.kind === "help-opened" && observation.stepId === stepId ? [observation.topic] : [],
    );

  async function placeOf(shown: JourneyCard): Promise<IntentPlace> {
    const open = (await readUnresolved(db, shown.journeyId)).map(({ alert }) => alert);
    const alert = open.find(({ state }) => state.status === "with-assistant") ?? open[0];
    const { flowId, stepId } = shown;
    return {
      flowId,
      stepId,
      helpTopics: helpTopics(shown, stepId),
      ...(alert?.stepId === stepId ? { breakpointKind: alert.breakpoint.kind } : {}),
    };
  }

  /** What the customer wrote to the assistant since this began, oldest first. */
  async function textsSince(journeyId: JourneyId, since: number): Promise<string[]> {
    const rows = await db
      .selectFrom("chat")
      .select("body")
      .where("journey_id", "=", journeyId)
      .where("help_session_id", "is", null)
      .where("at", ">=", since)
      .orderBy("at", "desc")
      .limit(TEXTS_READ)
      .execute();
    return rows
      .map((row) => chatMessageSchema.parse(JSON.parse(row.body)))
      .filter((message) => message.from.kind === "customer")
      .map((message) => readable(message.text, simplify))
      .reverse();
  }

  return {
    async readText(visitor, text) {
      const shown = card(visitor.journeyId);
      const flow = content.flows.find((known) => known.id === shown?.flowId);
      if (!shown || !flow) return null;
      const read = readable(text, simplify);
      const reading = readIntent(model(), read, await placeOf(shown));
      const customer = content.customers.find((known) => known.id === visitor.customerId);
      const answer =
        reading.kind === "understood"
          ? answerByIntent(reading.intent, {
              notes: content.notes,
              products: content.products,
              flow,
              stepId: shown.stepId,
              customerTags: customer?.tags.map((tag) => tag.text) ?? [],
              now: now(),
              contentEpoch: content.contentEpoch,
            })
          : null;
      return { input: { kind: "text", text: read, reading, answer: answer?.text ?? null }, talkingPointId: answer?.points[0]?.id };
    },
    async needBehind(alert) {
      const shown = card(alert.journeyId);
      if (!shown) return null;
      const { flowId, stepId, breakpoint } = alert;
      const place: IntentPlace = { flowId, stepId, breakpointKind: breakpoint.kind, helpTopics: helpTopics(shown, stepId) };
      return likelyNeed(model(), await textsSince(alert.journeyId, breakpoint.sinceAt), place);
    },
    warmUp() {
      if (!model().learnSome()) setImmediate(() => this.warmUp());
    },
  };
}
