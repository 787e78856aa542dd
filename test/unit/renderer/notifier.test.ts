import { describe, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import type { DeskBridge, MyLimits } from "#shared/contract/ipc.ts";
import type { AlertId } from "#shared/model/ids.ts";
import type { DeskContext } from "../../../renderer/link/desk.ts";
import { badgeCount, deskBadge, dueForNotice, watchForNotices } from "../../../renderer/link/notifier.ts";
import { applyPush, applySnapshot, EMPTY_LOG } from "../../../renderer/state/desk-log.ts";
import type { DeskState } from "../../../renderer/state/desk-state.ts";
import { INITIAL_STATE } from "../../../renderer/state/desk-state.ts";
import { NO_LIMITS } from "../../../renderer/state/my-limits.ts";
import { agent, alert, helpSession, li, NOW, push, snapshot } from "./sample.ts";

const empty = applySnapshot(EMPTY_LOG, snapshot(0), li.id);
const arrived = (...ids: string[]) =>
  applyPush(empty, push(0, ...ids.map((id) => ({ kind: "alert" as const, alert: alert(id) }))), li.id).log;
const state = (given: Partial<DeskState>): DeskState => ({ ...INITIAL_STATE, me: li, presence: "online", ...given });

function watched(log: DeskState["log"]) {
  const store = createStore<DeskState>(() => state({ log: empty }));
  const notify = vi.fn(async () => ({ ok: true as const, value: {} }));
  const setBadge = vi.fn(async () => ({ ok: true as const, value: {} }));
  const bridge = { calls: { notify, setBadge } } as unknown as DeskBridge;
  const context: DeskContext = { store, bridge, link: () => null, notify: () => {}, announce: () => 0, dismiss: () => {} };
  const end = watchForNotices(context);
  store.setState({ log });
  return { store, notify, setBadge, end };
}

describe("desktop notifications", () => {
  test("[DESK-26] an alert offered to me is told once, with its masked name", () => {
    const { store, notify, setBadge, end } = watched(arrived("a-1"));
    store.setState({ log: { ...store.getState().log } });
    expect(notify).toHaveBeenCalledTimes(1);
    expect(notify).toHaveBeenCalledWith(expect.objectContaining({ title: expect.stringContaining("林**"), alertId: "a-1" }));
    expect(setBadge).toHaveBeenLastCalledWith({ count: 1, presence: "online" });
    end();
  });

  test("[DESK-26] three or more within ten seconds are one", () => {
    const { notify, end } = watched(arrived("a-1", "a-2", "a-3"));
    expect(notify).toHaveBeenCalledTimes(1);
    expect(notify).toHaveBeenCalledWith(expect.objectContaining({ title: expect.stringContaining("3") }));
    end();
  });

  test("[DESK-26] nothing while busy, in a session, switched off, or for another's alert", () => {
    const told = new Set<AlertId>();
    const log = arrived("a-1");
    expect(dueForNotice(state({ log }), told, NOW)).toHaveLength(1);
    expect(dueForNotice(state({ log, presence: "busy" }), told, NOW)).toEqual([]);
    const inSession = applySnapshot(log, snapshot(5, { alerts: [alert("a-1")], helpSessions: [helpSession("h-1")] }), li.id);
    expect(dueForNotice(state({ log: inSession }), told, NOW)).toEqual([]);
    const settings = { ...INITIAL_STATE.settings, notifications: { desktop: false, sound: false } };
    expect(dueForNotice(state({ log, settings }), told, NOW)).toEqual([]);
    const other = applyPush(empty, push(0, { kind: "alert", alert: alert("a-1", { audience: { kind: "pool" } }) }), li.id).log;
    expect(dueForNotice(state({ log: other }), told, NOW)).toEqual([]);
  });
});

describe("my limits", () => {
  const content = { timeZone: "Asia/Shanghai" } as DeskState["content"];
  const limited = (given: Partial<MyLimits>, id: string = li.id): DeskState["settings"] => ({
    ...INITIAL_STATE.settings,
    myLimits: { [id]: { ...NO_LIMITS, ...given } },
  });
  const told = new Set<AlertId>();
  const minute = (hour: number, minutes = 0) => NOW + ((hour - 10) * 60 + minutes) * 60_000;

  test("[DESK-43] only what is urgent enough is told and counted, for the person who said so alone", () => {
    const watch = alert("a-1", { breakpoint: { ...alert("a-1").breakpoint, severity: "watch" } });
    const log = applyPush(empty, push(0, { kind: "alert", alert: watch }, { kind: "alert", alert: alert("a-2") }), li.id).log;
    const settings = limited({ least: "urgent" });
    expect(dueForNotice(state({ log, settings }), told, NOW).map(({ id }) => id)).toEqual(["a-2"]);
    expect(deskBadge(state({ log, settings }), NOW)).toBe(1);
    expect(deskBadge(state({ log, settings: limited({ least: "urgent" }, "wang-min") }), NOW)).toBe(2);
    // The rail counts what is there.
    expect(badgeCount(state({ log, settings }), NOW)).toBe(2);
  });

  test("[DESK-43] an agent is told of the pool only when they want it, and of a lane they switched off not at all", () => {
    const pool = alert("a-1", { audience: { kind: "pool" } });
    const log = applyPush(applySnapshot(EMPTY_LOG, snapshot(0), agent.id), push(0, { kind: "alert", alert: pool }), agent.id).log;
    const at = (settings: DeskState["settings"]) => state({ me: agent, log, settings });
    expect(dueForNotice(at(INITIAL_STATE.settings), told, NOW)).toEqual([]);
    expect(deskBadge(at(INITIAL_STATE.settings), NOW)).toBe(1);
    expect(dueForNotice(at(limited({ lanes: { mine: "none", pool: "all" } }, agent.id)), told, NOW)).toHaveLength(1);
    expect(deskBadge(at(limited({ lanes: { mine: "all", pool: "none" } }, agent.id)), NOW)).toBe(0);
    expect(dueForNotice(state({ log: arrived("a-1"), settings: limited({ lanes: { mine: "none", pool: "none" } }) }), told, NOW)).toEqual(
      [],
    );
  });

  test("[DESK-44] in my quiet times nothing is told and the badge counts no breakpoint; an invite still does", () => {
    const log = arrived("a-1");
    const at = (now: number, from: string, to: string) => {
      const quiet = state({ log, content, settings: limited({ quiet: { from, to } }) });
      return [dueForNotice(quiet, told, now).length, deskBadge(quiet, now), badgeCount(quiet, now)];
    };
    expect(at(minute(10), "09:30", "10:30")).toEqual([0, 0, 1]);
    expect(at(minute(10, 30), "09:30", "10:30")).toEqual([1, 1, 1]);
    expect(at(minute(23), "22:00", "06:00")).toEqual([0, 0, 1]);
    const invited = helpSession("h-1", {
      specialistId: "wang-min",
      participants: [{ id: "p-li", role: "expert", specialistId: "li-siyuan", displayName: "李思远", status: "invited", at: NOW }],
    });
    const withInvite = applySnapshot(log, snapshot(5, { helpSessions: [invited] }), li.id);
    const quiet = state({ log: withInvite, content, settings: limited({ quiet: { from: "09:00", to: "11:00" } }), windowFocused: false });
    expect(deskBadge(quiet, NOW)).toBe(1);
  });

  test("[DESK-43] a change of my limits is seen in the badge at once", () => {
    const { store, setBadge, end } = watched(arrived("a-1"));
    expect(setBadge).toHaveBeenLastCalledWith({ count: 1, presence: "online" });
    store.setState({ settings: limited({ lanes: { mine: "none", pool: "none" } }) });
    expect(setBadge).toHaveBeenLastCalledWith({ count: 0, presence: "online" });
    end();
  });
});
