/** One entry of the desk log as a webhook event; null for what back ends are not told. The id names the occasion, not the entry. */
import type { WebhookEvent } from "#shared/contract/bank-hub.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { DeskChange } from "#shared/model/desk-log.ts";

const factsOf = ({ id, journeyId, customerId, flowId, stepId, breakpoint }: Alert) => ({
  alertId: id,
  journeyId,
  ...(customerId === undefined ? {} : { customerId }),
  flowId,
  stepId,
  breakpoint: breakpoint.kind,
  severity: breakpoint.severity,
});

/** An alert that joins a running help session as it is raised is picked up at once; it is told as that, one that waits for the budget when it is offered. */
export function eventOfChange(change: DeskChange): WebhookEvent | null {
  if (change.kind === "alert") {
    const { alert } = change;
    const { state } = alert;
    if (state.status === "resolved")
      return { id: `${alert.id}:resolved`, kind: "alert-resolved", at: state.at, ...factsOf(alert), because: state.because };
    if (state.status === "picked-up")
      return {
        id: `${alert.id}:${state.helpSessionId}`,
        kind: "alert-picked-up",
        at: state.at,
        ...factsOf(alert),
        by: state.by,
        helpSessionId: state.helpSessionId,
      };
    if (state.status === "waiting") return null;
    return alert.revision === (alert.offeredAtRevision ?? 1)
      ? { id: `${alert.id}:raised`, kind: "alert-raised", at: alert.raisedAt, ...factsOf(alert) }
      : null;
  }
  if (change.kind !== "help-session" || change.helpSession.state.status !== "ended") return null;
  const { id, alertId, journeyId, customerId, specialistId, state } = change.helpSession;
  return {
    id: `${id}:ended`,
    kind: "help-session-ended",
    at: state.at,
    helpSessionId: id,
    alertId,
    journeyId,
    ...(customerId === undefined ? {} : { customerId }),
    specialistId,
    outcome: state.outcome,
  };
}
