/**
 * What the need score keeps of one journey: a fold over its facts, and the numbers (`needFeatures`) that come of it at an instant.
 *
 * Owns which numbers there are and what each says. It looks at order and time of progress, never at a value, and only at what was known
 * at that instant. The same fold serves the hub's own journeys and a replayed log; `history` is what was known before the journey began.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Fact, Observation } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { StepId } from "#shared/model/ids.ts";
import { factInstant } from "../journey/fold-journey.ts";

const RECENT = 6;

/** A plain object that survives JSON. Instants are epoch milliseconds on the hub's clock; steps count from 0 in the order of the flow. */
export type NeedState = {
  readonly stepCount: number;
  readonly startedAt: number;
  /** The latest thing the customer did. */
  readonly lastAt: number;
  readonly finishedAt: number | null;
  readonly acts: number;
  readonly step: number;
  readonly furthest: number;
  readonly furthestAt: number;
  /** Since when the step has been the current one, re-entering it included. */
  readonly stepSince: number;
  /** Steps entered lately, newest first, at most six, and the waits before each, milliseconds. */
  readonly recentSteps: readonly number[];
  readonly recentWaits: readonly number[];
  readonly longestWaitMs: number;
  /** Times each step was entered, and time spent on it before the visit under way. */
  readonly entries: readonly number[];
  readonly spentMs: readonly number[];
  readonly returns: number;
  readonly returnedSteps: number;
  /** The same step entered again with no other between. */
  readonly repeats: number;
  readonly repeatsHere: number;
  /** Moves back to the step before the last move, A-B-A. */
  readonly turns: number;
  readonly skips: number;
  readonly rejections: number;
  readonly failedChecks: number;
  readonly helpOpened: number;
  readonly hides: number;
  readonly hiddenSince: number | null;
  readonly losses: number;
  readonly fieldActs: number;
};

/** What was known of the customer when the journey began. `null`: nothing of the kind. */
export type NeedHistory = {
  readonly journeys: number;
  readonly finished: number;
  readonly lastEndedAt: number | null;
  readonly lastFurthest01: number | null;
  readonly lastFinished: boolean;
  /** The same, over every device of the customer. */
  readonly customerJourneys: number;
  readonly customerFinished: number;
  readonly customerLastFinishedAt: number | null;
};

export const NO_HISTORY: NeedHistory = {
  journeys: 0,
  finished: 0,
  lastEndedAt: null,
  lastFurthest01: null,
  lastFinished: false,
  customerJourneys: 0,
  customerFinished: 0,
  customerLastFinishedAt: null,
};

export function beginNeed(stepCount: number, at: number): NeedState {
  return {
    stepCount,
    startedAt: at,
    lastAt: at,
    finishedAt: null,
    acts: 0,
    step: -1,
    furthest: -1,
    furthestAt: at,
    stepSince: at,
    recentSteps: [],
    recentWaits: [],
    longestWaitMs: 0,
    entries: Array.from({ length: stepCount }, () => 0),
    spentMs: Array.from({ length: stepCount }, () => 0),
    returns: 0,
    returnedSteps: 0,
    repeats: 0,
    repeatsHere: 0,
    turns: 0,
    skips: 0,
    rejections: 0,
    failedChecks: 0,
    helpOpened: 0,
    hides: 0,
    hiddenSince: null,
    losses: 0,
    fieldActs: 0,
  };
}

function act(state: NeedState, at: number): NeedState {
  const waitMs = state.acts === 0 ? 0 : Math.max(0, at - state.lastAt);
  return {
    ...state,
    acts: state.acts + 1,
    lastAt: Math.max(state.lastAt, at),
    hiddenSince: null,
    longestWaitMs: Math.max(state.longestWaitMs, waitMs),
  };
}

function add(list: readonly number[], index: number, amount: number): readonly number[] {
  return list.map((value, at) => (at === index ? value + amount : value));
}

function enter(before: NeedState, step: number, at: number): NeedState {
  const waitMs = before.acts === 0 ? 0 : Math.max(0, at - before.lastAt);
  const state = act(before, at);
  const from = before.step;
  const moved = step !== from;
  const isReturn = from >= 0 && step < from;
  const isTurn = moved && before.recentSteps[1] === step && before.recentSteps[0] !== step;
  return {
    ...state,
    step,
    furthest: Math.max(before.furthest, step),
    furthestAt: step > before.furthest ? at : before.furthestAt,
    stepSince: moved ? at : before.stepSince,
    recentSteps: [step, ...before.recentSteps].slice(0, RECENT),
    recentWaits: [waitMs, ...before.recentWaits].slice(0, RECENT),
    entries: add(before.entries, step, 1),
    spentMs: from >= 0 && moved ? add(before.spentMs, from, Math.max(0, at - before.stepSince)) : before.spentMs,
    returns: before.returns + (isReturn ? 1 : 0),
    returnedSteps: before.returnedSteps + (isReturn ? from - step : 0),
    repeats: before.repeats + (!moved ? 1 : 0),
    repeatsHere: moved ? 0 : before.repeatsHere + 1,
    turns: before.turns + (isTurn ? 1 : 0),
    skips: before.skips + (step > from + 1 ? 1 : 0),
  };
}

/** One thing seen of the customer, with the step as an index: what a fold needs of a fact. */
export function foldNeedObservation(
  state: NeedState,
  observation: Observation,
  at: number,
  indexOf: (stepId: StepId) => number,
): NeedState {
  if (state.finishedAt !== null) return state;
  switch (observation.kind) {
    case "journey-started":
      return state;
    case "journey-finished":
      return { ...state, finishedAt: at };
    case "step-entered": {
      const step = indexOf(observation.stepId);
      return step < 0 ? state : enter(state, step, at);
    }
    case "field-changed":
      return { ...act(state, at), fieldActs: state.fieldActs + 1 };
    case "field-rejected":
      return { ...act(state, at), rejections: state.rejections + 1 };
    case "verification-failed":
      return { ...act(state, at), failedChecks: state.failedChecks + 1 };
    case "help-opened":
    case "help-requested":
      return { ...act(state, at), helpOpened: state.helpOpened + 1 };
    case "page-hidden":
    case "page-left":
      return { ...state, hides: state.hides + 1, hiddenSince: state.hiddenSince ?? at };
    case "network-lost":
      return { ...state, losses: state.losses + 1 };
    default:
      return act(state, at);
  }
}

export function foldNeed(state: NeedState | null, fact: Fact, flow: Flow): NeedState {
  const at = factInstant(fact);
  const indexOf = (stepId: StepId) => flow.steps.findIndex((step) => step.id === stepId);
  return foldNeedObservation(state ?? beginNeed(flow.steps.length, at), fact.observation, at, indexOf);
}

/** Logarithm of a time in seconds: a minute more matters after one, not after an hour. -1 for none. */
function logSeconds(ms: number | null): number {
  return ms === null ? -1 : Math.log1p(Math.max(0, ms) / SECOND_MS);
}

type Feature = {
  readonly name: string;
  readonly of: (state: NeedState, history: NeedHistory, now: number) => number;
};

const last = (state: NeedState) => Math.max(1, state.stepCount - 1);

/** Their order is part of a model file: it names the features it was trained on. */
export const needFeatureList: readonly Feature[] = [
  { name: "quiet", of: (s, _h, now) => logSeconds(now - s.lastAt) },
  { name: "step", of: (s) => s.step / last(s) },
  { name: "furthest", of: (s) => s.furthest / last(s) },
  { name: "stepsToGo", of: (s) => s.stepCount - 1 - s.step },
  { name: "behind", of: (s) => s.furthest - s.step },
  { name: "acts", of: (s) => s.acts },
  { name: "entriesHere", of: (s) => s.entries[s.step] ?? 0 },
  { name: "entriesBefore", of: (s) => s.entries[s.step - 1] ?? 0 },
  { name: "entriesNext", of: (s) => s.entries[s.step + 1] ?? 0 },
  { name: "entriesFirst", of: (s) => s.entries[0] ?? 0 },
  { name: "entriesFurthest", of: (s) => s.entries[s.furthest] ?? 0 },
  { name: "returns", of: (s) => s.returns },
  { name: "returnedSteps", of: (s) => s.returnedSteps },
  { name: "repeats", of: (s) => s.repeats },
  { name: "repeatsHere", of: (s) => s.repeatsHere },
  { name: "turns", of: (s) => s.turns },
  { name: "skips", of: (s) => s.skips },
  { name: "sinceStart", of: (s, _h, now) => logSeconds(now - s.startedAt) },
  { name: "sinceFurthest", of: (s, _h, now) => logSeconds(now - s.furthestAt) },
  { name: "onStep", of: (s, _h, now) => logSeconds(now - s.stepSince) },
  { name: "spentHere", of: (s, _h, now) => logSeconds((s.spentMs[s.step] ?? 0) + now - s.stepSince) },
  { name: "longestWait", of: (s) => logSeconds(s.longestWaitMs) },
  { name: "pace", of: (s) => logSeconds((s.lastAt - s.startedAt) / Math.max(1, s.acts)) },
  { name: "spentFirst", of: (s) => logSeconds(s.spentMs[0] ?? 0) },
  { name: "spentBefore", of: (s) => logSeconds(s.spentMs[s.step - 1] ?? 0) },
  { name: "wait1", of: (s) => logSeconds(s.recentWaits[0] ?? null) },
  { name: "wait2", of: (s) => logSeconds(s.recentWaits[1] ?? null) },
  { name: "wait3", of: (s) => logSeconds(s.recentWaits[2] ?? null) },
  { name: "wait4", of: (s) => logSeconds(s.recentWaits[3] ?? null) },
  { name: "step1", of: (s) => s.recentSteps[1] ?? -1 },
  { name: "step2", of: (s) => s.recentSteps[2] ?? -1 },
  { name: "step3", of: (s) => s.recentSteps[3] ?? -1 },
  { name: "step4", of: (s) => s.recentSteps[4] ?? -1 },
  { name: "rejections", of: (s) => s.rejections },
  { name: "failedChecks", of: (s) => s.failedChecks },
  { name: "helpOpened", of: (s) => s.helpOpened },
  { name: "hides", of: (s) => s.hides },
  { name: "hiddenFor", of: (s, _h, now) => logSeconds(s.hiddenSince === null ? null : now - s.hiddenSince) },
  { name: "losses", of: (s) => s.losses },
  { name: "fieldActs", of: (s) => s.fieldActs },
  { name: "earlierJourneys", of: (_s, h) => h.journeys },
  { name: "earlierFinished", of: (_s, h) => h.finished },
  { name: "sinceEarlier", of: (s, h) => logSeconds(h.lastEndedAt === null ? null : s.startedAt - h.lastEndedAt) },
  { name: "earlierFurthest", of: (_s, h) => h.lastFurthest01 ?? -1 },
  { name: "earlierDone", of: (_s, h) => (h.lastFinished ? 1 : 0) },
  { name: "customerJourneys", of: (_s, h) => h.customerJourneys },
  { name: "customerFinished", of: (_s, h) => h.customerFinished },
  {
    name: "sinceCustomerFinished",
    of: (s, h) => logSeconds(h.customerLastFinishedAt === null ? null : s.startedAt - h.customerLastFinishedAt),
  },
];

export const needFeatureNames: readonly string[] = needFeatureList.map(({ name }) => name);

/** One number a feature, in the order of `needFeatureNames`, in single precision as the trees were grown. `now`: hub clock. */
export function needFeatures(state: NeedState, history: NeedHistory, now: number): Float32Array {
  const row = new Float32Array(needFeatureList.length);
  let index = 0;
  for (const { of } of needFeatureList) {
    row[index] = of(state, history, now);
    index += 1;
  }
  return row;
}
