/** What a draft message looks like under the lexicon: pieces to draw, and whether it may be sent. Pure. */
import { checkChat } from "#shared/domain/compliance/check-chat.ts";
import type { LexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import type { LexiconEntryId } from "#shared/model/ids.ts";

export type DraftHit = {
  readonly entryId: LexiconEntryId;
  readonly text: string;
  readonly isForbidden: boolean;
  readonly start: number;
  readonly end: number;
};

export type DraftView = {
  readonly verdict: "pass" | "discouraged" | "blocked";
  /** Hits in order, one per entry and place. */
  readonly hits: readonly DraftHit[];
};

export function readDraft(matcher: LexiconMatcher, text: string): DraftView {
  const check = checkChat(matcher, text);
  return {
    verdict: check.verdict,
    hits: check.hits.map((hit) => ({
      entryId: hit.entryId,
      text: text.slice(hit.start, hit.end),
      isForbidden: hit.class === "forbidden" && hit.certainty !== "suspected",
      start: hit.start,
      end: hit.end,
    })),
  };
}

/** The hit to show with its suggestion, forbidden before discouraged, and those to fold away beneath it. */
export function foldHits(hits: readonly DraftHit[]): { readonly first: DraftHit | undefined; readonly rest: readonly DraftHit[] } {
  const [first, ...rest] = hits.toSorted((a, b) => Number(b.isForbidden) - Number(a.isForbidden) || a.start - b.start);
  return { first, rest };
}

export type TextPiece = { readonly text: string; readonly ruleId: string | null };

/** Cuts a text at the ranges of its hits; overlapping ranges are joined under the first one's rule. */
export function piecesOf(
  text: string,
  hits: readonly { readonly start: number; readonly end: number; readonly ruleId: string }[],
): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const hit of hits.toSorted((a, b) => a.start - b.start)) {
    const start = Math.max(at, hit.start);
    if (hit.end <= start) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), ruleId: null });
    pieces.push({ text: text.slice(start, hit.end), ruleId: hit.ruleId });
    at = hit.end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), ruleId: null });
  return pieces;
}
