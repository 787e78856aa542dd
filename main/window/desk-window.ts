/**
 * The one window of a desktop: made, guarded, remembered.
 *
 * Owns the BrowserWindow. What the page may ask of the system is `guards.ts`; what it may call is `ipc/`.
 */
import { BrowserWindow, nativeTheme, screen } from "electron";
import type { Settings } from "#shared/contract/ipc.ts";
import type { WindowAction } from "../ipc/handlers.ts";
import type { DeskLog } from "../platform/desk-log.ts";
import { MIN_HEIGHT, MIN_WIDTH, placeOnScreens, type WindowPlace } from "./window-bounds.ts";

export type DeskWindowOptions = {
  readonly preload: string;
  /** Address of the desk's page. */
  readonly address: string;
  readonly title: string;
  readonly settings: Settings;
  readonly log: DeskLog;
  /** Called when the window came to rest somewhere else, at most every half second. */
  readonly onMoved: (place: WindowPlace) => void;
};

/** TOKENS.md `canvas`: what is seen before the first paint. */
const CANVAS = { light: "#F4F4F1", dark: "#111216" };
const REST_MS = 500;
/** A page that dies more often than this within a minute is left dead: reloading would only hide the fault. */
const MOST_RELOADS_A_MINUTE = 3;
const MINUTE_MS = 60_000;

export function openDeskWindow({ preload, address, title, settings, log, onMoved }: DeskWindowOptions): BrowserWindow {
  const place = placeOnScreens(
    settings.window,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...place,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? CANVAS.dark : CANVAS.light,
    // The page draws the 44 px title bar; macOS keeps its own lights, centred in it.
    ...(process.platform === "darwin" ? { titleBarStyle: "hiddenInset", trafficLightPosition: { x: 16, y: 15 } } : { frame: false }),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      navigateOnDragDrop: false,
      // Alerts and calls go on while another window is in front.
      backgroundThrottling: false,
      autoplayPolicy: "no-user-gesture-required",
    },
  });
  if (settings.window.maximized) window.maximize();
  window.once("ready-to-show", () => window.show());
  rememberPlace(window, onMoved);
  reviveAfterCrash(window, log);
  window.webContents.on("did-fail-load", (_event, code, _description, _url, isMainFrame) => {
    if (isMainFrame) log.error("window", "the page did not load", { code });
  });
  void window.loadURL(address).catch(() => {
    // `did-fail-load` has logged it; the promise only repeats the fault.
  });
  return window;
}

/** Brings the window to the front, whatever state it is in. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  if (!window.isVisible()) window.show();
  window.focus();
}

export function controlWindow(window: BrowserWindow, action: WindowAction): void {
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

function rememberPlace(window: BrowserWindow, onMoved: (place: WindowPlace) => void): void {
  let waiting: NodeJS.Timeout | undefined;
  const report = () => {
    clearTimeout(waiting);
    waiting = undefined;
    if (window.isDestroyed()) return;
    const { width, height, x, y } = window.getNormalBounds();
    onMoved({ width, height, x, y, maximized: window.isMaximized() });
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(report, REST_MS);
  };
  for (const moved of ["resize", "move", "maximize", "unmaximize"] as const) window.on(moved as "resize", later);
  window.on("close", () => {
    if (waiting !== undefined) report();
  });
  window.on("closed", () => clearTimeout(waiting));
}

function reviveAfterCrash(window: BrowserWindow, log: DeskLog): void {
  let recent: number[] = [];
  window.webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
    if (reason === "clean-exit") return;
    const now = performance.now();
    recent = [...recent.filter((at) => now - at < MINUTE_MS), now];
    const revives = recent.length <= MOST_RELOADS_A_MINUTE;
    log.error("window", "the page's process ended", { reason, exitCode, revives });
    if (revives) window.webContents.reload();
  });
}
