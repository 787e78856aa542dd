/** What the list of 断点 is narrowed to: words, one journey, one behaviour. Pure; drawing it is `alerts/alert-filters.tsx`. */
import type { Alert } from "#shared/model/alert.ts";
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import type { FlowId } from "#shared/model/ids.ts";
import type { Lane } from "./alert-rows.ts";

export type AlertFilter = { readonly text: string; readonly flowId: FlowId | null; readonly kind: BreakpointKind | null };

export const NO_FILTER: AlertFilter = { text: "", flowId: null, kind: null };

export function isFiltering({ text, flowId, kind }: AlertFilter): boolean {
  return text.trim() !== "" || flowId !== null || kind !== null;
}

/** The same for the same list, so that a change of lane or filter can be told from a change of what is in it. */
export function viewKey(lane: Lane, { text, flowId, kind }: AlertFilter): string {
  return JSON.stringify([lane, text, flowId, kind]);
}

/** @param said everything of the row that is searched, in the language shown. */
export function passes(alert: Alert, { text, flowId, kind }: AlertFilter, said: () => string): boolean {
  if (flowId !== null && alert.flowId !== flowId) return false;
  if (kind !== null && alert.breakpoint.kind !== kind) return false;
  const wanted = text.trim().toLowerCase();
  return wanted === "" || said().toLowerCase().includes(wanted);
}

/** Behaviours there are rows of, and the chosen one, the most frequent first; with how many rows each has in the journey chosen. */
export function behavioursIn(
  rows: readonly Alert[],
  { flowId, kind }: Pick<AlertFilter, "flowId" | "kind">,
): readonly (readonly [BreakpointKind, number])[] {
  const counts = new Map<BreakpointKind, number>(kind === null ? [] : [[kind, 0]]);
  for (const { breakpoint, flowId: of } of rows) {
    if (flowId === null || of === flowId) counts.set(breakpoint.kind, (counts.get(breakpoint.kind) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}
