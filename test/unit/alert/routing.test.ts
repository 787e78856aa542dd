/** Routing against docs/spec/ROUTE.md. */

import { describe, expect, test } from "vitest";
import { firstAudience, leaseDeadline, routeNext } from "#shared/domain/alert/routing.ts";
import { autoResolve, giveToAssistant, handOver, pickUp, snooze } from "#shared/domain/alert/transitions.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { Presence } from "#shared/model/person.ts";
import { routingPolicy } from "#test/support/customers/fact-writer.ts";
import { helpSessionId, li, now, offered, raise, roster, wang } from "./alert-table.ts";

const leaseMs = routingPolicy.leaseMs;
const own = "own-manager:li-siyuan";
const deputy = "deputy:zhou-qiming";

function must<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe("first offer", () => {
  test("[ROUTE-1] the own manager has it for the lease", () => {
    expect(raise().audience).toEqual({ kind: "person", specialistId: li.id, as: "own-manager", leaseUntil: now + leaseMs });
    expect(leaseDeadline(raise())).toBe(now + leaseMs);
  });

  test.each<{ own: Presence; deputy: Presence; to: string }>([
    { own: "online", deputy: "online", to: own },
    { own: "busy", deputy: "online", to: own },
    { own: "away", deputy: "online", to: deputy },
    { own: "offline", deputy: "busy", to: deputy },
    { own: "away", deputy: "away", to: "pool" },
    { own: "offline", deputy: "offline", to: "pool" },
  ])("[ROUTE-2] manager $own, deputy $deputy: $to", ({ own: first, deputy: second, to }) => {
    expect(offered(raise({ "li-siyuan": first, "zhou-qiming": second }))).toBe(to);
  });

  test("[ROUTE-5] not signed in: the pool and no name; no manager: the pool", () => {
    const alert = raise({}, { signedIn: false });
    expect(offered(alert)).toBe("pool");
    expect([alert.customerId, alert.maskedName, alert.ownManagerId]).toEqual([undefined, undefined, undefined]);
    expect(firstAudience({ presenceOf: () => "online" }, routingPolicy, now)).toEqual({ kind: "pool" });
  });
});

describe("moving on", () => {
  const next = (alert: Alert, afterMs: number, presence: Record<string, Presence> = {}) =>
    routeNext(alert, roster(presence), routingPolicy, now + afterMs);

  test("[ROUTE-3] manager, deputy, pool, a lease each; nothing moves early", () => {
    const raised = raise();
    expect(next(raised, leaseMs - 1)).toBe(raised);
    const second = next(raised, leaseMs);
    expect([offered(second), leaseDeadline(second), second.revision]).toEqual([deputy, now + 2 * leaseMs, 2]);
    const third = next(second, 2 * leaseMs);
    expect([offered(third), leaseDeadline(third)]).toEqual(["pool", null]);
    expect(next(third, 100 * leaseMs)).toBe(third);
  });

  test("[ROUTE-3] a deputy who is away is passed over", () => {
    expect(offered(next(raise(), leaseMs, { "zhou-qiming": "away" }))).toBe("pool");
  });

  test("[ROUTE-4] the manager goes away after five seconds", () => {
    expect(offered(next(raise(), 5_000, { "li-siyuan": "away" }))).toBe(deputy);
    expect(offered(next(raise(), 5_000, { "li-siyuan": "busy" }))).toBe(own);
  });

  test("[ROUTE-6] handed over, then nobody: the pool", () => {
    const handed = must(handOver(raise(), li, wang, routingPolicy, now));
    expect(offered(handed)).toBe("handed-over:wang-min");
    expect(offered(next(handed, leaseMs))).toBe("pool");
    expect(offered(next(handed, 1, { "wang-min": "away" }))).toBe("pool");
  });

  test.each([
    { name: "snoozed", alert: must(snooze(raise(), li, now + 600_000)) },
    { name: "with the assistant", alert: must(giveToAssistant(raise(), li, now)) },
    { name: "picked up", alert: must(pickUp(raise(), li, helpSessionId, now)) },
    { name: "resolved", alert: autoResolve(raise(), "moved-on", now) },
  ])("[ROUTE-7] $name it stays where it is", ({ alert }) => {
    expect(next(alert, 10 * leaseMs, { "li-siyuan": "offline" })).toBe(alert);
    expect(leaseDeadline(alert)).toBeNull();
  });

  test("[ROUTE-8] a deputy who is the manager is not asked twice", () => {
    const alone = { ...roster(), deputyId: li.id };
    expect(offered(routeNext(raise(), alone, routingPolicy, now + leaseMs))).toBe("pool");
  });
});
