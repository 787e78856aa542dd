/**
 * Where limits come from besides the policy's defaults: the flow's own steps, and history (docs/spec/LEARN.md).
 *
 * Pure: history in, limits with their sample out. Reading history is the caller's; when to learn again is the hub's or a command's.
 */
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { StepId } from "#shared/model/ids.ts";
import { type DetectionPolicy, detectionPolicySchema, type LearnedLimit, type LearnPolicy } from "#shared/model/policy.ts";
import { factInstant, foldJourney } from "../journey/fold-journey.ts";
import { isOnLastStep, type JourneyView } from "../journey/journey-view.ts";

type Channel = NonNullable<JourneyView["channel"]>;
type LearnedLimits = Readonly<Record<string, LearnedLimit>>;

/** One wait that a customer got over by themselves. `pause`: the longest in a visit of a step; `away`: the last step out of sight. */
export type WaitSample = { readonly kind: "pause" | "away"; readonly channel: Channel; readonly stepId: StepId; readonly ms: number };

export function learnedAt(learned: LearnedLimits | undefined, channel: Channel | null, stepId: StepId | null): LearnedLimit | undefined {
  return learned?.[`${channel}/${stepId}`];
}

/**
 * The waits of one journey; none of a journey that was not finished, because nobody knows which of its waits were trouble.
 *
 * @param facts in the order of `seq`.
 */
export function waitsOf(facts: readonly Fact[], flow: Flow): readonly WaitSample[] {
  const samples: WaitSample[] = [];
  let view: JourneyView | null = null;
  let pauseMs = 0;
  for (const fact of facts) {
    const before: JourneyView | null = view;
    view = foldJourney(before, fact, flow);
    if (before === null || before.stepId === null || before.channel === null) continue;
    const { stepId, channel } = before;
    if (view.lastProgressAt > before.lastProgressAt && before.offlineSince === null)
      pauseMs = Math.max(pauseMs, view.lastProgressAt - before.lastProgressAt);
    if (before.awaySince !== null && view.awaySince === null && isOnLastStep(before))
      samples.push({ kind: "away", channel, stepId, ms: factInstant(fact) - before.awaySince });
    if (view.stepId !== stepId || view.status === "finished") {
      samples.push({ kind: "pause", channel, stepId, ms: pauseMs });
      pauseMs = 0;
    }
    if (view.status === "finished") return samples;
  }
  return [];
}

/** The smallest sample that at least this share of all samples does not exceed. */
function quantileOf(sorted: readonly number[], quantile: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(quantile * sorted.length) - 1)] ?? 0;
}

function learnFrom(samples: readonly WaitSample[], learn: LearnPolicy): LearnedLimits {
  const groups = new Map<string, number[]>();
  for (const { channel, stepId, ms } of samples) {
    const key = `${channel}/${stepId}`;
    const group = groups.get(key);
    if (group) group.push(ms);
    else groups.set(key, [ms]);
  }
  const learned: Record<string, LearnedLimit> = {};
  for (const [key, waits] of groups) {
    if (waits.length < learn.leastSample) continue;
    const ms = quantileOf(
      waits.sort((a, b) => a - b),
      learn.quantile,
    );
    learned[key] = { limitMs: Math.round(Math.min(learn.noMoreMs, Math.max(learn.noLessMs, ms * learn.factor))), n: waits.length };
  }
  return learned;
}

const LEARNABLE = ["quiet-on-step", "left-on-last-step"] as const;

/** The policy's own figures, without what was learned. */
export function withoutLearnedLimits(policy: DetectionPolicy): DetectionPolicy {
  const own: Record<string, unknown> = { ...policy };
  for (const kind of LEARNABLE) {
    const { learned: _learned, ...limits } = policy[kind];
    own[kind] = limits;
  }
  return own as DetectionPolicy;
}

/** Another edition of the policy with what was learned under the last one, for the behaviours that still learn it in the same way. */
export function carryLearned(policy: DetectionPolicy, before: DetectionPolicy): DetectionPolicy {
  const carried: Record<string, unknown> = { ...withoutLearnedLimits(policy) };
  for (const kind of LEARNABLE) {
    const { learned } = before[kind];
    if (learned === undefined || JSON.stringify(policy[kind].learn) !== JSON.stringify(before[kind].learn)) continue;
    carried[kind] = { ...policy[kind], learned };
  }
  return carried as DetectionPolicy;
}

/** The policy with every limit it wants learned, each with the sample it came from; one with too small a sample is left out. */
export function learnLimits(history: readonly WaitSample[], policy: DetectionPolicy): DetectionPolicy {
  const quiet = policy["quiet-on-step"];
  const left = policy["left-on-last-step"];
  const of = (kind: WaitSample["kind"]) => history.filter((sample) => sample.kind === kind);
  return {
    ...policy,
    "quiet-on-step": quiet.learn === undefined ? quiet : { ...quiet, learned: learnFrom(of("pause"), quiet.learn) },
    "left-on-last-step": left.learn === undefined ? left : { ...left, learned: learnFrom(of("away"), left.learn) },
  };
}

/** What a step has set for itself is not learned. */
function withoutLearned(limits: object, stepId: StepId): object {
  if (!("learned" in limits) || typeof limits.learned !== "object") return limits;
  const kept = Object.entries({ ...limits.learned }).filter(([key]) => !key.endsWith(`/${stepId}`));
  return { ...limits, learned: Object.fromEntries(kept) };
}

function withOwn(kind: string, all: object, stepId: StepId, own: Readonly<Record<string, number>>): object {
  const limits = withoutLearned(all, stepId);
  if (kind !== "quiet-on-step") {
    const byStep: Readonly<Record<string, object>> = "byStep" in limits && typeof limits.byStep === "object" ? { ...limits.byStep } : {};
    return { ...limits, byStep: { ...byStep, [stepId]: { ...byStep[stepId], ...own } } };
  }
  const { limitMs, ...unknown } = own;
  const byStep = "limitMsByStep" in limits && typeof limits.limitMsByStep === "object" ? limits.limitMsByStep : {};
  // A name that is no limit of quiet stays beside the known ones, for the schema to refuse.
  return { ...limits, ...unknown, limitMsByStep: { ...byStep, ...(limitMs === undefined ? {} : { [stepId]: limitMs }) } };
}

function mergeFlow(policy: DetectionPolicy, flow: Flow): unknown {
  const merged: Record<string, unknown> = { ...policy };
  for (const { id, limits } of flow.steps) {
    for (const [kind, own] of Object.entries(limits ?? {})) merged[kind] = withOwn(kind, { ...(merged[kind] as object) }, id, own);
  }
  return merged;
}

/** What is wrong with the limits a flow's steps set, `null` when they can be used: a limit nobody knows, or one out of its range. */
export function flowLimitFault(policy: DetectionPolicy, flow: Flow): { readonly path: string; readonly message: string } | null {
  const parsed = detectionPolicySchema.safeParse(mergeFlow(policy, flow));
  const issue = parsed.error?.issues[0];
  return issue === undefined ? null : { path: ["steps.limits", ...issue.path.map(String)].join("."), message: issue.message };
}

/** The policy as it holds in a flow: limits that the flow's steps set for themselves over the policy's and over what was learned. */
export function policyForFlow(policy: DetectionPolicy, flow: Flow): DetectionPolicy {
  return flow.steps.some(({ limits }) => limits) ? detectionPolicySchema.parse(mergeFlow(policy, flow)) : policy;
}
