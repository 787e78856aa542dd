import { describe, expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import type { DeskBridge } from "#shared/contract/ipc.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { Specialist } from "#shared/model/person.ts";
import { specialistSchema } from "#shared/model/person.ts";
import type { DeskContext } from "../../../renderer/link/desk.ts";
import { deskBadge } from "../../../renderer/link/notifier.ts";
import { watchSessions } from "../../../renderer/link/session-notices.ts";
import { applySnapshot, EMPTY_LOG } from "../../../renderer/state/desk-log.ts";
import type { DeskState } from "../../../renderer/state/desk-state.ts";
import { homeOf, INITIAL_STATE } from "../../../renderer/state/desk-state.ts";
import { newsOf } from "../../../renderer/state/session-news.ts";
import { helpSession, li, NOW, snapshot } from "./sample.ts";

const zhao: Specialist = specialistSchema.parse({
  id: "zhao-boshi",
  name: "赵博士",
  staffNumber: "60012",
  role: "expert",
  team: "总行私人银行部",
  subjects: ["保险金信托"],
});
const people = helpSession("h-1").participants;
const withExpert = (status: string, id = "h-1", revision = 2): HelpSession =>
  helpSession(id, {
    participants: [...people, { id: "expert-zhao-boshi", role: "expert", specialistId: zhao.id, displayName: "赵博士", status, at: NOW }],
    revision,
  });
const inviting = { status: "inviting", invitationId: "in-1", since: NOW, expiresAt: NOW + 60_000 };
const of = (...sessions: HelpSession[]) => new Map(sessions.map((session) => [session.id, session]));
const kinds = (before: HelpSession[], after: HelpSession[], me: Specialist) =>
  newsOf(of(...before), of(...after), me.id).map((news) => news.kind);

describe("what is news", () => {
  test("[DESK-28] an invite is news to the expert, also the one found at signing in, until it is answered", () => {
    expect(kinds([], [withExpert("invited")], zhao)).toEqual(["invited"]);
    expect(kinds([withExpert("invited")], [withExpert("invited", "h-1", 3)], zhao)).toEqual([]);
    expect(kinds([withExpert("invited")], [withExpert("present", "h-1", 3)], zhao)).toEqual(["invite-over"]);
    const over = helpSession("h-1", { ...withExpert("invited"), state: { status: "wrap-up", since: NOW, endedBy: "customer" } });
    expect(kinds([withExpert("invited")], [over], zhao)).toEqual(["invite-over"]);
  });

  test("[DESK-29] the owner is told how the invitation went", () => {
    const before = helpSession("h-1", { state: inviting });
    expect(kinds([before], [helpSession("h-1", { revision: 2 })], li)).toEqual(["accepted"]);
    for (const outcome of ["declined", "ignored", "wrong-person"]) {
      const after = helpSession("h-1", { state: { status: "ended", at: NOW, outcome, note: "", summary: "" }, revision: 2 });
      expect(newsOf(of(before), of(after), li.id)).toMatchObject([{ kind: "refused", outcome, customer: "林**" }]);
    }
    const takenBack = helpSession("h-1", { state: { status: "ended", at: NOW, outcome: "no-need", note: "", summary: "" }, revision: 2 });
    expect(kinds([before], [takenBack], li)).toEqual([]);
  });

  test("[DESK-29] the owner is told of experts coming, declining and going, not of a lost connection that came back", () => {
    expect(kinds([withExpert("invited")], [withExpert("present", "h-1", 3)], li)).toEqual(["expert-joined"]);
    expect(kinds([withExpert("invited")], [withExpert("declined", "h-1", 3)], li)).toEqual(["expert-declined"]);
    expect(kinds([withExpert("away")], [withExpert("present", "h-1", 3)], li)).toEqual([]);
    expect(kinds([withExpert("present")], [withExpert("left", "h-1", 3)], li)).toEqual(["expert-left"]);
  });

  test("[DESK-29] an end that was not the owner's own is told; what was there at signing in is not", () => {
    const ended = (endedBy: string) => helpSession("h-1", { state: { status: "wrap-up", since: NOW, endedBy }, revision: 2 });
    expect(kinds([helpSession("h-1")], [ended("customer")], li)).toEqual(["ended"]);
    expect(kinds([helpSession("h-1")], [ended("specialist")], li)).toEqual([]);
    expect(kinds([], [ended("customer")], li)).toEqual([]);
  });
});

function watched(given: Partial<DeskState>) {
  const empty = applySnapshot(EMPTY_LOG, snapshot(0), zhao.id);
  const store = createStore<DeskState>(() => ({
    ...INITIAL_STATE,
    me: zhao,
    presence: "online",
    log: empty,
    windowFocused: false,
    ...given,
  }));
  const notifyDesktop = vi.fn(async () => ({ ok: true as const, value: {} }));
  const announce = vi.fn(() => 7);
  const dismiss = vi.fn();
  const bridge = { calls: { notify: notifyDesktop } } as unknown as DeskBridge;
  const context: DeskContext = { store, bridge, link: () => null, notify: () => {}, announce, dismiss };
  watchSessions(context);
  const hear = (...helpSessions: HelpSession[]) =>
    store.setState({ log: applySnapshot(store.getState().log, snapshot(store.getState().log.seq ?? 0, { helpSessions }), zhao.id) });
  return { store, hear, notifyDesktop, announce, dismiss };
}

describe("how it is told", () => {
  test("[DESK-27] an expert's first screen is 会话, everybody else's 断点", () => {
    expect(homeOf("expert")).toBe("help-session");
    for (const role of ["manager", "agent", "supervisor"] as const) expect(homeOf(role)).toBe("alerts");
  });

  test("[DESK-28] an invite elsewhere is a notice that leads to it and goes when it is answered; the badge counts it", () => {
    const { store, hear, notifyDesktop, announce, dismiss } = watched({ screen: "settings" });
    hear(withExpert("invited"));
    expect(announce).toHaveBeenCalledWith(expect.objectContaining({ tone: "call", openSession: "h-1" }));
    expect(notifyDesktop).toHaveBeenCalledWith(expect.objectContaining({ title: expect.stringContaining("李思远"), alertId: "a-1" }));
    expect(deskBadge(store.getState(), NOW)).toBe(1);
    hear(withExpert("declined", "h-1", 3));
    expect(dismiss).toHaveBeenCalledWith(7);
    expect(deskBadge(store.getState(), NOW)).toBe(0);
  });

  test("[DESK-28] an invite that is on screen needs no notice, one read in its session takes it away", () => {
    const onScreen = watched({ screen: "help-session", helpSessionId: null });
    onScreen.hear(withExpert("invited"));
    expect(onScreen.announce).not.toHaveBeenCalled();
    const elsewhere = watched({ screen: "settings" });
    elsewhere.hear(withExpert("invited"));
    elsewhere.store.setState({ screen: "help-session", helpSessionId: withExpert("invited").id });
    expect(elsewhere.dismiss).toHaveBeenCalledWith(7);
  });

  test("[DESK-28] no desktop notification while busy, in another session, or looking at the window", () => {
    for (const given of [{ presence: "busy" as const }, { windowFocused: true }]) {
      const { hear, notifyDesktop } = watched({ screen: "settings", ...given });
      hear(withExpert("invited"));
      expect(notifyDesktop).not.toHaveBeenCalled();
    }
    const { hear, notifyDesktop, announce } = watched({ screen: "settings" });
    hear(withExpert("present", "h-2"), withExpert("invited"));
    expect(announce).toHaveBeenCalledTimes(1);
    expect(notifyDesktop).not.toHaveBeenCalled();
  });
});
