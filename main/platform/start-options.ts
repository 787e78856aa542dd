/**
 * What a desktop is told on its command line and by its environment, as one value.
 *
 * Owns reading and checking; it touches no file and no Electron. Where nothing is said, defaults follow from the system's own folders.
 */
import path from "node:path";
import { err, ok, type Result } from "#shared/lib/result.ts";

export type StartOptions = {
  readonly profile: string;
  /** Electron's own data of this profile: settings, token, window, logs. Absolute. */
  readonly userDataFolder: string;
  /** The hub's data, shared by the profiles of this machine. Absolute. */
  readonly hubFolder: string;
  /** Where the clock of a hub started from here begins, epoch ms; absent = real time. */
  readonly startAt?: number;
};

export type StartFault = { readonly kind: "bad-option"; readonly option: string; readonly because: string };

export type StartSurroundings = {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The system's folder for application data, e.g. `~/.config`. */
  readonly appDataFolder: string;
  readonly workingFolder: string;
};

const DEFAULT_PROFILE = "default";
/** A folder name on every system, and nothing that leaves its folder. */
const PROFILE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

export function readStartOptions({ argv, env, appDataFolder, workingFolder }: StartSurroundings): Result<StartOptions, StartFault> {
  const profile = optionValue(argv, "--profile") ?? DEFAULT_PROFILE;
  if (!PROFILE_NAME.test(profile)) return bad("--profile", "a name of 1 to 32 letters, digits, - and _");
  const home = optionValue(argv, "--user-data-dir");
  const base = home === undefined ? path.join(appDataFolder, "baton") : path.resolve(workingFolder, home);
  const data = optionValue(argv, "--data") ?? env["BATON_DATA"];
  if (data === "") return bad("--data", "a folder");
  const options = {
    profile,
    userDataFolder: path.join(base, "profiles", profile),
    hubFolder: data === undefined ? path.join(base, "data") : path.resolve(workingFolder, data),
  };
  const at = optionValue(argv, "--at");
  if (at === undefined) return ok(options);
  const startAt = Date.parse(at);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(at) || Number.isNaN(startAt)) return bad("--at", "an instant such as 2026-11-23T10:00:00+08:00");
  return ok({ ...options, startAt });
}

export function describeStartFault({ option, because }: StartFault): string {
  return `${option} needs ${because}.`;
}

function bad(option: string, because: string): Result<never, StartFault> {
  return err({ kind: "bad-option", option, because });
}

/** `--name VALUE` or `--name=VALUE`; the last one wins, as it does in Chromium. */
function optionValue(argv: readonly string[], name: string): string | undefined {
  let found: string | undefined;
  for (const [index, argument] of argv.entries()) {
    if (argument.startsWith(`${name}=`)) found = argument.slice(name.length + 1);
    else if (argument === name) found = argv[index + 1] ?? "";
  }
  return found;
}
