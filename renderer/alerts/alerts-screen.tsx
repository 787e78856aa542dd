/** The 断点 screen: list, capsule, customer column; keys. Under 1360 px the customer column is a drawer. */
import { useEffect, useRef, useState } from "react";
import type { AlertId } from "#shared/model/ids.ts";
import { ContactDrawers } from "../contact/contact-drawers.tsx";
import { CustomerColumn } from "../customers/customer-column.tsx";
import { AlertsStatusBar } from "../shell/status-bar.tsx";
import { isWaiting, lanesOf, neighbour } from "../state/alert-rows.ts";
import type { Command } from "../state/key-map.ts";
import { useCopy, useDesk, useDeskState, useLanguage } from "../state/use-desk.ts";
import { useKeys } from "../state/use-keys.ts";
import { Button, Dialog } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";
import { useIsNarrow } from "../ui/use-is-narrow.ts";
import { AlertActions } from "./alert-actions.tsx";
import { AlertList } from "./alert-list.tsx";
import { Capsule } from "./capsule.tsx";
import { LeftList } from "./left-list.tsx";
import { useArrangedRows } from "./use-arranged-rows.ts";
import { useFollowedSelection } from "./use-followed-selection.ts";
import "./alerts.css";
import "./capsule.css";
import "./alert-side.css";
import "./why.css";

export function AlertsScreen() {
  const copy = useCopy();
  const desk = useDesk();
  const language = useLanguage();
  const me = useDeskState((state) => state.me);
  const selected = useDeskState((state) => state.selected);
  const capsule = useDeskState((state) => state.capsule);
  const overlay = useDeskState((state) => state.overlay);
  const isMac = useDeskState((state) => state.platform === "darwin");
  const alert = useDeskState((state) => (state.selected === null ? undefined : state.log.alerts.get(state.selected)));
  const flow = useDeskState((state) => (alert === undefined ? undefined : state.content?.flows.get(alert.flowId)));
  const [isHeld, setIsHeld] = useState(false);
  const filterField = useRef<HTMLInputElement>(null);
  const arranged = useArrangedRows(isHeld);
  const isNarrow = useIsNarrow();
  useEffect(() => {
    // Widened while the drawer was open: what is no longer there must not go on holding the keys.
    if (!isNarrow && overlay === "drawer") desk.set({ overlay: null });
  }, [isNarrow, overlay, desk]);
  const lanes = me === null ? [] : lanesOf(me);
  const ids = arranged.shown.map((row) => row.id);
  const select = (id: AlertId | null) => void desk.alerts.select(id);

  const { hasLeft } = useFollowedSelection(ids, arranged.pullIn);
  useEffect(() => {
    const current = desk.store.getState();
    // A capsule that a help session had opened is not the one under the cursor.
    if (current.selected !== null && current.capsule?.alertId !== current.selected) void desk.alerts.read(current.selected);
  }, [desk]);

  const pickUp = async () => {
    if (alert === undefined) return;
    if (alert.state.status === "picked-up" && alert.state.by === me?.id) return desk.openHelpSession(alert.state.helpSessionId);
    if (alert.state.status === "picked-up" || alert.state.status === "resolved") return;
    const next = neighbour(ids, alert.id, 1);
    if ((await desk.alerts.pickUp(alert.id)) === "lost" && next !== null && next !== alert.id) select(next);
  };

  useKeys("alerts", isMac, overlay !== null, (command: Command) => {
    const mayBeActedOn = alert !== undefined && isWaiting(alert);
    const mayServe = me?.role === "manager" || me?.role === "agent";
    switch (command.kind) {
      case "move":
        return select(neighbour(ids, selected, command.by));
      case "lane": {
        const lane = lanes[command.index];
        return lane === undefined ? undefined : desk.set({ lane });
      }
      case "filter":
        return filterField.current?.focus();
      case "filter-flow":
      case "filter-behaviour":
      case "order":
      case "sms":
      case "call":
      case "keys":
      case "palette":
        return desk.set({ overlay: command.kind });
      case "pick-up":
        return mayServe ? void pickUp() : undefined;
      case "give-to-assistant":
        return mayBeActedOn && mayServe && alert.state.status === "open" ? void desk.alerts.giveToAssistant(alert.id) : undefined;
      case "snooze":
      case "hand-over":
        if (!mayBeActedOn || !mayServe || desk.store.getState().link === "offline") return;
        return desk.set({ overlay: command.kind });
      default:
        return;
    }
  });

  const side =
    alert === undefined ? null : (
      <>
        <section
          className="side-scroll"
          aria-label={copy.alerts.customer.drawer}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
          tabIndex={0}
        >
          {capsule?.alertId === alert.id && capsule.details !== null ? <CustomerColumn details={capsule.details} /> : null}
        </section>
        <AlertActions alert={alert} onPickUp={() => void pickUp()} />
      </>
    );
  const { alerts } = copy;
  return (
    <>
      <div className="alerts-columns">
        <AlertList {...arranged} lanes={lanes} onSelect={select} onHold={setIsHeld} filterField={filterField} />
        {alert === undefined ? (
          <section className="capsule capsule-none" data-testid="capsule-none">
            <p className="meta">{ids.length === 0 ? alerts.capsuleNothing : alerts.capsuleEmpty}</p>
          </section>
        ) : (
          <div className="capsule-frame">
            {hasLeft ? <LeftList alert={alert} lanes={lanes} next={ids[0] ?? null} /> : null}
            <Capsule key={alert.id} alert={alert} capsule={capsule} flow={flow} />
            {isNarrow ? (
              <div className="narrow-actions">
                <Button data-testid="open-drawer" onClick={() => desk.set({ overlay: "drawer" })}>
                  <Icon name="panel" size={16} />
                  {alerts.customer.drawer}
                </Button>
                <AlertActions alert={alert} onPickUp={() => void pickUp()} />
              </div>
            ) : null}
          </div>
        )}
        {isNarrow ? null : <aside className="side-column">{side}</aside>}
      </div>
      {isNarrow && alert !== undefined ? (
        <Dialog
          title={alert.maskedName ?? alerts.anonymous}
          isOpen={overlay === "drawer"}
          onClose={() => desk.set({ overlay: null })}
          closeLabel={alerts.customer.close}
          width="drawer"
          testId="drawer"
        >
          {capsule?.alertId === alert.id && capsule.details !== null ? <CustomerColumn details={capsule.details} /> : null}
        </Dialog>
      ) : null}
      <ContactDrawers details={capsule !== null && capsule.alertId === alert?.id ? capsule.details : null} flow={flow} />
      <AlertsStatusBar lanes={lanes.length} />
      <p className="visually-hidden" aria-live="polite" lang={language}>
        {arranged.heldCount > 0 ? alerts.newItems(arranged.heldCount) : ""}
      </p>
    </>
  );
}
