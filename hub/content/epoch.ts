/** Where day 0 of the content lies. The demo moves it in whole weeks, so that weekdays stay and a story told five years on is still fresh. */
import { DAY_MS } from "#shared/lib/duration.ts";
import type { Content } from "./content.ts";

const WEEK_MS = 7 * DAY_MS;

/** The latest instant a whole number of weeks from `contentEpoch` that is not after `now`; both epoch milliseconds. */
export function demoEpoch(contentEpoch: number, now: number): number {
  return contentEpoch + Math.floor((now - contentEpoch) / WEEK_MS) * WEEK_MS;
}

/** The same content with every date moved. Its release stays the one it was read from. */
export function withEpoch(content: Content, contentEpoch: number): Content {
  return { ...content, contentEpoch };
}
