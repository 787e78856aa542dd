/** In the capsule: what the assistant and the customer wrote to each other, so that whoever takes over need not ask again. */
import type { Alert } from "#shared/model/alert.ts";
import { minuteText } from "../copy/time.ts";
import { assistantTalk } from "../state/assistant-talk.ts";
import { useCopy, useDeskState, useTimeZone } from "../state/use-desk.ts";

export function AssistantTalk({ alert }: { readonly alert: Alert }) {
  const { alerts, helpSession } = useCopy();
  const zone = useTimeZone();
  const log = useDeskState((state) => state.log);
  const talk = assistantTalk(log, alert);
  if (talk.length === 0) return null;
  return (
    <section className="assistant-talk" data-testid="assistant-talk" aria-labelledby="assistant-talk-title">
      <h3 className="section-head" id="assistant-talk-title">
        {alerts.assistantTalk} <span>{alerts.assistantTalkNote}</span>
      </h3>
      <ol aria-live="polite">
        {talk.map(({ id, at, from, text }) => (
          <li key={id} data-from={from.kind}>
            <time>{minuteText(at, zone)}</time>
            <b>
              {from.kind === "customer"
                ? (alert.maskedName ?? alerts.anonymous)
                : from.kind === "assistant"
                  ? helpSession.chat.assistant
                  : from.displayName}
            </b>
            <span className="selectable">{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
