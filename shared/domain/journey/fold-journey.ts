/**
 * Facts → JourneyView, one at a time (docs/spec/JOURNEY.md).
 *
 * Expects facts in the order of `seq`; one that comes again, or after a later one, changes nothing. Putting an unordered arrival
 * into that order is `order-facts.ts`; finding breakpoints is `shared/domain/breakpoint`.
 */
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId, StepId } from "#shared/model/ids.ts";
import { type FlowIndex, flowIndex, setFieldState } from "./flow-index.ts";
import type { FieldRecord, JourneyView, Move, StepRecord } from "./journey-view.ts";

/**
 * The instant a fact counts for, hub clock: its corrected time, and never later than the hub had it, whatever the customer's clock says.
 */
export function factInstant(fact: Fact): number {
  return Math.min(fact.at, fact.acceptedAt);
}

/** A view while it is being changed: the functions below write into it and keep nothing of it. */
export type ViewInWork = { -readonly [Key in keyof Omit<JourneyView, "steps" | "fieldBits" | "lastMove">]: JourneyView[Key] } & {
  steps: StepInWork[];
  fieldBits: number[];
  lastMove: MoveInWork | null;
};
type MoveInWork = { -readonly [Key in keyof Move]: Move[Key] };
type StepInWork = { -readonly [Key in keyof StepRecord]: StepRecord[Key] };

/** A copy that may be written into. */
export function openView(view: JourneyView): ViewInWork {
  return {
    ...view,
    steps: view.steps.map((record) => ({ ...record })),
    fieldBits: [...view.fieldBits],
    lastMove: view.lastMove && { ...view.lastMove },
  };
}

export function beginView(fact: Fact, flow: Flow, customerId: CustomerId | undefined): ViewInWork {
  const at = factInstant(fact);
  return {
    journeyId: fact.journeyId,
    flowId: flow.id,
    ...(customerId === undefined ? {} : { customerId }),
    channel: null,
    status: "active",
    startedAt: at,
    stepId: null,
    stepIndex: -1,
    stepCount: flow.steps.length,
    enteredAt: at,
    lastProgressAt: at,
    lastProgressFactId: fact.id,
    awaySince: null,
    awayFactId: null,
    offlineSince: null,
    finishedAt: null,
    lastMove: null,
    steps: [],
    fieldBits: [],
    otherFields: [],
    seq: 0,
    factCount: 0,
  };
}

/** What a sign of life at `at` changes: the page is seen, the journey active, progress made. */
function alive(view: ViewInWork, fact: Fact, at: number): void {
  view.status = "active";
  view.awaySince = null;
  view.awayFactId = null;
  if (at > view.lastProgressAt) view.lastProgressAt = at;
  view.lastProgressFactId = fact.id;
}

function metStep(view: ViewInWork, stepId: StepId, index: number, at: number): StepInWork {
  for (const record of view.steps) if (record.index === index) return record;
  const record = { stepId, index, visits: 0, firstEnteredAt: at, closedMs: 0, completedAt: null };
  view.steps.push(record);
  return record;
}

function enterStep(view: ViewInWork, fact: Fact, stepId: StepId, index: number, at: number): void {
  if (view.stepIndex !== index) {
    if (view.stepIndex >= 0) {
      metStep(view, view.stepId ?? stepId, view.stepIndex, at).closedMs += Math.max(0, at - view.enteredAt);
      view.lastMove = { seq: fact.seq, at, from: view.stepIndex, to: index };
    }
    metStep(view, stepId, index, at).visits += 1;
    view.stepId = stepId;
    view.stepIndex = index;
    view.enteredAt = at;
  }
  alive(view, fact, at);
}

function changeField(view: ViewInWork, index: number, { stepId, fieldId, state }: FieldRecord, flow: FlowIndex): void {
  const code = flow.findField(index, fieldId);
  if (code >= 0) {
    setFieldState(view.fieldBits, code, state);
    return;
  }
  const field = { stepId, fieldId, state };
  const isSame = (other: FieldRecord) => other.fieldId === field.fieldId && other.stepId === field.stepId;
  const before = view.otherFields.find(isSame);
  if (before === undefined) view.otherFields = [...view.otherFields, field];
  else if (before.state !== field.state) view.otherFields = view.otherFields.map((other) => (isSame(other) ? field : other));
}

function apply(view: ViewInWork, fact: Fact, flow: FlowIndex): void {
  const { observation } = fact;
  const at = factInstant(fact);
  if (observation.kind === "journey-started") {
    view.channel = observation.channel;
    return;
  }
  if (observation.kind === "journey-finished") {
    alive(view, fact, at);
    view.status = "finished";
    view.finishedAt = at;
    return;
  }
  const index = flow.findStep(observation.stepId);
  if (index < 0) return;
  const stepId = flow.stepIds[index] ?? observation.stepId;
  switch (observation.kind) {
    case "step-entered":
      enterStep(view, fact, stepId, index, at);
      return;
    case "step-completed":
      metStep(view, stepId, index, at).completedAt = at;
      alive(view, fact, at);
      return;
    case "field-changed":
      changeField(view, index, { stepId, fieldId: observation.fieldId, state: observation.state }, flow);
      alive(view, fact, at);
      return;
    case "step-left":
    case "field-rejected":
    case "verification-failed":
    case "verification-passed":
    case "help-opened":
    case "help-requested":
    case "page-visible":
    case "field-edited":
    case "code-sent":
    case "upload-started":
    case "rage-clicked":
    case "click-ignored":
    case "agreement-opened":
    case "agreement-scrolled":
    case "agreement-closed":
    case "help-closed":
    case "submit-sent":
    case "signature-started":
    case "signature-aborted":
    case "session-renewed":
      alive(view, fact, at);
      return;
    // The bank's doing, not the customer's: they may be looking elsewhere.
    case "upload-finished":
    case "upload-failed":
    case "wait-started":
    case "wait-ended":
    case "submit-failed":
    case "session-expiring":
      return;
    case "page-hidden":
    case "page-left":
      if (observation.kind === "page-left") view.status = "left";
      view.awaySince ??= at;
      view.awayFactId ??= fact.id;
      return;
    case "network-lost":
      view.offlineSince ??= at;
      return;
    case "network-restored":
      view.offlineSince = null;
      if (at > view.lastProgressAt) view.lastProgressAt = at;
      view.lastProgressFactId = fact.id;
  }
}

/** Folds one fact into the view, in place; false when it changed nothing because it is not later than what was folded. */
export function foldIntoView(view: ViewInWork, fact: Fact, flow: Flow): boolean {
  if (fact.seq <= view.seq) return false;
  if (view.status !== "finished") apply(view, fact, flowIndex(flow));
  view.seq = fact.seq;
  view.factCount += 1;
  return true;
}

/**
 * Folds one fact. A finished journey stays as it is, only its `seq` moves on; a step the flow does not know changes nothing either.
 *
 * @param view the journey so far, or `null` for its first fact.
 * @param customerId who the hub knows the customer to be; looked at only when `view` is `null` (later: `identifyJourney`).
 */
export function foldJourney(view: JourneyView | null, fact: Fact, flow: Flow, customerId?: CustomerId): JourneyView {
  if (view !== null && fact.seq <= view.seq) return view;
  const after = view === null ? beginView(fact, flow, customerId) : openView(view);
  foldIntoView(after, fact, flow);
  return after;
}
