/** The bar over a session: who, where, consent of all eight scopes, and the running time. */
import { useState } from "react";
import type { ConsentScope } from "#shared/model/consent.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import { CONSENT_SCOPES } from "#shared/model/plain-values.ts";
import { timerText } from "../copy/time.ts";
import { customerOf, scopeState } from "../state/help-session-view.ts";
import { useHubNow } from "../state/hub-time.ts";
import { isInvited } from "../state/session-news.ts";
import { useCopy, useDesk, useDeskState, useIsOnline, useWords } from "../state/use-desk.ts";
import { useHelpSession } from "../state/use-help-session.ts";
import { Button, Dialog, IconButton } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import { BreakBar } from "../ui/signature.tsx";
import { useSessionDeeds } from "./help-session-screen.tsx";

export function SessionBar({ others }: { readonly others: readonly HelpSession[] }) {
  const { helpSession: copy } = useCopy();
  const words = useWords();
  const desk = useDesk();
  const now = useHubNow();
  const me = useDeskState((state) => state.me);
  const { session, flow, stepId, customerName, role } = useHelpSession();
  const at = flow?.steps.findIndex((step) => step.id === stepId) ?? -1;
  const step = flow?.steps[at];
  const { state } = session;
  const since = state.status === "active" ? state.since : session.startedAt;
  return (
    <header className="session-bar">
      {role === "expert" ? null : <IconButton icon="chevronLeft" label={copy.back} onClick={() => desk.go("alerts")} />}
      <div className="session-who">
        <h1>{customerName}</h1>
        <span className="cut">
          {words(flow?.title)} · {words(step?.title)}
        </span>
        <BreakBar count={flow?.steps.length ?? 0} at={at} isUrgent={false} />
        <span className="meta">
          {at + 1}/{flow?.steps.length ?? 0}
        </span>
      </div>
      {others.map((other) => {
        const isCall = me !== null && isInvited(other, me.id);
        return (
          <Button
            key={other.id}
            size="sm"
            className={isCall ? "session-other session-call" : "session-other"}
            data-testid="other-session"
            onClick={() => desk.openHelpSession(other.id)}
          >
            <span className="cut">
              {isCall
                ? copy.brief.title(other.participants.find((one) => one.role === "specialist")?.displayName ?? "")
                : `${customerOf(other)?.displayName ?? copy.list} · ${copy.status[other.state.status]}`}
            </span>
          </Button>
        );
      })}
      <span className="grow" />
      {state.status === "active" ? <ConsentStrip /> : null}
      <span className="session-timer">
        <span className="meta">{state.status === "active" ? copy.timer : copy.status[state.status]}</span>
        {state.status === "active" ? <b data-testid="session-timer">{timerText(now - since)}</b> : null}
      </span>
    </header>
  );
}

function ConsentStrip() {
  const { helpSession: copy } = useCopy();
  const now = useHubNow();
  const isOnline = useIsOnline();
  const { session, role } = useHelpSession();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <div className="consent-strip">
      <ul aria-label={copy.consentStrip}>
        {CONSENT_SCOPES.map((scope) => {
          const state = scopeState(session, scope, now);
          return (
            <li
              key={scope}
              className={`consent consent-${state}`}
              data-testid="consent-chip"
              data-scope={scope}
              data-state={state}
              title={state === "withdrawn" ? copy.scopeWithdrawn(copy.scope[scope]) : `${copy.scope[scope]} · ${copy.scopeState[state]}`}
            >
              {copy.scope[scope]}
              <Icon name={state === "given" ? "check" : state === "off" ? "minus" : "cross"} size={12} />
              <span className="visually-hidden">{copy.scopeState[state]}</span>
            </li>
          );
        })}
      </ul>
      {role === "specialist" ? (
        <Button size="sm" look="ghost" disabled={!isOnline} data-testid="ask-scopes" onClick={() => setIsAsking(true)}>
          <Icon name="plus" size={12} />
          {copy.askMore}
        </Button>
      ) : null}
      <AskDialog isOpen={isAsking} onClose={() => setIsAsking(false)} />
    </div>
  );
}

/** Scopes the product can use now; 代填, 转写 and 录制 are not built and are not asked for. */
const ASKABLE: readonly ConsentScope[] = ["view", "point", "voice", "video", "share"];

function AskDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { helpSession: copy, shell } = useCopy();
  const now = useHubNow();
  const { session } = useHelpSession();
  const deeds = useSessionDeeds();
  const [chosen, setChosen] = useState<ReadonlySet<ConsentScope>>(new Set());
  const missing = ASKABLE.filter((scope) => scopeState(session, scope, now) !== "given");
  const asked = missing.filter((scope) => chosen.has(scope));
  const toggle = (scope: ConsentScope) => {
    const next = new Set(chosen);
    if (!next.delete(scope)) next.add(scope);
    setChosen(next);
  };
  return (
    <Dialog
      title={copy.askMoreTitle}
      note={copy.askMoreNote}
      isOpen={isOpen}
      onClose={onClose}
      closeLabel={shell.close}
      testId="ask-dialog"
    >
      <div className="pick-list">
        {missing.length === 0 ? <p className="meta">{copy.askNone}</p> : null}
        {missing.map((scope) => (
          <label key={scope} className="pick">
            <input type="checkbox" checked={chosen.has(scope)} onChange={() => toggle(scope)} data-testid={`ask-${scope}`} />
            {copy.scope[scope]}
            <span className="meta">{copy.scopeState[scopeState(session, scope, now)]}</span>
          </label>
        ))}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>{copy.cancel}</Button>
        <Button
          look="primary"
          disabled={asked.length === 0}
          data-testid="ask-send"
          onClick={() => {
            onClose();
            setChosen(new Set());
            void deeds.askForScopes(session.id, asked);
          }}
        >
          {copy.askSend}
        </Button>
      </div>
    </Dialog>
  );
}
