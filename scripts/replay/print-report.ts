/** The figures of a replay as tables for a terminal. Owns columns and rounding; the JSON report holds the figures as they are. */
import type { ReplayReport } from "./replay-log.ts";

function figure(value: number | null, digits = 3): string {
  return value === null ? "–" : value.toFixed(digits);
}

/** In the unit a reader would use: minutes, then hours, then days. */
function span(ms: number | null): string {
  if (ms === null) return "–";
  const minutes = ms / 60_000;
  if (Math.abs(minutes) < 120) return `${minutes.toFixed(1)} min`;
  return Math.abs(minutes) < 2_880 ? `${(minutes / 60).toFixed(1)} h` : `${(minutes / 1_440).toFixed(1)} d`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function logPart({ log, from, trainUntil, until, measured }: ReplayReport): string {
  const { outcomes } = log;
  const lines = [
    `${log.rows} rows: ${log.mapped} mapped, ${log.ignored} ignored, ${log.unmapped} without a rule, ${log.bad} bad`,
    ...log.badRows.slice(0, 10).map(({ line, because }) => `  line ${line}: ${because}`),
    ...(log.endedEarly === null ? [] : [`  the file ended early: ${log.endedEarly}`]),
    `${log.journeys} journeys of ${log.visitors} visitors: ${outcomes.finished} finished, ${outcomes["closed-by-customer"]} left by the customer, ${outcomes["closed-by-bank"]} ended by the bank, ${outcomes.open} open`,
    `${from} … ${until}, measured from ${trainUntil}: ${measured.journeys} journeys, ${figure(measured.notFinished01)} not finished`,
  ];
  return lines.join("\n");
}

function behaviourPart({ behaviours, policyVersion }: ReplayReport): string {
  if (behaviours.length === 0) return "";
  const rows = behaviours
    .filter(({ alerts }) => alerts > 0)
    .map((row) => [
      row.behaviour,
      String(row.alerts),
      String(row.journeys),
      figure(row.shareOfJourneys),
      figure(row.precision),
      figure(row.recall),
      figure(row.stillThere),
      span(row.leadMsMedian),
      figure(row.alertsPerHour, 2),
    ]);
  const none = behaviours.filter(({ alerts, behaviour }) => alerts === 0 && behaviour !== "any").map(({ behaviour }) => behaviour);
  const head = ["behaviour", "alerts", "journeys", "share", "precision", "recall", "still there", "lead (median)", "alerts/h"];
  return `Behaviours, detection policy ${policyVersion}\n${table(head, rows)}${none.length === 0 ? "" : `\nnever raised: ${none.join(", ")}`}`;
}

function scorePart({ score, noScore }: ReplayReport): string {
  if (score === null) return `No need score: ${noScore}`;
  const head = [
    "method",
    "asked",
    "share",
    "alerts",
    "precision",
    "still there",
    "prec. there",
    "prec. gone",
    "recall",
    "fin. before",
    "lead (median)",
    "alerts/h",
  ];
  const rows = score.rows.map((row) => [
    row.method,
    row.share01 === null ? "–" : `${row.share01 * 100} %`,
    figure(row.shareOfJourneys),
    String(row.alerts),
    figure(row.precision),
    figure(row.stillThere),
    figure(row.precisionStillThere),
    figure(row.precisionGone),
    figure(row.recall),
    figure(row.finishedBefore),
    span(row.leadMsMedian),
    figure(row.alertsPerHour, 2),
  ]);
  const reliability = score.reliability.rows.map((row) => [
    `${figure(row.from01, 1)}–${figure(row.to01, 1)}`,
    String(row.n),
    figure(row.said01),
    figure(row.came01),
  ]);
  const { modelVersion, trainedOn } = score.model;
  return [
    `Need score ${modelVersion}, learned from ${trainedOn.journeys} journeys (${trainedOn.moments} moments)`,
    table(head, rows),
    `Reliability of "will not finish", mean distance ${figure(score.reliability.error01)}; of "still there" ${figure(score.reliabilityStillThere.error01)}`,
    table(["said", "moments", "said (mean)", "came"], reliability),
  ].join("\n");
}

export function printedReport(report: ReplayReport): string {
  return [logPart(report), behaviourPart(report), scorePart(report)].filter((part) => part !== "").join("\n\n");
}
