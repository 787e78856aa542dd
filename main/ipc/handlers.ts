/**
 * What each call of the ipc table does, over the parts that the composition root hands in.
 *
 * Owns the translation between replies and parts, and reaches no Electron itself; who may call is `bind-ipc.ts`.
 */
import { refuse } from "#shared/contract/errors.ts";
import type { HubState, IpcCalls, KeptFirstView } from "#shared/contract/ipc.ts";
import type { Handlers, OutputOf, ParsedInputOf } from "#shared/contract/table.ts";
import type { Notifier } from "../notify/notifications.ts";
import type { DeskTray } from "../notify/tray.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { TokenKeeper } from "../settings/token-keeper.ts";

/** The top page of the desk's own window: there is no other caller. */
export type WindowCaller = { readonly kind: "window" };

export type WindowAction = ParsedInputOf<IpcCalls, "controlWindow">["action"];

export type HandlerParts = {
  readonly about: Pick<OutputOf<IpcCalls, "startInfo">, "profile" | "platform" | "versions">;
  readonly settings: SettingsStore;
  readonly tokens: TokenKeeper;
  /** Resolves when nobody is being signed in again. */
  readonly signedInAgain: () => Promise<void>;
  /** What was asked for the page at the start, once. */
  readonly firstView: () => Promise<KeptFirstView | null>;
  readonly hub: { readonly state: HubState; retry(): void };
  readonly notifier: Notifier;
  readonly tray: Pick<DeskTray, "show">;
  readonly system: {
    isDark(): boolean;
    copyText(text: string): void;
    controlWindow(action: WindowAction): void;
  };
};

const done = { ok: true, value: {} } as const;

export function ipcHandlers({
  about,
  settings,
  tokens,
  signedInAgain,
  firstView,
  hub,
  notifier,
  tray,
  system,
}: HandlerParts): Handlers<IpcCalls, WindowCaller> {
  return {
    startInfo: () => ({
      ok: true,
      value: { ...about, settings: settings.current, hub: hub.state, systemDark: system.isDark(), settingsReset: settings.wasReset },
    }),
    changeSettings: async (change) => {
      const changed = await settings.change(change);
      return changed.ok ? { ok: true, value: { settings: changed.value } } : refuse(changed.error);
    },
    retryHub: () => {
      hub.retry();
      return done;
    },
    keepToken: ({ token }) => ({ ok: true, value: { kept: tokens.keep(token) } }),
    keptToken: async () => {
      await signedInAgain();
      const given = await firstView();
      return { ok: true, value: { ...tokens.kept(), firstView: given } };
    },
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
      system.controlWindow(action);
      return done;
    },
    copyText: ({ text }) => {
      system.copyText(text);
      return done;
    },
  };
}
