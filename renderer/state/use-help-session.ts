/** What the parts of the 会话 screen share: the numbered session, its live one, the flow and the journey as far as this desk is shown it. */
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { invariant } from "#shared/lib/invariant.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { HelpSession, ParticipantRole } from "#shared/model/help-session.ts";
import type { StepId } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { LiveHelpSession } from "../link/live-help-session.ts";
import type { LiveView } from "../link/live-view.ts";

export type HelpSessionPlace = {
  readonly session: HelpSession;
  readonly live: LiveHelpSession;
  readonly role: ParticipantRole;
  readonly flow: Flow | undefined;
  readonly journey: JourneyCard | undefined;
  /** Where the customer is now, as far as known. */
  readonly stepId: StepId;
  /** What staff may call the customer. */
  readonly customerName: string;
};

export const HelpSessionContext = createContext<HelpSessionPlace | null>(null);

export function useHelpSession(): HelpSessionPlace {
  const place = useContext(HelpSessionContext);
  invariant(place !== null, "parts of the session screen are drawn inside a session");
  return place;
}

export function useLive<T>(select: (view: LiveView) => T): T {
  return useStore(useHelpSession().live.view, select);
}
