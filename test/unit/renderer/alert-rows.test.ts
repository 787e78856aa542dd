import { describe, expect, test } from "vitest";
import type { AlertId } from "#shared/model/ids.ts";
import { arrangeRows, isWaiting, laneOf, neighbour, RESOLVED_STAYS_MS, rowsOf } from "../../../renderer/state/alert-rows.ts";
import { applySnapshot, EMPTY_LOG } from "../../../renderer/state/desk-log.ts";
import { agent, alert, li, NOW, snapshot, supervisor } from "./sample.ts";

const logOf = (...alerts: ReturnType<typeof alert>[]) => applySnapshot(EMPTY_LOG, snapshot(1, { alerts }), li.id);
const ids = (...list: string[]) => list as AlertId[];

describe("lanes", () => {
  test("[DESK-6] what is offered to me is mine, what is with the pool is the pool's, what I set aside is later", () => {
    const log = logOf();
    const toAgent = alert("a-1", { audience: { kind: "person", specialistId: agent.id, as: "handed-over", leaseUntil: NOW } });
    expect(laneOf(toAgent, log, agent, NOW)).toBe("mine");
    expect(laneOf(alert("a-2", { audience: { kind: "pool" } }), log, agent, NOW)).toBe("pool");
    expect(laneOf(alert("a-3", { state: { status: "snoozed", by: agent.id, until: NOW } }), log, agent, NOW)).toBe("later");
    expect(laneOf(alert("a-4"), log, agent, NOW)).toBeNull();
  });

  test("[DESK-6] a manager keeps the own customers' alerts in sight after they were passed on; a supervisor sees all", () => {
    const passed = alert("a-1", { audience: { kind: "pool" } });
    expect(laneOf(passed, logOf(), li, NOW)).toBe("mine");
    expect(laneOf(passed, logOf(), supervisor, NOW)).toBe("mine");
  });

  test("[DESK-41] what waits for the budget is apart from all else, on the desks it would be offered to, and still counts as waiting", () => {
    const state = { status: "waiting", since: NOW, because: "budget-spent", perHour: 2, ahead: 0, freeAt: null };
    const pool = alert("a-1", { state, audience: { kind: "pool" } });
    expect([laneOf(pool, logOf(), agent, NOW), laneOf(pool, logOf(), li, NOW), laneOf(pool, logOf(), supervisor, NOW)]).toEqual([
      "waiting",
      "waiting",
      "waiting",
    ]);
    expect(laneOf(alert("a-2", { state }), logOf(), agent, NOW)).toBeNull();
    expect(isWaiting(pool)).toBe(true);
    expect(rowsOf(logOf(pool), li, NOW, "newest").mine).toEqual([]);
  });

  test("[DESK-7] a resolved alert stays readable for a moment and then leaves", () => {
    const resolved = alert("a-1", { state: { status: "resolved", at: NOW, because: "moved-on" } });
    expect(laneOf(resolved, logOf(), li, NOW + RESOLVED_STAYS_MS)).toBe("mine");
    expect(laneOf(resolved, logOf(), li, NOW + RESOLVED_STAYS_MS + 1)).toBeNull();
    expect(isWaiting(resolved)).toBe(false);
  });

  test("[DESK-8] rows stand newest first", () => {
    const rows = rowsOf(
      logOf(alert("a-1", { raisedAt: NOW - 5 }), alert("a-2", { raisedAt: NOW }), alert("a-3", { raisedAt: NOW - 9 })),
      li,
      NOW,
      "newest",
    );
    expect(rows.mine.map((row) => row.id)).toEqual(["a-2", "a-1", "a-3"]);
  });

  test("[DESK-48] by need: the score shown, ties by the longer wait, no score last, and whom somebody helps after all who wait", () => {
    const model = { source: "synthetic-customers", from: NOW - 1, until: NOW, journeys: 1 };
    const scoreRest = { modelVersion: "m-1", stillThere01: 0.5 };
    const scored = (id: string, notFinish01: number, agoMs: number, given = {}) =>
      alert(id, { raisedAt: NOW - agoMs, need: { ...scoreRest, notFinish01, reasons: [], model, scoredAt: NOW, ...given } });
    const helped = alert("a-6", {
      raisedAt: NOW,
      need: { ...scoreRest, notFinish01: 0.99, reasons: [], model, scoredAt: NOW },
      state: { status: "picked-up", by: li.id, at: NOW, helpSessionId: "hs-1" },
    });
    const rows = rowsOf(
      // 0.702 and 0.698 both show 70: the one that has waited longer first.
      logOf(
        scored("a-1", 0.702, 5),
        scored("a-2", 0.698, 9),
        scored("a-3", 0.9, 1),
        alert("a-4", { raisedAt: NOW - 99 }),
        scored("a-5", 0.2, 50),
        helped,
      ),
      li,
      NOW,
      "need",
    );
    expect(rows.mine.map((row) => row.id)).toEqual(["a-3", "a-2", "a-1", "a-5", "a-4", "a-6"]);
  });
});

describe("the row under the cursor", () => {
  const exists = () => true;

  test("[DESK-9] while held, new rows wait and gone ones keep their place", () => {
    const arranged = arrangeRows(ids("a-2", "a-1"), ids("a-3", "a-2"), true, exists);
    expect(arranged).toEqual({ shown: ["a-2", "a-1"], held: ["a-3"] });
  });

  test("[DESK-9] not held, or with nothing shown, the lane is as it is", () => {
    expect(arrangeRows(ids("a-1"), ids("a-2", "a-1"), false, exists)).toEqual({ shown: ["a-2", "a-1"], held: [] });
    expect(arrangeRows([], ids("a-2"), true, exists)).toEqual({ shown: ["a-2"], held: [] });
  });

  test("[DESK-10] J and K stop at the ends and begin at the first row", () => {
    expect(neighbour(ids("a", "b", "c"), "b" as AlertId, 1)).toBe("c");
    expect(neighbour(ids("a", "b", "c"), "c" as AlertId, 1)).toBe("c");
    expect(neighbour(ids("a", "b", "c"), null, 1)).toBe("a");
    expect(neighbour([], null, -1)).toBeNull();
  });
});
