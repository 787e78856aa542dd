/** What one person wants to be told of, and when: read by the desktop notifications and the window's badge. What is on screen is never less for it. */
import type { MyLimits } from "#shared/contract/ipc.ts";
import { isWithinHours } from "#shared/domain/contact/zoned-time.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { DeskState } from "./desk-state.ts";

/** Somebody who set nothing: told of what is offered to them, at any time; the pool only counts. */
export const NO_LIMITS: MyLimits = { lanes: { mine: "all", pool: "badge" }, least: "watch", quiet: null };

export function limitsOf({ me, settings }: Pick<DeskState, "me" | "settings">): MyLimits {
  return (me === null ? undefined : settings.myLimits[me.id]) ?? NO_LIMITS;
}

/** @param lane where the alert stands on this desk */
export function isWanted(alert: Alert, lane: keyof MyLimits["lanes"], by: "badge" | "notice", limits: MyLimits): boolean {
  if (limits.least === "urgent" && alert.breakpoint.severity !== "urgent") return false;
  return by === "notice" ? limits.lanes[lane] === "all" : limits.lanes[lane] !== "none";
}

/** Within the person's own quiet times, in the content's zone. `from` after `to` means over midnight. */
export function isMyQuiet(state: Pick<DeskState, "me" | "settings" | "content">, now: number): boolean {
  const { quiet } = limitsOf(state);
  return quiet !== null && state.content !== null && isWithinHours(now, quiet, state.content.timeZone);
}
