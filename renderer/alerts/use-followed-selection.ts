/** Keeps selection and list together; the rule is `state/follow-selection.ts`. Answers whether the selected alert has left the list by itself. */
import { useLayoutEffect, useRef } from "react";
import type { AlertId } from "#shared/model/ids.ts";
import { NO_FILTER, viewKey } from "../state/alert-filter.ts";
import { laneOf } from "../state/alert-rows.ts";
import type { ListLook } from "../state/follow-selection.ts";
import { followSelection } from "../state/follow-selection.ts";
import { hubTime } from "../state/hub-time.ts";
import { useDesk, useDeskState } from "../state/use-desk.ts";

export function useFollowedSelection(shown: readonly AlertId[], pullIn: () => void): { readonly hasLeft: boolean } {
  const desk = useDesk();
  const lane = useDeskState((state) => state.lane);
  const filter = useDeskState((state) => state.filter);
  const selected = useDeskState((state) => state.selected);
  const exists = useDeskState(({ log }) => selected !== null && log.alerts.has(selected));
  const view = viewKey(lane, filter);
  const before = useRef<ListLook | null>(null);
  useLayoutEffect(() => {
    const move = followSelection(before.current, { view, selected }, shown, () => exists);
    before.current = { view, selected };
    if (move.kind === "select") void desk.alerts.select(move.id);
    if (move.kind !== "reveal" || selected === null) return;
    const { log, me } = desk.store.getState();
    const alert = log.alerts.get(selected);
    const its = alert === undefined || me === null ? null : laneOf(alert, log, me, hubTime.now());
    // It may have been held back from a list that is being pointed at.
    pullIn();
    // What is in no lane any more is looked at all the same, and said to have left.
    if (its !== null) desk.set({ lane: its, filter: NO_FILTER });
    before.current = { view: its === null ? view : viewKey(its, NO_FILTER), selected };
  });
  return { hasLeft: selected !== null && exists && !shown.includes(selected) };
}
