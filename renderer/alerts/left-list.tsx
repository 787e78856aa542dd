/** Above a capsule whose alert is not in the list any more: where it went, and a way there or back to the list. */
import type { Alert } from "#shared/model/alert.ts";
import type { AlertId } from "#shared/model/ids.ts";
import type { Lane } from "../state/alert-rows.ts";
import { laneOf } from "../state/alert-rows.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDesk, useDeskState } from "../state/use-desk.ts";
import { Button } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";

export function LeftList(props: { readonly alert: Alert; readonly lanes: readonly Lane[]; readonly next: AlertId | null }) {
  const { alert, lanes, next } = props;
  const { alerts } = useCopy();
  const desk = useDesk();
  const now = useHubNow();
  const here = useDeskState((state) => state.lane);
  const its = useDeskState(({ log, me }) => (me === null ? null : laneOf(alert, log, me, now)));
  const to = its !== null && its !== here && lanes.includes(its) ? its : null;
  return (
    <div className="left-list" role="status" data-testid="left-list">
      <Icon name="leave" size={14} />
      <span className="grow">
        {to === null ? alerts.leftList : alerts.leftTo(alerts.lanes[to])}
        {alert.state.status === "resolved" ? ` · ${alerts.resolved[alert.state.because]}` : ""}
      </span>
      {to === null ? null : (
        <Button size="sm" data-testid="left-go" onClick={() => desk.set({ lane: to })}>
          {alerts.goTo(alerts.lanes[to])}
        </Button>
      )}
      {next === null ? null : (
        <Button size="sm" data-testid="left-next" onClick={() => void desk.alerts.select(next)}>
          {alerts.nextOne}
        </Button>
      )}
    </div>
  );
}
