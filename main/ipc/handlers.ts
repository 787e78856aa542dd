/**
 * What each call of the ipc table does, over the parts that the composition root hands in.
 *
 * Owns the translation between replies and parts; who may call is `bind-ipc.ts`.
 */
import { app, clipboard, nativeTheme } from "electron";
import { refuse } from "#shared/contract/errors.ts";
import type { IpcCalls } from "#shared/contract/ipc.ts";
import type { Handlers } from "#shared/contract/table.ts";
import type { HubHost } from "../hub-host/hub-host.ts";
import type { Notifier } from "../notify/notifications.ts";
import type { DeskTray } from "../notify/tray.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { TokenKeeper } from "../settings/token-keeper.ts";
import { focusWindow } from "../window/desk-window.ts";
import type { WindowCaller } from "./bind-ipc.ts";

export type HandlerParts = {
  readonly profile: string;
  readonly window: () => Electron.BrowserWindow | null;
  readonly settings: SettingsStore;
  readonly tokens: TokenKeeper;
  readonly hub: HubHost;
  readonly notifier: Notifier;
  readonly tray: DeskTray;
};

const done = { ok: true, value: {} } as const;

export function ipcHandlers(parts: HandlerParts): Handlers<IpcCalls, WindowCaller> {
  const { profile, window, settings, tokens, hub, notifier, tray } = parts;
  return {
    startInfo: () => ({
      ok: true,
      value: {
        profile,
        platform: platform(),
        versions: { app: app.getVersion(), electron: process.versions["electron"] ?? "", chrome: process.versions["chrome"] ?? "" },
        settings: settings.current,
        hub: hub.state,
        systemDark: nativeTheme.shouldUseDarkColors,
        settingsReset: settings.wasReset,
      },
    }),
    changeSettings: (change) => {
      const changed = settings.change(change);
      return changed.ok ? { ok: true, value: { settings: changed.value } } : refuse(changed.error);
    },
    retryHub: () => {
      hub.retry();
      return done;
    },
    keepToken: ({ token }) => ({ ok: true, value: { kept: tokens.keep(token) } }),
    keptToken: () => ({ ok: true, value: tokens.kept() }),
    notify: (notice) => {
      const { desktop, sound } = settings.current.notifications;
      if (desktop) notifier.show(notice, { silent: !sound });
      return done;
    },
    setBadge: ({ count, presence }) => {
      tray.show(count, presence);
      return done;
    },
    controlWindow: ({ action }) => {
      const own = window();
      if (own !== null) control(own, action);
      return done;
    },
    copyText: ({ text }) => {
      clipboard.writeText(text);
      return done;
    },
  };
}

function control(window: Electron.BrowserWindow, action: "minimize" | "toggle-maximize" | "close" | "focus"): void {
  switch (action) {
    case "minimize":
      window.minimize();
      break;
    case "toggle-maximize":
      if (window.isMaximized()) window.unmaximize();
      else window.maximize();
      break;
    case "close":
      window.close();
      break;
    case "focus":
      focusWindow(window);
      break;
  }
}

/** Electron runs nowhere else. */
function platform(): "darwin" | "win32" | "linux" {
  return process.platform === "darwin" || process.platform === "win32" ? process.platform : "linux";
}
