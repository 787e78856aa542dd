/**
 * Bytes without what is drawn by lot or told by the clock, each of exactly its form: five digits of an amount come up in such a text in one of a
 * hundred runs, and that is no leak.
 */
export function withoutChance(bytes: string): string {
  return bytes.replace(/"[0-9a-f]{32}"/g, '"drawn"').replace(/:\d{13}(?=[,}])/g, ":0");
}
