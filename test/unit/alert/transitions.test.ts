/** What can happen to an alert, against docs/spec/PICKUP.md. Routing is routing.test.ts, lanes lanes.test.ts. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mayPickUp } from "#shared/domain/alert/eligibility.ts";
import { routeNext } from "#shared/domain/alert/routing.ts";
import * as alerts from "#shared/domain/alert/transitions.ts";
import { assertNever, invariant } from "#shared/lib/invariant.ts";
import type { Result } from "#shared/lib/result.ts";
import { type Alert, alertSchema } from "#shared/model/alert.ts";
import { helpSessionIdSchema } from "#shared/model/ids.ts";
import type { Presence } from "#shared/model/person.ts";
import { routingPolicy } from "#test/support/customers/fact-writer.ts";
import { everyone, faceCheck, fang, helpSessionId, li, luo, now, offered, raise, roster, shen, wang, zhao, zhou } from "./alert-table.ts";

const other = helpSessionIdSchema.parse("hs-2");
const policy = routingPolicy;

function must<T>(result: Result<T, unknown>): T {
  invariant(result.ok, "this command is allowed");
  return result.value;
}
const refusal = (result: Result<Alert, { kind: string }>) => (result.ok ? "allowed" : result.error);

const offeredToLi = raise();
const offeredToZhou = raise({ "li-siyuan": "away" });
const inPool = raise({ "li-siyuan": "away", "zhou-qiming": "away" });
const anonymous = raise({}, { signedIn: false });
const pickedUp = must(alerts.pickUp(offeredToLi, li, helpSessionId, now + 9_000));
const snoozed = must(alerts.snooze(offeredToLi, li, now + 600_000));
const withAssistant = must(alerts.giveToAssistant(offeredToLi, li, now));
const resolved = alerts.autoResolve(offeredToLi, "moved-on", now + 1);

describe("pickup", () => {
  test("[PICKUP-1] the first pickup gets it, with its help session", () => {
    expect(pickedUp.state).toEqual({ status: "picked-up", by: li.id, at: now + 9_000, helpSessionId });
  });

  test("[PICKUP-2] the second specialist is told who has it", () => {
    expect(refusal(alerts.pickUp(pickedUp, fang, other, now + 9_001))).toEqual({ kind: "already-picked-up", by: li.id, at: now + 9_000 });
    const byAgent = must(alerts.pickUp(inPool, fang, helpSessionId, now));
    expect(refusal(alerts.pickUp(byAgent, li, other, now))).toMatchObject({ kind: "already-picked-up", by: fang.id });
  });

  test("[PICKUP-3] the same specialist again gets the same help session", () => {
    expect(must(alerts.pickUp(pickedUp, li, other, now + 20_000))).toBe(pickedUp);
  });

  test.each([
    { name: "offered to the manager", alert: offeredToLi, may: [li] },
    { name: "offered to the deputy", alert: offeredToZhou, may: [li, zhou] },
    { name: "in the pool", alert: inPool, may: [li, fang, luo] },
    { name: "not signed in", alert: anonymous, may: [fang, luo] },
    {
      name: "put off by the deputy, since in the pool",
      alert: { ...must(alerts.snooze(offeredToZhou, zhou, now + 1)), audience: { kind: "pool" } as const },
      may: [li, zhou, fang, luo],
    },
    { name: "picked up", alert: pickedUp, may: [] },
    { name: "resolved", alert: resolved, may: [] },
  ])("[PICKUP-4] $name", ({ alert, may }) => {
    expect(
      everyone
        .filter((specialist) => mayPickUp(alert, specialist))
        .map(({ id }) => id)
        .sort(),
    ).toEqual(may.map(({ id }) => id).sort());
  });

  test("[PICKUP-5] experts and supervisors never do, even when it names them", () => {
    for (const specialist of [zhao, shen]) {
      const named = { ...offeredToLi, ownManagerId: specialist.id };
      expect(refusal(alerts.pickUp(named, specialist, helpSessionId, now))).toMatchObject({ kind: "not-offered-to-you" });
    }
  });

  test("[PICKUP-4] who may not is told whom it is offered to", () => {
    expect(refusal(alerts.pickUp(offeredToLi, fang, helpSessionId, now))).toEqual({ kind: "not-offered-to-you", offeredTo: li.id });
    expect(refusal(alerts.pickUp(inPool, wang, helpSessionId, now))).toEqual({ kind: "not-offered-to-you", offeredTo: "pool" });
  });

  test.each([
    { name: "pick up", command: () => alerts.pickUp(resolved, li, helpSessionId, now) },
    { name: "snooze", command: () => alerts.snooze(resolved, li, now) },
    { name: "wake", command: () => alerts.wake(resolved, li, policy, now) },
    { name: "hand over", command: () => alerts.handOver(resolved, li, wang, policy, now) },
    { name: "give to the assistant", command: () => alerts.giveToAssistant(resolved, li, now) },
  ])("[PICKUP-6] $name", ({ command }) => expect(refusal(command())).toEqual({ kind: "alert-closed", because: "moved-on", at: now + 1 }));
});

describe("snooze, hand over, assistant", () => {
  test("[PICKUP-7] it comes back at its instant, to the same person, with a whole lease", () => {
    expect(alerts.wakeWhenDue(snoozed, policy, now + 599_999)).toBe(snoozed);
    const back = alerts.wakeWhenDue(snoozed, policy, now + 600_000);
    expect(back.state).toEqual({ status: "open" });
    expect(back.audience).toEqual({ kind: "person", specialistId: li.id, as: "own-manager", leaseUntil: now + 630_000 });
    expect(offered(alerts.wakeWhenDue(must(alerts.snooze(inPool, fang, now + 1)), policy, now + 1))).toBe("pool");
    expect(offered(alerts.wakeWhenDue(must(alerts.snooze(inPool, li, now + 1)), policy, now + 1))).toBe("own-manager:li-siyuan");
  });

  test("[PICKUP-7] it can be woken earlier, by whoever may act", () => {
    expect(must(alerts.wake(snoozed, li, policy, now + 5)).state).toEqual({ status: "open" });
    expect(must(alerts.wake(offeredToLi, li, policy, now))).toBe(offeredToLi);
    expect(refusal(alerts.wake(snoozed, fang, policy, now))).toMatchObject({ kind: "not-offered-to-you" });
  });

  test.each([
    { to: wang, said: "handed-over:wang-min" },
    { to: fang, said: "handed-over:agent-04" },
    { to: zhao, said: "no-such-specialist" },
    { to: shen, said: "no-such-specialist" },
    { to: li, said: "no-such-specialist" },
  ])("[PICKUP-8] the manager hands over to $to.id: $said", ({ to, said }) => {
    const result = alerts.handOver(offeredToLi, li, to, policy, now);
    expect(result.ok ? offered(result.value) : result.error.kind).toBe(said);
  });

  test("[PICKUP-8] handed back to the own manager it is theirs again", () => {
    expect(offered(must(alerts.handOver(inPool, fang, li, policy, now)))).toBe("own-manager:li-siyuan");
    expect(refusal(alerts.handOver(offeredToLi, fang, luo, policy, now))).toMatchObject({ kind: "not-offered-to-you" });
  });

  test("[PICKUP-9] the assistant has it for a minute, then hands back", () => {
    expect(withAssistant.state).toEqual({ status: "with-assistant", by: li.id, since: now });
    expect(alerts.assistantDeadline(withAssistant, policy)).toBe(now + 60_000);
    expect(alerts.assistantDeadline(offeredToLi, policy)).toBeNull();
    const back = alerts.handBack(withAssistant, policy, now + 60_000);
    expect([back.state, offered(back)]).toEqual([{ status: "open" }, "own-manager:li-siyuan"]);
    expect(alerts.handBack(back, policy, now + 61_000)).toBe(back);
    expect(must(alerts.giveToAssistant(withAssistant, li, now + 5))).toBe(withAssistant);
  });
});

describe("resolving", () => {
  test.each([
    { name: "open", alert: offeredToLi },
    { name: "snoozed", alert: snoozed },
    { name: "with the assistant", alert: withAssistant },
  ])("[PICKUP-10] $name it resolves when the customer moves on", ({ alert }) => {
    expect(alerts.autoResolve(alert, "moved-on", now + 7).state).toEqual({ status: "resolved", at: now + 7, because: "moved-on" });
  });

  test("[PICKUP-10] picked up or resolved it stays as it is", () => {
    expect(alerts.autoResolve(pickedUp, "finished", now)).toBe(pickedUp);
    expect(alerts.autoResolve(resolved, "finished", now)).toBe(resolved);
  });

  test("[PICKUP-11] its own help session's end resolves it, another's does not", () => {
    expect(alerts.release(pickedUp, other, now)).toBe(pickedUp);
    expect(alerts.release(pickedUp, helpSessionId, now + 5).state).toEqual({ status: "resolved", at: now + 5, because: "session-ended" });
    expect(alerts.release(offeredToLi, helpSessionId, now)).toBe(offeredToLi);
  });

  test("[PICKUP-12] a command made on an older sight can be refused", () => {
    expect(alerts.atRevision(offeredToLi, 1).ok).toBe(true);
    expect(refusal(alerts.atRevision(pickedUp, 1))).toEqual({ kind: "stale-revision", revision: 2 });
  });

  test("[PICKUP-13] a grown breakpoint and a new decision replace the old, not on a closed alert", () => {
    const grown = { ...faceCheck, count: 4 };
    const contact = { ...offeredToLi.contact, allowed: false, channel: "wait" as const };
    expect(alerts.growBreakpoint(pickedUp, grown).breakpoint.count).toBe(4);
    expect(alerts.withContact(snoozed, contact).contact.channel).toBe("wait");
    expect(alerts.growBreakpoint(resolved, grown)).toBe(resolved);
    expect(alerts.withContact(resolved, contact)).toBe(resolved);
  });
});

describe("properties over random histories", () => {
  const actor = fc.constantFrom(...everyone);
  const presence = fc.constantFrom<Presence>("online", "busy", "away", "offline");
  const command = fc.oneof(
    fc.record({ kind: fc.constant("pick-up" as const), who: actor }),
    fc.record({ kind: fc.constant("snooze" as const), who: actor, forMs: fc.integer({ min: 1, max: 120_000 }) }),
    fc.record({ kind: fc.constant("wake" as const), who: actor }),
    fc.record({ kind: fc.constant("hand-over" as const), who: actor, to: actor }),
    fc.record({ kind: fc.constant("assistant" as const), who: actor }),
    fc.record({ kind: fc.constant("time" as const), li: presence, zhou: presence }),
    fc.record({ kind: fc.constant("moved-on" as const) }),
  );
  type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

  function apply(alert: Alert, given: Command, at: number, turn: number): Alert {
    const took = (result: Result<Alert, unknown>) => (result.ok ? result.value : alert);
    switch (given.kind) {
      case "pick-up":
        return took(alerts.pickUp(alert, given.who, helpSessionIdSchema.parse(`hs-${turn}`), at));
      case "snooze":
        return took(alerts.snooze(alert, given.who, at + given.forMs));
      case "wake":
        return took(alerts.wake(alert, given.who, policy, at));
      case "hand-over":
        return took(alerts.handOver(alert, given.who, given.to, policy, at));
      case "assistant":
        return took(alerts.giveToAssistant(alert, given.who, at));
      case "time":
        return routeNext(alerts.wakeWhenDue(alert, policy, at), roster({ "li-siyuan": given.li, "zhou-qiming": given.zhou }), policy, at);
      case "moved-on":
        return alerts.autoResolve(alert, "moved-on", at);
      default:
        return assertNever(given);
    }
  }

  test("[PICKUP-1] at most one specialist ever has an alert, and whoever gets it could see it offered", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(command, fc.integer({ min: 0, max: 20_000 })), { maxLength: 40 }), (commands) => {
        let alert = raise();
        let at = now;
        const holders = new Set<string>();
        for (const [turn, [given, passedMs]] of commands.entries()) {
          at += passedMs;
          const before = alert;
          alert = apply(before, given, at, turn);
          if (alert.state.status !== "picked-up") continue;
          holders.add(`${alert.state.by} ${alert.state.helpSessionId}`);
          if (before.state.status !== "picked-up" && given.kind === "pick-up") expect(mayPickUp(before, given.who)).toBe(true);
        }
        expect(holders.size).toBeLessThanOrEqual(1);
      }),
      { seed: 20261123, numRuns: 500 },
    );
  });

  test("[PICKUP-12] every change counts once, what changes nothing is the same alert, and all of it fits the model", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(command, fc.integer({ min: 0, max: 20_000 })), { maxLength: 40 }), (commands) => {
        let alert = raise();
        let at = now;
        for (const [turn, [given, passedMs]] of commands.entries()) {
          at += passedMs;
          const after = apply(alert, given, at, turn);
          if (after === alert) continue;
          // Waking and moving on to the next level may come in the same instant: one change each.
          expect(after.revision - alert.revision).toBeLessThanOrEqual(given.kind === "time" ? 2 : 1);
          expect(after.revision).toBeGreaterThan(alert.revision);
          alertSchema.parse(after);
          alert = after;
        }
      }),
      { seed: 20261123, numRuns: 300 },
    );
  });
});
