/** Talk cards: the sentence, its required risk line, its source and expiry; send, rewrite, not useful. */
import { useState } from "react";
import type { PointCard } from "#shared/model/point-card.ts";
import { dateText } from "../copy/time.ts";
import { readDraft } from "../state/chat-draft.ts";
import { CUSTOMER_LANGUAGE } from "../state/customer-language.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDeskState, useIsOnline, useTimeZone, useWords } from "../state/use-desk.ts";
import { useHelpSession } from "../state/use-help-session.ts";
import { Button, Chip, Failure } from "../ui/controls.tsx";
import { DraftHits } from "../ui/draft-hits.tsx";
import { Icon } from "../ui/icons.tsx";
import type { TalkingPointsView } from "./use-talking-points.ts";

export function TalkCards({ points }: { readonly points: TalkingPointsView }) {
  const { helpSession: copy } = useCopy();
  const [rewriting, setRewriting] = useState<string | null>(null);
  const shown = points.points.filter((point) => points.outcomeOf(point.id) !== "skipped");
  return (
    <div data-testid="talk-cards">
      {points.status === "failed" ? <Failure text={copy.points.failed} action={copy.retry} onAction={points.read} /> : null}
      {points.status === "ready" && shown.length === 0 ? <p className="meta side-empty">{copy.points.empty}</p> : null}
      {shown.map((point, index) => (
        <TalkCard
          key={point.id}
          point={point}
          isFirst={index === 0}
          points={points}
          isRewriting={rewriting === point.id}
          onRewrite={(on) => setRewriting(on ? point.id : null)}
        />
      ))}
    </div>
  );
}

function TalkCard(props: {
  readonly point: PointCard;
  readonly isFirst: boolean;
  readonly points: TalkingPointsView;
  readonly isRewriting: boolean;
  readonly onRewrite: (on: boolean) => void;
}) {
  const { point, isFirst, points, isRewriting, onRewrite } = props;
  const { helpSession: copy } = useCopy();
  const words = useWords();
  const zone = useTimeZone();
  const now = useHubNow();
  const isOnline = useIsOnline();
  const { session } = useHelpSession();
  const outcome = points.outcomeOf(point.id);
  const isExpired = point.sources.some((source) => source.validUntil < now);
  const isOff = !isOnline || isExpired || outcome === "sending" || session.state.status !== "active";
  return (
    <article className={`talk-card talk-${outcome}`} data-testid="talk-card" data-point={point.id} data-outcome={outcome}>
      <p className="selectable">{words(point.sentence)}</p>
      {point.riskSentence === undefined ? null : (
        <p className="risk-line selectable" data-testid="risk-line">
          {copy.points.required(words(point.riskSentence))}
        </p>
      )}
      <div className="cited">
        {point.sources.map((source) => (
          <Chip key={source.claimId} title={words(source.title)}>
            <Icon name="document" size={12} />
            <span className="cut">
              {words(source.title)} {source.section ?? ""} · {copy.points.until(dateText(source.validUntil, zone))}
            </span>
          </Chip>
        ))}
      </div>
      {isExpired ? <p className="meta text-bad">{copy.points.expired}</p> : null}
      {isRewriting ? (
        <Rewrite point={point} isOff={isOff} points={points} onDone={() => onRewrite(false)} />
      ) : outcome === "sent" ? (
        <p className="row meta text-ok">
          <Icon name="check" size={12} />
          {copy.points.sent}
        </p>
      ) : (
        <div className="talk-foot">
          <Button
            size="sm"
            look={isFirst ? "primary" : "default"}
            disabled={isOff}
            data-testid="talk-send"
            onClick={() => void points.send(point)}
          >
            {copy.points.send}
          </Button>
          <Button size="sm" disabled={isOff} data-testid="talk-rewrite" onClick={() => onRewrite(true)}>
            {copy.points.rewrite}
          </Button>
          <Button size="sm" look="ghost" disabled={!isOnline} data-testid="talk-skip" onClick={() => points.skip(point)}>
            {copy.points.skip}
          </Button>
        </div>
      )}
    </article>
  );
}

function Rewrite(props: {
  readonly point: PointCard;
  readonly isOff: boolean;
  readonly points: TalkingPointsView;
  readonly onDone: () => void;
}) {
  const { point, isOff, points, onDone } = props;
  const { helpSession: copy } = useCopy();
  const matcher = useDeskState((state) => state.content?.matcher);
  const [text, setText] = useState(point.sentence[CUSTOMER_LANGUAGE]);
  const draft = matcher === undefined ? null : readDraft(matcher, text);
  const risk = point.riskSentence?.[CUSTOMER_LANGUAGE];
  return (
    <div className="rewrite">
      <textarea
        className="field-input"
        aria-label={copy.points.rewriteTitle}
        value={text}
        rows={3}
        data-testid="rewrite-input"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onDone()}
      />
      {draft === null ? null : <DraftHits draft={draft} />}
      {risk === undefined ? null : <p className="meta">{copy.points.riskStays}</p>}
      <div className="talk-foot">
        <Button
          size="sm"
          look="primary"
          disabled={isOff || text.trim() === "" || draft?.verdict === "blocked"}
          data-testid="rewrite-send"
          onClick={async () => {
            const refused = await points.send(point, risk === undefined ? text.trim() : `${text.trim()}\n${risk}`);
            if (refused === null) onDone();
          }}
        >
          {copy.points.send}
        </Button>
        <Button size="sm" look="ghost" onClick={onDone}>
          {copy.cancel}
        </Button>
      </div>
    </div>
  );
}
