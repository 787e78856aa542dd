/**
 * Decides whether a specialist's message may be sent. The same function runs at the desk while typing and at the hub before relaying.
 *
 * Does not send, does not keep evidence, does not mask numbers (`mask-numbers.ts` does).
 */
import type { LexiconHit, LexiconMatcher } from "./lexicon-matcher.ts";

export type ChatVerdict = "pass" | "discouraged" | "blocked";

export type ChatCheck = {
  readonly verdict: ChatVerdict;
  /** Forbidden and discouraged wording in order; a hit inside a longer one of the same or a stronger class is left out. */
  readonly hits: readonly LexiconHit[];
};

const STRENGTH = { forbidden: 2, discouraged: 1, approved: 0 } as const;

function weight(hit: LexiconHit): number {
  return hit.certainty === "suspected" ? Math.min(STRENGTH[hit.class], STRENGTH.discouraged) : STRENGTH[hit.class];
}

function isInside(inner: LexiconHit, outer: LexiconHit): boolean {
  const isLonger = outer.end - outer.start > inner.end - inner.start;
  return isLonger && outer.start <= inner.start && outer.end >= inner.end && weight(outer) >= weight(inner);
}

/** `blocked` on any certain forbidden hit; `discouraged` on a discouraged or a merely suspected one; else `pass`. */
export function checkChat(matcher: LexiconMatcher, text: string): ChatCheck {
  const found = matcher.findAll(text).filter((hit) => hit.class !== "approved");
  const hits = found.filter((hit) => !found.some((other) => isInside(hit, other)));
  const strongest = Math.max(0, ...hits.map(weight));
  return { verdict: strongest === STRENGTH.forbidden ? "blocked" : strongest === STRENGTH.discouraged ? "discouraged" : "pass", hits };
}
