import { describe, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import type { DeskBridge } from "#shared/contract/ipc.ts";
import type { AlertId } from "#shared/model/ids.ts";
import type { DeskContext } from "../../../renderer/link/desk.ts";
import { dueForNotice, watchForNotices } from "../../../renderer/link/notifier.ts";
import { applyPush, applySnapshot, EMPTY_LOG } from "../../../renderer/state/desk-log.ts";
import type { DeskState } from "../../../renderer/state/desk-state.ts";
import { INITIAL_STATE } from "../../../renderer/state/desk-state.ts";
import { alert, helpSession, li, push, snapshot } from "./sample.ts";

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
    expect(dueForNotice(state({ log }), told)).toHaveLength(1);
    expect(dueForNotice(state({ log, presence: "busy" }), told)).toEqual([]);
    const inSession = applySnapshot(log, snapshot(5, { alerts: [alert("a-1")], helpSessions: [helpSession("h-1")] }), li.id);
    expect(dueForNotice(state({ log: inSession }), told)).toEqual([]);
    const settings = { ...INITIAL_STATE.settings, notifications: { desktop: false, sound: false } };
    expect(dueForNotice(state({ log, settings }), told)).toEqual([]);
    const other = applyPush(empty, push(0, { kind: "alert", alert: alert("a-1", { audience: { kind: "pool" } }) }), li.id).log;
    expect(dueForNotice(state({ log: other }), told)).toEqual([]);
  });
});
