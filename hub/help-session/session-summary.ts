/** The summary of a help session, written from the log by rule: what happened, with the figures it rests on. No model, no guess. */
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { JourneyId } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { SessionSummary } from "#shared/model/views.ts";
import type { Audit } from "../audit/audit.ts";
import type { Content } from "../content/content.ts";
import type { Database } from "../store/open-store.ts";

type SummaryParts = {
  readonly db: Database;
  readonly audit: Audit;
  readonly content: Content;
  readonly now: () => number;
  readonly card: (journeyId: JourneyId) => JourneyCard | null;
};

const clockText = (ms: number) => `${Math.floor(ms / MINUTE_MS)}:${String(Math.floor((ms % MINUTE_MS) / SECOND_MS)).padStart(2, "0")}`;

export async function writeSummary({ db, audit, content, now, card }: SummaryParts, session: HelpSession): Promise<SessionSummary> {
  const entries = await audit.of(session.id);
  const acceptedAt = entries.find((entry) => entry.action === "invitation-accepted")?.at ?? session.startedAt;
  const { state } = session;
  const endedAt =
    state.status === "wrap-up"
      ? state.since
      : state.status === "ended"
        ? (entries.find((entry) => entry.action === "session-ended")?.at ?? state.at)
        : now();
  const count = async (table: "chat" | "interceptions") =>
    Number(
      (
        await db
          .selectFrom(table)
          .select((e) => e.fn.countAll().as("n"))
          .where("help_session_id", "=", session.id)
          .executeTakeFirst()
      )?.n ?? 0,
    );
  const chatMessages = await count("chat");
  const interceptions = await count("interceptions");
  const bodies = await db.selectFrom("chat").select("body").where("help_session_id", "=", session.id).execute();
  const pointsUsed = bodies.filter((row) => (JSON.parse(row.body) as { talkingPointId?: string }).talkingPointId !== undefined).length;
  const journey = card(session.journeyId);
  const flow = content.flows.find((known) => known.id === session.flowId);
  const stepsDone = (journey?.steps ?? []).filter((step) => step.done).map((step) => step.stepId);
  const experts = session.participants
    .filter((participant) => participant.role === "expert" && participant.status !== "invited" && participant.status !== "declined")
    .map((participant) => participant.displayName);
  const durationMs = Math.max(0, endedAt - acceptedAt);
  const given = [...new Set(entries.filter((entry) => entry.action === "consent-given").map((entry) => String(entry.detail.scope)))];
  const withdrawn = [
    ...new Set(entries.filter((entry) => entry.action === "consent-withdrawn").map((entry) => String(entry.detail.scope))),
  ];
  const step = flow?.steps.find((known) => known.id === (journey?.stepId ?? session.stepId));
  const total = flow?.steps.length ?? 0;

  const zh = [
    `${flow?.title["zh-CN"] ?? session.flowId}，协助 ${clockText(durationMs)}。`,
    journey?.status === "finished"
      ? "客户已办完全部步骤。"
      : `结束时客户在「${step?.title["zh-CN"] ?? session.stepId}」，已完成 ${stepsDone.length}/${total} 步。`,
    `客户授权 ${given.length} 项${withdrawn.length > 0 ? `，撤回 ${withdrawn.length} 项` : ""}。`,
    `文字 ${chatMessages} 条，其中使用话术 ${pointsUsed} 条；拦截 ${interceptions} 次。`,
    experts.length > 0 ? `专家参与：${experts.join("、")}。` : "",
  ].filter((sentence) => sentence !== "");
  const en = [
    `${flow?.title.en ?? session.flowId}, helped for ${clockText(durationMs)}.`,
    journey?.status === "finished"
      ? "The customer finished every step."
      : `At the end the customer was on “${step?.title.en ?? session.stepId}”, ${stepsDone.length} of ${total} steps done.`,
    `Consents given: ${given.length}${withdrawn.length > 0 ? `, withdrawn: ${withdrawn.length}` : ""}.`,
    `Chat messages: ${chatMessages}, from talking points: ${pointsUsed}; stopped wordings: ${interceptions}.`,
    experts.length > 0 ? `Experts: ${experts.join(", ")}.` : "",
  ].filter((sentence) => sentence !== "");

  return {
    helpSessionId: session.id,
    flowId: session.flowId,
    text: { "zh-CN": zh.join(""), en: en.join(" ") },
    figures: { durationMs, chatMessages, interceptions, pointsUsed, experts, stepsDone, consents: session.consents },
    audit: entries,
  };
}
