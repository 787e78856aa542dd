/**
 * What a page may ask of the system, and where it may go: only the desk's own top page, and only what the work needs.
 *
 * Owns navigation, new windows, permissions and the choice of what is shared on screen.
 */
import { type BrowserWindow, desktopCapturer, Menu, type Session, type WebContents } from "electron";
import type { DeskLog } from "../platform/desk-log.ts";
import { mayAsk } from "./permissions.ts";

export type GuardOptions = {
  readonly window: () => BrowserWindow | null;
  /** Whether an address is a document of the desk. */
  readonly isOwn: (address: string) => boolean;
  readonly log: DeskLog;
};

/** No page leaves the desk's own address, and none opens another window. */
export function guardContents(contents: WebContents, { isOwn, log }: Pick<GuardOptions, "isOwn" | "log">): void {
  const stay = (event: { preventDefault(): void }, address: string) => {
    if (isOwn(address)) return;
    event.preventDefault();
    log.warn("window", "a page was kept from leaving the desk");
  };
  contents.on("will-navigate", (event, address) => stay(event, address));
  contents.on("will-redirect", (event, address) => stay(event, address));
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => {
    log.warn("window", "a new window was refused");
    return { action: "deny" };
  });
}

export function guardSession(session: Session, { window, isOwn, log }: GuardOptions): void {
  const isOurs = (contents: WebContents | null) => contents !== null && contents === window()?.webContents;
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const granted = isOurs(contents) && details.isMainFrame && mayAsk(permission, details.requestingUrl, isOwn);
    if (!granted) log.warn("permission", "a permission was refused", { permission });
    answer(granted);
  });
  // `contents` is null for some checks of the desk's own page (notifications), so its address decides.
  session.setPermissionCheckHandler((contents, permission, requestingOrigin) => {
    return (contents === null || isOurs(contents)) && mayAsk(permission, requestingOrigin, isOwn);
  });
  session.setDevicePermissionHandler(() => false);
}

/**
 * Answers `getDisplayMedia` with a screen or window that the person picks from a menu: the page never learns what else is open.
 *
 * @param picksFirst set where no person sits in front (fake media devices): the first screen is taken
 */
export function offerScreens(session: Session, { window, picksFirst }: { window: () => BrowserWindow | null; picksFirst: boolean }): void {
  session.setDisplayMediaRequestHandler(
    (_request, answer) => {
      void pickSource(window(), picksFirst).then((source) => {
        // A call without streams is how this API says no; its type asks for them.
        if (source === null) (answer as (streams: null) => void)(null);
        else answer({ video: source });
      });
    },
    { useSystemPicker: true },
  );
}

type Source = { readonly id: string; readonly name: string };

async function pickSource(window: BrowserWindow | null, picksFirst: boolean): Promise<Source | null> {
  const screens = await listSources("screen");
  if (picksFirst) return screens[0] ?? null;
  const windows = await listSources("window");
  if (window === null || window.isDestroyed()) return null;
  return new Promise((resolve) => {
    const item = (source: Source) => ({ label: source.name, click: () => resolve(source) });
    const menu = Menu.buildFromTemplate([...screens.map(item), { type: "separator" }, ...windows.map(item)]);
    // The click of a chosen item comes after the closing; a menu left without one means no.
    menu.popup({ window, callback: () => setImmediate(() => resolve(null)) });
  });
}

async function listSources(type: "screen" | "window"): Promise<readonly Source[]> {
  return desktopCapturer.getSources({ types: [type], thumbnailSize: { width: 0, height: 0 } });
}
