/**
 * Agreement scrolled and left: read to somewhere, closed, and not agreed to (docs/spec/AGREE.md).
 *
 * Who opens and closes it at once has not read it; who goes on filling afterwards has not left it.
 */
import type { Fact } from "#shared/model/fact.ts";
import { factInstant } from "../journey/fold-journey.ts";
import { type Begun, begin, isOnScreen, overdueBreakpoint } from "./counting.ts";
import { type Detector, doneWithStep, earliestAfter, limitsAt, PASSING } from "./detector.ts";

/** The agreement opened last; `closedAt` is `null` while it is open. */
export type AgreementState = { readonly opened: Begun | null; readonly isScrolled: boolean; readonly closedAt: number | null };

const none: AgreementState = { opened: null, isScrolled: false, closedAt: null };

function isAgreed({ observation }: Fact, fieldId: string | undefined): boolean {
  return observation.kind === "field-changed" && observation.state === "filled" && observation.fieldId === fieldId;
}

export const agreementLeft: Detector<"agreement-left", AgreementState> = {
  kind: "agreement-left",
  initial: none,
  begins: ["agreement-opened"],
  follows: ["agreement-scrolled", "agreement-closed", "field-changed", ...PASSING],
  readsView: false,
  fold(state, view, fact) {
    const { kind } = fact.observation;
    if (kind === "agreement-opened") return { opened: begin(view, fact), isScrolled: false, closedAt: null };
    if (state.opened === null) return state;
    if (kind === "agreement-scrolled") return { ...state, isScrolled: true };
    if (kind === "agreement-closed") return state.isScrolled ? { ...state, closedAt: factInstant(fact) } : none;
    return isAgreed(fact, state.opened.fieldId) || doneWithStep(state.opened.stepId, view, fact) ? none : state;
  },
  nextDeadline({ opened, closedAt }, view, policy, after) {
    if (opened === null || closedAt === null || !isOnScreen(opened, view)) return null;
    return earliestAfter(after, [view.lastProgressAt + limitsAt(policy["agreement-left"], opened.stepId).undecidedMs]);
  },
  decide({ opened, isScrolled, closedAt }, view, policy, now) {
    if (opened === null || !isScrolled || view.stepId !== opened.stepId) return null;
    const { undecidedMs } = limitsAt(policy["agreement-left"], opened.stepId);
    if (view.status === "left" && view.awaySince !== null)
      return overdueBreakpoint("agreement-left", view, opened, view.awaySince, { undecidedMs });
    if (closedAt === null || view.status !== "active" || now - view.lastProgressAt < undecidedMs) return null;
    return overdueBreakpoint("agreement-left", view, opened, view.lastProgressAt + undecidedMs, { undecidedMs });
  },
  recovers: (breakpoint, view, fact) => isAgreed(fact, breakpoint.fieldId) || doneWithStep(breakpoint.stepId, view, fact),
};
