/** The right column of 编排: run the text that is open, and what that says beside what is in force. */
import { useState } from "react";
import type { HistoryReport, RunReport, SampleReport } from "#shared/model/studio.ts";
import { countText } from "../copy/time.ts";
import type { OpenText } from "../state/studio-state.ts";
import { useCopy, useDesk, useDeskState, useIsOnline } from "../state/use-desk.ts";
import { Button, Failure } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import type { RunRow, Share } from "./run-figures.ts";
import { changeText, historyRows, isSame, perHour, sampleRows } from "./run-figures.ts";

export function RunPanel({ open, isReadable }: { readonly open: OpenText; readonly isReadable: boolean }) {
  const { studio, errors } = useCopy();
  const desk = useDesk();
  const isOnline = useIsOnline();
  const run = useDeskState((state) => state.studio.run);
  const { run: copy } = studio;
  const isRunning = run?.kind === "running";
  return (
    <aside className="studio-run" aria-label={copy.title} data-testid="run-panel" data-run={run?.kind ?? "none"}>
      <header className="studio-run-head">
        <h2>{copy.title}</h2>
        <span className="grow" />
        {isRunning ? (
          <Button size="sm" onClick={() => void desk.studio.stop()} data-testid="run-stop">
            {copy.stop}
          </Button>
        ) : open.file.canRun ? (
          <Button
            size="sm"
            look={run === null ? "primary" : "default"}
            disabled={!isReadable || !isOnline}
            onClick={() => void desk.studio.run()}
            data-testid="run-start"
          >
            <Icon name="play" size={12} />
            {run === null ? copy.start : copy.again}
          </Button>
        ) : null}
      </header>
      <section
        className="studio-run-body"
        aria-label={copy.title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
      >
        {open.file.canRun ? null : <p className="meta">{copy.cannot}</p>}
        {open.file.canRun && !isReadable && !isRunning ? <p className="text-warn">{copy.fixFirst}</p> : null}
        {open.file.canRun && run === null ? <p className="meta">{copy.hint}</p> : null}
        {run?.kind === "running" ? (
          <div role="status" className="studio-progress">
            <span>{copy.part[run.part]}</span>
            <progress max={1} value={run.done01} aria-label={copy.part[run.part]} />
          </div>
        ) : null}
        {run?.kind === "stopped" ? <p className="meta">{copy.stopped}</p> : null}
        {run?.kind === "failed" ? <Failure text={`${copy.failed} · ${errors[run.error.code]}`} testId="run-failed" /> : null}
        {run !== null && run.kind !== "running" && run.of !== open.text ? (
          <p className="studio-old" data-testid="run-old">
            {copy.old}
          </p>
        ) : null}
        {run?.kind === "done" ? <Report report={run.report} /> : null}
      </section>
    </aside>
  );
}

function Report({ report }: { readonly report: RunReport }) {
  const { studio } = useCopy();
  const { run: copy } = studio;
  const { samples, history, tookMs, isShort } = report;
  return (
    <div data-testid="run-report">
      <p className="meta">
        {copy.took((tookMs / 1_000).toFixed(1))}
        {isSame(samples, history) ? <b> · {copy.same}</b> : null}
      </p>
      {isShort ? <p className="text-warn">{copy.short}</p> : null}
      {history === null ? <p className="meta studio-part">{copy.noHistory}</p> : <History report={history} />}
      {samples === null ? <p className="meta studio-part">{copy.noSamples}</p> : <Samples report={samples} />}
    </div>
  );
}

function History({ report }: { readonly report: HistoryReport }) {
  const { studio, alerts } = useCopy();
  const { run: copy } = studio;
  const rows = historyRows(report);
  const most = Math.max(1, ...rows.flatMap(({ alerts: of }) => [of.before, of.after]));
  const hourly = perHour(report);
  const { hit, noLonger, newly } = report;
  return (
    <section className="studio-part" data-testid="run-history">
      <h3>{copy.history(countText(report.journeys))}</h3>
      <p className="caption">{[report.demo > 0 ? copy.demo(report.demo) : "", report.isCut ? copy.cut : ""].filter(Boolean).join(" · ")}</p>
      <dl className="studio-figures">
        <div>
          <dd data-testid="run-hit">
            {hit.before} → {hit.after}
          </dd>
          <dt>{copy.hit}</dt>
        </div>
        <div>
          <dd>{changeText(-noLonger.journeys)}</dd>
          <dt>{copy.noLonger}</dt>
        </div>
        <div>
          <dd>{changeText(newly.journeys)}</dd>
          <dt>{copy.newly}</dt>
        </div>
      </dl>
      {rows.length > 0 ? (
        <>
          <p className="studio-legend caption">
            <i className="before" />
            {copy.legend.before}
            <i className="after" />
            {copy.legend.after}
          </p>
          <ul className="studio-dumbbells">
            {rows.map(({ kind, alerts: { before, after } }) => (
              <li key={kind}>
                <span className="cut">{alerts.behaviourName[kind]}</span>
                <Dumbbell before={before / most} after={after / most} label={`${before} → ${after}`} />
                <b>{changeText(after - before)}</b>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {hourly === null ? (
        <p className="meta">{copy.spanShort}</p>
      ) : (
        <p>{copy.perHour(hourly.before.toFixed(1), hourly.after.toFixed(1))}</p>
      )}
      {noLonger.journeys > 0 ? <p>{copy.noLongerDone(noLonger.finished, noLonger.journeys)}</p> : null}
      {newly.journeys > 0 ? <p>{copy.newlyDone(newly.finished, newly.journeys)}</p> : null}
    </section>
  );
}

/** Two points on one line: open = in force, filled = the draft. Positions 0 to 1. */
function Dumbbell({ before, after, label }: { readonly before: number; readonly after: number; readonly label: string }) {
  const [low, high] = before < after ? [before, after] : [after, before];
  return (
    <span className="studio-dumbbell" role="img" aria-label={label} title={label}>
      <i className="bar" style={{ left: `${low * 100}%`, width: `${(high - low) * 100}%` }} />
      <i className="before" style={{ left: `${before * 100}%` }} />
      <i className="after" style={{ left: `${after * 100}%` }} />
    </span>
  );
}

function Samples({ report }: { readonly report: SampleReport }) {
  const { studio } = useCopy();
  const { run: copy } = studio;
  const [onlyChanged, setOnlyChanged] = useState(true);
  const rows = sampleRows(report);
  const hasChanged = rows.some((row) => row.isChanged);
  const shown = onlyChanged && hasChanged ? rows.filter((row) => row.isChanged || row.kind === "all") : rows;
  return (
    <section className="studio-part" data-testid="run-samples">
      <h3>{copy.samples(countText(report.customers))}</h3>
      <p className="caption">{copy.samplesNote(countText(report.learnedFrom))}</p>
      {hasChanged ? (
        <label className="studio-check">
          <input type="checkbox" checked={onlyChanged} onChange={(event) => setOnlyChanged(event.target.checked)} />
          {copy.onlyChanged}
        </label>
      ) : null}
      <table className="studio-table">
        <thead>
          <tr>
            <th scope="col">{copy.behaviour}</th>
            <th scope="col">{copy.alerts}</th>
            <th scope="col">{copy.precision}</th>
            <th scope="col">{copy.recall}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Row key={row.kind} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row }: { readonly row: RunRow }) {
  const { studio, alerts } = useCopy();
  const { before, after } = row.alerts;
  return (
    <tr data-testid={`run-row-${row.kind}`} data-changed={row.isChanged}>
      <th scope="row">{row.kind === "all" ? studio.run.all : alerts.behaviourName[row.kind]}</th>
      <td>
        <b>{after}</b>
        <span className="caption">{changeText(after - before)}</span>
      </td>
      <ShareCell {...row.precision} />
      <ShareCell {...row.recall} />
    </tr>
  );
}

/** The draft's share, its change in points and what it rests on. */
function ShareCell({ before, after }: { readonly before: Share; readonly after: Share }) {
  const { studio } = useCopy();
  const { run: copy } = studio;
  if (after === null) return <td>{copy.nothing}</td>;
  return (
    <td>
      <b>{(after.share01 * 100).toFixed(0)}%</b>
      <span className="caption">
        {[before === null ? "" : changeText((after.share01 - before.share01) * 100), copy.ofN(after.n)].filter(Boolean).join(" · ")}
      </span>
    </td>
  );
}
