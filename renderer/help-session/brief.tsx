/** What an invited expert reads first: the redacted brief; join or decline. */
import { useCallback, useEffect, useState } from "react";
import type { ErrorCode } from "#shared/contract/errors.ts";
import type { ExpertBrief } from "#shared/model/views.ts";
import { spanText } from "../copy/time.ts";
import { useCopy, useIsOnline, useWords } from "../state/use-desk.ts";
import { useHelpSession, useLive } from "../state/use-help-session.ts";
import { Button, Chip, Failure } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import { useSessionDeeds } from "./help-session-screen.tsx";

export function Brief() {
  const { helpSession: copy, alerts, errors } = useCopy();
  const words = useWords();
  const isOnline = useIsOnline();
  const { session, live } = useHelpSession();
  const { brief: readBrief, decline } = useSessionDeeds();
  const status = useLive((view) => view.status);
  const joinError = useLive((view) => view.error);
  const [brief, setBrief] = useState<ExpertBrief | null>(null);
  const [fault, setFault] = useState<ErrorCode | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the deeds hold no state
  const read = useCallback(async () => {
    const reply = await readBrief(session.id);
    setFault(reply.ok ? null : reply.error.code);
    if (reply.ok) setBrief(reply.value);
  }, [session.id, isOnline]);
  useEffect(() => void read(), [read]);
  return (
    <div className="brief" data-testid="expert-brief">
      {fault !== null && brief === null ? <Failure text={errors[fault]} action={copy.retry} onAction={() => void read()} /> : null}
      {brief === null ? null : (
        <div className="brief-card">
          <h2>{copy.brief.title(brief.invitedBy)}</h2>
          <dl>
            <dt>{copy.brief.question}</dt>
            <dd className="brief-question selectable">{brief.question}</dd>
            <dt>{copy.brief.where}</dt>
            <dd>
              {words(brief.flowTitle)} · {words(brief.stepTitle)} · {alerts.behaviour[brief.breakpointKind](1).replace(/ ×1$/, "")}
              <span className="meta"> {copy.brief.since(spanText(brief.sinceMs))}</span>
            </dd>
            <dt>{copy.brief.tags}</dt>
            <dd className="row">
              {brief.tags.map((tag) => (
                <Chip key={tag}>{tag}</Chip>
              ))}
            </dd>
          </dl>
          <p className="row meta masked-note">
            <Icon name="lock" size={14} />
            <span>{copy.brief.masked}</span>
          </p>
          {status === "failed" && joinError !== null ? <Failure text={errors[joinError.code]} /> : null}
          <div className="row brief-foot">
            <Button
              look="primary"
              size="lg"
              disabled={!isOnline || status === "joining"}
              data-testid="accept-invite"
              onClick={() => void live.join()}
            >
              {copy.brief.accept}
            </Button>
            <Button size="lg" disabled={!isOnline} data-testid="decline-invite" onClick={() => void decline(session.id)}>
              {copy.brief.decline}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
