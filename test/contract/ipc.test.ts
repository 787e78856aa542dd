/** The desktop's handlers behind the real binder: every reply fits the table, every failure is a coded one. Rules: docs/spec/BINDER.md, SHELL.md. */
import { describe, expect, it } from "vitest";
import { bindCalls } from "#shared/contract/binder.ts";
import { type HubState, hubStateSchema, type IpcCalls, ipcCalls, ipcEvents, type Settings } from "#shared/contract/ipc.ts";
import { err, ok } from "#shared/lib/result.ts";
import { type HandlerParts, ipcHandlers, type WindowCaller } from "../../main/ipc/handlers.ts";
import { defaultSettings } from "../../main/settings/settings-file.ts";
import type { SettingsFault } from "../../main/settings/settings-store.ts";
import { ipcSamples } from "./binder-samples.ts";

const ready: HubState = { status: "ready", url: "http://127.0.0.1:4810", launchToken: "launch", ownedByUs: true };

/** Parts that note what was done with them. */
function desktop(options: { readonly settings?: Settings; readonly fault?: SettingsFault; readonly hub?: HubState } = {}) {
  const done: unknown[] = [];
  let current = options.settings ?? defaultSettings;
  let token: string | null = null;
  const parts: HandlerParts = {
    about: { profile: "chen", platform: "linux", versions: { app: "0.1.0", electron: "25.1.1", chrome: "114.0.0.0" } },
    settings: {
      get current() {
        return current;
      },
      wasReset: false,
      change: async (change) => {
        if (options.fault !== undefined) return err(options.fault);
        current = { ...current, ...(change as Partial<Settings>) };
        return ok(current);
      },
      warmUp: () => {},
      onChange: () => {},
    },
    tokens: {
      keep: (next) => {
        token = next;
        return "run";
      },
      kept: () => ({ token, kept: "run" }),
    },
    hub: { state: options.hub ?? ready, retry: () => done.push("retry") },
    notifier: { show: ({ alertId }, { silent }) => done.push(["notify", alertId, silent]) },
    signedInAgain: async () => {},
    firstView: async () => ({ text: "{}", receivedAt: 1 }),
    tray: { show: (count, presence) => done.push(["badge", count, presence]) },
    system: {
      isDark: () => true,
      copyText: (text) => done.push(["copy", text]),
      controlWindow: (action) => done.push(["window", action]),
    },
  };
  const call = bindCalls<IpcCalls, WindowCaller>({
    table: ipcCalls,
    handlers: ipcHandlers(parts),
    permits: (permit, caller) => permit === caller.kind,
    onBug: (fault) => {
      throw fault;
    },
    makeCorrelationId: () => "bug",
  });
  return { done, call: (name: string, input: unknown) => call(name, input, { kind: "window" }) };
}

describe("the desktop's calls", () => {
  it.each(Object.keys(ipcCalls) as (keyof IpcCalls)[])("[BINDER-11] %s answers in the table's shape", async (name) => {
    const reply = await desktop().call(name, ipcSamples[name]);
    expect(reply.ok).toBe(true);
    if (reply.ok) expect(ipcCalls[name].output.safeParse(reply.value).error).toBeUndefined();
  });

  it.each<HubState>([
    { status: "starting", since: 0 },
    ready,
    { status: "ready", url: "https://hub.example.com", launchToken: null, ownedByUs: false },
    { status: "failed", reason: "did-not-start" },
  ])("[SHELL-9] startInfo tells the hub's state: %j", async (hub) => {
    expect(await desktop({ hub }).call("startInfo", {})).toMatchObject({ value: { hub } });
    expect(hubStateSchema.parse(hub)).toEqual(hub);
    expect(ipcEvents["hub-state"].parse(hub)).toEqual(hub);
  });

  it("[SHELL-10] a notification is shown unless the person turned them off, and is silent when they turned sound off", async () => {
    const on = desktop();
    await on.call("notify", ipcSamples.notify);
    expect(on.done).toEqual([["notify", "alert-1", false]]);
    const quiet = desktop({ settings: { ...defaultSettings, notifications: { desktop: true, sound: false } } });
    await quiet.call("notify", ipcSamples.notify);
    expect(quiet.done).toEqual([["notify", "alert-1", true]]);
    const off = desktop({ settings: { ...defaultSettings, notifications: { desktop: false, sound: true } } });
    expect(await off.call("notify", ipcSamples.notify)).toEqual({ ok: true, value: {} });
    expect(off.done).toEqual([]);
  });

  it.each(["setting-invalid", "storage-failed"] as const)("[SETTINGS-6] a change that cannot be kept is refused as %s", async (fault) => {
    expect(await desktop({ fault }).call("changeSettings", { theme: "dark" })).toEqual({ ok: false, error: { code: fault } });
  });

  it("[SETTINGS-6] a change names only what changes", async () => {
    const { call } = desktop();
    await call("changeSettings", { language: "en" });
    expect(await call("changeSettings", { theme: "dark" })).toMatchObject({ value: { settings: { language: "en", theme: "dark" } } });
    expect(await call("changeSettings", { colour: "red" })).toMatchObject({ error: { code: "invalid-input" } });
  });

  it("[BINDER-2] holds what a compromised page could send to sizes a person could mean", async () => {
    const { call, done } = desktop();
    const long = "x".repeat(20_001);
    expect(await call("copyText", { text: long })).toMatchObject({ error: { code: "invalid-input" } });
    expect(await call("notify", { title: long, body: "", alertId: "alert-1" })).toMatchObject({ error: { code: "invalid-input" } });
    expect(await call("setBadge", { count: 1e9, presence: "online" })).toMatchObject({ error: { code: "invalid-input" } });
    expect(await call("controlWindow", { action: "destroy" })).toMatchObject({ error: { code: "invalid-input" } });
    expect(done).toEqual([]);
  });
});
