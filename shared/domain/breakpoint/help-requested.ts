/**
 * Help requested: the customer asked for a person themselves (docs/spec/HELP.md). An alert of its own, at once and urgent.
 *
 * That asking first is exempt from quiet hours and budgets is `shared/domain/contact`'s business.
 */
import type { FactId, StepId } from "#shared/model/ids.ts";
import { factInstant } from "../journey/fold-journey.ts";
import { type Detector, withEvidence } from "./detector.ts";

export type HelpState = {
  readonly stepId: StepId | null;
  readonly requests: number;
  readonly sinceAt: number;
  readonly evidence: readonly FactId[];
};

const none: HelpState = { stepId: null, requests: 0, sinceAt: 0, evidence: [] };

export const helpRequested: Detector<"help-requested", HelpState> = {
  kind: "help-requested",
  initial: none,
  begins: ["help-requested"],
  follows: ["journey-finished"],
  readsView: false,
  fold(state, _view, fact) {
    const { observation } = fact;
    if (observation.kind === "journey-finished") return none;
    if (observation.kind !== "help-requested") return state;
    if (state.stepId === null) return { stepId: observation.stepId, requests: 1, sinceAt: factInstant(fact), evidence: [fact.id] };
    return { ...state, requests: state.requests + 1, evidence: withEvidence(state.evidence, fact.id) };
  },
  nextDeadline: () => null,
  decide(state, view) {
    if (state.stepId === null) return null;
    return {
      kind: "help-requested",
      journeyId: view.journeyId,
      stepId: state.stepId,
      severity: "urgent",
      detectedAt: state.sinceAt,
      sinceAt: state.sinceAt,
      count: state.requests,
      evidence: [...state.evidence],
      limits: {},
    };
  },
  recovers: (_breakpoint, _view, fact) => fact.observation.kind === "journey-finished",
};
