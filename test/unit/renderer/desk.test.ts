import { afterEach, describe, expect, test, vi } from "vitest";
import type { HubLinkStatus } from "#shared/browser/hub-link.ts";
import type { DeskBridge } from "#shared/contract/ipc.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { DeskLink, DeskParts } from "../../../renderer/link/desk.ts";
import { createDesk } from "../../../renderer/link/desk.ts";
import { INITIAL_SETTINGS } from "../../../renderer/state/desk-state.ts";
import { li, NOW, snapshot } from "./sample.ts";

const done = async <T>(value: T) => ({ ok: true as const, value });
afterEach(() => vi.useRealTimers());

/** A desk on a hub that is there; the link's status is the test's to set. */
async function deskOf(me: Specialist) {
  let hear: (status: HubLinkStatus) => void = () => {};
  const link = {
    calls: {
      deskContent: () => done({ me, flows: [], lexicon: [], releaseId: "r-1", timeZone: "Asia/Shanghai", hubNow: NOW }),
      resume: () => done({ kind: "snapshot", snapshot: snapshot(0) }),
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
          settings: INITIAL_SETTINGS,
          systemDark: false,
          hub: { status: "ready", url: "http://127.0.0.1:1", launchToken: "t", ownedByUs: true },
        }),
      keptToken: () => done({ token: null, kept: "run" as const }),
      keepToken,
      changeSettings: () => done({ settings: INITIAL_SETTINGS }),
      setBadge: () => done({}),
      notify: () => done({}),
    },
    on: () => () => {},
  };
  const parts = {
    bridge: bridge as unknown as DeskBridge,
    connect: () => link as unknown as DeskLink,
    signIn: { identities: () => done([me]), signIn: () => done({ token: "t-1" }) },
    live: {},
  } as unknown as DeskParts;
  const desk = createDesk(parts);
  await desk.start();
  await desk.signInAs(me);
  return { desk, keepToken, become: (status: HubLinkStatus) => hear(status) };
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

  test("[DESK-32] a notice takes the place of one that would go by itself; failures and calls stay", async () => {
    const { desk } = await deskOf(li);
    desk.notify("已邀请 赵博士", "ok");
    desk.notify("没有发出", "bad");
    desk.notify("已请求", "plain");
    expect(desk.store.getState().notices.map((notice) => notice.text)).toEqual(["没有发出", "已请求"]);
    desk.end();
  });
});
