import { describe, expect, test } from "vitest";
import { applySnapshot, EMPTY_LOG } from "../../../renderer/state/desk-log.ts";
import {
  customerPlace,
  isGiven,
  isUnwritten,
  openSessions,
  scopeState,
  shownName,
  takesPart,
  talkOf,
} from "../../../renderer/state/help-session-view.ts";
import { helpSession, li, NOW, snapshot } from "./sample.ts";

const given = { scope: "view", status: "given", at: NOW, until: NOW + 1_000 };

describe("consent as a desk reads it", () => {
  test("[DESK-19] a scope nobody spoke of is off, a withdrawn one is withdrawn", () => {
    const session = helpSession("h-1", { consents: [{ ...given, status: "withdrawn" }] });
    expect(scopeState(session, "view", NOW)).toBe("withdrawn");
    expect(scopeState(session, "voice", NOW)).toBe("off");
    expect(isGiven(session, "view", NOW)).toBe(false);
  });

  test("[DESK-19] a given scope is over at its end even when no message says so", () => {
    const session = helpSession("h-1", { consents: [given] });
    expect(isGiven(session, "view", NOW + 999)).toBe(true);
    expect(isGiven(session, "view", NOW + 1_000)).toBe(false);
    expect(scopeState(session, "view", NOW + 1_000)).toBe("expired");
  });

  test("[DESK-19] nothing is given outside an active session", () => {
    const session = helpSession("h-1", { consents: [given], state: { status: "wrap-up", since: NOW, endedBy: "customer" } });
    expect(isGiven(session, "view", NOW)).toBe(false);
  });
});

describe("taking part", () => {
  test("[DESK-20] who is only invited takes no part; whose own session it is does", () => {
    const seat = { id: "p-zhao", role: "expert", specialistId: "zhao-boshi", displayName: "赵博士", status: "invited", at: NOW };
    const session = helpSession("h-1", { participants: [seat] });
    const [expert] = session.participants;
    expect(expert?.specialistId).toBeDefined();
    if (expert?.specialistId !== undefined) expect(takesPart(session, expert.specialistId)).toBe(false);
    expect(takesPart(session, li.id)).toBe(true);
  });

  test("[DESK-20] a session that waits for its wrap-up is still open on its owner's desk", () => {
    const session = helpSession("h-1", { state: { status: "wrap-up", since: NOW, endedBy: "customer" } });
    const log = applySnapshot(EMPTY_LOG, snapshot(1, { helpSessions: [session] }), li.id);
    expect(openSessions(log, li.id).map((open) => open.id)).toEqual(["h-1"]);
  });
});

describe("where the customer is", () => {
  test("[DESK-36] without a page they are changing pages for ten seconds, then they are away", () => {
    const [customer, ...others] = helpSession("h-1").participants;
    const away = helpSession("h-1", { participants: [{ ...customer, status: "away" }, ...others] });
    expect(customerPlace(helpSession("h-1"), NOW + 60_000)).toBe("here");
    expect(customerPlace(away, NOW + 9_999)).toBe("page-change");
    expect(customerPlace(away, NOW + 10_000)).toBe("away");
  });

  test("[DESK-16] a customer without a name is called by their role in the desk's language", () => {
    const [customer] = helpSession("h-1").participants;
    expect(customer && shownName(customer)).toBe("林**");
    expect(customer && shownName({ ...customer, displayName: "客户" })).toBeNull();
  });
});

describe("an invitation that came to nothing", () => {
  test("[DESK-34] an end that nobody wrote up is the invitation's, one that was written up the session's", () => {
    const ended = (summary: string) => helpSession("h-1", { state: { status: "ended", at: NOW, outcome: "no-need", note: "", summary } });
    expect(isUnwritten(ended(""))).toBe(true);
    expect(isUnwritten(ended("协助 0:19。"))).toBe(false);
    expect(isUnwritten(helpSession("h-1"))).toBe(false);
  });
});

describe("talk", () => {
  test("[DESK-21] chat, the assistant's words before it and what was stopped stand in one order of time", () => {
    const session = helpSession("h-1");
    const said = (id: string, at: number, more: object = {}) => ({
      id,
      journeyId: "j-1",
      from: { kind: "customer" },
      text: id,
      at,
      ...more,
    });
    const log = applySnapshot(
      EMPTY_LOG,
      snapshot(1, {
        helpSessions: [session],
        chat: [said("m-2", NOW + 2, { helpSessionId: "h-1" }), said("m-0", NOW), said("m-x", NOW, { journeyId: "j-2" })],
        interceptions: [
          {
            id: "m-1",
            helpSessionId: "h-1",
            participantId: "p-li",
            displayName: "李思远",
            channel: "chat",
            text: "保证收益",
            hits: [{ ruleId: "C-012", start: 0, end: 4 }],
            at: NOW + 1,
          },
        ],
      }),
      li.id,
    );
    expect(talkOf(log, session).map((line) => (line.kind === "message" ? line.message.id : line.interception.id))).toEqual([
      "m-0",
      "m-1",
      "m-2",
    ]);
  });
});
