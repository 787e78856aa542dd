/** The few sentences that the desktop itself says (tray, menu); all others are the page's, in `renderer/copy`. */
import type { Language } from "#shared/model/words.ts";

type DesktopCopy = {
  readonly appName: string;
  readonly menuApp: string;
  readonly menuEdit: string;
  readonly menuView: string;
  readonly open: string;
  readonly quit: string;
  /** Tooltip of the tray icon; `count` alerts wait. */
  readonly waiting: (count: number) => string;
};

export const desktopCopy: Readonly<Record<Language, DesktopCopy>> = {
  "zh-CN": {
    appName: "续接 Baton",
    menuApp: "续接",
    menuEdit: "编辑",
    menuView: "视图",
    open: "打开工作台",
    quit: "退出续接",
    waiting: (count) => (count === 0 ? "续接 Baton：没有等待的断点" : `续接 Baton：${count} 个断点等待接手`),
  },
  en: {
    appName: "Baton",
    menuApp: "Baton",
    menuEdit: "Edit",
    menuView: "View",
    open: "Open the workbench",
    quit: "Quit Baton",
    waiting: (count) => (count === 0 ? "Baton: no breakpoint is waiting" : `Baton: ${count} waiting to be picked up`),
  },
};
