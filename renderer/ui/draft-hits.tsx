/** Forbidden and discouraged words of a draft with rule and suggestion, before anything is sent: the first one, the others folded. */
import { useState } from "react";
import type { DraftView } from "../state/chat-draft.ts";
import { foldHits } from "../state/chat-draft.ts";
import { useCopy, useDeskState, useWords } from "../state/use-desk.ts";
import { Button, Chip } from "./controls.tsx";
import { Icon } from "./icons.tsx";
import "./draft-hits.css";

export function DraftHits({
  draft,
  onUse,
}: {
  readonly draft: DraftView;
  readonly onUse?: (start: number, end: number, suggestion: string) => void;
}) {
  const { helpSession: copy } = useCopy();
  const words = useWords();
  const lexicon = useDeskState((state) => state.content?.lexicon);
  const [isOpen, setIsOpen] = useState(false);
  if (draft.hits.length === 0) return null;
  const { first, rest } = foldHits(draft.hits);
  const shown = first === undefined ? [] : isOpen ? [first, ...rest] : [first];
  return (
    <section
      className="draft-hits"
      aria-label={draft.verdict === "blocked" ? copy.chat.blocked : copy.chat.discouraged}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
      tabIndex={0}
      data-testid="draft-hits"
      data-verdict={draft.verdict}
      aria-live={draft.verdict === "blocked" ? "assertive" : "polite"}
    >
      <p className="row">
        <span className={draft.verdict === "blocked" ? "grow text-bad" : "grow text-warn"}>
          {draft.verdict === "blocked" ? copy.chat.blocked : copy.chat.discouraged}
        </span>
        {rest.length === 0 ? null : (
          <button type="button" className="link-button" aria-expanded={isOpen} data-testid="draft-more" onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? copy.chat.hitsLess : copy.chat.hitsMore(rest.length)}
          </button>
        )}
      </p>
      {shown.map((hit) => {
        const entry = lexicon?.get(hit.entryId);
        const suggestion = entry?.suggestion;
        return (
          <div key={`${hit.entryId} ${hit.start}`} className="draft-hit">
            <span className={hit.isForbidden ? "struck" : "doubtful"}>{hit.text}</span>
            <Chip tone={hit.isForbidden ? "bad" : "warn"} title={words(entry?.rule)}>
              <Icon name="shield" size={12} />
              {copy.chat.rule(hit.entryId)}
            </Chip>
            <span className="meta draft-rule cut" title={words(entry?.rule)}>
              {words(entry?.rule)}
            </span>
            {suggestion === undefined ? null : (
              <span className="row draft-suggestion">
                <span className="grow">{copy.chat.suggestion(words(suggestion))}</span>
                {onUse === undefined ? null : (
                  <Button size="sm" data-testid="use-suggestion" onClick={() => onUse(hit.start, hit.end, suggestion["zh-CN"])}>
                    {copy.chat.useSuggestion}
                  </Button>
                )}
              </span>
            )}
          </div>
        );
      })}
    </section>
  );
}
