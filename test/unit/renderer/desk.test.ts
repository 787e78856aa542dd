import { afterEach, describe, expect, test, vi } from "vitest";
import type { HubLinkStatus } from "#shared/browser/hub-link.ts";
import type { FirstView } from "#shared/contract/desk-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { DeskBridge, HubState, KeptFirstView, Settings } from "#shared/contract/ipc.ts";
import { alertIdSchema, specialistIdSchema } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { DeskLink, DeskParts } from "../../../renderer/link/desk.ts";
import { createDesk } from "../../../renderer/link/desk.ts";
import { readFirstView } from "../../../renderer/link/first-view.ts";
import { INITIAL_SETTINGS } from "../../../renderer/state/desk-state.ts";
import { li, NOW, snapshot } from "./sample.ts";

const HUB: HubState = { status: "ready", url: "http://127.0.0.1:1", launchToken: "t", ownedByUs: true };
const done = async <T>(value: T) => ({ ok: true as const, value });
afterEach(() => vi.useRealTimers());

/** A desk on a hub that is there, just started; the link's status is the test's to set. */
async function startedDesk(
  me: Specialist,
  before: {
    readonly settings?: Partial<Settings>;
    readonly token?: string;
    readonly toldTwice?: boolean;
    readonly firstView?: KeptFirstView;
  } = {},
) {
  let settings: Settings = { ...INITIAL_SETTINGS, ...before.settings };
  let hear: (status: HubLinkStatus) => void = () => {};
  const resume = vi.fn(({ cursor }: { cursor: number | null }) =>
    done(
      cursor === null
        ? { kind: "snapshot", snapshot: snapshot(0) }
        : { kind: "difference", push: { afterSeq: cursor, upToSeq: cursor, entries: [] } },
    ),
  );
  const openAlert = vi.fn(async () => refuse("no-such-alert"));
  const link = {
    calls: {
      deskContent: () => done({ me, flows: [], lexicon: [], releaseId: "r-1", timeZone: "Asia/Shanghai", hubNow: NOW }),
      resume,
      openAlert,
      closeAlert: () => done({}),
      setPresence: () => done({}),
      colleagues: () => done({ colleagues: [] }),
    },
    on: () => () => {},
    onStatus: (told: typeof hear) => {
      hear = told;
      return () => {};
    },
    status: () => ({ kind: "online" }),
    end: () => {},
  };
  const keepToken = vi.fn(() => done({ kept: "run" as const }));
  const bridge = {
    calls: {
      startInfo: () =>
        done({
          profile: "p",
          platform: "linux",
          versions: { app: "", electron: "", chrome: "" },
          settings,
          systemDark: false,
          hub: HUB,
        }),
      keptToken: () => done({ token: before.token ?? null, kept: "run" as const, firstView: before.firstView ?? null }),
      keepToken,
      changeSettings: (change: Partial<Settings>) => {
        settings = { ...settings, ...change };
        return done({ settings });
      },
      setBadge: () => done({}),
      notify: () => done({}),
    },
    on: (name: string, told: (hub: HubState) => void) => {
      // As the bridge does with what was told before anybody listened.
      if (name === "hub-state" && before.toldTwice === true) queueMicrotask(() => told(HUB));
      return () => {};
    },
  };
  const signIn = vi.fn(
    async (_url: string, _launchToken: string, id: string): Promise<Reply<{ token: string }>> =>
      id === me.id ? { ok: true, value: { token: "t-1" } } : refuse("no-such-specialist"),
  );
  const connect = vi.fn(() => link as unknown as DeskLink);
  const parts = {
    bridge: bridge as unknown as DeskBridge,
    connect,
    signIn: { identities: () => done([me]), signIn },
    live: {},
  } as unknown as DeskParts;
  const desk = createDesk(parts);
  await desk.start();
  return { desk, keepToken, signIn, connect, resume, openAlert, settings: () => settings, become: (status: HubLinkStatus) => hear(status) };
}

async function deskOf(me: Specialist) {
  const started = await startedDesk(me);
  await started.desk.signInAs(me.id);
  return started;
}

describe("the desk", () => {
  test("[DESK-27] an expert who signs in is at 会话, a manager at 断点", async () => {
    const expert = await deskOf({ ...li, role: "expert" });
    expert.become({ kind: "online" });
    await vi.waitFor(() => expect(expert.desk.store.getState().phase.kind).toBe("ready"));
    expect(expert.desk.store.getState().screen).toBe("help-session");
    const manager = await deskOf(li);
    manager.become({ kind: "online" });
    await vi.waitFor(() => expect(manager.desk.store.getState().phase.kind).toBe("ready"));
    expect(manager.desk.store.getState().screen).toBe("alerts");
    for (const { desk } of [expert, manager]) desk.end();
  });

  test("[DESK-35] whose sign-in is refused is at the sign-in screen with the reason, and the token is forgotten", async () => {
    const { desk, keepToken, become } = await deskOf(li);
    become({ kind: "refused", code: "token-expired" });
    await vi.waitFor(() => expect(desk.store.getState().phase).toEqual({ kind: "signed-out", because: "token-expired" }));
    expect(keepToken).toHaveBeenLastCalledWith({ token: null });
    desk.end();
  });

  test("[SETTINGS-7] whose token is there at the start is at the desk, and signing out forgets who returns", async () => {
    const first = await deskOf(li);
    expect(first.settings().returnsAs).toBe(li.id);
    first.desk.end();
    const second = await startedDesk(li, { settings: first.settings(), token: "t-2" });
    expect(second.desk.store.getState().phase.kind).toBe("entering");
    second.become({ kind: "online" });
    await vi.waitFor(() => expect(second.desk.store.getState().phase.kind).toBe("ready"));
    expect(second.signIn).not.toHaveBeenCalled();
    await second.desk.signOut();
    expect(second.settings()).toMatchObject({ returnsAs: null, lastSpecialistId: li.id });
    second.desk.end();
  });

  test("[SETTINGS-7] who was not signed in again is at the sign-in screen, and who is refused is not tried again", async () => {
    const gone = await startedDesk(li, { settings: { returnsAs: specialistIdSchema.parse("someone-else") } });
    expect(gone.desk.store.getState().phase).toEqual({ kind: "signed-out" });
    gone.desk.end();
    const refused = await deskOf(li);
    refused.become({ kind: "refused", code: "token-expired" });
    await vi.waitFor(() => expect(refused.desk.store.getState().phase.kind).toBe("signed-out"));
    expect(refused.settings().returnsAs).toBeNull();
    refused.desk.end();
  });

  test("[SETTINGS-7] a hub that is heard of twice is connected to once", async () => {
    const { desk, connect } = await startedDesk(li, { token: "t-2", toldTwice: true });
    await vi.waitFor(() => expect(desk.store.getState().phase.kind).toBe("entering"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(connect).toHaveBeenCalledTimes(1);
    desk.end();
  });

  test("[DESK-54] who is still signed in is at their list before the connection is, and deeds done meanwhile reach the link", async () => {
    const content = { me: li, flows: [], lexicon: [], releaseId: "r-1", timeZone: "Asia/Shanghai", hubNow: NOW };
    const text = JSON.stringify({ ok: true, value: { content, snapshot: snapshot(7) } });
    const { desk, connect, openAlert, become, resume } = await startedDesk(li, {
      token: "t-2",
      firstView: { text, receivedAt: Date.now() },
    });
    const state = desk.store.getState();
    expect(state).toMatchObject({ phase: { kind: "ready" }, link: "connecting", screen: "alerts", me: { id: li.id }, log: { seq: 7 } });
    expect(connect).toHaveBeenCalledTimes(1);
    await desk.alerts.select(alertIdSchema.parse("a-1"));
    expect(openAlert).toHaveBeenCalledTimes(1);
    become({ kind: "online" });
    await vi.waitFor(() => expect(desk.store.getState().link).toBe("online"));
    expect(resume).toHaveBeenCalledWith({ cursor: 7 });
    // Nothing the content says is new.
    expect(desk.store.getState().me).toBe(state.me);
    expect(desk.store.getState().content).toBe(state.content);
    desk.end();
  });

  test.each([
    ["is no answer of a hub", "<html>"],
    ["is a refusal", JSON.stringify(refuse("token-expired"))],
  ])("[DESK-54] a first view that %s is none: the desk enters when it is connected", async (_what, text) => {
    const { desk, become } = await startedDesk(li, { token: "t-2", firstView: { text, receivedAt: Date.now() } });
    expect(desk.store.getState().phase.kind).toBe("entering");
    become({ kind: "online" });
    await vi.waitFor(() => expect(desk.store.getState().phase.kind).toBe("ready"));
    desk.end();
  });

  test("[DESK-54] the hub's time is that of now, not of when it was asked", () => {
    const content = { hubNow: NOW } as FirstView["content"];
    const text = JSON.stringify({ ok: true, value: { content, snapshot: snapshot(0) } });
    expect(readFirstView({ text, receivedAt: 1_000 }, 1_250)?.content.hubNow).toBe(NOW + 250);
    expect(readFirstView(null, 0)).toBeNull();
  });

  test("[DESK-32] a notice takes the place of one that would go by itself; failures and calls stay", async () => {
    const { desk } = await deskOf(li);
    desk.notify("已邀请 赵博士", "ok");
    desk.notify("没有发出", "bad");
    desk.notify("已请求", "plain");
    expect(desk.store.getState().notices.map((notice) => notice.text)).toEqual(["没有发出", "已请求"]);
    desk.end();
  });
});
