/** What a run's report says as rows and figures: shares with their n, changes, figures an hour. Pure; the sentences are copy's. */
import { HOUR_MS } from "#shared/lib/duration.ts";
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import type { HistoryReport, SampleFigures, SampleReport } from "#shared/model/studio.ts";

/** A share and how many cases it rests on; null without a case. */
export type Share = { readonly share01: number; readonly n: number } | null;
export type Compared<T> = { readonly before: T; readonly after: T };

export type RunRow = {
  readonly kind: BreakpointKind | "all";
  readonly alerts: Compared<number>;
  readonly precision: Compared<Share>;
  readonly recall: Compared<Share>;
  readonly isChanged: boolean;
};

const share = (part: number, n: number): Share => (n === 0 ? null : { share01: part / n, n });
const precisionOf = ({ right, wrong }: SampleFigures) => share(right, right + wrong);
const recallOf = ({ found, troubled }: SampleFigures) => share(found, troubled);

function rowOf(kind: RunRow["kind"], { before, after }: Compared<SampleFigures>): RunRow {
  return {
    kind,
    alerts: { before: before.alerts, after: after.alerts },
    precision: { before: precisionOf(before), after: precisionOf(after) },
    recall: { before: recallOf(before), after: recallOf(after) },
    isChanged: JSON.stringify(before) !== JSON.stringify(after),
  };
}

/** The whole first, then behaviour by behaviour, without those that nobody had and nothing raised. */
export function sampleRows({ byKind, total }: SampleReport): readonly RunRow[] {
  const rows = byKind.map(({ kind, ...of }) => rowOf(kind, of));
  return [rowOf("all", total), ...rows.filter((row) => row.alerts.before + row.alerts.after > 0 || row.recall.before !== null)];
}

export type HistoryRow = { readonly kind: BreakpointKind; readonly alerts: Compared<number>; readonly isChanged: boolean };

export function historyRows({ byKind }: HistoryReport): readonly HistoryRow[] {
  return byKind
    .filter(({ before, after }) => before + after > 0)
    .map(({ kind, before, after }) => ({ kind, alerts: { before, after }, isChanged: before !== after }))
    .sort(
      (a, b) =>
        Math.abs(b.alerts.after - b.alerts.before) - Math.abs(a.alerts.after - a.alerts.before) || b.alerts.before - a.alerts.before,
    );
}

/** Alerts an hour over the time the journeys span; null under an hour, which is no rate. */
export function perHour({ total, spanMs }: HistoryReport): Compared<number> | null {
  if (spanMs < HOUR_MS) return null;
  const hours = spanMs / HOUR_MS;
  return { before: total.before / hours, after: total.after / hours };
}

/** `+3`, `−43`, `0`: with a real minus, which stands as wide as the plus. */
export function changeText(change: number, digits = 0): string {
  const rounded = Number(change.toFixed(digits));
  return rounded === 0 ? "0" : `${rounded > 0 ? "+" : "−"}${Math.abs(rounded).toFixed(digits)}`;
}

export function isSame(samples: SampleReport | null, history: HistoryReport | null): boolean {
  const same = (of: Compared<unknown>) => JSON.stringify(of.before) === JSON.stringify(of.after);
  return [...(samples?.byKind ?? []), ...(history?.byKind ?? [])].every(same) && (history === null || same(history.hit));
}
