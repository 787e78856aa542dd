/**
 * The tray icon and the badge: how many alerts wait, seen from outside the window.
 *
 * Owns both. A system without a tray or badge (many Linux desktops) has the window alone; that is logged once.
 */
import { app, Menu, nativeImage, Tray } from "electron";
import type { Presence } from "#shared/model/person.ts";
import type { Language } from "#shared/model/words.ts";
import { desktopCopy } from "../platform/copy.ts";
import { type DeskLog, faultFields } from "../platform/desk-log.ts";
import { drawTrayIcon } from "./tray-icon.ts";

export type DeskTray = {
  show(count: number, presence: Presence): void;
  speak(language: Language): void;
  end(): void;
};

export type DeskTrayOptions = {
  readonly language: Language;
  readonly onOpen: () => void;
  readonly onQuit: () => void;
  readonly log: DeskLog;
};

const MADE_AFTER_MS = 1_000;

export function openTray({ language, onOpen, onQuit, log }: DeskTrayOptions): DeskTray {
  let words = desktopCopy[language];
  let now: { readonly count: number; readonly presence: Presence } = { count: 0, presence: "offline" };
  let tray: Tray | null = null;
  const refresh = () => {
    // False where the desktop has no badge; the tray and the window title say it as well.
    app.setBadgeCount(now.count);
    if (tray === null) return;
    tray.setImage(picture(now.count, now.presence));
    tray.setToolTip(words.waiting(now.count));
    tray.setContextMenu(
      Menu.buildFromTemplate([{ label: words.open, click: onOpen }, { type: "separator" }, { label: words.quit, click: onQuit }]),
    );
  };
  // After the window has drawn: nobody looks for the tray before.
  const making = setTimeout(() => {
    tray = createTray(log);
    tray?.on("click", onOpen);
    refresh();
  }, MADE_AFTER_MS);
  return {
    show(count, presence) {
      if (count === now.count && presence === now.presence) return;
      now = { count, presence };
      refresh();
    },
    speak(next) {
      words = desktopCopy[next];
      refresh();
    },
    end() {
      clearTimeout(making);
      tray?.destroy();
    },
  };
}

function createTray(log: DeskLog): Tray | null {
  try {
    return new Tray(picture(0, "offline"));
  } catch (fault) {
    log.warn("notify", "this desktop has no tray", faultFields(fault));
    return null;
  }
}

function picture(count: number, presence: Presence): Electron.NativeImage {
  const { width, height, pixels } = drawTrayIcon(count, presence);
  return nativeImage.createFromBitmap(Buffer.from(pixels), { width, height, scaleFactor: process.platform === "darwin" ? 2 : 1 });
}
