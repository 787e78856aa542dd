/**
 * Fields rejected repeatedly: a step keeps refusing what the customer enters or uploads (docs/spec/REJECT.md).
 *
 * Counts rejections, never looks at a value. Decided by the fact that reaches the count within the window.
 */
import type { FactId, FieldId, StepId } from "#shared/model/ids.ts";
import { factInstant } from "../journey/fold-journey.ts";
import { type Detector, doneWithStep, EVIDENCE_LIMIT } from "./detector.ts";

type Rejection = { readonly factId: FactId; readonly at: number; readonly fieldId: FieldId };

/** Rejections at one step, oldest first, the newest `EVIDENCE_LIMIT`. */
export type RejectionState = { readonly stepId: StepId | null; readonly rejections: readonly Rejection[] };

const none: RejectionState = { stepId: null, rejections: [] };

/** The field rejected most often; of several, the one rejected last. */
function mostRejected(rejections: readonly Rejection[]): FieldId | undefined {
  const counts = new Map<FieldId, number>();
  let most: FieldId | undefined;
  for (const { fieldId } of rejections) {
    counts.set(fieldId, (counts.get(fieldId) ?? 0) + 1);
    if (most === undefined || (counts.get(fieldId) ?? 0) >= (counts.get(most) ?? 0)) most = fieldId;
  }
  return most;
}

export const fieldsRejected: Detector<"fields-rejected", RejectionState> = {
  kind: "fields-rejected",
  initial: none,
  fold(state, view, fact) {
    const { observation } = fact;
    if (observation.kind === "field-rejected") {
      if (!view.steps[observation.stepId]) return state;
      const rejection = { factId: fact.id, at: factInstant(fact), fieldId: observation.fieldId };
      const earlier = state.stepId === observation.stepId ? state.rejections : [];
      return { stepId: observation.stepId, rejections: [...earlier, rejection].slice(-EVIDENCE_LIMIT) };
    }
    return state.stepId !== null && doneWithStep(state.stepId, view, fact) ? none : state;
  },
  nextDeadline: () => null,
  decide(state, view, policy, now) {
    const { rejections: limit, withinMs } = policy["fields-rejected"];
    const counted = state.rejections.filter((rejection) => rejection.at > now - withinMs);
    const first = counted[0];
    const last = counted.at(-1);
    if (state.stepId === null || !first || !last || counted.length < limit) return null;
    const fieldId = mostRejected(counted);
    return {
      kind: "fields-rejected",
      journeyId: view.journeyId,
      stepId: state.stepId,
      severity: "watch",
      detectedAt: last.at,
      sinceAt: first.at,
      count: counted.length,
      ...(fieldId === undefined ? {} : { fieldId }),
      evidence: counted.map((rejection) => rejection.factId),
      limits: { rejections: limit, withinMs },
    };
  },
  recovers: (breakpoint, view, fact) => doneWithStep(breakpoint.stepId, view, fact),
};
