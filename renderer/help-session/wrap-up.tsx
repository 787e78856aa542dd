/** The wrap-up: outcome, note, the summary written from the record, and the record of consents and access. */
import { RadioGroup } from "radix-ui";
import { useCallback, useEffect, useState } from "react";
import type { ErrorCode } from "#shared/contract/errors.ts";
import type { SessionOutcome } from "#shared/model/help-session.ts";
import type { SessionSummary } from "#shared/model/views.ts";
import { listText, secondText, spanText } from "../copy/time.ts";
import { useCopy, useDesk, useIsOnline, useLanguage, useTimeZone, useWords } from "../state/use-desk.ts";
import { useHelpSession } from "../state/use-help-session.ts";
import { Button, DialogField, Failure } from "../ui/controls.tsx";
import { useSessionDeeds } from "./help-session-screen.tsx";

/** How a session that took place can end; declining and ignoring are ends of an invitation. */
const OUTCOMES: readonly SessionOutcome[] = ["step-finished", "follow-up", "no-need", "wrong-person", "lost"];

export function WrapUp() {
  const { helpSession: copy, errors } = useCopy();
  const desk = useDesk();
  const language = useLanguage();
  const isOnline = useIsOnline();
  const { session, role } = useHelpSession();
  const { summary: readSummary, wrapUp } = useSessionDeeds();
  const { state } = session;
  const ended = state.status === "ended" ? state : null;
  const [summary, setSummary] = useState<SessionSummary | null>(null);
  const [fault, setFault] = useState<ErrorCode | null>(null);
  const [outcome, setOutcome] = useState<SessionOutcome | null>(ended?.outcome ?? null);
  const [note, setNote] = useState(ended?.note ?? "");
  const [text, setText] = useState<string | null>(ended?.summary ?? null);
  const [isSaving, setIsSaving] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the deeds hold no state
  const read = useCallback(async () => {
    if (!isOnline) return;
    const reply = await readSummary(session.id);
    setFault(reply.ok ? null : reply.error.code);
    if (reply.ok) setSummary(reply.value);
  }, [session.id, isOnline, state.status]);
  useEffect(() => void read(), [read]);
  const isWritable = role === "specialist" && state.status === "wrap-up";
  const shownText = text ?? summary?.text[language] ?? "";

  const leave = () => {
    desk.set({ helpSessionId: null });
    desk.goHome();
  };

  return (
    <div className="wrap-up" data-testid="wrap-up">
      <div className="wrap-main">
        <h2>
          {copy.wrap.title}
          {state.status === "wrap-up" ? <span className="meta"> {copy.wrap.endedBy[state.endedBy]}</span> : null}
          {ended === null ? null : <span className="meta"> {copy.wrap.done}</span>}
        </h2>
        {fault !== null && summary === null ? (
          <Failure text={`${copy.wrap.failed}: ${errors[fault]}`} action={copy.retry} onAction={() => void read()} />
        ) : null}
        {role === "specialist" ? (
          <>
            <h3 className="section-head">{copy.wrap.outcome}</h3>
            <RadioGroup.Root
              className="outcomes"
              aria-label={copy.wrap.outcome}
              value={outcome}
              disabled={!isWritable}
              onValueChange={(known) => setOutcome(known as SessionOutcome)}
            >
              {OUTCOMES.map((known) => (
                <RadioGroup.Item key={known} value={known} className="outcome" data-testid={`outcome-${known}`}>
                  {copy.wrap.outcomes[known]}
                </RadioGroup.Item>
              ))}
            </RadioGroup.Root>
            <DialogField isHead label={copy.wrap.note}>
              <textarea
                className="field-input"
                rows={2}
                maxLength={2_000}
                value={note}
                disabled={!isWritable}
                placeholder={copy.wrap.notePlaceholder}
                data-testid="wrap-up-note"
                onChange={(event) => setNote(event.target.value)}
              />
            </DialogField>
            <DialogField
              isHead
              label={
                <>
                  {copy.wrap.summary} <span>{copy.wrap.summaryNote}</span>
                </>
              }
            >
              <textarea
                className="field-input"
                rows={9}
                maxLength={4_000}
                value={shownText}
                disabled={!isWritable}
                placeholder={copy.wrap.loading}
                data-testid="wrap-up-summary"
                onChange={(event) => setText(event.target.value)}
              />
            </DialogField>
            <div className="row wrap-foot">
              {isWritable ? (
                <Button
                  look="primary"
                  size="lg"
                  disabled={!isOnline || outcome === null || isSaving || shownText === ""}
                  data-testid="wrap-up-save"
                  onClick={async () => {
                    if (outcome === null) return;
                    setIsSaving(true);
                    await wrapUp(session.id, outcome, note, shownText);
                    setIsSaving(false);
                  }}
                >
                  {isSaving ? copy.wrap.saving : copy.wrap.save}
                </Button>
              ) : (
                <Button size="lg" data-testid="wrap-up-back" onClick={leave}>
                  {copy.back}
                </Button>
              )}
              {isWritable && outcome === null ? <span className="meta">{copy.wrap.chooseOutcome}</span> : null}
            </div>
          </>
        ) : (
          <>
            <p>{copy.wrap.guest}</p>
            <div className="row wrap-foot">
              <Button size="lg" data-testid="wrap-up-back" onClick={leave}>
                {copy.home.toHome}
              </Button>
            </div>
          </>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <aside className="wrap-side" tabIndex={0} aria-label={copy.wrap.audit}>
        {summary === null ? null : <Figures summary={summary} />}
        <Audit summary={summary} />
      </aside>
    </div>
  );
}

function Figures({ summary }: { readonly summary: SessionSummary }) {
  const { helpSession: copy } = useCopy();
  const words = useWords();
  const { flow } = useHelpSession();
  const language = useLanguage();
  const { figures } = summary;
  const steps = figures.stepsDone.map((id) => words(flow?.steps.find((step) => step.id === id)?.title)).filter((title) => title !== "");
  return (
    <section>
      <h3 className="section-head">{copy.wrap.figures}</h3>
      <dl className="figures" data-testid="session-figures">
        <dt>{copy.wrap.duration}</dt>
        <dd>{spanText(figures.durationMs)}</dd>
        <dt>{copy.wrap.messages}</dt>
        <dd>{figures.chatMessages}</dd>
        <dt>{copy.wrap.interceptions}</dt>
        <dd>{figures.interceptions}</dd>
        <dt>{copy.wrap.points}</dt>
        <dd>{figures.pointsUsed}</dd>
        <dt>{copy.wrap.experts}</dt>
        <dd>{figures.experts.length === 0 ? "–" : listText(figures.experts, language)}</dd>
        <dt>{copy.wrap.steps}</dt>
        <dd>{steps.length === 0 ? "–" : listText(steps, language)}</dd>
      </dl>
    </section>
  );
}

function Audit({ summary }: { readonly summary: SessionSummary | null }) {
  const { helpSession: copy } = useCopy();
  const zone = useTimeZone();
  return (
    <section className="audit">
      <h3 className="section-head">
        {copy.wrap.audit} <span>{copy.wrap.auditNote}</span>
      </h3>
      {summary !== null && summary.audit.length === 0 ? <p className="meta">{copy.wrap.auditEmpty}</p> : null}
      <ol data-testid="audit-list">
        {summary?.audit.map((entry) => (
          <li key={entry.seq} data-testid="audit-entry" data-action={entry.action}>
            <time>{secondText(entry.at, zone)}</time>
            <AuditLine actor={entry.actor} action={entry.action} detail={entry.detail} />
            <code title={entry.hash}>{entry.hash.slice(0, 8)}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}

function AuditLine({
  actor,
  action,
  detail,
}: {
  readonly actor: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}) {
  const { audit } = useCopy();
  const desk = useDesk();
  const language = useLanguage();
  const name = desk.store.getState().colleagues.find((known) => known.specialist.id === actor)?.specialist.name;
  const who = name ?? audit.actor[actor] ?? actor;
  const known = audit.action[action];
  return (
    <span lang={language}>
      {who} {known === undefined ? action : known(detail)}
    </span>
  );
}
