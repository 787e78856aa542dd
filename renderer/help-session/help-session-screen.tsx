/** The 会话 screen: finds the session to show and the view its state calls for. */
import { useEffect } from "react";
import { createHelpSessionDeeds } from "../link/help-session-deeds.ts";
import { PlainStatusBar } from "../shell/status-bar.tsx";
import { customerOf, isUnwritten, meIn, openSessions, roleIn, shownName } from "../state/help-session-view.ts";
import { useCopy, useDesk, useDeskState } from "../state/use-desk.ts";
import { HelpSessionContext } from "../state/use-help-session.ts";
import { Brief } from "./brief.tsx";
import { NotBegun } from "./not-begun.tsx";
import { SessionBar } from "./session-bar.tsx";
import { SessionHome } from "./session-home.tsx";
import { Stage } from "./stage.tsx";
import { WaitingForCustomer } from "./waiting-for-customer.tsx";
import { WrapUp } from "./wrap-up.tsx";
import "./around-session.css";
import "./call-strip.css";
import "./mirror-stage.css";
import "./help-session.css";
import "./session-side.css";

export function HelpSessionScreen() {
  const { alerts, helpSession: copy } = useCopy();
  const desk = useDesk();
  const log = useDeskState((state) => state.log);
  const me = useDeskState((state) => state.me);
  const chosen = useDeskState((state) => state.helpSessionId);
  const flows = useDeskState((state) => state.content?.flows);
  const journeys = useDeskState((state) => state.journeys);
  const open = me === null ? [] : openSessions(log, me.id);
  const id = chosen !== null && log.helpSessions.has(chosen) ? chosen : (open[0]?.id ?? null);
  const session = id === null ? undefined : log.helpSessions.get(id);
  const role = session === undefined || me === null ? null : roleIn(session, me.id);
  const alertId = session?.alertId;
  const canServe = me?.role === "manager" || me?.role === "agent";
  useEffect(() => {
    if (id !== null && chosen !== id) desk.set({ helpSessionId: id });
  }, [id, chosen, desk]);
  useEffect(() => {
    // The journey comes with the alert's capsule and stays live with it; an expert is sent a card on joining.
    if (alertId !== undefined && canServe && desk.store.getState().capsule?.alertId !== alertId) void desk.alerts.read(alertId);
  }, [alertId, canServe, desk]);

  if (session === undefined || me === null || role === null) {
    return (
      <>
        <SessionHome />
        <PlainStatusBar />
      </>
    );
  }
  const live = desk.live.open(session.id);
  const flow = flows?.get(session.flowId);
  const journey = journeys.get(session.journeyId);
  const alert = log.alerts.get(session.alertId);
  const seat = customerOf(session);
  const place = {
    session,
    live,
    role,
    flow,
    journey,
    stepId: journey?.stepId ?? session.stepId,
    customerName: seat === undefined ? (alert?.maskedName ?? alerts.anonymous) : (shownName(seat) ?? copy.role.customer),
  };
  const isInvited = meIn(session, me.id)?.status === "invited";
  const { status } = session.state;
  return (
    <HelpSessionContext value={place} key={session.id}>
      <div className="session" data-testid="help-session" data-session={session.id} data-status={status} data-role={role}>
        <SessionBar others={open.filter((other) => other.id !== session.id)} />
        {isInvited && status !== "ended" && status !== "wrap-up" ? <Brief /> : null}
        {!isInvited && status === "inviting" ? <WaitingForCustomer /> : null}
        {!isInvited && status === "active" ? <Stage /> : null}
        {isUnwritten(session) ? <NotBegun /> : status === "wrap-up" || status === "ended" ? <WrapUp /> : null}
        {status === "active" && !isInvited ? null : <PlainStatusBar />}
      </div>
    </HelpSessionContext>
  );
}

/** Deeds on the session shown. */
export function useSessionDeeds() {
  const desk = useDesk();
  return createHelpSessionDeeds(desk);
}
