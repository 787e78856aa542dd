/** The life of a help session against docs/spec/SESSION.md. Consents are in test/unit/consent, sockets in test/hub. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SPECIALIST_GONE_MS, specialistGoneDeadline } from "#shared/domain/help-session/absence.ts";
import {
  acceptInvitation,
  endSession,
  inviteParticipant,
  isOver,
  joinSession,
  LARGEST_PARTY,
  LONGEST_SESSION_MS,
  participantIdOf,
  refuseInvitation,
  seatOf,
  sessionDeadline,
  setPresence,
  showInvitation,
  wrapUpSession,
} from "#shared/domain/help-session/transitions.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Result } from "#shared/lib/result.ts";
import { type HelpSession, helpSessionSchema } from "#shared/model/help-session.ts";
import { invitationIdSchema, journeyIdSchema, type SpecialistId, specialistIdSchema } from "#shared/model/ids.ts";
import { contactPolicy, TEST_NOW } from "#test/support/customers/fact-writer.ts";

const now = TEST_NOW;
const li = specialistIdSchema.parse("li-siyuan");
const zhao = specialistIdSchema.parse("zhao-boshi");
const sun = specialistIdSchema.parse("sun-qian");
const invitation = invitationIdSchema.parse("inv-1");
const phone = journeyIdSchema.parse("journey-lin");
const laterVisit = journeyIdSchema.parse("journey-lin-2");
const customer = participantIdOf("customer", null);
const expiresAt = now + contactPolicy.invitationTtlMs;

const inviting: HelpSession = helpSessionSchema.parse({
  id: "hs-1",
  alertId: "alert-1",
  journeyId: phone,
  customerId: "lin-xiaolan",
  flowId: "car-loan",
  stepId: "face-check",
  specialistId: li,
  startedAt: now,
  state: { status: "inviting", invitationId: invitation, since: now, expiresAt },
  participants: [
    { id: participantIdOf("specialist", li), role: "specialist", specialistId: li, displayName: "李思远", status: "present", at: now },
  ],
  consents: [],
  revision: 1,
});

function must(result: Result<HelpSession, unknown>): HelpSession {
  invariant(result.ok, "this is allowed");
  return helpSessionSchema.parse(result.value);
}
const kindOf = (result: Result<HelpSession, { kind: string }>) => (result.ok ? "allowed" : result.error.kind);
const statusOf = (session: HelpSession, specialistId: SpecialistId) => seatOf(session, specialistId)?.status;

const active = must(acceptInvitation(inviting, invitation, phone, "林**", now + 9_000));
const invite = (session: HelpSession, specialistId: SpecialistId, displayName: string) =>
  inviteParticipant(session, { role: "expert", specialistId, displayName, question: "保险金信托的受益人怎么设？" }, now + 60_000);
const withZhao = must(joinSession(must(invite(active, zhao, "赵博士")), zhao, now + 70_000));
const wrappingUp = must(endSession(active, "specialist", now + 300_000));
const written = { outcome: "step-finished", note: "", summary: "客户完成人脸核验。" } as const;
const ended = must(wrapUpSession(wrappingUp, written, now + 360_000));

describe("invitation", () => {
  test("[SESSION-2] shown on a later visit, the first time is kept", () => {
    const shown = must(showInvitation(inviting, invitation, laterVisit, now + 5_000));
    expect([shown.journeyId, shown.state]).toMatchObject([laterVisit, { shownAt: now + 5_000 }]);
    expect(must(showInvitation(shown, invitation, phone, now + 8_000)).state).toMatchObject({ shownAt: now + 5_000 });
  });

  test.each([
    { name: "expired", session: inviting, id: invitation, at: expiresAt },
    { name: "another id", session: inviting, id: invitationIdSchema.parse("inv-2"), at: now },
    { name: "already accepted", session: active, id: invitation, at: now },
    { name: "already over", session: ended, id: invitation, at: now },
  ])("[SESSION-2] $name: no such invitation", ({ session, id, at }) => {
    expect(kindOf(showInvitation(session, id, phone, at))).toBe("no-such-invitation");
    expect(kindOf(acceptInvitation(session, id, phone, "林**", at))).toBe("no-such-invitation");
  });

  test("[SESSION-3] accepted: at most fifteen minutes, on that journey, no consent by it", () => {
    const accepted = must(acceptInvitation(inviting, invitation, laterVisit, "林**", now + 9_000));
    expect(accepted.state).toEqual({ status: "active", since: now + 9_000, until: now + 9_000 + LONGEST_SESSION_MS });
    expect([accepted.journeyId, accepted.consents, LONGEST_SESSION_MS]).toEqual([laterVisit, [], 900_000]);
    expect(accepted.participants.find(({ id }) => id === customer)).toMatchObject({
      role: "customer",
      displayName: "林**",
      status: "present",
    });
    expect([sessionDeadline(inviting), sessionDeadline(accepted), sessionDeadline(wrappingUp)]).toEqual([
      expiresAt,
      now + 9_000 + LONGEST_SESSION_MS,
      null,
    ]);
  });

  test.each(["declined", "ignored", "wrong-person"] as const)("[SESSION-4] %s", (outcome) => {
    expect(must(refuseInvitation(inviting, invitation, outcome, now + 1)).state).toMatchObject({ status: "ended", outcome });
    expect(kindOf(refuseInvitation(active, invitation, outcome, now + 1))).toBe("no-such-invitation");
  });
});

describe("the end", () => {
  test("[SESSION-5] everybody leaves, the specialist writes it up", () => {
    expect(wrappingUp.state).toEqual({ status: "wrap-up", since: now + 300_000, endedBy: "specialist" });
    expect(wrappingUp.participants.map(({ status }) => status)).toEqual(["left", "left"]);
    expect(must(endSession(inviting, "specialist", now + 1)).state).toMatchObject({ status: "ended", outcome: "no-need" });
    expect([kindOf(endSession(wrappingUp, "customer", now)), kindOf(endSession(ended, "customer", now))]).toEqual([
      "help-session-over",
      "help-session-over",
    ]);
  });

  test("[SESSION-6] written once", () => {
    expect(ended.state).toEqual({ status: "ended", at: now + 360_000, ...written });
    expect([kindOf(wrapUpSession(ended, written, now)), kindOf(wrapUpSession(active, written, now))]).toEqual([
      "help-session-over",
      "help-session-over",
    ]);
  });
});

describe("who takes part", () => {
  test("[SESSION-7] the expert joins when invited, leaves without ending, and needs a new invite", () => {
    expect(kindOf(joinSession(active, zhao, now))).toBe("not-a-participant");
    expect(statusOf(withZhao, zhao)).toBe("present");
    const gone = setPresence(withZhao, participantIdOf("expert", zhao), "left", now + 80_000);
    expect([gone.state.status, statusOf(gone, li)]).toEqual(["active", "present"]);
    expect(kindOf(joinSession(gone, zhao, now))).toBe("not-a-participant");
    expect(statusOf(must(invite(gone, zhao, "赵博士")), zhao)).toBe("invited");
  });

  test("[SESSION-8] three are a party, the invited count", () => {
    expect(LARGEST_PARTY).toBe(3);
    expect(kindOf(invite(withZhao, sun, "孙倩"))).toBe("party-full");
    expect(kindOf(invite(must(invite(active, zhao, "赵博士")), sun, "孙倩"))).toBe("party-full");
    expect(kindOf(invite(withZhao, zhao, "赵博士"))).toBe("allowed");
    expect(kindOf(invite(wrappingUp, zhao, "赵博士"))).toBe("help-session-over");
  });

  test("[SESSION-9] away is not left: the same seat again", () => {
    const away = setPresence(withZhao, customer, "away", now + 90_000);
    expect(away.participants.find(({ id }) => id === customer)).toMatchObject({ status: "away", at: now + 90_000 });
    expect(setPresence(away, customer, "away", now + 91_000)).toBe(away);
    expect(setPresence(away, customer, "present", now + 92_000).participants).toHaveLength(3);
    const desk = setPresence(withZhao, participantIdOf("specialist", li), "away", now + 90_000);
    expect(statusOf(must(joinSession(desk, li, now + 95_000)), li)).toBe("present");
  });

  test("[SESSION-10] without its specialist it is kept for a minute, whoever else is there", () => {
    const alone = setPresence(withZhao, participantIdOf("specialist", li), "away", now + 90_000);
    expect(specialistGoneDeadline(alone)).toBe(now + 90_000 + SPECIALIST_GONE_MS);
    expect(SPECIALIST_GONE_MS).toBe(60_000);
    for (const session of [withZhao, must(joinSession(alone, li, now + 100_000)), inviting, wrappingUp])
      expect(specialistGoneDeadline(session)).toBeNull();
    expect(must(endSession(alone, "lost", now + 150_000)).state).toMatchObject({ status: "wrap-up", endedBy: "lost" });
  });

  test("[SESSION-10] gone before the customer accepted, the minute runs from the yes", () => {
    const away = setPresence(inviting, participantIdOf("specialist", li), "away", now + 1_000);
    const accepted = must(acceptInvitation(away, invitation, phone, "林**", now + 600_000));
    expect(specialistGoneDeadline(accepted)).toBe(now + 600_000 + SPECIALIST_GONE_MS);
  });

  test("[SESSION-11] no seat, no way in; after the end the specialist may still write it up", () => {
    expect(kindOf(joinSession(active, sun, now))).toBe("not-a-participant");
    expect(must(joinSession(wrappingUp, li, now))).toEqual(wrappingUp);
  });
});

test("[SESSION-1] whatever happens in whatever order, a session only goes forward and its end is the end", () => {
  const order = ["inviting", "active", "wrap-up", "ended"];
  const deeds: readonly ((session: HelpSession, at: number) => Result<HelpSession, unknown>)[] = [
    (session, at) => showInvitation(session, invitation, phone, at),
    (session, at) => acceptInvitation(session, invitation, phone, "林**", at),
    (session, at) => refuseInvitation(session, invitation, "declined", at),
    (session, at) => endSession(session, "customer", at),
    (session, at) => wrapUpSession(session, written, at),
    (session) => invite(session, zhao, "赵博士"),
    (session, at) => joinSession(session, zhao, at),
    (session, at) => joinSession(session, li, at),
    (session, at) => ({ ok: true, value: setPresence(session, participantIdOf("specialist", li), "away", at) }),
    (session, at) => ({ ok: true, value: setPresence(session, customer, "away", at) }),
  ];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: deeds.length - 1 }), { maxLength: 30 }), (picks) => {
      let session = inviting;
      for (const [turn, pick] of picks.entries()) {
        const result = deeds[pick]?.(session, now + turn * 1_000);
        if (!result?.ok || result.value === session) continue;
        const after = helpSessionSchema.parse(result.value);
        expect(session.state.status).not.toBe("ended");
        expect(order.indexOf(after.state.status)).toBeGreaterThanOrEqual(order.indexOf(session.state.status));
        expect(after.revision).toBeGreaterThan(session.revision);
        if (isOver(session)) expect(after.participants).toEqual(session.participants);
        session = after;
      }
    }),
    { seed: 20261123, numRuns: 300 },
  );
});
