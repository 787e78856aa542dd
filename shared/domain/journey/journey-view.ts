/**
 * JourneyView: what is known of one journey, read-only, a plain object that survives JSON.
 *
 * Owns the shape and the questions asked of it. How facts make it is `fold-journey.ts`; in what order they do is `order-facts.ts`.
 */
import { invariant } from "#shared/lib/invariant.ts";
import type { FieldState } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { CustomerId, FactId, FieldId, FlowId, JourneyId, StepId } from "#shared/model/ids.ts";
import { fieldStateAt, flowIndex } from "./flow-index.ts";

/** `left`: the page went away and nothing has been heard since; any later fact makes it `active` again. */
export type JourneyStatus = "active" | "finished" | "left";

/** One step of the flow as this customer met it. */
export type StepRecord = {
  readonly stepId: StepId;
  /** Its place in the flow, from 0. */
  readonly index: number;
  /** Times it was entered from another step; a reload of the page is no visit. */
  readonly visits: number;
  readonly firstEnteredAt: number;
  /** Time spent in visits that are over, milliseconds; the visit under way is added by `stepDurationMs`. */
  readonly closedMs: number;
  readonly completedAt: number | null;
};

/** The latest move from one step to another. Indexes count from 0 in the order of the flow. */
export type Move = { readonly seq: number; readonly at: number; readonly from: number; readonly to: number };

export type FieldRecord = { readonly stepId: StepId; readonly fieldId: FieldId; readonly state: FieldState };

/** All instants are epoch milliseconds on the hub's clock and come from facts, never from a clock read here. */
export type JourneyView = {
  readonly journeyId: JourneyId;
  readonly flowId: FlowId;
  readonly customerId?: CustomerId;
  readonly channel: "app" | "mobile-web" | "desktop-web" | null;
  readonly status: JourneyStatus;
  readonly startedAt: number;
  /** The step the customer is on, `null` before the first is entered. */
  readonly stepId: StepId | null;
  /** From 0; -1 before the first step is entered. */
  readonly stepIndex: number;
  readonly stepCount: number;
  /** When the visit under way began. */
  readonly enteredAt: number;
  /** The last thing the customer did: a move, a field, an attempt, coming back to the page. Hiding the page is none. */
  readonly lastProgressAt: number;
  readonly lastProgressFactId: FactId;
  /** Since when the page has been out of sight (hidden or left), `null` while it is seen. */
  readonly awaySince: number | null;
  /** The fact that said so. */
  readonly awayFactId: FactId | null;
  /** Since when the network has been gone, `null` while it is there. */
  readonly offlineSince: number | null;
  readonly finishedAt: number | null;
  readonly lastMove: Move | null;
  /** In the order they were met; `stepRecord` finds one. */
  readonly steps: readonly StepRecord[];
  /** States of the fields the flow lists, two bits each (`flow-index.ts`); `fieldsOf` names them. */
  readonly fieldBits: readonly number[];
  /** Fields the flow does not list, in the order they came. */
  readonly otherFields: readonly FieldRecord[];
  /** Highest `seq` folded; facts at or below it change nothing. */
  readonly seq: number;
  /** Facts folded. */
  readonly factCount: number;
};

/** A step as this customer met it, `undefined` while they have not. */
export function stepRecord(view: JourneyView, stepId: StepId): StepRecord | undefined {
  for (const record of view.steps) if (record.stepId === stepId) return record;
  return undefined;
}

/** Time on a step over all visits, milliseconds; the visit under way runs to `now`. 0 for a step never entered. */
export function stepDurationMs(view: JourneyView, stepId: StepId, now: number): number {
  const record = stepRecord(view, stepId);
  if (!record) return 0;
  if (view.stepId !== stepId) return record.closedMs;
  const untilAt = view.finishedAt ?? now;
  return record.closedMs + Math.max(0, untilAt - view.enteredAt);
}

/** The step at a place in the flow, `null` while the customer has not met it. */
export function stepAtIndex(view: JourneyView, index: number): StepId | null {
  for (const record of view.steps) if (record.index === index) return record.stepId;
  return null;
}

export function isOnLastStep(view: JourneyView): boolean {
  return view.stepIndex === view.stepCount - 1;
}

/** Whether the step the customer is on was completed in the visit under way. */
export function hasCompletedThisVisit(view: JourneyView): boolean {
  const completedAt = view.stepId === null ? null : (stepRecord(view, view.stepId)?.completedAt ?? null);
  return completedAt !== null && completedAt >= view.enteredAt;
}

/** The same journey once the customer has signed in. A journey has one customer: another one is a bug of the caller. */
export function identifyJourney(view: JourneyView, customerId: CustomerId): JourneyView {
  invariant(view.customerId === undefined || view.customerId === customerId, "a journey never changes its customer");
  return { ...view, customerId };
}

/** Every field that has a state: those the flow lists, in its order, then the others. */
export function fieldsOf(view: JourneyView, flow: Flow): readonly FieldRecord[] {
  const { fields } = flowIndex(flow);
  const known = fields.flatMap((place, code) => {
    const state = fieldStateAt(view.fieldBits, code);
    return state === null ? [] : [{ ...place, state }];
  });
  return [...known, ...view.otherFields];
}
