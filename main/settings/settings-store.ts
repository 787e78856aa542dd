/**
 * The settings of one profile, kept in `settings.json` by electron-store.
 *
 * Owns the file and the current value. What a file's content means is `settings-file.ts`. A write costs milliseconds: nothing hot in here.
 * electron-store writes and is loaded when the first thing is written, or by `warmUp`: reading needs none of it, and a start only reads.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type ElectronStore from "electron-store";
import { type Settings, settingsSchema } from "#shared/contract/ipc.ts";
import type { Clock } from "#shared/lib/clock.ts";
import { err, ok, type Result } from "#shared/lib/result.ts";
import { acceptHubUrl } from "../hub-host/hub-url.ts";
import { type DeskLog, faultFields } from "../platform/desk-log.ts";
import { readSettings, writtenSettings } from "./settings-file.ts";

export type SettingsChange = { readonly [K in keyof Settings]?: Settings[K] | undefined };
export type SettingsFault = "setting-invalid" | "storage-failed";

export type SettingsStore = {
  readonly current: Settings;
  /** Whether this start had to give up something the file said; the person is told once. */
  readonly wasReset: boolean;
  /** On `storage-failed` the change holds for this run only. */
  change(change: SettingsChange): Promise<Result<Settings, SettingsFault>>;
  onChange(hear: (settings: Settings) => void): void;
  /** Makes the first change as quick as the others. */
  warmUp(): void;
};

export type SettingsStoreOptions = {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: DeskLog;
};

export function openSettings({ folder, clock, log }: SettingsStoreOptions): SettingsStore {
  const file = settingsFile(folder);
  const read = readSettings(readSettingsText(folder));
  if (read.kind === "broken") {
    const copy = path.join(folder, `settings.broken-${new Date(clock.now()).toISOString().replaceAll(":", "-")}.json`);
    writeFileSync(copy, readFileSync(file), { mode: 0o600 });
    // electron-store would throw on it.
    rmSync(file);
    log.warn("settings", "the settings file was broken: a copy was kept, the fields named are at their defaults", {
      fields: read.fields.join(","),
    });
  }
  let opened: Promise<ElectronStore<Record<string, unknown>>> | null = null;
  const store = () => {
    opened ??= import("electron-store").then(
      ({ default: Store }) => new Store({ cwd: folder, name: "settings", accessPropertiesByDotNotation: false }),
    );
    return opened;
  };
  let current = read.settings;
  const listeners = new Set<(settings: Settings) => void>();
  const keep = async (): Promise<boolean> => {
    try {
      (await store()).store = writtenSettings(current);
      return true;
    } catch (fault) {
      log.error("settings", "the settings file could not be written", faultFields(fault));
      return false;
    }
  };
  if (read.kind !== "sound") void keep();
  return {
    get current() {
      return current;
    },
    wasReset: read.kind === "broken",
    async change(change) {
      const parsed = settingsSchema.safeParse({ ...current, ...withoutUndefined(change) });
      if (!parsed.success) return err("setting-invalid");
      const hub = parsed.data.hubUrl === null ? null : acceptHubUrl(parsed.data.hubUrl);
      if (hub !== null && !hub.ok) return err("setting-invalid");
      current = { ...parsed.data, hubUrl: hub === null ? null : hub.value };
      const isKept = await keep();
      for (const hear of listeners) hear(current);
      return isKept ? ok(current) : err("storage-failed");
    },
    onChange(hear) {
      listeners.add(hear);
    },
    warmUp: () => void store().catch(() => {}),
  };
}

/** The file as it is, `null` when there is none; needed before the app is ready too, when no store can be opened yet. */
export function readSettingsText(folder: string): string | null {
  const file = settingsFile(folder);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

function settingsFile(folder: string): string {
  return path.join(folder, "settings.json");
}

function withoutUndefined(change: SettingsChange): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<Settings>;
}
