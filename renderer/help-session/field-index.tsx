/** The fields of the current page with their states; digits 1–9 guide to them, and an explanation can be sent. */
import { spanText } from "../copy/time.ts";
import { makeChatId } from "../link/help-session-deeds.ts";
import { CUSTOMER_LANGUAGE } from "../state/customer-language.ts";
import { isGiven } from "../state/help-session-view.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDesk, useIsOnline, useWords } from "../state/use-desk.ts";
import { useHelpSession, useLive } from "../state/use-help-session.ts";
import { Button } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import { FIELD_CLASS } from "../ui/signature.tsx";
import { useSessionDeeds } from "./help-session-screen.tsx";

export function FieldIndex({ onAskExpert }: { readonly onAskExpert: () => void }) {
  const { helpSession: copy, alerts, errors } = useCopy();
  const words = useWords();
  const desk = useDesk();
  const deeds = useSessionDeeds();
  const now = useHubNow();
  const isOnline = useIsOnline();
  const { session, live, flow, journey, stepId, role } = useHelpSession();
  const guiding = useLive((view) => view.guiding);
  const seen = useLive((view) => view.fieldStates);
  const canPoint = isGiven(session, "point", now) && isOnline;
  const step = flow?.steps.find((known) => known.id === stepId);
  const fields = step?.fields ?? [];
  // The page itself knows better than the facts: what the bank filled in beforehand was never changed by anybody.
  const stateOf = (fieldId: string) =>
    seen.get(fieldId) ?? journey?.fields.find((known) => known.stepId === stepId && known.fieldId === fieldId)?.state;
  const current = fields.find((field) => field.id === guiding);
  const currentState = current === undefined ? undefined : stateOf(current.id);

  const explain = async () => {
    const hint = current?.hint?.[CUSTOMER_LANGUAGE];
    if (current === undefined || hint === undefined) return;
    const reply = await deeds.sendChat(session.id, makeChatId(), `「${current.label[CUSTOMER_LANGUAGE]}」${hint}`);
    if (!reply.ok) desk.notify(errors[reply.error.code], "bad");
  };

  return (
    <div className="inspect">
      <section className="card" data-testid="guide-card">
        <div className="row">
          <span className="meta grow">{current === undefined ? copy.inspect.none : copy.inspect.guiding}</span>
          {journey === undefined ? null : (
            <span className="meta text-warn">{copy.inspect.stay(spanText(now - journey.stepEnteredAt))}</span>
          )}
        </div>
        {current === undefined ? null : (
          <>
            <div className="row guide-name">
              <b className="grow cut">{words(current.label)}</b>
              {currentState === undefined ? null : (
                <span className={`mask ${FIELD_CLASS[currentState]}`}>
                  <span className="mask-state">{alerts.fieldState[currentState]}</span>
                </span>
              )}
            </div>
            {current.hint === undefined ? null : <p className="guide-hint">{words(current.hint)}</p>}
            <div className="row">
              {current.hint === undefined ? null : (
                <Button size="sm" disabled={!isOnline} data-testid="send-hint" onClick={() => void explain()}>
                  <Icon name="send" size={12} />
                  {copy.inspect.sendHint}
                </Button>
              )}
              {role === "specialist" ? (
                <Button size="sm" look="ghost" onClick={onAskExpert}>
                  {copy.inspect.askExpert}
                </Button>
              ) : null}
              <Button size="sm" look="ghost" data-testid="guide-stop" onClick={() => live.guide(current.id)}>
                {copy.inspect.stop}
              </Button>
            </div>
          </>
        )}
      </section>
      <section className="card">
        <div className="row field-head">
          <b className="grow">{copy.inspect.fields}</b>
          <span className="meta">{canPoint ? copy.inspect.keys : isOnline ? copy.inspect.pointOff : alerts.offlineActions}</span>
        </div>
        {fields.length === 0 ? <p className="meta">{copy.inspect.empty}</p> : null}
        <ol className="field-list" data-testid="field-index">
          {fields.map((field, index) => {
            const state = stateOf(field.id) ?? (journey === undefined ? undefined : "empty");
            return (
              <li key={field.id}>
                <button
                  type="button"
                  className="field-row"
                  aria-pressed={field.id === guiding}
                  disabled={!canPoint}
                  data-testid="field-row"
                  data-field={field.id}
                  onClick={() => live.guide(field.id)}
                >
                  <em>{index < 9 ? index + 1 : ""}</em>
                  <span className="cut">{words(field.label)}</span>
                  {state === undefined ? null : <span className={`field-state ${FIELD_CLASS[state]}`}>{alerts.fieldState[state]}</span>}
                </button>
              </li>
            );
          })}
        </ol>
      </section>
      <p className="row meta masked-note">
        <Icon name="lock" size={14} />
        <span>{copy.inspect.masked}</span>
      </p>
    </div>
  );
}
