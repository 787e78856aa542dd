/** The live help sessions of this window, by id: routes the hub's live events to them and ends those that are over. */
import type { Scope } from "#shared/lib/scope.ts";
import type { HelpSessionId } from "#shared/model/ids.ts";
import type { DeskContext, DeskLink } from "./desk.ts";
import type { LiveHelpSession, LiveParts } from "./live-help-session.ts";
import { createLiveHelpSession } from "./live-help-session.ts";

export function createLiveHelpSessions(context: DeskContext, parts: LiveParts) {
  const sessions = new Map<HelpSessionId, LiveHelpSession>();

  function end(id: HelpSessionId): void {
    sessions.get(id)?.end();
    sessions.delete(id);
  }

  return {
    /** The live one; begun when it is not there yet. */
    open(id: HelpSessionId): LiveHelpSession {
      const known = sessions.get(id);
      if (known !== undefined) return known;
      const made = createLiveHelpSession(context, parts, id);
      sessions.set(id, made);
      return made;
    },
    end,
    listen(link: DeskLink, scope: Scope): void {
      scope.use(link.on("mirror", (frame) => void sessions.get(frame.helpSessionId)?.mirror.take(frame)));
      scope.use(link.on("mirror-stopped", ({ helpSessionId, because }) => sessions.get(helpSessionId)?.mirror.stopped(because)));
      scope.use(
        link.on("signal", ({ helpSessionId, from, callId, signal }) => sessions.get(helpSessionId)?.receiveSignal(from, callId, signal)),
      );
      scope.use(
        link.on("media-state", ({ helpSessionId, participantId, media }) =>
          sessions.get(helpSessionId)?.takeMediaState(participantId, media),
        ),
      );
      scope.use(link.on("replaced", ({ helpSessionId }) => sessions.get(helpSessionId)?.replaced()));
    },
    rejoinAll(): void {
      for (const session of sessions.values()) session.rejoin();
    },
    endAll(): void {
      for (const id of [...sessions.keys()]) end(id);
    },
  };
}
