/**
 * What becomes of the selected alert when the list beside it changes. Pure; carrying it out is `renderer/alerts`.
 *
 * A person who narrows the list or changes the lane looks at the list: the selection goes along. An alert that leaves the list by itself is
 * perhaps just being read: it stays, and is said to have left.
 */
import type { AlertId } from "#shared/model/ids.ts";

/** What was on screen when the list was last looked at. */
export type ListLook = {
  /** Lane and filter; not the order, in which nothing comes or goes. */
  readonly view: string;
  readonly selected: AlertId | null;
};

export type SelectionMove =
  | { readonly kind: "stay" }
  /** Null: there is nothing to look at. */
  | { readonly kind: "select"; readonly id: AlertId | null }
  /** It was chosen elsewhere, by a notification or the palette: the list has to show it. */
  | { readonly kind: "reveal" };

const STAY: SelectionMove = { kind: "stay" };

/**
 * @param before null: the screen has just been opened
 * @param exists whether the desk still knows the selected alert
 */
export function followSelection(
  before: ListLook | null,
  look: ListLook,
  shown: readonly AlertId[],
  exists: (id: AlertId) => boolean,
): SelectionMove {
  const { selected, view } = look;
  const first = shown[0] ?? null;
  if (selected === null || !exists(selected)) return selected === first ? STAY : { kind: "select", id: first };
  if (shown.includes(selected)) return STAY;
  if (before === null || before.selected !== selected) return { kind: "reveal" };
  return before.view === view ? STAY : { kind: "select", id: first };
}
