/** 发短信: an approved text, reworded or not, held against the wording rules and the contact rules; then what became of it. */
import { RadioGroup } from "radix-ui";
import { useState } from "react";
import type { ReplyError } from "#shared/contract/errors.ts";
import { MAX_CONTACT_NOTE } from "#shared/model/plain-values.ts";
import type { PointCard } from "#shared/model/point-card.ts";
import { dateText } from "../copy/time.ts";
import type { ContactPlace } from "../link/contact-deeds.ts";
import { readDraft } from "../state/chat-draft.ts";
import type { SmsDraft } from "../state/contact-draft.ts";
import { isTooLong, smsFrom, smsParts, smsText } from "../state/contact-draft.ts";
import { CUSTOMER_LANGUAGE } from "../state/customer-language.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDesk, useDeskState, useIsOnline, useTimeZone, useWords } from "../state/use-desk.ts";
import { Button, Chip, DialogField, focusNow } from "../ui/controls.tsx";
import { DraftHits } from "../ui/draft-hits.tsx";
import { Icon } from "../ui/icons.tsx";
import { useWeighing } from "./use-weighing.ts";
import { Weighed } from "./weighed.tsx";

type SmsFormProps = { readonly place: ContactPlace; readonly points: readonly PointCard[]; readonly onClose: () => void };

export function SmsForm({ place, points, onClose }: SmsFormProps) {
  const { byHand, errors } = useCopy();
  const desk = useDesk();
  const isOnline = useIsOnline();
  const now = useHubNow();
  const matcher = useDeskState((state) => state.content?.matcher);
  const kept = useDeskState((state) => state.contactDrafts.get(place.customerId)?.sms);
  const weighing = useWeighing(place.customerId, "sms", null, false);
  const [first] = useState(() => smsFrom(points.find((point) => !isOver(point, now)) ?? null, CUSTOMER_LANGUAGE));
  /** Each text as it was left for another, by the choice it stands under. */
  const [left, setLeft] = useState<ReadonlyMap<string, SmsDraft>>(new Map());
  const [isSending, setIsSending] = useState(false);
  const [refused, setRefused] = useState<ReplyError | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  const draft = kept ?? first;
  const whole = smsText(draft, CUSTOMER_LANGUAGE);
  const view = matcher === undefined ? null : readDraft(matcher, draft.text);
  const change = (next: SmsDraft) => {
    desk.contacts.keepSms(place.customerId, next);
    setRefused(null);
  };
  if (sent !== null) return <Sent text={sent} onClose={onClose} />;

  const approved = draft.point?.sentence[CUSTOMER_LANGUAGE] ?? "";
  const isHeld = weighing.heldUntil !== null && weighing.heldUntil > now;
  const isOff =
    !isOnline ||
    isSending ||
    weighing.decision?.allowed !== true ||
    isHeld ||
    view?.verdict === "blocked" ||
    draft.text.trim() === "" ||
    isTooLong(whole) ||
    (draft.point !== null && isOver(draft.point, now));
  const send = async () => {
    if (isOff) return;
    setIsSending(true);
    const reply = await desk.contacts.sendSms(place, draft);
    setIsSending(false);
    if (reply.ok) return setSent(whole);
    setRefused(reply.error);
    // The rules have changed their mind since: they say why.
    if (reply.error.code === "contact-refused") weighing.again();
  };
  return (
    <form
      className="contact-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Weighed weighing={weighing} allowed={byHand.maySms} />
      <Approved
        points={points}
        chosen={draft.point}
        onChoose={(point) => {
          // What was written is not lost to a look at another text.
          setLeft(new Map(left).set(choiceOf(draft.point), draft));
          change(left.get(choiceOf(point)) ?? smsFrom(point, CUSTOMER_LANGUAGE));
        }}
      />
      <DialogField
        label={
          <>
            {byHand.text} {draft.point !== null && draft.text !== approved ? <Chip>{byHand.changed}</Chip> : null}
          </>
        }
      >
        <textarea
          className={view?.verdict === "blocked" ? "field-input contact-blocked" : "field-input"}
          rows={4}
          value={draft.text}
          lang={CUSTOMER_LANGUAGE}
          placeholder={byHand.textPlaceholder}
          aria-invalid={view?.verdict === "blocked" || isTooLong(whole)}
          data-testid="sms-text"
          onChange={(event) => change({ ...draft, text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
      </DialogField>
      {view === null ? null : (
        <DraftHits
          draft={view}
          onUse={(start, end, suggestion) => change({ ...draft, text: draft.text.slice(0, start) + suggestion + draft.text.slice(end) })}
        />
      )}
      {draft.point?.riskSentence === undefined ? null : (
        <p className="contact-risk" data-testid="sms-risk">
          <span lang={CUSTOMER_LANGUAGE}>{draft.point.riskSentence[CUSTOMER_LANGUAGE]}</span>
          <span className="row caption">
            <Icon name="lock" size={12} />
            {byHand.riskStays}
          </span>
        </p>
      )}
      <p className={isTooLong(whole) ? "row meta text-bad" : "row meta"}>
        <span className="grow" data-testid="sms-length">
          {isTooLong(whole) ? byHand.tooLong(MAX_CONTACT_NOTE) : byHand.length(whole.length, MAX_CONTACT_NOTE, smsParts(whole))}
        </span>
        {draft.point !== null && draft.text !== approved ? (
          <button type="button" className="link-button" data-testid="sms-restore" onClick={() => change({ ...draft, text: approved })}>
            {byHand.restore}
          </button>
        ) : null}
      </p>
      {isOnline ? null : <p className="meta text-warn">{byHand.offline}</p>}
      {refused === null ? null : (
        <p className="meta text-bad" role="alert" data-testid="sms-refused">
          {refused.code === "contact-refused" ? byHand.refusedNow : `${byHand.failed}: ${errors[refused.code]}`}
        </p>
      )}
      <div className="dialog-foot contact-foot">
        <Button onClick={onClose}>{byHand.cancel}</Button>
        <Button type="submit" look="primary" disabled={isOff} data-testid="sms-send">
          {isSending ? byHand.sending : byHand.send}
        </Button>
      </div>
    </form>
  );
}

/** An approved text by its id; words of one's own beside them. */
const choiceOf = (point: PointCard | null): string => point?.id ?? "own-words";

const isOver = (point: PointCard, now: number): boolean => point.sources.some(({ validUntil }) => validUntil < now);

/** Opening points of the alert, and words of one's own. */
function Approved(props: {
  readonly points: readonly PointCard[];
  readonly chosen: PointCard | null;
  readonly onChoose: (point: PointCard | null) => void;
}) {
  const { points, chosen, onChoose } = props;
  const { byHand } = useCopy();
  const words = useWords();
  const zone = useTimeZone();
  const now = useHubNow();
  return (
    <section>
      <h3 className="section-head">
        {byHand.approved} <span>{points.length === 0 ? "" : byHand.approvedNote}</span>
      </h3>
      {points.length === 0 ? <p className="meta">{byHand.noApproved}</p> : null}
      <RadioGroup.Root
        className="pick-list contact-points"
        aria-label={byHand.approved}
        value={choiceOf(chosen)}
        onValueChange={(id) => onChoose(points.find((point) => point.id === id) ?? null)}
      >
        {[...points, null].map((point) => (
          <RadioGroup.Item
            key={choiceOf(point)}
            value={choiceOf(point)}
            className="pick contact-point"
            disabled={point !== null && isOver(point, now)}
            data-testid="sms-point"
          >
            <span className="contact-sentence" {...(point === null ? {} : { lang: CUSTOMER_LANGUAGE })}>
              {point === null ? byHand.free : point.sentence[CUSTOMER_LANGUAGE]}
            </span>
            <span className="caption cut">
              {point === null
                ? byHand.freeNote
                : point.sources
                    .slice(0, 1)
                    .map((source) =>
                      [
                        words(source.title),
                        source.section ?? "",
                        source.validUntil < now ? `· ${byHand.expired}` : `· ${byHand.validUntil(dateText(source.validUntil, zone))}`,
                      ].join(" "),
                    )}
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </section>
  );
}

function Sent({ text, onClose }: { readonly text: string; readonly onClose: () => void }) {
  const { byHand } = useCopy();
  return (
    <div className="contact-form" data-testid="sms-sent" role="status">
      <p className="row">
        <Icon name="check" size={16} />
        <b className="grow">{byHand.sentTitle}</b>
        <Chip tone="warn">{byHand.undeliveredShort}</Chip>
      </p>
      <p className="contact-sent selectable" lang={CUSTOMER_LANGUAGE}>
        {text}
      </p>
      <p className="meta">{byHand.sentNote}</p>
      <div className="dialog-foot contact-foot">
        <Button ref={focusNow} look="primary" data-testid="sms-done" onClick={onClose}>
          {byHand.close}
        </Button>
      </div>
    </div>
  );
}
