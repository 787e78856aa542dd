/**
 * A point in the specialist's own words: the risk sentence stays, the lexicon is run, figures without a source are named.
 *
 * Used by the desk while typing and again by the hub before relaying. Whether a discouraged text goes out after a second look is the caller's.
 */

import type { TalkingPoint } from "#shared/model/talking-point.ts";
import type { Language } from "#shared/model/words.ts";
import type { ChatVerdict } from "../compliance/check-chat.ts";
import { checkChat } from "../compliance/check-chat.ts";
import type { LexiconHit, LexiconMatcher } from "../compliance/lexicon-matcher.ts";

export type RewriteCheck = {
  /** `empty` = nothing was said beside the risk sentence. */
  readonly verdict: ChatVerdict | "empty";
  /** What would be sent: the text with the risk sentence, put back word for word when it was missing. */
  readonly text: string;
  readonly riskSentence: "not-needed" | "kept" | "put-back";
  /** Ranges in `text`. */
  readonly hits: readonly LexiconHit[];
  /** Figures as written that neither the sentence nor its risk sentence contains, in order. */
  readonly unsourcedFigures: readonly string[];
};

/** What a point says when it is sent as it stands: the sentence, and on its own line the risk sentence. */
export function messageOf(point: Pick<TalkingPoint, "sentence" | "riskSentence">, language: Language): string {
  return withRisk(point.sentence[language], point.riskSentence?.[language]);
}

/** @param text what the specialist wrote; it may or may not still contain the risk sentence. */
export function checkRewrite(point: TalkingPoint, text: string, language: Language, matcher: LexiconMatcher): RewriteCheck {
  const risk = point.riskSentence?.[language];
  const kept = risk === undefined ? undefined : folded(text).includes(folded(risk));
  const own = risk === undefined ? folded(text) : folded(text).replaceAll(folded(risk), "");
  const sent = kept === false ? withRisk(text.trim(), risk) : text.trim();
  const check = checkChat(matcher, sent);
  const sourced = new Set(figuresOf(`${point.sentence[language]}\n${risk ?? ""}`));
  const unsourcedFigures = figuresOf(sent).filter((figure) => !sourced.has(figure));
  const verdict = own === "" ? "empty" : check.verdict === "pass" && unsourcedFigures.length > 0 ? "discouraged" : check.verdict;
  return {
    verdict,
    text: sent,
    riskSentence: kept === undefined ? "not-needed" : kept ? "kept" : "put-back",
    hits: check.hits,
    unsourcedFigures,
  };
}

function withRisk(text: string, risk: string | undefined): string {
  return risk === undefined ? text : `${text}\n${risk}`;
}

function folded(text: string): string {
  return text.normalize("NFKC").replace(/\s+/g, "");
}

/** Numbers with their decimals and percent sign, thousands separators taken out: `1,000` and `1000` are one figure. */
function figuresOf(text: string): string[] {
  const matches = text.normalize("NFKC").matchAll(/\d+(?:,\d{3})*(?:\.\d+)?\s*%?/g);
  return [...matches].map(([figure]) => figure.replace(/[,\s]/g, ""));
}
