/** The desk's handler record: one line a call, so that reading it is reading the product. Decisions are the services'. */
import type { DeskHubCalls } from "#shared/contract/desk-hub.ts";
import type { Handlers, OutputOf } from "#shared/contract/table.ts";
import type { Specialist } from "#shared/model/person.ts";
import { createContactDesk } from "../decide/contact-desk.ts";
import { tokensOf } from "../dispatch/readers.ts";
import type { HubServices } from "../services.ts";
import type { DeskCaller } from "./desk-gateway.ts";

const done = { ok: true, value: {} } as const;

/** What of the content in force a desk works with, and who it is. */
export function contentFor(
  { content, releaseId, now }: Pick<HubServices, "content" | "releaseId" | "now">,
  me: Specialist,
): OutputOf<DeskHubCalls, "deskContent"> {
  const { flows, lexicon, policies } = content;
  return { releaseId, flows, lexicon, timeZone: policies.contact.timeZone, hubNow: now(), me };
}

export function deskHandlers(services: HubServices): Handlers<DeskHubCalls, DeskCaller> {
  const { alerts, sessions, chat, guidance, deskLog, presence, content, studio, history } = services;
  const contactDesk = createContactDesk(services);
  return {
    resume: async ({ cursor }, caller) => {
      const tokens = tokensOf(caller.specialist);
      // Until this answer is on its way no difference may be pushed: it would start from a position the desk is about to leave.
      caller.cursor = null;
      const push = cursor === null ? null : await deskLog.since(cursor, tokens);
      if (push !== null) {
        caller.resumeAt(push.upToSeq);
        return { ok: true, value: { kind: "difference", push } };
      }
      const snapshot = await deskLog.snapshot(tokens, presence.all());
      caller.resumeAt(snapshot.seq);
      return { ok: true, value: { kind: "snapshot", snapshot } };
    },
    deskContent: (_input, caller) => ({ ok: true, value: contentFor(services, caller.specialist) }),
    setPresence: (input, caller) => {
      presence.choose(caller.specialist.id, input.presence);
      return done;
    },
    colleagues: () => ({
      ok: true,
      value: { colleagues: content.specialists.map((specialist) => ({ specialist, presence: presence.of(specialist.id) })) },
    }),

    openAlert: async ({ alertId }, caller) => {
      const details = await alerts.details(caller.specialist, alertId);
      if (!details.ok) return details;
      caller.openJourney?.();
      caller.openJourney = alerts.watchJourney(details.value.journey.journeyId, caller.link);
      return details;
    },
    closeAlert: (_input, caller) => {
      caller.openJourney?.();
      caller.openJourney = null;
      return done;
    },
    customerHistory: ({ alertId }, caller) => history.of(caller.specialist, alertId),
    pickUpAlert: ({ alertId }, caller) => alerts.pickUp(caller.specialist, alertId),
    snoozeAlert: ({ alertId, until }, caller) => alerts.snooze(caller.specialist, alertId, until),
    wakeAlert: ({ alertId }, caller) => alerts.wake(caller.specialist, alertId),
    handOverAlert: ({ alertId, to }, caller) => alerts.handOver(caller.specialist, alertId, to),
    giveToAssistant: ({ alertId }, caller) => alerts.giveToAssistant(caller.specialist, alertId),
    weighContact: (input, caller) => contactDesk.weigh(caller.specialist, input),
    sendSms: (input, caller) => contactDesk.sendSms(caller.specialist, input),
    logPhoneContact: (input, caller) => contactDesk.logPhone(caller.specialist, input),

    joinHelpSession: ({ helpSessionId }, caller) => sessions.join(caller.specialist, caller.link, helpSessionId),
    leaveHelpSession: ({ helpSessionId }, caller) => sessions.leave(caller.specialist, helpSessionId),
    endHelpSession: ({ helpSessionId }, caller) => sessions.end(caller.specialist, helpSessionId),
    askForScopes: ({ helpSessionId, scopes }, caller) => sessions.askForScopes(caller.specialist, helpSessionId, scopes),
    viewMirror: (wish, caller) => sessions.viewMirror(caller.specialist, caller.link, wish),
    sendPointing: ({ helpSessionId, pointing }, caller) => sessions.point(caller.specialist, helpSessionId, pointing),
    sendSignal: (input, caller) => sessions.signalFromStaff(caller.specialist, input),
    setMediaState: (input, caller) => sessions.mediaStateOfStaff(caller.specialist, input),
    sendChat: (input, caller) => chat.fromStaff(caller.specialist, input),
    talkingPoints: ({ helpSessionId }, caller) => guidance.forHelpSession(caller.specialist, helpSessionId),
    judgePoint: (input, caller) => guidance.judge(caller.specialist, input),
    inviteExpert: ({ helpSessionId, specialistId, question }, caller) =>
      sessions.inviteExpert(caller.specialist, helpSessionId, specialistId, question),
    expertBrief: ({ helpSessionId }, caller) => sessions.brief(caller.specialist, helpSessionId),
    declineInvite: ({ helpSessionId }, caller) => sessions.declineInvite(caller.specialist, helpSessionId),
    sessionSummary: ({ helpSessionId }, caller) => sessions.summary(caller.specialist, helpSessionId),
    wrapUp: (input, caller) => sessions.wrapUp(caller.specialist, input),

    studioShelf: () => studio.shelf(),
    openContentFile: ({ file }) => studio.openFile(file),
    checkDraft: ({ file, text }) => studio.check(file, text),
    saveDraft: (input, caller) => studio.save(caller.specialist, input),
    openDraft: ({ draftId }) => studio.openDraft(draftId),
    deleteDraft: ({ draftId }, caller) => studio.deleteDraft(caller.specialist, draftId),
    restoreDraft: ({ draftId }, caller) => studio.restoreDraft(caller.specialist, draftId),
    runDraft: (input, caller) => studio.run(caller.specialist, caller.link, input),
    stopRun: ({ runId }, caller) => studio.stop(caller.specialist, runId),
  };
}
