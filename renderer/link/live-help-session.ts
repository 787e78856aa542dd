/**
 * One help session this window takes part in, live: joined at the hub, mirror, call, pointer.
 *
 * Owns the `Scope` that all of it hangs on. Follows the numbered copy: what consent and state allow is reconciled on every change of it.
 */
import type { StoreApi } from "zustand/vanilla";
import { createStore } from "zustand/vanilla";
import type { Party, PartyOptions } from "#shared/browser/peer-link/party.ts";
import { createScope } from "#shared/lib/scope.ts";
import type { HelpSessionId, JourneyId, ParticipantId } from "#shared/model/ids.ts";
import type { IceConfig, MediaState } from "#shared/model/views.ts";
import { putHelpSession } from "../state/desk-log.ts";
import { isGiven, takesPart } from "../state/help-session-view.ts";
import { hubTime } from "../state/hub-time.ts";
import type { DeskContext } from "./desk.ts";
import type { LiveCall } from "./live-call.ts";
import { createLiveCall } from "./live-call.ts";
import type { MakeMirrorViewer } from "./live-mirror.ts";
import { createLiveMirror } from "./live-mirror.ts";
import type { LiveView } from "./live-view.ts";
import { IDLE_VIEW } from "./live-view.ts";
import type { MediaDevicesPort } from "./media-devices.ts";

export type LiveParts = {
  /** What calls are made with: read when a seat is taken, or before. */
  readonly loadParty: () => Promise<(options: PartyOptions) => Party>;
  /** Called when a seat is taken: a call may follow. */
  readonly warmUp: () => void;
  readonly makeViewer: MakeMirrorViewer;
  readonly devices: MediaDevicesPort;
};

export type LiveHelpSession = ReturnType<typeof createLiveHelpSession>;

export function createLiveHelpSession({ store: desk, link }: DeskContext, parts: LiveParts, helpSessionId: HelpSessionId) {
  const scope = createScope(`help-session ${helpSessionId}`);
  const view: StoreApi<LiveView> = createStore(() => IDLE_VIEW);
  const show = (patch: Partial<LiveView>) => view.setState(patch);
  const mirror = createLiveMirror({
    helpSessionId,
    link,
    makeViewer: parts.makeViewer,
    now: hubTime.now,
    show: (next) => show({ mirror: next }),
    showFields: (fieldStates) => show({ fieldStates }),
  });
  /** Who this window is in the session, from the hub's last answer to joining. */
  let seat: { readonly me: ParticipantId; readonly ice: IceConfig; readonly makeParty: (options: PartyOptions) => Party } | null = null;
  let call: LiveCall | null = null;
  let callScope = scope.child("call");
  /** The journey this window was sent a card of; an invitation may be accepted on a later visit, in another one. */
  let journeyId: JourneyId | null = null;

  const session = () => desk.getState().log.helpSessions.get(helpSessionId);

  function endCall(): void {
    callScope.end();
    callScope = scope.child("call");
    call = null;
    show({ streams: new Map(), links: new Map(), network: null, local: IDLE_VIEW.local });
  }

  function openCall({ me, ice, makeParty }: NonNullable<typeof seat>): LiveCall {
    return createLiveCall({
      helpSessionId,
      scope: callScope,
      me,
      ice,
      link,
      makeParty,
      devices: parts.devices,
      chosen: () => desk.getState().settings.devices,
      show,
    });
  }

  /** Brings mirror and call in line with what consent and state allow now. The call exists while the session is active, no longer. */
  function reconcile(): void {
    const current = session();
    const { me } = desk.getState();
    if (current === undefined || me === null || view.getState().status !== "joined") return;
    const now = hubTime.now();
    if (journeyId !== null && current.journeyId !== journeyId) {
      journeyId = current.journeyId;
      void join();
    }
    const isIn = current.state.status === "active" && takesPart(current, me.id);
    mirror.allow(isIn && isGiven(current, "view", now));
    if (!isIn) {
      if (call !== null) endCall();
      return;
    }
    if (!isGiven(current, "point", now) && (view.getState().guiding !== null || view.getState().isPointing)) {
      show({ guiding: null, isPointing: false });
      mirror.guide(null);
    }
    if (seat === null) return;
    const { me: own } = seat;
    call ??= openCall(seat);
    const others = current.participants.filter((one) => one.status === "present" && one.id !== own).map((one) => one.id);
    call.allow(
      { voice: isGiven(current, "voice", now), video: isGiven(current, "video", now), share: isGiven(current, "share", now) },
      others,
    );
  }

  async function join(): Promise<void> {
    const calls = link()?.calls;
    if (calls === undefined || scope.ended) return;
    if (view.getState().status !== "joined") show({ status: "joining", error: null });
    const [reply, makeParty] = await Promise.all([calls.joinHelpSession({ helpSessionId }), parts.loadParty()]);
    if (scope.ended) return;
    // A lost connection is no answer: the reconnect asks again.
    if (!reply.ok) return void (reply.error.code !== "no-hub" && show({ status: "failed", error: reply.error }));
    const { me, role, ice, helpSession } = reply.value;
    journeyId = helpSession.journeyId;
    desk.setState({ log: putHelpSession(desk.getState().log, helpSession) });
    show({ status: "joined", me, role });
    if (call !== null && call.me !== me) endCall();
    seat = { me, ice, makeParty };
    parts.warmUp();
    call?.announce();
    mirror.askAgain();
    reconcile();
  }

  /** Joins unless the person was only invited, or the session is over. */
  function joinIfDue(): void {
    const current = session();
    const { me } = desk.getState();
    if (current === undefined || me === null || view.getState().status === "replaced") return;
    const isLive = current.state.status === "inviting" || current.state.status === "active";
    if (isLive && takesPart(current, me.id)) void join();
  }

  scope.use(
    desk.subscribe((state, before) => {
      if (state.log.helpSessions !== before.log.helpSessions) reconcile();
    }),
  );
  // A consent may run out without any message.
  scope.use(hubTime.subscribe(reconcile));
  joinIfDue();

  return {
    id: helpSessionId,
    view,
    mirror,
    join,
    rejoin: joinIfDue,
    streamOf: (participantId: string) => call?.streamOf(participantId) ?? null,
    receiveSignal: (from: string, callId: string, signal: string) => call?.party.receiveSignal(from, callId, signal),
    takeMediaState(participantId: string, media: MediaState): void {
      show({ remoteMedia: new Map(view.getState().remoteMedia).set(participantId, media) });
    },
    /** Another window of the same person has it now. */
    replaced(): void {
      endCall();
      mirror.allow(false);
      show({ status: "replaced" });
    },
    setMedia: (patch: Partial<MediaState>) => call?.setWishes(patch),
    wishes: () => call?.wishes() ?? { audio: true, video: true, share: false },
    reopenDevices: () => call?.reopen(),
    setPointing(on: boolean): void {
      if (!on && view.getState().isPointing) mirror.pointerGone();
      show({ isPointing: on });
    },
    guide(fieldId: string | null): void {
      const next = view.getState().guiding === fieldId ? null : fieldId;
      show({ guiding: next });
      mirror.guide(next);
    },
    end: () => scope.end(),
  };
}
