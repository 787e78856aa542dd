/** Talking points of the session's current step: read again when the customer moves on, with what became of each. */
import { useCallback, useEffect, useState } from "react";
import type { ErrorCode } from "#shared/contract/errors.ts";
import { messageOf } from "#shared/domain/guidance/rewrite.ts";
import type { TalkingPointId } from "#shared/model/ids.ts";
import type { PointCard } from "#shared/model/point-card.ts";
import { makeChatId } from "../link/help-session-deeds.ts";
import { CUSTOMER_LANGUAGE } from "../state/customer-language.ts";
import { useCopy, useDesk, useIsOnline } from "../state/use-desk.ts";
import { useHelpSession } from "../state/use-help-session.ts";
import { useSessionDeeds } from "./help-session-screen.tsx";

export type PointOutcome = "open" | "sending" | "sent" | "skipped";

export type TalkingPointsView = {
  readonly points: readonly PointCard[];
  readonly status: "loading" | "ready" | "failed";
  readonly outcomeOf: (id: TalkingPointId) => PointOutcome;
  /** Sends it as it stands, or in the words given; answers why it was refused. */
  readonly send: (point: PointCard, text?: string) => Promise<ErrorCode | null>;
  readonly skip: (point: PointCard) => void;
  readonly read: () => void;
};

export function useTalkingPoints(): TalkingPointsView {
  const { errors } = useCopy();
  const desk = useDesk();
  const isOnline = useIsOnline();
  const { session, stepId, role } = useHelpSession();
  const [points, setPoints] = useState<readonly PointCard[]>([]);
  const [status, setStatus] = useState<TalkingPointsView["status"]>("loading");
  const [outcomes, setOutcomes] = useState<ReadonlyMap<TalkingPointId, PointOutcome>>(new Map());
  const { talkingPoints, sendChat, judgePoint } = useSessionDeeds();
  const sessionId = session.id;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the deeds hold no state, the step and the link decide when to read again
  const read = useCallback(async () => {
    if (role === "expert" || !isOnline) return;
    const reply = await talkingPoints(sessionId);
    if (reply.ok) setPoints(reply.value.points);
    setStatus(reply.ok ? "ready" : "failed");
  }, [sessionId, stepId, role, isOnline]);
  useEffect(() => void read(), [read]);

  const mark = (id: TalkingPointId, outcome: PointOutcome) => setOutcomes((before) => new Map(before).set(id, outcome));
  return {
    points,
    status,
    outcomeOf: (id) => outcomes.get(id) ?? "open",
    async send(point, text) {
      mark(point.id, "sending");
      const reply = await sendChat(sessionId, makeChatId(), text ?? messageOf(point, CUSTOMER_LANGUAGE), point.id);
      mark(point.id, reply.ok ? "sent" : "open");
      if (!reply.ok) desk.notify(errors[reply.error.code], "bad", JSON.stringify(reply.error));
      return reply.ok ? null : reply.error.code;
    },
    skip(point) {
      mark(point.id, "skipped");
      void judgePoint(sessionId, point.id).then((reply) => !reply.ok && mark(point.id, "open"));
    },
    read: () => void read(),
  };
}
