/**
 * Who may act on an alert (docs/spec/PICKUP.md). What acting does is `transitions.ts`; row-level scope of reading is the hub's.
 */
import { err, ok, type Result } from "#shared/lib/result.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { SpecialistId } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";

/** Coded as in `shared/contract/errors.ts`, so that the hub can pass them on as they are. */
export type AlertRefusal =
  | { readonly kind: "already-picked-up"; readonly by: SpecialistId; readonly at: number }
  | { readonly kind: "alert-closed"; readonly because: string; readonly at: number }
  | { readonly kind: "not-offered-to-you"; readonly offeredTo: SpecialistId | "pool" }
  | { readonly kind: "stale-revision"; readonly revision: number }
  | { readonly kind: "no-such-specialist" };

/** What eligibility looks at of a specialist. */
export type Acting = Pick<Specialist, "id" | "role">;

/** Managers and agents serve; experts are invited into a help session, supervisors watch. */
export function serves(specialist: Pick<Specialist, "role">): boolean {
  return specialist.role === "manager" || specialist.role === "agent";
}

/** Offered to them, an agent while it is in the pool, or the customer's own manager always; whatever its state. */
function isEligible(alert: Alert, specialist: Acting): boolean {
  if (!serves(specialist)) return false;
  if (alert.ownManagerId === specialist.id) return true;
  if (alert.audience.kind === "pool") return specialist.role === "agent";
  return alert.audience.specialistId === specialist.id;
}

/** Why this specialist may not act on this alert, or the alert as it is. */
export function mayAct(alert: Alert, specialist: Acting): Result<Alert, AlertRefusal> {
  const { state, audience } = alert;
  if (state.status === "picked-up") return err({ kind: "already-picked-up", by: state.by, at: state.at });
  if (state.status === "resolved") return err({ kind: "alert-closed", because: state.because, at: state.at });
  const holdsIt = (state.status === "snoozed" || state.status === "with-assistant") && state.by === specialist.id && serves(specialist);
  if (holdsIt || isEligible(alert, specialist)) return ok(alert);
  return err({ kind: "not-offered-to-you", offeredTo: audience.kind === "pool" ? "pool" : audience.specialistId });
}

export function mayPickUp(alert: Alert, specialist: Acting): boolean {
  return mayAct(alert, specialist).ok;
}

/** The customer asked for help themselves: most rules of contact do not bind then, and it waits for no budget. */
export function askedFirst({ breakpoint }: Pick<Alert, "breakpoint">): boolean {
  return breakpoint.kind === "help-requested";
}
