/** Finds palette entries: every word typed must occur; where it occurs in the title ranks first. Pure. */
export type PaletteEntry = {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly note: string;
  readonly run: () => void;
};

const MOST_SHOWN = 12;

export function searchEntries(entries: readonly PaletteEntry[], text: string): readonly PaletteEntry[] {
  const typed = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const rank = ({ title }: PaletteEntry) => (typed.some((word) => title.toLowerCase().includes(word)) ? 0 : 1);
  return entries
    .filter(({ title, note }) => typed.every((word) => `${title} ${note}`.toLowerCase().includes(word)))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MOST_SHOWN);
}
