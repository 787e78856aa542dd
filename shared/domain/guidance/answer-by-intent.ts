/**
 * The answer to an intent: its approved claims, as far as they may be said to this customer now, each with its required risk sentence.
 *
 * Validity, suitability and risk are those of `talking-points.ts`. Whether the wording passes the lexicon is the sender's question.
 */
import type { Claim } from "#shared/model/claim.ts";
import type { NeedIntent } from "#shared/model/need-intent.ts";
import type { TalkingPoint } from "#shared/model/talking-point.ts";
import type { Language, Words } from "#shared/model/words.ts";
import type { GuidanceQuestion } from "./talking-points.ts";
import { talkingPointsFor } from "./talking-points.ts";

/** One answers, a second completes it; a third is a lecture. */
export const CLAIMS_SAID = 2;

export type AnswerQuestion = Pick<GuidanceQuestion, "notes" | "products" | "flow" | "stepId" | "customerTags" | "now" | "contentEpoch">;

export type ClaimAnswer = {
  /** Sentences, then every risk sentence once, on lines of their own. */
  readonly text: Words;
  readonly points: readonly TalkingPoint[];
};

/** @returns `null` when none of its claims may be said here, now, to this customer. */
export function answerByIntent(intent: Pick<NeedIntent, "claimIds">, question: AnswerQuestion): ClaimAnswer | null {
  const known = question.notes.flatMap((note) => note.claims);
  const claims = intent.claimIds.flatMap((id) => known.find((claim) => claim.id === id) ?? []);
  const isOfStep = (claim: Claim) => claim.stepIds.includes(question.stepId);
  const isOfAnyStep = (claim: Claim) => claim.stepIds.length === 0;
  const sayable = (which: readonly Claim[]) => which.flatMap((claim) => pointOf(claim, question));
  // What is of this step, then what is of any; another step's words only when these have none.
  const here = sayable([...claims.filter(isOfStep), ...claims.filter(isOfAnyStep)]);
  const points = (here.length > 0 ? here : sayable(claims)).slice(0, CLAIMS_SAID);
  if (points.length === 0) return null;
  return { text: { "zh-CN": said(points, "zh-CN"), en: said(points, "en") }, points };
}

function said(points: readonly TalkingPoint[], language: Language): string {
  const sentences = points.map((point) => point.sentence[language]).join(language === "en" ? " " : "");
  const risks = new Set(points.flatMap((point) => point.riskSentence?.[language] ?? []));
  return [sentences, ...risks].join("\n");
}

/** The claim as a talking point, asked for at a step of its own: a customer may ask at another one. */
function pointOf(claim: Claim, question: AnswerQuestion): TalkingPoint[] {
  const notes = question.notes.map((note) => ({
    ...note,
    claims: note.claims.filter((other) => other.id === claim.id || other.kind === "risk"),
  }));
  const isHere = claim.stepIds.length === 0 || claim.stepIds.includes(question.stepId);
  return talkingPointsFor({
    ...question,
    notes,
    stepId: isHere ? question.stepId : (claim.stepIds[0] ?? question.stepId),
    moment: "in-session",
    // Claims of certain speakers answer no intent (`hub/content/check-intents.ts`), and none of these names one.
    speaker: { as: "agent", name: "" },
  });
}
