/**
 * The application menu: editing, zoom, quitting. No single letters, which belong to the page (J K A S T ?).
 *
 * Windows and Linux never show it, but its shortcuts work; macOS needs it for copy and paste.
 */
import { Menu, type MenuItemConstructorOptions } from "electron";
import type { Language } from "#shared/model/words.ts";
import { desktopCopy } from "../platform/copy.ts";

export function setApplicationMenu(language: Language, { withDeveloperTools }: { withDeveloperTools: boolean }): void {
  const copy = desktopCopy[language];
  const isMac = process.platform === "darwin";
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: "appMenu" as const }] : [{ label: copy.menuApp, submenu: [{ role: "quit" as const, label: copy.quit }] }]),
    {
      label: copy.menuEdit,
      submenu: [
        { role: "undo" },
        { role: "redo" },
        { type: "separator" },
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "pasteAndMatchStyle" },
        { role: "selectAll" },
      ],
    },
    {
      label: copy.menuView,
      submenu: [
        { role: "zoomIn" },
        { role: "zoomOut" },
        { role: "resetZoom" },
        ...(withDeveloperTools ? [{ role: "toggleDevTools" as const }] : []),
      ],
    },
    ...(isMac ? [{ role: "windowMenu" as const }] : []),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
