/**
 * The detectors over a recorded log, in virtual time: the very engine the hub runs (`shared/domain/breakpoint`), journey by journey.
 *
 * Owns what is counted per behaviour. One journey's answer depends on its own facts alone, so journeys are run one after another.
 */

import { replayJourney } from "#shared/domain/breakpoint/replay-journey.ts";
import { HOUR_MS } from "#shared/lib/duration.ts";
import { type BreakpointKind, breakpointKindSchema } from "#shared/model/breakpoint.ts";
import type { DetectionPolicy } from "#shared/model/policy.ts";
import { isUnfinished, nextActAfter, type ReplayHistory, type ReplayJourney } from "./journeys.ts";
import type { ReplayMap } from "./map-schema.ts";

export type BehaviourFigures = {
  readonly behaviour: BreakpointKind | "any";
  /** Every time it was raised. */
  readonly alerts: number;
  /** Journeys with at least one; precision, recall and the shares are over these, by their first alert. */
  readonly journeys: number;
  readonly shareOfJourneys: number;
  readonly precision: number | null;
  readonly recall: number | null;
  /** Of all alerted journeys: the visitor did anything within the map's time after the first alert. */
  readonly stillThere: number | null;
  readonly endedByBank: number;
  /** Median time from the first alert of an unfinished journey to the last thing its customer did; negative when they were gone already. */
  readonly leadMsMedian: number | null;
  readonly alertsPerHour: number;
};

export type FirstAlert = { readonly journey: ReplayJourney; readonly at: number };

/** Time goes on after the last fact until nothing more can be raised by a policy's longest limit, at most this long. */
const TAIL_FACTOR = 2;

export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[sorted.length / 2 - 1] ?? 0) + upper) / 2;
}

/** How long after its last fact a journey is watched, milliseconds: twice the longest limit of the policy. */
export function tailMsOf(policy: DetectionPolicy): number {
  const limits: number[] = [];
  const collect = (value: unknown) => {
    if (typeof value === "number") limits.push(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
  };
  collect(policy);
  return TAIL_FACTOR * Math.max(...limits);
}

export type BehaviourRun = {
  readonly alerts: ReadonlyMap<BreakpointKind, number>;
  readonly first: ReadonlyMap<BreakpointKind | "any", readonly FirstAlert[]>;
};

/** @param progress called with the number of journeys done */
export function runBehaviours(
  history: ReplayHistory,
  journeys: readonly ReplayJourney[],
  map: ReplayMap,
  policy: DetectionPolicy,
  progress: (done: number) => void = () => {},
): BehaviourRun {
  const alerts = new Map<BreakpointKind, number>();
  const first = new Map<BreakpointKind | "any", FirstAlert[]>();
  const tailMs = tailMsOf(policy);
  const note = (kind: BreakpointKind | "any", alert: FirstAlert) => {
    const list = first.get(kind) ?? [];
    if (list.at(-1)?.journey !== alert.journey) list.push(alert);
    first.set(kind, list);
  };
  for (const [done, journey] of journeys.entries()) {
    if (done % 500 === 0) progress(done);
    const until = Math.min(journey.lastActAt + tailMs, journey.overAt ?? history.endsAt);
    const { raised } = replayJourney(journey.facts, map.flow, policy, until);
    for (const { breakpoint } of [...raised].sort((a, b) => a.breakpoint.detectedAt - b.breakpoint.detectedAt)) {
      alerts.set(breakpoint.kind, (alerts.get(breakpoint.kind) ?? 0) + 1);
      note(breakpoint.kind, { journey, at: breakpoint.detectedAt });
      note("any", { journey, at: breakpoint.detectedAt });
    }
  }
  return { alerts, first };
}

/** @param measured the journeys alerts were looked for in; @param hours the time they span */
export function figuresOf(
  run: BehaviourRun,
  history: ReplayHistory,
  measured: readonly ReplayJourney[],
  map: ReplayMap,
  spanMs: number,
): readonly BehaviourFigures[] {
  const unfinished = measured.filter(({ outcome }) => isUnfinished(outcome)).length;
  const kinds: readonly (BreakpointKind | "any")[] = [...breakpointKindSchema.options, "any"];
  return kinds.map((behaviour) => {
    const first = run.first.get(behaviour) ?? [];
    const hits = first.filter(({ journey }) => isUnfinished(journey.outcome));
    const there = first.filter(({ journey, at }) => isStillThere(history, journey, at, map.score.stillThereMs));
    const alerts = behaviour === "any" ? [...run.alerts.values()].reduce((sum, count) => sum + count, 0) : (run.alerts.get(behaviour) ?? 0);
    return {
      behaviour,
      alerts,
      journeys: first.length,
      shareOfJourneys: ratio(first.length, measured.length) ?? 0,
      precision: ratio(hits.length, first.length),
      recall: ratio(hits.length, unfinished),
      stillThere: ratio(there.length, first.length),
      endedByBank: first.filter(({ journey }) => journey.outcome === "closed-by-bank").length,
      leadMsMedian: median(hits.map(({ journey, at }) => journey.lastActAt - at)),
      alertsPerHour: alerts / Math.max(1, spanMs / HOUR_MS),
    };
  });
}

/** Whether the visitor did anything in (at, at + withinMs], in this journey or another. */
export function isStillThere(history: ReplayHistory, journey: ReplayJourney, at: number, withinMs: number): boolean {
  const next = nextActAfter(history.visitorActs[journey.visitor] ?? new Float64Array(), at);
  return next !== null && next <= at + withinMs;
}
