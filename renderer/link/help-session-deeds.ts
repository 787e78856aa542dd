/** Deeds on a help session that are one call and its consequences; live things are `live-help-session.ts`. A refusal is said in a notice. */

import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import type { SessionOutcome } from "#shared/model/help-session.ts";
import type { ChatMessageId, HelpSessionId, SpecialistId, TalkingPointId } from "#shared/model/ids.ts";
import { copyOf } from "../copy/copy.ts";
import { putChat, putHelpSession } from "../state/desk-log.ts";
import type { Desk, DeskLink } from "./desk.ts";

export function makeChatId(): ChatMessageId {
  return `cm-${crypto.randomUUID()}` as ChatMessageId;
}

export function createHelpSessionDeeds(desk: Desk) {
  const { store, notify } = desk;
  const copy = () => copyOf(store.getState().settings.language);

  async function ask<T>(run: (calls: DeskLink["calls"]) => Promise<Reply<T>>, isQuiet = false): Promise<Reply<T>> {
    const calls = desk.calls();
    const reply = calls === null || store.getState().link === "offline" ? refuse("no-hub") : await run(calls);
    if (!reply.ok && !isQuiet) notify(copy().errors[reply.error.code], "bad", JSON.stringify(reply.error));
    return reply;
  }

  return {
    /** Sends a message. The same id again is the same message; a refusal is the caller's to show. */
    async sendChat(
      helpSessionId: HelpSessionId,
      id: ChatMessageId,
      text: string,
      talkingPointId?: TalkingPointId,
    ): Promise<Reply<unknown>> {
      const reply = await ask(
        (calls) => calls.sendChat({ helpSessionId, id, text, ...(talkingPointId === undefined ? {} : { talkingPointId }) }),
        true,
      );
      if (reply.ok) store.setState({ log: putChat(store.getState().log, reply.value.message) });
      return reply;
    },
    talkingPoints: (helpSessionId: HelpSessionId) => ask((calls) => calls.talkingPoints({ helpSessionId }), true),
    judgePoint: (helpSessionId: HelpSessionId, pointId: TalkingPointId) =>
      ask((calls) => calls.judgePoint({ helpSessionId, pointId, verdict: "not-useful" })),
    async askForScopes(helpSessionId: HelpSessionId, scopes: readonly ConsentScope[]): Promise<boolean> {
      const reply = await ask((calls) => calls.askForScopes({ helpSessionId, scopes: [...scopes] }));
      if (reply.ok) notify(copy().helpSession.asked, "ok");
      return reply.ok;
    },
    async inviteExpert(helpSessionId: HelpSessionId, specialistId: SpecialistId, question: string, name: string): Promise<boolean> {
      const reply = await ask((calls) => calls.inviteExpert({ helpSessionId, specialistId, question }));
      if (!reply.ok) return false;
      store.setState({ log: putHelpSession(store.getState().log, reply.value.helpSession) });
      notify(copy().helpSession.invited(name), "ok");
      return true;
    },
    brief: (helpSessionId: HelpSessionId) => ask((calls) => calls.expertBrief({ helpSessionId }), true),
    async decline(helpSessionId: HelpSessionId): Promise<void> {
      const reply = await ask((calls) => calls.declineInvite({ helpSessionId }));
      if (!reply.ok) return;
      desk.live.end(helpSessionId);
      store.setState({ helpSessionId: null });
      notify(copy().helpSession.brief.declined);
    },
    /** Leaves without ending it for the others. */
    async leave(helpSessionId: HelpSessionId): Promise<void> {
      const reply = await ask((calls) => calls.leaveHelpSession({ helpSessionId }));
      if (!reply.ok) return;
      desk.live.end(helpSessionId);
      store.setState({ helpSessionId: null });
    },
    async end(helpSessionId: HelpSessionId): Promise<void> {
      const reply = await ask((calls) => calls.endHelpSession({ helpSessionId }));
      if (reply.ok) store.setState({ log: putHelpSession(store.getState().log, reply.value.helpSession) });
    },
    summary: (helpSessionId: HelpSessionId) => ask((calls) => calls.sessionSummary({ helpSessionId }), true),
    async wrapUp(helpSessionId: HelpSessionId, outcome: SessionOutcome, note: string, summary: string): Promise<boolean> {
      const reply = await ask((calls) => calls.wrapUp({ helpSessionId, outcome, note, summary }));
      if (!reply.ok) return false;
      store.setState({ log: putHelpSession(store.getState().log, reply.value.helpSession) });
      desk.live.end(helpSessionId);
      notify(copy().helpSession.wrap.saved, "ok");
      return true;
    },
  };
}
