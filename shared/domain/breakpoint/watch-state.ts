/**
 * What is known of a watched journey: at rest, a plain object that survives JSON; in work, the same laid out for being changed in place.
 *
 * Owns both shapes and the way between them. What facts and time do to a watch in work is `run-watch.ts`.
 */
import type { Breakpoint, BreakpointKind } from "#shared/model/breakpoint.ts";
import type { CustomerId } from "#shared/model/ids.ts";
import { beginView, openView, type ViewInWork } from "../journey/fold-journey.ts";
import { identifyJourney, type JourneyView } from "../journey/journey-view.ts";
import { emptyQueue, type FactQueue } from "../journey/order-facts.ts";
import { DETECTION_ORDER, type DetectorStates } from "./detectors.ts";

/** A breakpoint under the key its alert has. */
export type KeyedBreakpoint = { readonly key: string; readonly breakpoint: Breakpoint };

/** What stands, and how often each kind has stood at each step. A plain object that survives JSON. */
export type WatchState = {
  readonly customerId?: CustomerId;
  readonly view: JourneyView | null;
  readonly queue: FactQueue;
  /** Those that are not in their `initial` state any more. */
  readonly detectors: Readonly<Partial<DetectorStates>>;
  readonly standing: Readonly<Partial<Record<BreakpointKind, KeyedBreakpoint>>>;
  /** Occurrences so far by `kind/stepId`. */
  readonly occurrences: Readonly<Record<string, number>>;
  /** Kinds whose alert people have settled, and when: what began before then is not raised again. */
  readonly settledAt: Readonly<Partial<Record<BreakpointKind, number>>>;
  /** Up to when deadlines have been answered, hub clock. */
  readonly decidedAt: number;
  /**
   * Until then no detector answers otherwise without a fact, under the policy it was last asked with; `null` = never. Not after `decidedAt`:
   * it has to be asked anew.
   */
  readonly dueAt: number | null;
};

export function beginWatch(customerId?: CustomerId): WatchState {
  return {
    ...(customerId === undefined ? {} : { customerId }),
    view: null,
    queue: emptyQueue,
    detectors: {},
    standing: {},
    occurrences: {},
    settledAt: {},
    decidedAt: 0,
    dueAt: null,
  };
}

/** The same watch once the customer has signed in. */
export function identifyWatched(state: WatchState, customerId: CustomerId): WatchState {
  return { ...state, customerId, view: state.view === null ? null : identifyJourney(state.view, customerId) };
}

/**
 * The watch after people have settled an alert (a help session ended, the assistant answered, it expired): its counting starts anew, and
 * the same quiet or absence is not raised a second time. Nothing changes for a key that does not stand.
 */
export function settleBreakpoint(state: WatchState, key: string, now: number): WatchState {
  const settled = Object.values(state.standing).find((standing) => standing.key === key);
  if (!settled) return state;
  const { kind } = settled.breakpoint;
  const { [kind]: _settled, ...standing } = state.standing;
  const { [kind]: _counted, ...others } = state.detectors;
  return {
    ...state,
    standing,
    detectors: others,
    settledAt: { ...state.settledAt, [kind]: now },
    // Counting anew may be over sooner than going on would have been.
    dueAt: state.decidedAt,
  };
}

/** Of a watch in work: nothing is due any more. A number, because one that may be `null` is an object of its own each time it changes. */
export const NEVER = Number.POSITIVE_INFINITY;

/** A watch while it is being changed. What is not written into (`held`, `occurrences`, `settledAt`, a state, an entry) is replaced. */
export type WatchInWork = {
  customerId: CustomerId | undefined;
  view: ViewInWork | null;
  /** The queue of facts, see `FactQueue`. */
  nextSeq: number;
  held: FactQueue["held"];
  /** By place in `DETECTION_ORDER`; read only where `active` has the bit. */
  readonly states: unknown[];
  /** One bit a place in `DETECTION_ORDER`: detectors whose state is not `initial`. */
  active: number;
  /** In the order they were raised. */
  readonly standing: KeyedBreakpoint[];
  occurrences: Readonly<Record<string, number>>;
  settledAt: WatchState["settledAt"];
  decidedAt: number;
  /** `NEVER` where the state says `null`. */
  dueAt: number;
  /** Begins its view with the journey's first fact. */
  readonly beginView: typeof beginView;
};

/** A copy of the state to work on: nothing of it is shared that is written into. */
export function openWatch(state: WatchState): WatchInWork {
  const states: unknown[] = DETECTION_ORDER.map(() => undefined);
  let active = 0;
  for (const [at, kind] of DETECTION_ORDER.entries()) {
    const known = state.detectors[kind];
    if (known === undefined) continue;
    states[at] = known;
    active |= 1 << at;
  }
  return {
    customerId: state.customerId,
    view: state.view === null ? null : openView(state.view),
    nextSeq: state.queue.nextSeq,
    held: state.queue.held,
    states,
    active,
    standing: Object.values(state.standing),
    occurrences: state.occurrences,
    settledAt: state.settledAt,
    decidedAt: state.decidedAt,
    dueAt: state.dueAt ?? NEVER,
    beginView,
  };
}

/** The state the work has come to. The watch must not be worked on afterwards: the state has its view. */
export function closeWatch(watch: WatchInWork): WatchState {
  const states: Partial<Record<BreakpointKind, unknown>> = {};
  for (const [at, kind] of DETECTION_ORDER.entries()) if ((watch.active & (1 << at)) !== 0) states[kind] = watch.states[at];
  const standing: Partial<Record<BreakpointKind, KeyedBreakpoint>> = {};
  for (const entry of watch.standing) standing[entry.breakpoint.kind] = entry;
  return {
    ...(watch.customerId === undefined ? {} : { customerId: watch.customerId }),
    view: watch.view,
    queue: { nextSeq: watch.nextSeq, held: watch.held },
    // Each state was made by the detector of its place.
    detectors: states as Partial<DetectorStates>,
    standing,
    occurrences: watch.occurrences,
    settledAt: watch.settledAt,
    decidedAt: watch.decidedAt,
    dueAt: watch.dueAt === NEVER ? null : watch.dueAt,
  };
}
