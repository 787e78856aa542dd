/** Settings of any age and state, tokens with and without a keyring, the command line. Rules: docs/spec/SHELL.md, SETTINGS and START. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readStartOptions } from "../../../main/platform/start-options.ts";
import { defaultSettings, readSettings, SETTINGS_VERSION, writtenSettings } from "../../../main/settings/settings-file.ts";
import { openTokenKeeper, type Vault } from "../../../main/settings/token-keeper.ts";

const silentLog = { info: () => {}, warn: () => {}, error: () => {} };
const file = (settings: unknown, version = SETTINGS_VERSION) => JSON.stringify({ version, settings });

describe("the settings file", () => {
  it("[SETTINGS-1] absent means defaults", () => {
    expect(readSettings(null)).toEqual({ kind: "absent", settings: defaultSettings });
  });

  it("[SETTINGS-1] is read back as it was written", () => {
    const settings = { ...defaultSettings, language: "en" as const, hubUrl: "https://hub.example.com" };
    expect(readSettings(JSON.stringify(writtenSettings(settings)))).toEqual({ kind: "sound", settings });
  });

  it("[SETTINGS-2] of version 0, flat and with older names, is brought up to date", () => {
    const old = JSON.stringify({ hub: "https://hub.example.com", theme: "dark", notify: false });
    expect(readSettings(old)).toEqual({
      kind: "migrated",
      from: 0,
      settings: {
        ...defaultSettings,
        hubUrl: "https://hub.example.com",
        theme: "dark",
        notifications: { desktop: false, sound: true },
      },
    });
  });

  it("[SETTINGS-2] of a newer version gives what is understood of it", () => {
    const newer = file({ theme: "dark", window: { width: 1300, pinned: true }, aurora: 1 }, SETTINGS_VERSION + 1);
    expect(readSettings(newer)).toMatchObject({
      kind: "migrated",
      settings: { theme: "dark", window: { ...defaultSettings.window, width: 1300 } },
    });
  });

  it.each(["", "{", "null", "[]", '"x"', "\u0000\u0000"])("[SETTINGS-3] unreadable (%j) means defaults, and is named broken", (text) => {
    expect(readSettings(text)).toEqual({ kind: "broken", settings: defaultSettings, fields: ["*"] });
  });

  it("[SETTINGS-1] [DESK-43] keeps each person's limits, whoever they are", () => {
    const limits = { lanes: { mine: "all", pool: "none" }, least: "urgent", quiet: { from: "22:00", to: "06:00" } } as const;
    const text = file({ ...defaultSettings, myLimits: { "li-siyuan": limits } });
    expect(readSettings(text)).toMatchObject({ kind: "sound", settings: { myLimits: { "li-siyuan": limits } } });
    const late = file({ ...defaultSettings, myLimits: { "li-siyuan": { ...limits, quiet: { from: "25:00", to: "06:00" } } } });
    expect(readSettings(late)).toMatchObject({ kind: "broken", fields: ["myLimits"], settings: { myLimits: {} } });
  });

  it("[SETTINGS-3] one bad field costs that field", () => {
    const text = file({ theme: "neon", language: "en", window: { width: -5 }, hubUrl: "http://hub.example.com" });
    expect(readSettings(text)).toEqual({
      kind: "broken",
      fields: ["hubUrl", "theme", "window"],
      settings: { ...defaultSettings, language: "en" },
    });
  });

  it("[SETTINGS-3] a hostile key is no setting", () => {
    const read = readSettings('{"version":1,"settings":{"__proto__":{"theme":"dark"},"constructor":1,"toString":2}}');
    expect(read).toEqual({ kind: "sound", settings: defaultSettings });
  });
});

describe("the token", () => {
  const folders: string[] = [];
  const newFolder = () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "baton-token-"));
    folders.push(folder);
    return folder;
  };
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  /** Seals by reversing: enough to see that the text itself is not in the file. */
  const vault = (change: Partial<Vault> = {}): Vault => ({
    isEncryptionAvailable: () => true,
    getSelectedStorageBackend: () => "gnome_libsecret",
    encryptString: (text) => Buffer.from([...text].reverse().join("")),
    decryptString: (sealed) => [...sealed.toString()].reverse().join(""),
    ...change,
  });

  it("[SETTINGS-4] is kept in the keyring, sealed, over runs", () => {
    const folder = newFolder();
    expect(openTokenKeeper({ folder, vault: vault(), log: silentLog }).keep("secret-token")).toBe("keyring");
    expect(readFileSync(path.join(folder, "token.bin"), "utf8")).not.toContain("secret-token");
    expect(openTokenKeeper({ folder, vault: vault(), log: silentLog }).kept()).toEqual({ token: "secret-token", kept: "keyring" });
  });

  it.each([
    ["no keyring", vault({ isEncryptionAvailable: () => false })],
    ["one that only obscures", vault({ getSelectedStorageBackend: () => "basic_text" })],
  ])("[SETTINGS-5] is kept for the run alone with %s, and that is said", (_what, without) => {
    const folder = newFolder();
    const keeper = openTokenKeeper({ folder, vault: without, log: silentLog });
    expect(keeper.keep("secret-token")).toBe("run");
    expect(keeper.kept()).toEqual({ token: "secret-token", kept: "run" });
    expect(readdirSync(folder)).toEqual([]);
    expect(openTokenKeeper({ folder, vault: without, log: silentLog }).kept()).toEqual({ token: null, kept: "run" });
  });

  it("[SETTINGS-4] is forgotten when asked, and when it can no longer be read", () => {
    const folder = newFolder();
    const keeper = openTokenKeeper({ folder, vault: vault(), log: silentLog });
    keeper.keep("secret-token");
    keeper.keep(null);
    expect(keeper.kept().token).toBeNull();
    keeper.keep("secret-token");
    const other = vault({
      decryptString: () => {
        throw new Error("other keyring");
      },
    });
    expect(openTokenKeeper({ folder, vault: other, log: silentLog }).kept().token).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("the command line", () => {
  const appDataFolder = path.resolve("/", "home", "chen", ".config");
  const read = (argv: readonly string[], env: Record<string, string> = {}) =>
    readStartOptions({ argv: ["electron", ".", ...argv], env, appDataFolder, workingFolder: path.resolve("/", "work") });

  it("[START-1] without anything means the default profile and one data folder", () => {
    expect(read([])).toEqual({
      ok: true,
      value: {
        profile: "default",
        userDataFolder: path.join(appDataFolder, "baton", "profiles", "default"),
        hubFolder: path.join(appDataFolder, "baton", "data"),
      },
    });
  });

  it("[START-2] profiles have their own settings and share the hub's data", () => {
    const [chen, wang] = [read(["--profile", "chen"]), read(["--profile=wang"])];
    if (!chen.ok || !wang.ok) throw new Error("both are valid");
    expect(chen.value.userDataFolder).not.toBe(wang.value.userDataFolder);
    expect(chen.value.hubFolder).toBe(wang.value.hubFolder);
  });

  it("[START-3] the data folder is the option's, else the environment's", () => {
    const env = { BATON_DATA: "/srv/env" };
    expect(read(["--data", "demo"], env)).toMatchObject({ value: { hubFolder: path.resolve("/", "work", "demo") } });
    expect(read([], env)).toMatchObject({ value: { hubFolder: path.resolve("/srv/env") } });
  });

  it("[START-4] --at gives the hub's clock its beginning", () => {
    expect(read(["--at", "2026-11-23T10:00:00+08:00"])).toMatchObject({ value: { startAt: Date.UTC(2026, 10, 23, 2) } });
  });

  it.each([
    ["--profile", "../evil"],
    ["--profile", ""],
    ["--at", "tomorrow"],
    ["--at", "2026"],
    ["--data", ""],
  ])("[START-5] %s %j is refused with what is needed", (option, value) => {
    expect(read([option, value])).toMatchObject({ ok: false, error: { kind: "bad-option", option } });
  });
});
