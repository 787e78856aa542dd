/** Rows of the lane shown, arranged so that what is under the cursor does not move. The rule itself is `state/alert-rows.ts`. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { Alert } from "#shared/model/alert.ts";
import type { AlertId } from "#shared/model/ids.ts";
import { copyOf } from "../copy/copy.ts";
import { isFiltering, passes, viewKey } from "../state/alert-filter.ts";
import type { Arranged, LaneRows } from "../state/alert-rows.ts";
import { arrangeRows, rowsOf } from "../state/alert-rows.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useDeskState, useLanguage } from "../state/use-desk.ts";

const NO_ROWS: LaneRows = { mine: [], pool: [], later: [], waiting: [] };

export type ArrangedRows = {
  readonly rows: LaneRows;
  readonly shown: readonly Alert[];
  readonly heldCount: number;
  readonly isFiltered: boolean;
  readonly pullIn: () => void;
};

export function useArrangedRows(isHeld: boolean): ArrangedRows {
  const log = useDeskState((state) => state.log);
  const me = useDeskState((state) => state.me);
  const lane = useDeskState((state) => state.lane);
  const filter = useDeskState((state) => state.filter);
  const content = useDeskState((state) => state.content);
  const order = useDeskState((state) => state.settings.alertOrder);
  const language = useLanguage();
  const now = useHubNow();
  const rows = useMemo(() => (me === null ? NO_ROWS : rowsOf(log, me, now, order)), [log, me, now, order]);
  const isFiltered = isFiltering(filter);

  const wanted = useMemo(() => {
    const behaviour = copyOf(language).alerts.behaviourName;
    return rows[lane].filter((alert) =>
      passes(alert, filter, () => {
        const flow = content?.flows.get(alert.flowId);
        const step = flow?.steps.find((known) => known.id === alert.stepId);
        return [alert.maskedName, flow?.title[language], step?.title[language], behaviour[alert.breakpoint.kind]].join(" ");
      }),
    );
  }, [rows, lane, filter, content, language]);

  const view = `${order} ${viewKey(lane, filter)}`;
  const last = useRef<{ view: string; shown: readonly AlertId[] }>({ view, shown: [] });
  const [pulls, setPulls] = useState(0);
  const pulled = useRef(pulls);
  const mayHold = isHeld && last.current.view === view && pulled.current === pulls;
  const arranged: Arranged = arrangeRows(
    last.current.shown,
    wanted.map((alert) => alert.id),
    mayHold,
    (id) => log.alerts.has(id),
  );
  useEffect(() => {
    last.current = { view, shown: arranged.shown };
    pulled.current = pulls;
  });
  const shown = useMemo(() => arranged.shown.flatMap((id) => log.alerts.get(id) ?? []), [arranged.shown, log.alerts]);
  return { rows, shown, heldCount: arranged.held.length, isFiltered, pullIn: () => setPulls((count) => count + 1) };
}
