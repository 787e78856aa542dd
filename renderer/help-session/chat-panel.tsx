/** The chat: messages and what was stopped, in order; below it the composer with its live check. */
import { useEffect, useRef, useState } from "react";
import type { ErrorCode } from "#shared/contract/errors.ts";
import type { ChatMessageId, LexiconEntryId } from "#shared/model/ids.ts";
import { minuteText } from "../copy/time.ts";
import { makeChatId } from "../link/help-session-deeds.ts";
import { piecesOf, readDraft } from "../state/chat-draft.ts";
import type { TalkLine } from "../state/help-session-view.ts";
import { useCopy, useDeskState, useIsOnline, useTimeZone } from "../state/use-desk.ts";
import { useHelpSession, useLive } from "../state/use-help-session.ts";
import { Button, Chip } from "../ui/controls.tsx";
import { DraftHits } from "../ui/draft-hits.tsx";
import { Icon } from "../ui/icons.tsx";
import { useSessionDeeds } from "./help-session-screen.tsx";

export function ChatPanel({ lines }: { readonly lines: readonly TalkLine[] }) {
  const { helpSession: copy } = useCopy();
  const scroller = useRef<HTMLElement>(null);
  const count = lines.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what brings the end into view
  useEffect(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [count]);
  return (
    <section className="chat" aria-label={copy.tabs.chat}>
      <section
        className="chat-scroll"
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        aria-label={copy.chat.log}
        aria-live="polite"
        data-testid="chat-lines"
      >
        {count === 0 ? <p className="meta side-empty">{copy.chat.empty}</p> : null}
        <ol>
          {lines.map((line) =>
            line.kind === "message" ? <Message key={line.message.id} line={line} /> : <Stopped key={line.interception.id} line={line} />,
          )}
        </ol>
      </section>
      <Composer />
    </section>
  );
}

function Message({ line }: { readonly line: Extract<TalkLine, { kind: "message" }> }) {
  const { helpSession: copy } = useCopy();
  const zone = useTimeZone();
  const { session, customerName } = useHelpSession();
  const myId = useLive((view) => view.me);
  const { message } = line;
  const { from } = message;
  const sender = from.kind === "participant" ? session.participants.find((one) => one.id === from.participantId) : undefined;
  const name = from.kind === "customer" ? customerName : from.kind === "assistant" ? copy.chat.assistant : from.displayName;
  const isMine = from.kind === "participant" && from.participantId === myId;
  return (
    <li className="chat-line" data-testid="chat-message" data-from={from.kind} data-message={message.id}>
      <time>{minuteText(message.at, zone)}</time>
      <span className={sender?.role === "expert" ? "chat-who expert" : isMine ? "chat-who mine" : "chat-who"}>{name}</span>
      <span className="chat-text selectable">
        {message.text}
        {message.talkingPointId === undefined ? null : (
          <Chip>
            <Icon name="document" size={12} />
            {copy.chat.fromPoint}
          </Chip>
        )}
      </span>
    </li>
  );
}

function Stopped({ line }: { readonly line: Extract<TalkLine, { kind: "interception" }> }) {
  const { helpSession: copy } = useCopy();
  const lexicon = useDeskState((state) => state.content?.lexicon);
  const zone = useTimeZone();
  const { interception } = line;
  // Beside the forbidden wording the hub names the discouraged; only the former was the reason.
  const isForbidden = (ruleId: string) => lexicon?.get(ruleId as LexiconEntryId)?.class !== "discouraged";
  const forbidden = interception.hits.filter((hit) => isForbidden(hit.ruleId));
  const rules = [...new Set(forbidden.map((hit) => hit.ruleId))];
  const suggestions = [...new Set(forbidden.flatMap((hit) => hit.suggestion ?? []))];
  return (
    <li className="chat-line" data-testid="interception" data-rules={rules.join(" ")}>
      <time>{minuteText(interception.at, zone)}</time>
      <span className="chat-who mine">{interception.displayName}</span>
      <span className="chat-text selectable">
        {piecesOf(interception.text, interception.hits).map((piece, index) =>
          piece.ruleId === null || !isForbidden(piece.ruleId) ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one stored text never change their order
            <span key={index} className={piece.ruleId === null ? undefined : "doubtful"}>
              {piece.text}
            </span>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <s key={index} className="struck">
              {piece.text}
            </s>
          ),
        )}
        {rules.map((rule) => (
          <Chip key={rule} tone="bad">
            <Icon name="shield" size={12} />
            {copy.chat.intercepted(rule)}
          </Chip>
        ))}
        {suggestions.map((suggestion) => (
          <span key={suggestion} className="meta chat-suggestion">
            {copy.chat.suggestion(suggestion)}
          </span>
        ))}
      </span>
    </li>
  );
}

function Composer() {
  const { helpSession: copy, alerts, errors } = useCopy();
  const isOnline = useIsOnline();
  const matcher = useDeskState((state) => state.content?.matcher);
  const { session } = useHelpSession();
  const deeds = useSessionDeeds();
  const [text, setText] = useState("");
  const [isSending, setIsSending] = useState(false);
  const [refused, setRefused] = useState<ErrorCode | null>(null);
  /** One id for one draft: trying again after a lost connection is the same message. */
  const attempt = useRef<{ id: ChatMessageId; text: string } | null>(null);
  const draft = matcher === undefined ? null : readDraft(matcher, text);
  const isBlocked = draft?.verdict === "blocked";
  const isOpen = session.state.status === "active";

  const change = (next: string) => {
    setText(next);
    setRefused(null);
  };
  const send = async () => {
    const said = text.trim();
    if (said === "" || isSending || !isOpen || !isOnline) return;
    if (attempt.current?.text !== said) attempt.current = { id: makeChatId(), text: said };
    setIsSending(true);
    // A forbidden text goes no further than the hub, which keeps the attempt as evidence.
    const reply = await deeds.sendChat(session.id, attempt.current.id, said);
    setIsSending(false);
    if (reply.ok) {
      attempt.current = null;
      change("");
    } else setRefused(reply.error.code);
  };

  return (
    <form
      className={isBlocked ? "composer composer-blocked" : "composer"}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {draft === null ? null : (
        <DraftHits draft={draft} onUse={(start, end, suggestion) => change(text.slice(0, start) + suggestion + text.slice(end))} />
      )}
      {refused !== null && refused !== "wording-forbidden" ? (
        <p className="meta text-bad" role="alert">
          {copy.chat.failed}: {errors[refused]}
        </p>
      ) : null}
      {refused === "wording-forbidden" && !isBlocked ? (
        <p className="meta text-bad" role="alert">
          {errors[refused]}
        </p>
      ) : null}
      <div className="composer-row">
        <textarea
          className="field-input"
          rows={2}
          value={text}
          disabled={!isOpen}
          placeholder={isOnline ? copy.chat.placeholder : alerts.offlineActions}
          aria-label={copy.chat.label}
          aria-invalid={isBlocked}
          data-testid="chat-input"
          maxLength={2_000}
          onChange={(event) => change(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <Button
          type="submit"
          look="primary"
          disabled={!isOnline || !isOpen || isSending || isBlocked || text.trim() === ""}
          data-testid="chat-send"
          title={isBlocked ? copy.chat.blocked : undefined}
        >
          {copy.chat.send}
        </Button>
      </div>
    </form>
  );
}
