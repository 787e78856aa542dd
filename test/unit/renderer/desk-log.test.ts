import { describe, expect, test } from "vitest";
import { alertIdSchema } from "#shared/model/ids.ts";
import { applyPush, applySnapshot, EMPTY_LOG, putAlert } from "../../../renderer/state/desk-log.ts";
import { alert, helpSession, li, push, snapshot } from "./sample.ts";

const start = applySnapshot(EMPTY_LOG, snapshot(10, { alerts: [alert("a-1")] }), li.id);
const a1 = alertIdSchema.parse("a-1");
const a2 = alertIdSchema.parse("a-2");

describe("the desk's copy of the log", () => {
  test("[DESK-1] a push that continues the copy is applied and moves the cursor", () => {
    const { log, verdict } = applyPush(start, push(10, { kind: "alert", alert: alert("a-2") }), li.id);
    expect(verdict).toBe("applied");
    expect(log.seq).toBe(11);
    expect(log.alerts.has(a2)).toBe(true);
    expect(log.arrivedAt.has(a2)).toBe(true);
  });

  test("[DESK-2] a push that begins later than the copy ends is a gap and changes nothing", () => {
    const { log, verdict } = applyPush(start, push(11, { kind: "alert", alert: alert("a-2") }), li.id);
    expect(verdict).toBe("gap");
    expect(log).toBe(start);
  });

  test("[DESK-2] before the first snapshot every push is a gap", () => {
    expect(applyPush(EMPTY_LOG, push(0, { kind: "alert", alert: alert("a-2") }), li.id).verdict).toBe("gap");
  });

  test("[DESK-3] a push seen before changes nothing", () => {
    const once = applyPush(start, push(10, { kind: "alert", alert: alert("a-2") }), li.id).log;
    const { log, verdict } = applyPush(once, push(10, { kind: "alert", alert: alert("a-2") }), li.id);
    expect(verdict).toBe("known");
    expect(log).toBe(once);
  });

  test("[DESK-3] a push that overlaps the copy applies only what is new", () => {
    const once = applyPush(start, push(10, { kind: "presence", specialistId: li.id, presence: "busy" }), li.id).log;
    const { log, verdict } = applyPush(
      once,
      push(10, { kind: "presence", specialistId: li.id, presence: "online" }, { kind: "alert", alert: alert("a-2") }),
      li.id,
    );
    expect(verdict).toBe("applied");
    expect(log.presence.get(li.id)).toBe("busy");
    expect(log.alerts.has(a2)).toBe(true);
    expect(log.seq).toBe(12);
  });

  test("[DESK-4] an older revision never replaces a newer one, whichever way it came", () => {
    const newer = putAlert(start, alert("a-1", { revision: 3 }), li.id);
    const late = applyPush(newer, push(10, { kind: "alert", alert: alert("a-1", { revision: 2 }) }), li.id).log;
    expect(late.alerts.get(a1)?.revision).toBe(3);
  });

  test("[DESK-5] a snapshot replaces the copy, and what was this desk's own stays in its lane", () => {
    const passed = alert("a-1", { audience: { kind: "pool" }, revision: 2 });
    const next = applySnapshot(start, snapshot(40, { alerts: [passed], helpSessions: [helpSession("h-1")] }), li.id);
    expect(next.seq).toBe(40);
    expect(next.offeredToMe.has(a1)).toBe(true);
    expect(next.helpSessions.size).toBe(1);
  });
});
