/** Lanes and order of the 断点 screen, against docs/spec/PICKUP.md. */

import { describe, expect, test } from "vitest";
import { byPriority, laneOf, lanesFor } from "#shared/domain/alert/lanes.ts";
import { autoResolve, giveToAssistant, pickUp, snooze } from "#shared/domain/alert/transitions.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Result } from "#shared/lib/result.ts";
import { everyone, fang, helpSessionId, li, now, raise, wang, zhou } from "./alert-table.ts";

function must<T>(result: Result<T, unknown>): T {
  invariant(result.ok, "this command is allowed");
  return result.value;
}

const away = { "li-siyuan": "away", "zhou-qiming": "away" } as const;
const inPool = raise(away);

describe("lanes", () => {
  test.each([
    { name: "offered to me", alert: raise(), who: li, lane: "mine" },
    { name: "my customer, offered to my deputy", alert: raise({ "li-siyuan": "away" }), who: li, lane: "mine" },
    { name: "offered to the deputy", alert: raise({ "li-siyuan": "away" }), who: zhou, lane: "mine" },
    { name: "offered to somebody else", alert: raise(), who: fang, lane: null },
    { name: "in the pool, an agent", alert: inPool, who: fang, lane: "pool" },
    { name: "in the pool, another manager looks on", alert: inPool, who: wang, lane: "pool" },
    { name: "in the pool, my customer", alert: inPool, who: li, lane: "mine" },
    { name: "taken by a colleague from the pool", alert: must(pickUp(inPool, fang, helpSessionId, now)), who: wang, lane: "pool" },
    { name: "taken by me from the pool", alert: must(pickUp(inPool, fang, helpSessionId, now)), who: fang, lane: "mine" },
    { name: "put off by me", alert: must(snooze(inPool, fang, now + 1)), who: fang, lane: "snoozed" },
    { name: "put off by a colleague", alert: must(snooze(inPool, fang, now + 1)), who: wang, lane: null },
    { name: "my customer, put off by a colleague", alert: must(snooze(inPool, fang, now + 1)), who: li, lane: "mine" },
    { name: "given to the assistant by me", alert: must(giveToAssistant(inPool, fang, now)), who: fang, lane: "mine" },
    { name: "resolved", alert: autoResolve(raise(), "finished", now), who: li, lane: null },
  ])("[PICKUP-14] $name: $lane", ({ alert, who, lane }) => expect(laneOf(who, alert)).toBe(lane));

  test("[PICKUP-14] no alert is in two lanes of one specialist", () => {
    const alerts = [raise({}, { id: "a" }), raise(away, { id: "b" }), must(snooze(raise({}, { id: "c" }), li, now + 1))];
    for (const who of everyone) {
      const { mine, pool, snoozed } = lanesFor(who, alerts);
      const ids = [...mine, ...pool, ...snoozed].map((alert) => alert.id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test("[PICKUP-15] urgent, then asked first, then longest waiting", () => {
    const watchOld = raise({}, { id: "watch-old", breakpoint: { severity: "watch", sinceAt: now - 900_000 } });
    const watchNew = raise({}, { id: "watch-new", breakpoint: { severity: "watch", sinceAt: now - 1_000 } });
    const urgentOld = raise({}, { id: "urgent-old", breakpoint: { sinceAt: now - 500_000 } });
    const urgentNew = raise({}, { id: "urgent-new", breakpoint: { sinceAt: now - 2_000 } });
    const asked = raise({}, { id: "asked", breakpoint: { kind: "help-requested", sinceAt: now - 1_000 } });
    const { mine } = lanesFor(li, [watchNew, urgentNew, asked, watchOld, urgentOld]);
    expect(mine.map((alert) => alert.id)).toEqual(["asked", "urgent-old", "urgent-new", "watch-old", "watch-new"]);
    expect(byPriority(raise({}, { id: "a" }), raise({}, { id: "b" }))).toBeLessThan(0);
  });
});
