/**
 * node_modules: present, and the very versions that package-lock.json names.
 *
 * Owns the decision whether `npm ci` is due and running it. A stamp in node_modules holds the lock file's hash; where
 * the stamp is absent or older (someone ran npm by hand), npm's own record of the installed tree is compared instead, so
 * that a tree that is already right is never rebuilt under somebody's running program.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SetupError, step } from "./progress.mjs";

const STAMP = "node_modules/.baton-lock-sha256";
const INSTALLED_MEGABYTES = 700;

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} LockEntry */

/**
 * Whether the installed tree holds what the lock asks for.
 *
 * Packages that npm may leave out (optional ones for another system, bundled peers) may be absent; nothing may differ
 * and nothing may be left over from an older lock.
 *
 * @param {Record<string, LockEntry>} wanted entries of package-lock.json
 * @param {Record<string, LockEntry>} installed entries of node_modules/.package-lock.json
 */
export function installedMatchesLock(wanted, installed) {
  for (const [name, entry] of Object.entries(wanted)) {
    if (name === "" || entry.link) continue;
    const found = installed[name];
    if (found === undefined) {
      if (entry.optional || entry.devOptional) continue;
      return false;
    }
    if (found.version !== entry.version || found.integrity !== entry.integrity) return false;
  }
  return Object.keys(installed).every((name) => name in wanted);
}

/** @param {string} file */
const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages ?? {};

/** @param {string} root project folder */
export function ensureDependencies(root) {
  const lockFile = path.join(root, "package-lock.json");
  const stampFile = path.join(root, STAMP);
  const lockText = readFileSync(lockFile);
  const lockHash = createHash("sha256").update(lockText).digest("hex");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === lockHash) return;

  const wanted = JSON.parse(lockText.toString("utf8")).packages;
  const installedFile = path.join(root, "node_modules/.package-lock.json");
  if (existsSync(installedFile) && installedMatchesLock(wanted, packagesOf(installedFile))) {
    writeFileSync(stampFile, lockHash);
    return;
  }
  step(`installing up to ${Object.keys(wanted).length - 1} packages with npm ci (about ${INSTALLED_MEGABYTES} MB on disk, once)`, () => {
    const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      // npm must not run on the Node inside the node_modules that it is about to delete.
      env: { ...process.env, PATH: withoutOwnBin(process.env.PATH ?? "", root) },
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
      shell: process.platform === "win32",
    });
    if (npm.error) throw new SetupError(`npm could not be started (${npm.error.message}).`, "install npm 10 or newer and put it on PATH");
    if (npm.status !== 0) throw npmFailure(npm.stderr);
  });
  writeFileSync(stampFile, lockHash);
}

/**
 * @param {string} searchPath value of PATH
 * @param {string} root project folder
 */
function withoutOwnBin(searchPath, root) {
  const own = path.join(root, "node_modules", ".bin");
  return searchPath
    .split(path.delimiter)
    .filter((folder) => path.resolve(folder) !== own)
    .join(path.delimiter);
}

/**
 * npm prints a page of usage with every error: the first line that says something is kept.
 *
 * @param {string} stderr
 */
function npmFailure(stderr) {
  const lines = stderr.split("\n").filter((line) => line.startsWith("npm error") && !/^npm error( code .*)?$/.test(line.trim()));
  const reason = (lines[0] ?? "npm error no message").replace(/^npm error /, "").replace(/\.?$/, "");
  const isOutOfStep = /in sync|Missing: .* from lock file/.test(stderr);
  const fix = isOutOfStep
    ? "run npm install, look at what it changed in package-lock.json and commit it"
    : "check that the npm registry can be reached, then run the command again";
  return new SetupError(`npm ci could not install the packages (${reason}).`, fix);
}
