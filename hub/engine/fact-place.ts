/**
 * A fact by where it lies in the append log: what the watch keeps of it instead of its id, a few bytes instead of sixteen.
 *
 * A place stands where an id would, so the rules need not know; no id of the wire begins as a place does (`shared/model/ids.ts`). Whoever tells
 * others of a breakpoint names its facts first (`hub/watch/named-evidence.ts`).
 */
import type { FactId } from "#shared/model/ids.ts";

const MARK = "#";
const MARK_CODE = MARK.charCodeAt(0);
const ZERO = 48;
/** The mark and fifteen digits: such numbers are exact. */
const LONGEST = 16;

/** @param position the byte its line begins at. */
export function placeOf(position: number): FactId {
  return (MARK + position) as FactId;
}

/** The position that a place stands for; -1 for any other text. */
export function positionOf(text: string): number {
  const { length } = text;
  if (length < 2 || length > LONGEST || text.charCodeAt(0) !== MARK_CODE) return -1;
  let position = 0;
  for (let at = 1; at < length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    // No place begins with a zero but the first.
    if (digit < 0 || digit > 9 || (at === 2 && position === 0)) return -1;
    position = position * 10 + digit;
  }
  return position;
}
