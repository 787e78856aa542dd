/**
 * Times of day in a named zone, as pure functions of an instant. No clock is read and no zone of the machine is used.
 */
import { DAY_MS, MINUTE_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs some 50 µs, using it 2: one per zone is kept. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", hour: "2-digit", minute: "2-digit", second: "2-digit" });
  formats.set(timeZone, made);
  return made;
}

const dates = new Map<string, Intl.DateTimeFormat>();

/** The day on the zone's calendar, `YYYY-MM-DD`. */
export function dateIn(at: number, timeZone: string): string {
  const format = dates.get(timeZone) ?? new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  dates.set(timeZone, format);
  return format.format(at);
}

/** Milliseconds since midnight on the zone's wall clock. */
export function timeOfDayMs(at: number, timeZone: string): number {
  const parts = { hour: 0, minute: 0, second: 0 };
  for (const part of formatOf(timeZone).formatToParts(at)) {
    if (part.type === "hour" || part.type === "minute" || part.type === "second") parts[part.type] = Number(part.value);
  }
  return (parts.hour * 60 + parts.minute) * MINUTE_MS + parts.second * 1_000 + (at % 1_000);
}

/** `HH:MM` → milliseconds since midnight. */
export function parseTimeOfDay(text: string): number {
  const [hour, minute] = text.split(":").map(Number);
  invariant(hour !== undefined && minute !== undefined && hour < 24 && minute < 60, `the policy schema admits HH:MM only: ${text}`);
  return (hour * 60 + minute) * MINUTE_MS;
}

/**
 * The first instant after `at` at which the zone's wall clock shows `text` (`HH:MM`). On the two days a year a zone shifts its clock
 * the answer is corrected once, so that it shows that time unless the zone skips it.
 */
export function nextTimeOfDay(at: number, text: string, timeZone: string): number {
  const wantedMs = parseTimeOfDay(text);
  const aheadMs = (wantedMs - timeOfDayMs(at, timeZone) + DAY_MS) % DAY_MS;
  const guess = at + (aheadMs === 0 ? DAY_MS : aheadMs);
  const offMs = (wantedMs - timeOfDayMs(guess, timeZone) + DAY_MS) % DAY_MS;
  return guess + (offMs > DAY_MS / 2 ? offMs - DAY_MS : offMs);
}

/** Whether `at` lies in the span from `from` (included) to `to` (excluded); `from` after `to` runs over midnight, equal ones are empty. */
export function isWithinHours(at: number, hours: { readonly from: string; readonly to: string }, timeZone: string): boolean {
  const nowMs = timeOfDayMs(at, timeZone);
  const fromMs = parseTimeOfDay(hours.from);
  const toMs = parseTimeOfDay(hours.to);
  if (fromMs <= toMs) return nowMs >= fromMs && nowMs < toMs;
  return nowMs >= fromMs || nowMs < toMs;
}

/** Whole minutes, rounded up, so that "1 minute left" is never "0". */
export function minutesUntil(now: number, at: number): number {
  return Math.ceil(Math.max(0, at - now) / MINUTE_MS);
}
