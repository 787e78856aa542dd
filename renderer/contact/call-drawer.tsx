/** 记一次电话: when, with what outcome, a note; what the rules say of that instant; and a way to put right what was just written down. */
import { useEffect, useRef, useState } from "react";
import type { ReplyError } from "#shared/contract/errors.ts";
import { DAY_MS, MINUTE_MS } from "#shared/lib/duration.ts";
import type { ContactDecision } from "#shared/model/contact.ts";
import { LOG_CALL_WITHIN_MS, MAX_CONTACT_NOTE } from "#shared/model/plain-values.ts";
import { dateText, instantOfField, minuteText } from "../copy/time.ts";
import type { ContactPlace } from "../link/contact-deeds.ts";
import type { CallDraft, CallOutcome } from "../state/contact-draft.ts";
import { CALL_OUTCOMES, makeContactId } from "../state/contact-draft.ts";
import { hubTime, useHubNow } from "../state/hub-time.ts";
import { useCopy, useDesk, useDeskState, useIsOnline, useTimeZone } from "../state/use-desk.ts";
import { Button, DialogField, focusNow } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import { ContactRules } from "./contact-decision.tsx";
import { useWeighing } from "./use-weighing.ts";
import { Weighed } from "./weighed.tsx";

export function CallForm({ place, onClose }: { readonly place: ContactPlace; readonly onClose: () => void }) {
  const { byHand, errors } = useCopy();
  const desk = useDesk();
  const zone = useTimeZone();
  const now = useHubNow();
  const isOnline = useIsOnline();
  const kept = useDeskState((state) => state.contactDrafts.get(place.customerId)?.call);
  const [first] = useState<CallDraft>(() => ({
    id: makeContactId(),
    at: Math.floor(hubTime.now() / MINUTE_MS) * MINUTE_MS,
    outcome: "talked",
    note: "",
  }));
  const draft = kept ?? first;
  /** As typed: half a time is none. A field of the platform's own would write dates in the system's manner and not in the desk's. */
  const [[day, time], setTyped] = useState<readonly [day: string, time: string]>(() => [
    dateText(draft.at, zone),
    minuteText(draft.at, zone),
  ]);
  const [isLogging, setIsLogging] = useState(false);
  const [refused, setRefused] = useState<ReplyError | null>(null);
  /** What the rules said of the call that is on record. */
  const [logged, setLogged] = useState<ContactDecision | null>(null);
  const [isCorrecting, setIsCorrecting] = useState(false);
  const weighing = useWeighing(place.customerId, "phone", draft.at, draft.outcome === "asked-first");

  const change = (patch: Partial<CallDraft>) => {
    desk.contacts.keepCall(place.customerId, { ...draft, ...patch });
    setRefused(null);
  };
  const isOnRecord = useRef(false);
  useEffect(
    () => () => {
      // However the drawer is closed: what is on record is no draft any more.
      if (isOnRecord.current) desk.contacts.keepCall(place.customerId, null);
    },
    [desk, place.customerId],
  );
  const instantOf = (onDay: string, atTime: string) => instantOfField(`${onDay}T${atTime.padStart(5, "0")}`, zone);
  const instant = instantOf(day, time);
  const days = Array.from({ length: LOG_CALL_WITHIN_MS / DAY_MS + 1 }, (_, ago) => dateText(now - ago * DAY_MS, zone));
  const changeAt = (onDay: string, atTime: string) => {
    setTyped([onDay, atTime]);
    const at = instantOf(onDay, atTime);
    if (at !== null) change({ at });
  };
  const fault =
    instant === null ? byHand.atBad : instant > now ? byHand.atLate : instant < now - LOG_CALL_WITHIN_MS ? byHand.atEarly : null;
  const log = async () => {
    if (fault !== null || !isOnline || isLogging) return;
    setIsLogging(true);
    const reply = await desk.contacts.logCall(place, draft);
    setIsLogging(false);
    if (!reply.ok) return setRefused(reply.error);
    isOnRecord.current = true;
    setLogged(reply.value);
    setIsCorrecting(false);
  };

  if (logged !== null && !isCorrecting)
    return <Logged draft={draft} decision={logged} onCorrect={() => setIsCorrecting(true)} onClose={onClose} />;
  return (
    <form
      className="contact-form"
      onSubmit={(event) => {
        event.preventDefault();
        void log();
      }}
    >
      <div className="contact-when">
        <DialogField label={byHand.day}>
          <select className="field-input" value={day} data-testid="call-day" onChange={(event) => changeAt(event.target.value, time)}>
            {days.map((date, ago) => (
              <option key={date} value={date}>
                {ago === 0 ? byHand.today(date.slice(5)) : date.slice(5)}
              </option>
            ))}
          </select>
        </DialogField>
        <DialogField label={byHand.at}>
          <input
            className="field-input"
            value={time}
            placeholder="HH:MM"
            maxLength={5}
            inputMode="numeric"
            aria-invalid={fault !== null}
            data-testid="call-at"
            onChange={(event) => changeAt(day, event.target.value)}
          />
        </DialogField>
      </div>
      {fault === null ? null : (
        <p className="meta text-bad" role="alert">
          {fault}
        </p>
      )}
      <DialogField label={byHand.outcome}>
        <select
          className="field-input"
          value={draft.outcome}
          data-testid="call-outcome"
          onChange={(event) => change({ outcome: event.target.value as CallOutcome })}
        >
          {CALL_OUTCOMES.map((outcome) => (
            <option key={outcome} value={outcome}>
              {byHand.outcomes[outcome]}
            </option>
          ))}
        </select>
      </DialogField>
      <DialogField label={byHand.note}>
        <textarea
          className="field-input"
          rows={3}
          value={draft.note}
          maxLength={MAX_CONTACT_NOTE}
          placeholder={byHand.notePlaceholder}
          data-testid="call-note"
          onChange={(event) => change({ note: event.target.value })}
        />
      </DialogField>
      <Weighed weighing={weighing} allowed={byHand.mayCall} refusedNote={byHand.outside} />
      {isOnline ? null : <p className="meta text-warn">{byHand.offlineCall}</p>}
      {refused === null ? null : (
        <p className="meta text-bad" role="alert" data-testid="call-refused">
          {byHand.logFailed}: {errors[refused.code]}
        </p>
      )}
      <div className="dialog-foot contact-foot">
        <Button onClick={onClose}>{byHand.cancel}</Button>
        <Button type="submit" look="primary" disabled={!isOnline || isLogging || fault !== null} data-testid="call-log">
          {isLogging ? byHand.logging : isCorrecting ? byHand.correct : byHand.log}
        </Button>
      </div>
    </form>
  );
}

function Logged(props: {
  readonly draft: CallDraft;
  readonly decision: ContactDecision;
  readonly onCorrect: () => void;
  readonly onClose: () => void;
}) {
  const { draft, decision, onCorrect, onClose } = props;
  const { byHand } = useCopy();
  const zone = useTimeZone();
  return (
    <div className="contact-form" data-testid="call-logged" role="status">
      <p className="row">
        <Icon name={decision.allowed ? "check" : "warning"} size={16} />
        <b className="grow">{decision.allowed ? byHand.loggedTitle : byHand.loggedOutside}</b>
      </p>
      <p>
        {dateText(draft.at, zone)} {minuteText(draft.at, zone)} · {byHand.outcomes[draft.outcome]}
      </p>
      {draft.note.trim() === "" ? null : <p className="contact-sent selectable">{draft.note.trim()}</p>}
      <ContactRules rules={decision.rules.filter(({ verdict }) => verdict === "refuses")} />
      <div className="dialog-foot contact-foot">
        <Button data-testid="call-correct" onClick={onCorrect}>
          {byHand.putRight}
        </Button>
        <Button ref={focusNow} look="primary" data-testid="call-done" onClick={onClose}>
          {byHand.close}
        </Button>
      </div>
    </div>
  );
}
