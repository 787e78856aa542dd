/**
 * Facts → JourneyView, one at a time (docs/spec/JOURNEY.md).
 *
 * Expects facts in the order of `seq`; one that comes again, or after a later one, changes nothing. Putting an unordered arrival
 * into that order is `order-facts.ts`; finding breakpoints is `shared/domain/breakpoint`.
 */
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId, StepId } from "#shared/model/ids.ts";
import { type FieldRecord, fieldKey, type JourneyView, type StepRecord } from "./journey-view.ts";

/**
 * The instant a fact counts for, hub clock: its corrected time, and never later than the hub had it, whatever the customer's clock says.
 */
export function factInstant(fact: Fact): number {
  return Math.min(fact.at, fact.acceptedAt);
}

function openView(fact: Fact, flow: Flow, customerId: CustomerId | undefined): JourneyView {
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
    steps: {},
    fields: {},
    seq: 0,
    factCount: 0,
  };
}

/** What a sign of life at `at` changes: the page is seen, the journey active, progress made. */
function alive(view: JourneyView, fact: Fact, at: number): JourneyView {
  return {
    ...view,
    status: "active",
    awaySince: null,
    awayFactId: null,
    lastProgressAt: Math.max(view.lastProgressAt, at),
    lastProgressFactId: fact.id,
  };
}

function enterStep(view: JourneyView, fact: Fact, stepId: StepId, index: number, at: number): JourneyView {
  if (view.stepId === stepId) return alive(view, fact, at);
  const earlier = view.steps[stepId];
  const entered: StepRecord = {
    index,
    visits: (earlier?.visits ?? 0) + 1,
    firstEnteredAt: earlier?.firstEnteredAt ?? at,
    closedMs: earlier?.closedMs ?? 0,
    completedAt: earlier?.completedAt ?? null,
  };
  const steps: Partial<Record<StepId, StepRecord>> = { ...view.steps, [stepId]: entered };
  const leaving = view.stepId === null ? undefined : view.steps[view.stepId];
  if (view.stepId !== null && leaving) steps[view.stepId] = { ...leaving, closedMs: leaving.closedMs + Math.max(0, at - view.enteredAt) };
  return {
    ...alive(view, fact, at),
    stepId,
    stepIndex: index,
    enteredAt: at,
    lastMove: view.stepIndex < 0 ? view.lastMove : { factId: fact.id, at, from: view.stepIndex, to: index },
    steps,
  };
}

function completeStep(view: JourneyView, fact: Fact, stepId: StepId, index: number, at: number): JourneyView {
  const record = view.steps[stepId] ?? { index, visits: 0, firstEnteredAt: at, closedMs: 0, completedAt: null };
  return { ...alive(view, fact, at), steps: { ...view.steps, [stepId]: { ...record, completedAt: at } } };
}

function changeField(view: JourneyView, fact: Fact, field: FieldRecord, at: number): JourneyView {
  const { stepId, fieldId, state } = field;
  return { ...alive(view, fact, at), fields: { ...view.fields, [fieldKey(stepId, fieldId)]: { stepId, fieldId, state } } };
}

function apply(view: JourneyView, fact: Fact, flow: Flow): JourneyView {
  const { observation } = fact;
  const at = factInstant(fact);
  if (observation.kind === "journey-started") return { ...view, channel: observation.channel };
  if (observation.kind === "journey-finished") return { ...alive(view, fact, at), status: "finished", finishedAt: at };
  const index = flow.steps.findIndex((step) => step.id === observation.stepId);
  if (index < 0) return view;
  switch (observation.kind) {
    case "step-entered":
      return enterStep(view, fact, observation.stepId, index, at);
    case "step-completed":
      return completeStep(view, fact, observation.stepId, index, at);
    case "field-changed":
      return changeField(view, fact, observation, at);
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
      return alive(view, fact, at);
    // The bank's doing, not the customer's: they may be looking elsewhere.
    case "upload-finished":
    case "upload-failed":
    case "wait-started":
    case "wait-ended":
    case "submit-failed":
    case "session-expiring":
      return view;
    case "page-hidden":
      return { ...view, awaySince: view.awaySince ?? at, awayFactId: view.awayFactId ?? fact.id };
    case "page-left":
      return { ...view, status: "left", awaySince: view.awaySince ?? at, awayFactId: view.awayFactId ?? fact.id };
    case "network-lost":
      return { ...view, offlineSince: view.offlineSince ?? at };
    case "network-restored":
      return { ...view, offlineSince: null, lastProgressAt: Math.max(view.lastProgressAt, at), lastProgressFactId: fact.id };
  }
}

/**
 * Folds one fact. A finished journey stays as it is, only its `seq` moves on; a step the flow does not know changes nothing either.
 *
 * @param view the journey so far, or `null` for its first fact.
 * @param customerId who the hub knows the customer to be; looked at only when `view` is `null` (later: `identifyJourney`).
 */
export function foldJourney(view: JourneyView | null, fact: Fact, flow: Flow, customerId?: CustomerId): JourneyView {
  const before = view ?? openView(fact, flow, customerId);
  if (fact.seq <= before.seq) return before;
  const after = before.status === "finished" ? before : apply(before, fact, flow);
  return { ...after, seq: fact.seq, factCount: before.factCount + 1 };
}
