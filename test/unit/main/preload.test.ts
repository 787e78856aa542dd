/** The bridge of the preload over a stand-in for Electron's two ends. Rule: docs/spec/SHELL.md, SHELL-12. */
import { describe, expect, it, vi } from "vitest";
import type { DeskBridge } from "#shared/contract/ipc.ts";

type Hear = (event: unknown, name: unknown, payload: unknown) => void;

const electron = vi.hoisted(() => ({
  hear: null as Hear | null,
  invoked: [] as [string, unknown][],
  bridge: null as unknown,
}));

vi.mock("electron", () => ({
  ipcRenderer: {
    on: (_channel: string, hear: Hear) => {
      electron.hear = hear;
    },
    invoke: async (_channel: string, name: string, input: unknown) => {
      electron.invoked.push([name, input]);
      return { ok: true, value: electron.invoked.length };
    },
  },
  contextBridge: {
    exposeInMainWorld: (_name: string, bridge: unknown) => {
      electron.bridge = bridge;
    },
  },
}));

describe("the bridge", () => {
  it("[SHELL-12] keeps what is told early, and asks for the start's facts once ahead and then anew", async () => {
    await import("../../../main/preload/index.ts");
    const { calls, on } = electron.bridge as DeskBridge;
    const tell = (name: string, payload: unknown) => electron.hear?.({}, name, payload);
    tell("system-dark", { dark: true });
    tell("system-dark", { dark: false });
    const heard: unknown[] = [];
    on("system-dark", ({ dark }) => heard.push(dark));
    const second: unknown[] = [];
    on("system-dark", ({ dark }) => second.push(dark));
    expect(heard).toEqual([]);
    await Promise.resolve();
    tell("system-dark", { dark: true });
    expect(heard).toEqual([true, false, true]);
    expect(second).toEqual([true]);

    expect(electron.invoked).toEqual([["startInfo", {}]]);
    expect(await calls.startInfo({})).toEqual({ ok: true, value: 1 });
    expect(await calls.startInfo({})).toEqual({ ok: true, value: 2 });
  });
});
