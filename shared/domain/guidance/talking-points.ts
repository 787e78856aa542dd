/**
 * Chooses what is worth saying now: up to three points for a customer, step and breakpoint (docs/spec/GUIDE.md).
 *
 * Pure and deterministic: the same content, customer and instant give the same points in the same order.
 * Checking a rewritten point is `rewrite.ts`; sending it belongs to the HelpSession.
 */
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import type { Claim, ClaimKind, Placeholder, SpeakerRole } from "#shared/model/claim.ts";
import type { Flow } from "#shared/model/flow.ts";
import { type ClaimId, type ProductId, type StepId, talkingPointIdSchema } from "#shared/model/ids.ts";
import type { Product } from "#shared/model/product.ts";
import type { ResearchNote } from "#shared/model/research-note.ts";
import type { PointClaim, PointReason, TalkingPoint } from "#shared/model/talking-point.ts";
import type { Language, Words } from "#shared/model/words.ts";
import { isSuitable, neededRiskType } from "./suitability.ts";
import { claimValidity, isValidAt } from "./validity.ts";

export const POINTS_SHOWN = 3;

export type GuidanceQuestion = {
  readonly notes: readonly ResearchNote[];
  readonly products: readonly Product[];
  /** The flow the customer is in, for its id, titles and products. */
  readonly flow: Pick<Flow, "id" | "title" | "steps" | "productIds">;
  readonly stepId: StepId;
  /** Absent once the customer has moved on within a HelpSession. */
  readonly breakpointKind?: BreakpointKind | undefined;
  /** `opening`: before anybody has spoken, the first card opens; `in-session`: no opening any more. */
  readonly moment: "opening" | "in-session";
  /** Tag texts of the customer; empty when they are not signed in. */
  readonly customerTags: readonly string[];
  readonly speaker: { readonly as: SpeakerRole; readonly name: string };
  /** Products the customer has asked about, whatever the flow. */
  readonly askedProductIds?: readonly ProductId[] | undefined;
  /** Claims already sent in this HelpSession, and those the specialist called not useful. */
  readonly used?: readonly ClaimId[] | undefined;
  readonly notUseful?: readonly ClaimId[] | undefined;
  /** Hub clock and content epoch, epoch milliseconds. */
  readonly now: number;
  readonly contentEpoch: number;
};

/** How much each ground counts. A step fits better than a breakpoint, a question the customer asked better than both. */
const WEIGHT = { askedProduct: 24, step: 8, breakpoint: 4, tag: 3, flow: 2, otherBreakpoint: -6, repeatedKind: -4 } as const;

/** Between equally fitting claims: explain first, then reassure; a step aside comes last. */
const KIND_WEIGHT: Record<ClaimKind, number> = {
  opening: 0,
  explanation: 3,
  reassurance: 2,
  rate: 1,
  benefit: 1,
  rule: 0,
  "next-step": 0,
  risk: 0,
};

type Candidate = {
  readonly claim: Claim;
  readonly note: ResearchNote;
  readonly risk: { readonly claim: Claim; readonly note: ResearchNote } | undefined;
  readonly score: number;
  readonly why: readonly PointReason[];
};

export function talkingPointsFor(question: GuidanceQuestion): TalkingPoint[] {
  const claims = question.notes.flatMap((note) => note.claims.map((claim) => ({ claim, note })));
  const candidates = claims.flatMap(({ claim, note }) => {
    const candidate = candidateOf(claim, note, claims, question);
    return candidate ? [candidate] : [];
  });

  const chosen: Candidate[] = [];
  if (question.moment === "opening") {
    const opening = best(
      candidates.filter((candidate) => candidate.claim.kind === "opening"),
      [],
    );
    if (opening) chosen.push(opening);
  }
  const rest = candidates.filter((candidate) => candidate.claim.kind !== "opening");
  while (chosen.length < POINTS_SHOWN) {
    const next = best(
      rest.filter((candidate) => !chosen.includes(candidate)),
      chosen.map((candidate) => candidate.claim.kind),
    );
    if (!next) break;
    chosen.push(next);
  }
  return chosen.map((candidate) => pointOf(candidate, question));
}

/** @returns `null` when the claim cannot be said here and now, or its risk sentence cannot. */
function candidateOf(
  claim: Claim,
  note: ResearchNote,
  claims: readonly { claim: Claim; note: ResearchNote }[],
  question: GuidanceQuestion,
): Candidate | null {
  const { contentEpoch, now, flow } = question;
  if (claim.kind === "risk" || question.used?.includes(claim.id) || question.notUseful?.includes(claim.id)) return null;
  if (!isValidAt(claim, contentEpoch, now)) return null;
  if (!isSuitable(claim, question.products, question.customerTags, question.speaker.as)) return null;

  const risk = claim.requiredRiskClaimId === undefined ? undefined : claims.find((other) => other.claim.id === claim.requiredRiskClaimId);
  if (claim.requiredRiskClaimId !== undefined && !(risk && isValidAt(risk.claim, contentEpoch, now))) return null;

  const askedProduct = claim.productIds.find((id) => question.askedProductIds?.includes(id));
  const inFlow = claim.flowIds.length === 0 || claim.flowIds.includes(flow.id);
  const onStep = claim.stepIds.length === 0 || claim.stepIds.includes(question.stepId);
  if (askedProduct === undefined && !(inFlow && onStep)) return null;

  const answers = question.breakpointKind !== undefined && claim.breakpointKinds.includes(question.breakpointKind);
  const answersAnother = question.breakpointKind !== undefined && claim.breakpointKinds.length > 0 && !answers;
  if (claim.kind === "opening" && claim.breakpointKinds.length > 0 && !answers) return null;

  const why: PointReason[] = [];
  let score = KIND_WEIGHT[claim.kind];
  const because = (reason: PointReason, weight: number) => {
    why.push(reason);
    score += weight;
  };
  if (claim.kind === "opening") because({ code: "opening" }, 0);
  if (askedProduct !== undefined) because({ code: "asked-product", detail: askedProduct }, WEIGHT.askedProduct);
  if (inFlow && onStep && claim.stepIds.length > 0) because({ code: "this-step" }, WEIGHT.step);
  if (answers) because({ code: "this-breakpoint" }, WEIGHT.breakpoint + 1 / claim.breakpointKinds.length);
  for (const tag of claim.audience.allTags) because({ code: "customer-tag", detail: tag }, WEIGHT.tag);
  if (inFlow && claim.flowIds.length > 0) because({ code: "this-flow" }, WEIGHT.flow);
  const flowProduct = claim.productIds.find((id) => flow.productIds.includes(id));
  if (flowProduct !== undefined && flowProduct !== askedProduct) because({ code: "flow-product", detail: flowProduct }, 0);
  const needed = neededRiskType(claim, question.products);
  if (needed !== undefined) because({ code: "risk-type", detail: needed }, 0);
  if (answersAnother) score += WEIGHT.otherBreakpoint;
  return { claim, note, risk, score, why };
}

/** Highest score, a kind already shown counting less; then the newer note; then the id, so that nothing is left to chance. */
function best(candidates: readonly Candidate[], kindsShown: readonly ClaimKind[]): Candidate | undefined {
  const scoreOf = (candidate: Candidate) =>
    candidate.score + WEIGHT.repeatedKind * kindsShown.filter((kind) => kind === candidate.claim.kind).length;
  return [...candidates].sort(
    (a, b) => scoreOf(b) - scoreOf(a) || b.note.publishedDayOffset - a.note.publishedDayOffset || (a.claim.id < b.claim.id ? -1 : 1),
  )[0];
}

function pointOf(candidate: Candidate, question: GuidanceQuestion): TalkingPoint {
  const { claim, note, risk, why } = candidate;
  const riskParts = [risk?.claim.sentence, claim.riskSentence].filter((words) => words !== undefined);
  const sourceOf = (of: { claim: Claim; note: ResearchNote }, role: PointClaim["role"]): PointClaim => ({
    claimId: of.claim.id,
    noteId: of.note.id,
    source: of.claim.source,
    publisher: of.note.publisher,
    validUntil: claimValidity(of.claim, question.contentEpoch).until,
    role,
  });
  return {
    id: talkingPointIdSchema.parse(`tp-${claim.id}`),
    kind: claim.kind,
    sentence: filled(claim.sentence, question),
    ...(riskParts.length > 0 ? { riskSentence: joined(riskParts) } : {}),
    claims: [sourceOf({ claim, note }, "says"), ...(risk ? [sourceOf(risk, "risk")] : [])],
    why: [...why],
  };
}

function filled(words: Words, { flow, stepId, speaker }: GuidanceQuestion): Words {
  const step = flow.steps.find((candidate) => candidate.id === stepId);
  const fill = (language: Language) => {
    const values: Record<Placeholder, string> = {
      specialistName: speaker.name,
      flowTitle: flow.title[language],
      stepTitle: step?.title[language] ?? flow.title[language],
    };
    return words[language].replace(/\{(specialistName|flowTitle|stepTitle)\}/g, (_, name: Placeholder) => values[name]);
  };
  return { "zh-CN": fill("zh-CN"), en: fill("en") };
}

function joined(parts: readonly Words[]): Words {
  return { "zh-CN": parts.map((words) => words["zh-CN"]).join(""), en: parts.map((words) => words.en).join(" ") };
}
