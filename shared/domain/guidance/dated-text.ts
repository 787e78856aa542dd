/** Dates inside content sentences: `{day:-6}`, `{month:+74}` and `{year:+400}`, whole days from the content epoch, written in the bank's zone. */
import { DAY_MS } from "#shared/lib/duration.ts";

const DATED = /\{(day|month|year):([+-]?\d{1,5})\}/g;

/**
 * @param contentEpoch epoch milliseconds of day 0, wherever the hub has moved it.
 * @param timeZone IANA zone of the bank, from the contact policy.
 * @returns the text with `YYYY-MM-DD`, `YYYY-MM` or `YYYY` in place of each mark.
 */
export function datedText(text: string, contentEpoch: number, timeZone: string): string {
  return text.replace(DATED, (_, unit: "day" | "month" | "year", days: string) => {
    const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(
      contentEpoch + Number(days) * DAY_MS,
    );
    const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? "";
    return [part("year"), ...(unit === "year" ? [] : [part("month")]), ...(unit === "day" ? [part("day")] : [])].join("-");
  });
}

/** Whether a text in braces, braces included, is a date that `datedText` writes out. */
export function isDateMark(mark: string): boolean {
  return mark.replace(DATED, "") === "";
}
