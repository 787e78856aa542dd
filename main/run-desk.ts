/**
 * A desktop from the moment Electron is ready until it ends: parts, their wires, one window.
 *
 * Owns which part hears which. What comes before (command line, locks, switches) is `index.ts`.
 */
import path from "node:path";
import { app, type BrowserWindow, clipboard, nativeTheme, safeStorage, session } from "electron";
import { type IpcEvents, ipcChannels, type Settings } from "#shared/contract/ipc.ts";
import type { EventOf } from "#shared/contract/table.ts";
import { systemClock } from "#shared/lib/clock.ts";
import { askFirstView } from "./hub-host/first-view.ts";
import type { HubHost } from "./hub-host/hub-host.ts";
import { signInAgain } from "./hub-host/sign-in-again.ts";
import { bindIpc } from "./ipc/bind-ipc.ts";
import { ipcHandlers } from "./ipc/handlers.ts";
import { createNotifier } from "./notify/notifications.ts";
import { openTray } from "./notify/tray.ts";
import { desktopCopy } from "./platform/copy.ts";
import type { DeskLog } from "./platform/desk-log.ts";
import { parseUrl } from "./platform/parse-url.ts";
import type { StartOptions } from "./platform/start-options.ts";
import { openSettings } from "./settings/settings-store.ts";
import { openTokenKeeper } from "./settings/token-keeper.ts";
import { DESK_ADDRESS, isBundleAddress } from "./window/bundle-files.ts";
import { serveBundle } from "./window/bundle-protocol.ts";
import { controlWindow, focusWindow, openDeskWindow } from "./window/desk-window.ts";
import { guardContents, guardSession, offerScreens } from "./window/guards.ts";
import { setApplicationMenu } from "./window/menu.ts";

export type RunDeskOptions = {
  readonly options: StartOptions;
  /** Begun already, by the settings' hub address. */
  readonly hub: HubHost;
  readonly log: DeskLog;
  /** Vite's server in development (`npm run dev`), never in a packaged app. */
  readonly devAddress?: string;
};

/** What the first seconds do not need is loaded after them. */
const REST_AFTER_START_MS = 2_000;

export function runDesk({ options, hub, log, devAddress }: RunDeskOptions): void {
  const appFolder = app.getAppPath();
  let window: BrowserWindow | null = null;
  const ownWindow = () => (window === null || window.isDestroyed() ? null : window);
  const isOwn = (address: string) => isBundleAddress(address) || (devAddress !== undefined && sameOrigin(address, devAddress));
  const send = <K extends keyof IpcEvents>(name: K, payload: EventOf<IpcEvents, K>) => {
    ownWindow()?.webContents.send(ipcChannels.event, name, payload);
  };

  const settings = openSettings({ folder: options.userDataFolder, clock: systemClock, log });
  const tokens = openTokenKeeper({ folder: options.userDataFolder, vault: safeStorage, log });
  const createWindow = () => {
    const created = openDeskWindow({
      preload: path.join(appFolder, "out", "preload", "index.cjs"),
      address: devAddress === undefined ? DESK_ADDRESS : new URL("/desk.html", devAddress).href,
      title: desktopCopy[settings.current.language].appName,
      settings: settings.current,
      log,
      onMoved: (place) => void settings.change({ window: place }),
    });
    created.on("focus", () => send("window-focus", { focused: true }));
    created.on("blur", () => send("window-focus", { focused: false }));
    return created;
  };

  serveBundle(path.join(appFolder, "out", "renderer"), () => settings.current.hubUrl);
  guardSession(session.defaultSession, { window: ownWindow, isOwn, log });
  offerScreens(session.defaultSession, {
    window: ownWindow,
    picksFirst: app.commandLine.hasSwitch("use-fake-ui-for-media-stream"),
  });
  app.on("web-contents-created", (_event, contents) => guardContents(contents, { isOwn, log }));
  nativeTheme.themeSource = settings.current.theme;
  // Its page takes a while to load; the rest of this tick is done long before it asks for anything.
  window = createWindow();
  const signedInAgain = signInAgain({ hub, tokens, returnsAs: () => settings.current.returnsAs, log });
  const firstView = askFirstView({ hub, tokens, signedInAgain, now: systemClock.now });

  const open = () => {
    const own = ownWindow();
    if (own !== null) return focusWindow(own);
    window = createWindow();
  };
  const tray = openTray({ language: settings.current.language, onOpen: open, onQuit: () => app.quit(), log });
  const notifier = createNotifier({
    onClick: (alertId) => {
      open();
      send("notification-clicked", { alertId });
    },
    log,
  });
  bindIpc({
    handlers: ipcHandlers({
      about: { profile: options.profile, platform: platform(), versions: versions() },
      settings,
      tokens,
      signedInAgain,
      firstView,
      hub,
      notifier,
      tray,
      system: {
        isDark: () => nativeTheme.shouldUseDarkColors,
        copyText: (text) => clipboard.writeText(text),
        controlWindow: (action) => {
          const own = ownWindow();
          if (own !== null) controlWindow(own, action);
        },
      },
    }),
    ownContentsId: () => ownWindow()?.webContents.id ?? null,
    isOwn,
    log,
  });

  const showMenu = () => setApplicationMenu(settings.current.language, { withDeveloperTools: !app.isPackaged });
  const applyLook = ({ theme, language }: Settings) => {
    nativeTheme.themeSource = theme;
    tray.speak(language);
    showMenu();
  };
  // Building it holds up the page's first question; the window has no bar of its own that would lack it.
  window.webContents.once("dom-ready", showMenu);
  let before = settings.current;
  settings.onChange((next) => {
    if (next.theme !== before.theme || next.language !== before.language) applyLook(next);
    if (next.hubUrl !== before.hubUrl) {
      hub.use(next.hubUrl);
      // A document's content policy names its hub for good.
      setImmediate(() => ownWindow()?.webContents.reload());
    }
    before = next;
    send("settings-changed", next);
  });
  hub.onState((state) => send("hub-state", state));
  nativeTheme.on("updated", () => send("system-dark", { dark: nativeTheme.shouldUseDarkColors }));

  app.on("second-instance", open);
  app.on("activate", open);
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  app.on("will-quit", () => {
    hub.stop();
    tray.end();
  });
  setTimeout(settings.warmUp, REST_AFTER_START_MS);
  log.info("app", "the desktop started", { profile: options.profile, electron: process.versions["electron"] ?? "" });
}

/** Electron runs nowhere else. */
function platform(): "darwin" | "win32" | "linux" {
  return process.platform === "darwin" || process.platform === "win32" ? process.platform : "linux";
}

function versions(): { app: string; electron: string; chrome: string } {
  return { app: app.getVersion(), electron: process.versions["electron"] ?? "", chrome: process.versions["chrome"] ?? "" };
}

function sameOrigin(address: string, other: string): boolean {
  const origin = parseUrl(address)?.origin;
  return origin !== undefined && origin === parseUrl(other)?.origin;
}
