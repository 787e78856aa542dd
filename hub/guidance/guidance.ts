/**
 * Talking points for a desk: asks `shared/domain/guidance` with what the hub knows of customer, step and breakpoint, and keeps feedback.
 *
 * Owns the view a desk receives. Choosing is the domain's; checking what is sent is `chat-desk.ts`, which asks here for the point.
 */

import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { GuidanceQuestion } from "#shared/domain/guidance/talking-points.ts";
import { talkingPointsFor } from "#shared/domain/guidance/talking-points.ts";
import { isValidAt } from "#shared/domain/guidance/validity.ts";
import { seatOf } from "#shared/domain/help-session/transitions.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { SpeakerRole } from "#shared/model/claim.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { AlertId, ClaimId, HelpSessionId, ReleaseId, TalkingPointId } from "#shared/model/ids.ts";
import type { Customer, Specialist } from "#shared/model/person.ts";
import type { PointCard } from "#shared/model/point-card.ts";
import type { TalkingPoint } from "#shared/model/talking-point.ts";
import type { Content } from "../content/content.ts";
import type { AlertDesk } from "../dispatch/alert-desk.ts";
import type { HelpSessions } from "../help-session/help-sessions.ts";
import type { Database } from "../store/open-store.ts";

export type Guidance = {
  bind(services: { alerts: AlertDesk; sessions: HelpSessions }): void;
  /** Opening points for the capsule, in the words of whoever reads it and would say them. */
  forAlert(alert: Alert, reader: Specialist): PointCard[];
  forHelpSession(specialist: Specialist, id: HelpSessionId): Promise<Reply<{ points: PointCard[] }>>;
  judge(
    specialist: Specialist,
    input: {
      pointId: TalkingPointId;
      helpSessionId?: HelpSessionId | undefined;
      alertId?: AlertId | undefined;
      verdict: "useful" | "not-useful";
    },
  ): Promise<Reply<Record<string, never>>>;
  /** The point as it stands now for this speaker; null when it does not exist or may not be said any more. */
  point(
    id: TalkingPointId,
    speaker: Specialist,
    session: Pick<HelpSession, "flowId" | "stepId" | "customerId">,
  ): TalkingPoint | "expired" | null;
};

/** In whose words: the customer's own manager, a colleague standing in, the pool, or an expert. */
function speaksAs(speaker: Specialist, customer: Customer | undefined): SpeakerRole {
  if (speaker.role === "expert") return "expert";
  if (speaker.role !== "manager") return "agent";
  return customer === undefined || customer.managerId === speaker.id ? "own-manager" : "deputy";
}

export function createGuidance(options: {
  readonly db: Database;
  readonly content: Content;
  readonly releaseId: ReleaseId;
  readonly now: () => number;
}): Guidance {
  const { db, content, releaseId, now } = options;
  let alerts: AlertDesk | null = null;
  let sessions: HelpSessions | null = null;

  const view = (point: TalkingPoint): PointCard => ({
    id: point.id,
    sentence: point.sentence,
    ...(point.riskSentence === undefined ? {} : { riskSentence: point.riskSentence }),
    sources: point.claims.map((claim) => ({
      claimId: claim.claimId,
      title: claim.source.title,
      ...(claim.source.section === undefined ? {} : { section: claim.source.section }),
      validUntil: claim.validUntil,
    })),
    releaseId,
  });

  type Ask = Pick<GuidanceQuestion, "stepId" | "breakpointKind" | "moment" | "used" | "notUseful"> & {
    flowId: string;
    customerId: string | undefined;
    speaker: Specialist;
    notes?: GuidanceQuestion["notes"];
  };
  function ask({ flowId, customerId, speaker, ...rest }: Ask): TalkingPoint[] {
    const flow = content.flows.find((known) => known.id === flowId);
    if (!flow) return [];
    const customer = content.customers.find((known) => known.id === customerId);
    return talkingPointsFor({
      notes: content.notes,
      products: content.products,
      flow,
      customerTags: customer?.tags.map((tag) => tag.text) ?? [],
      speaker: { as: speaksAs(speaker, customer), name: speaker.name },
      contentEpoch: content.contentEpoch,
      now: now(),
      ...rest,
    });
  }

  const claimsOf = (pointIds: readonly string[]): ClaimId[] => pointIds.map((id) => id.replace(/^tp-/, "") as ClaimId);

  return {
    bind(services) {
      ({ alerts, sessions } = services);
    },
    forAlert(alert, speaker) {
      return ask({
        flowId: alert.flowId,
        stepId: alert.stepId,
        breakpointKind: alert.breakpoint.kind,
        customerId: alert.customerId,
        moment: "opening",
        speaker,
      }).map(view);
    },
    async forHelpSession(specialist, id) {
      const session = await sessions?.read(id);
      if (!session) return refuse("no-such-help-session");
      if (!seatOf(session, specialist.id)) return refuse("not-a-participant");
      const alert = await alerts?.read(session.alertId);
      const sent = await db.selectFrom("chat").select("body").where("help_session_id", "=", id).execute();
      const used = sent.flatMap((row) => (JSON.parse(row.body) as { talkingPointId?: string }).talkingPointId ?? []);
      const judged = await db
        .selectFrom("point_feedback")
        .select("point_id")
        .where("help_session_id", "=", id)
        .where("verdict", "=", "not-useful")
        .execute();
      const points = ask({
        flowId: session.flowId,
        stepId: session.stepId,
        breakpointKind: alert?.stepId === session.stepId ? alert.breakpoint.kind : undefined,
        customerId: session.customerId,
        moment: used.length === 0 ? "opening" : "in-session",
        speaker: specialist,
        used: claimsOf(used),
        notUseful: claimsOf(judged.map((row) => row.point_id)),
      });
      return { ok: true, value: { points: points.map(view) } };
    },
    async judge(specialist, { pointId, helpSessionId, alertId, verdict }) {
      await db
        .insertInto("point_feedback")
        .values({
          point_id: pointId,
          specialist_id: specialist.id,
          alert_id: alertId ?? null,
          help_session_id: helpSessionId ?? null,
          verdict,
          at: now(),
        })
        .execute();
      return { ok: true, value: {} };
    },
    point(id, speaker, session) {
      const [claimId] = claimsOf([id]);
      const note = content.notes.find((known) => known.claims.some((claim) => claim.id === claimId));
      const claim = note?.claims.find((known) => known.id === claimId);
      if (!note || !claim) return null;
      if (!isValidAt(claim, content.contentEpoch, now())) return "expired";
      // The same question as when it was offered, with this one claim to choose from: whatever made it unsuitable since speaks up again.
      // Step and breakpoint are the claim's own, because a customer who moved on meanwhile may still be told.
      const risks = content.notes.map((other) => ({ ...other, claims: other.claims.filter((known) => known.kind === "risk") }));
      const points = ask({
        notes: [{ ...note, claims: [claim] }, ...risks],
        flowId: session.flowId,
        stepId: claim.stepIds[0] ?? session.stepId,
        breakpointKind: claim.breakpointKinds[0],
        customerId: session.customerId,
        moment: "opening",
        speaker,
      });
      return points.find((point) => point.id === id) ?? null;
    },
  };
}
