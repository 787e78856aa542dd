/** Times and durations as the desk writes them. The zone is content (Asia/Shanghai), never this machine's. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import type { Language } from "#shared/model/words.ts";

type Parts = { year: string; month: string; day: string; hour: string; minute: string; second: string };

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: number, zone: string): Parts {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  const parts: Parts = { year: "", month: "", day: "", hour: "", minute: "", second: "" };
  for (const part of format.formatToParts(at)) if (part.type in parts) parts[part.type as keyof Parts] = part.value;
  return parts;
}

/** `20:41` */
export function minuteText(at: number, zone: string): string {
  const { hour, minute } = partsOf(at, zone);
  return `${hour}:${minute}`;
}

/** `20:41:07` */
export function secondText(at: number, zone: string): string {
  const { hour, minute, second } = partsOf(at, zone);
  return `${hour}:${minute}:${second}`;
}

/** `11-23` */
export function dayText(at: number, zone: string): string {
  const { month, day } = partsOf(at, zone);
  return `${month}-${day}`;
}

/** `2026-11-23` */
export function dateText(at: number, zone: string): string {
  const { year, month, day } = partsOf(at, zone);
  return `${year}-${month}-${day}`;
}

/** An instant as short as it stays clear seen from `now`: `20:41` today, `11-24 08:00` within a week, else `2026-03-18`. */
export function nearText(at: number, now: number, zone: string): string {
  if (dateText(at, zone) === dateText(now, zone)) return minuteText(at, zone);
  return Math.abs(at - now) < 7 * DAY_MS ? `${dayText(at, zone)} ${minuteText(at, zone)}` : dateText(at, zone);
}

/** `2026-11-23T20:41`, date and time as one text. */
export function fieldText(at: number, zone: string): string {
  return `${dateText(at, zone)}T${minuteText(at, zone)}`;
}

/** The instant at which the zone's clock shows `text` (as `fieldText`), epoch ms; null when it is half typed. On a shift of the clock the later. */
export function instantOfField(text: string, zone: string): number | null {
  const wall = Date.parse(`${text}:00Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) || Number.isNaN(wall)) return null;
  const shownAt = (at: number) => Date.parse(`${fieldText(at, zone)}:00Z`);
  const guess = wall - (shownAt(wall) - wall);
  return guess - (shownAt(guess) - wall);
}

/** Duration as `m:ss`, from an hour on `h:mm:ss`, from two days on `2d`; negative counts as 0. */
export function spanText(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / SECOND_MS)) * SECOND_MS;
  if (whole >= 2 * DAY_MS) return `${Math.floor(whole / DAY_MS)}d`;
  const hours = Math.floor(whole / HOUR_MS);
  const minutes = Math.floor((whole % HOUR_MS) / MINUTE_MS);
  const seconds = String(Math.floor((whole % MINUTE_MS) / SECOND_MS)).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

/** `08:42`: a running time with two digits for the minutes. */
export function timerText(ms: number): string {
  const text = spanText(ms);
  return /^\d:\d\d$/.test(text) ? `0${text}` : text;
}

/** Names in a row, with the comma of the language. */
export function listText(items: readonly string[], language: Language): string {
  return items.join(language === "en" ? ", " : "、");
}

/** `18,402` */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}
