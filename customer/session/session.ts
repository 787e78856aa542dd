/**
 * The session SDK on one page: takes the tracker's events and shows the one thing that is due (invitation, assistant, help session).
 *
 * Owns what comes before and after a help session and over page loads; the help session itself is `help-session.ts`.
 */
import { assistantOfferSchema, customerStreamEvents } from "#shared/contract/customer-hub.ts";
import type { HelpSessionId } from "#shared/model/ids.ts";
import { helpSessionIdSchema } from "#shared/model/ids.ts";
import type { CustomerSessionView } from "#shared/model/views.ts";
import type { Handover, HandoverEvent, SessionCounters, SessionReceiver } from "../track/handover.ts";
import { createChat } from "./chat.ts";
import { copies, languageOf } from "./copy.ts";
import type { AskedDevices } from "./devices.ts";
import { giveBack } from "./devices.ts";
import { createFlowSource } from "./flow-source.ts";
import type { RunningHelpSession } from "./help-session.ts";
import { runHelpSession } from "./help-session.ts";
import { connectCustomer } from "./hub.ts";
import type { ShownInvitation } from "./invitation.ts";
import { openInvitation, showInvitation } from "./invitation.ts";
import type { Kept } from "./kept.ts";
import { readKept, writeKept } from "./kept.ts";
import { showEndCard } from "./ui/frame.ts";
import { createSurface } from "./ui/root.ts";

export function startSession(handover: Handover): SessionReceiver {
  const language = languageOf(document.documentElement.lang);
  const surface = createSurface(copies[language], language);
  const hub = connectCustomer(handover);
  const flows = createFlowSource(handover.hubUrl);
  const counters: SessionCounters = { mirrorFrames: 0, mirrorBytes: 0, signals: 0, deviceRequests: 0 };
  let invitation: ShownInvitation | null = null;
  let opening: string | null = null;
  let session: RunningHelpSession | null = null;
  let resuming = false;
  const chat = createChat({
    surface,
    hub,
    inSession: () => session !== null,
    onChange: () => session?.refresh(),
    onEnd: () => session?.end(),
  });

  hub.on("chat", (message) => {
    if (chat.chatWith() === null) chat.setWith({ kind: message.from.kind === "assistant" ? "assistant" : "waiting" });
    chat.hear(message);
    if (session !== null && !chat.isOpen() && message.from.kind === "participant")
      surface.toast(`${message.from.displayName}: ${message.text}`);
  });
  // A page that loaded without a network goes on as soon as there is one.
  hub.onStatus((status) => {
    if (status.kind === "online" && session === null && readKept(handover.journey.id) !== null) resumeKept();
  });
  handover.onStep(() => session?.stepChanged());

  async function invite(data: unknown): Promise<void> {
    const parsed = customerStreamEvents.invitation.safeParse(data);
    if (!parsed.success || session !== null) return;
    const { invitationId } = parsed.data;
    if (opening === invitationId || invitation?.id === invitationId) return;
    opening = invitationId;
    const shown = await openInvitation(hub, invitationId);
    if (opening !== invitationId) return;
    opening = null;
    if (shown === null || session !== null) return;
    invitation?.remove();
    chat.close();
    const flowId = handover.currentStep()?.flowId ?? null;
    invitation = showInvitation({
      surface,
      hub,
      flows,
      flowId,
      invitation: shown,
      onAccepted: (view, asked) => {
        invitation = null;
        begin(view, newKept(view.helpSessionId, flowId), asked);
      },
      onDeviceAsked: () => {
        counters.deviceRequests += 1;
      },
      onGone: () => {
        invitation = null;
      },
    });
  }

  function newKept(helpSessionId: string, flowId: string | null): Kept {
    return { journeyId: handover.journey.id, helpSessionId, flowId, withdrawn: [], ending: false, muted: false, cameraOff: false };
  }

  function begin(view: CustomerSessionView, kept: Kept, asked: AskedDevices | null): void {
    if (view.status !== "active") {
      if (asked !== null) giveBack(asked);
      handover.keepSession(false);
      writeKept(null);
      return;
    }
    invitation?.remove();
    invitation = null;
    session = runHelpSession({
      surface,
      hub,
      handover,
      flows,
      chat,
      view,
      kept,
      counters,
      asked,
      onOver: (shown) => {
        session = null;
        handover.keepSession(false);
        chat.setWith(null);
        if (shown) showEndCard(surface, () => {});
      },
    });
    void chat.catchUp();
  }

  /** Goes on with a help session this page did not begin: after a page load, or one begun in another tab. */
  async function resume(helpSessionId: HelpSessionId): Promise<void> {
    if (session !== null || resuming) return;
    resuming = true;
    try {
      const kept = readKept(handover.journey.id);
      if (!(await hub.whenOnline())) return;
      if (kept?.ending === true && kept.helpSessionId === helpSessionId) {
        const ended = await hub.calls.endHelpSession({ helpSessionId });
        if (ended.ok || ended.error.code !== "no-hub") forget();
        return;
      }
      const reply = await hub.calls.rejoin({ helpSessionId });
      if (!reply.ok) {
        if (reply.error.code !== "no-hub") forget();
        return;
      }
      const own = kept?.helpSessionId === helpSessionId ? kept : newKept(helpSessionId, handover.currentStep()?.flowId ?? null);
      if (session === null) begin(reply.value, own, null);
    } finally {
      resuming = false;
    }
  }

  function forget(): void {
    writeKept(null);
    handover.keepSession(false);
  }

  function resumeKept(): void {
    const id = helpSessionIdSchema.safeParse(readKept(handover.journey.id)?.helpSessionId);
    if (id.success) void resume(id.data);
    else if (session === null) forget();
  }

  function assist(data: unknown): void {
    const offer = assistantOfferSchema.safeParse(data);
    if (!offer.success) return;
    const first = chat.chatWith() === null;
    if (first) chat.setWith({ kind: "assistant" });
    chat.offer(offer.data.message, offer.data.quickReplies);
    if (first && invitation === null) chat.open();
  }

  function onEvent({ kind, data }: HandoverEvent): void {
    switch (kind) {
      case "invitation":
        void invite(data);
        return;
      case "invitation-withdrawn": {
        const gone = customerStreamEvents["invitation-withdrawn"].safeParse(data);
        if (!gone.success) return;
        if (opening === gone.data.invitationId) opening = null;
        if (invitation?.id === gone.data.invitationId) invitation.withdrawn();
        return;
      }
      case "assistant-message":
        assist(data);
        return;
      case "session": {
        const running = customerStreamEvents.session.safeParse(data);
        if (running.success) void resume(running.data.helpSessionId);
        return;
      }
      case "resumed":
        resumeKept();
        return;
      case "help-asked":
        if (session !== null) return;
        if (chat.chatWith()?.kind !== "assistant") chat.setWith({ kind: "waiting" });
        chat.open();
    }
  }

  addEventListener("pagehide", () => {
    session?.leavePage();
    session = null;
  });
  // Back from the browser's page cache: nothing was loaded anew, so nobody else resumes.
  addEventListener("pageshow", (event) => {
    if (event.persisted && readKept(handover.journey.id) !== null) resumeKept();
  });
  onEvent(handover.event);
  return { onEvent, counters: () => ({ ...counters }), mediaStats: async () => (await session?.stats()) ?? [] };
}
