/**
 * Boundary renderer ↔ Electron main. The preload bridge is derived from this table; the sender frame is checked before the binder runs.
 *
 * On the wire: one `ipcMain.handle` channel `baton:call` (name, input); events on `baton:event` (name, payload).
 */
import { z } from "zod";
import { severitySchema } from "../model/breakpoint.ts";
import { alertIdSchema, specialistIdSchema } from "../model/ids.ts";
import { presenceSchema } from "../model/person.ts";
import { ALERT_ORDERS } from "../model/plain-values.ts";
import { timeOfDaySchema } from "../model/policy.ts";
import { languageSchema } from "../model/words.ts";
import type { Client, EventTable } from "./table.ts";
import { call } from "./table.ts";

/** The two channels; every name of the tables below travels inside them. */
export const ipcChannels = { call: "baton:call", event: "baton:event" } as const;

const nothing = z.strictObject({});

export const alertOrderSchema = z.enum(ALERT_ORDERS);
export type AlertOrder = z.infer<typeof alertOrderSchema>;

export const tellingSchema = z.enum(["none", "badge", "all"]);

/** What one person wants to be told of by desktop notification and badge. */
export const myLimitsSchema = z.strictObject({
  /** By lane of 断点: not at all, in the badge alone, or by notification too. The pool is an agent's. */
  lanes: z.strictObject({ mine: tellingSchema, pool: tellingSchema }),
  /** The least severity. */
  least: severitySchema,
  /** Own quiet times in the content's zone; null = none. `from` after `to` means over midnight. */
  quiet: z.strictObject({ from: timeOfDaySchema, to: timeOfDaySchema }).nullable(),
});
export type MyLimits = z.infer<typeof myLimitsSchema>;

/** Settings of one desktop profile, kept by electron-store behind this schema. */
export const settingsSchema = z.strictObject({
  /** A deployed hub, or null for the one of this machine's data folder. */
  hubUrl: z.url().nullable(),
  language: languageSchema,
  theme: z.enum(["system", "light", "dark"]),
  devices: z.strictObject({ microphoneId: z.string().nullable(), cameraId: z.string().nullable(), speakerId: z.string().nullable() }),
  notifications: z.strictObject({ desktop: z.boolean(), sound: z.boolean() }),
  /** By person: several may sign in on one profile. Who is not in it has no limits. */
  myLimits: z.record(specialistIdSchema, myLimitsSchema),
  alertOrder: alertOrderSchema,
  window: z.strictObject({
    width: z.number().int().min(800),
    height: z.number().int().min(600),
    x: z.number().int().nullable(),
    y: z.number().int().nullable(),
    maximized: z.boolean(),
  }),
  lastSpecialistId: specialistIdSchema.nullable(),
  /** Who is signed in again at the next start; null after signing out. Of demo identities only, which have no secret of their own. */
  returnsAs: specialistIdSchema.nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

/**
 * Why the desk has no hub. `hub-not-built` and `no-node`: the installation is incomplete; `did-not-start`: it ended or stayed silent while
 * starting (its own words are in the data folder, logs/hub.log); `not-answering`: it runs but answers nobody; `hub-too-old`, `peer-too-old`:
 * the folder's hub is of another version (peer = this desk); `folder-unusable`: the data folder cannot be written.
 */
export const hubFailureSchema = z.enum([
  "hub-not-built",
  "no-node",
  "did-not-start",
  "not-answering",
  "hub-too-old",
  "peer-too-old",
  "folder-unusable",
]);
export type HubFailure = z.infer<typeof hubFailureSchema>;

export const hubStateSchema = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("starting"), since: z.number() }),
  z.strictObject({ status: z.literal("ready"), url: z.string(), launchToken: z.string().nullable(), ownedByUs: z.boolean() }),
  z.strictObject({ status: z.literal("failed"), reason: hubFailureSchema }),
]);
export type HubState = z.infer<typeof hubStateSchema>;

/**
 * What the hub answered to `GET /v1/desk/first-view` (a reply of `FirstView` as JSON), asked at the start beside the page: given once, with
 * the token. `receivedAt`: this machine's clock, epoch ms.
 */
export const keptFirstViewSchema = z.strictObject({ text: z.string(), receivedAt: z.number() });
export type KeptFirstView = z.infer<typeof keptFirstViewSchema>;

export const ipcCalls = {
  startInfo: call(
    nothing,
    z.strictObject({
      profile: z.string(),
      platform: z.enum(["darwin", "win32", "linux"]),
      versions: z.strictObject({ app: z.string(), electron: z.string(), chrome: z.string() }),
      settings: settingsSchema,
      hub: hubStateSchema,
      systemDark: z.boolean(),
      /** What the person should be told once: the settings file could not be read and defaults are in use (a copy of it was kept). */
      settingsReset: z.boolean().optional(),
    }),
    "window",
  ),
  changeSettings: call(settingsSchema.partial(), z.strictObject({ settings: settingsSchema }), "window"),
  retryHub: call(nothing, nothing, "window"),
  /** Keeps the desk token: in the system keyring where there is one, else for this run only. */
  keepToken: call(
    z.strictObject({ token: z.string().max(4_096).nullable() }),
    z.strictObject({ kept: z.enum(["keyring", "run"]) }),
    "window",
  ),
  keptToken: call(
    nothing,
    z.strictObject({ token: z.string().nullable(), kept: z.enum(["keyring", "run"]), firstView: keptFirstViewSchema.nullable() }),
    "window",
  ),
  notify: call(z.strictObject({ title: z.string().max(120), body: z.string().max(300), alertId: alertIdSchema }), nothing, "window"),
  setBadge: call(z.strictObject({ count: z.number().int().min(0).max(9_999), presence: presenceSchema }), nothing, "window"),
  controlWindow: call(z.strictObject({ action: z.enum(["minimize", "toggle-maximize", "close", "focus"]) }), nothing, "window"),
  copyText: call(z.strictObject({ text: z.string().max(20_000) }), nothing, "window"),
} as const;
export type IpcCalls = typeof ipcCalls;
export type IpcClient = Client<IpcCalls>;

export const ipcEvents = {
  "hub-state": hubStateSchema,
  "settings-changed": settingsSchema,
  "system-dark": z.strictObject({ dark: z.boolean() }),
  "notification-clicked": z.strictObject({ alertId: alertIdSchema }),
  "window-focus": z.strictObject({ focused: z.boolean() }),
} as const satisfies EventTable;
export type IpcEvents = typeof ipcEvents;

/** What the preload puts on `window.baton`: the typed calls and one typed subscription. Nothing generic. */
export type DeskBridge = {
  readonly calls: IpcClient;
  readonly on: <K extends keyof IpcEvents>(name: K, hear: (payload: z.output<IpcEvents[K]>) => void) => () => void;
};
