/**
 * The stand-in for the `default_app.asar` that packagers remove from an Electron: runs the app folder or file named on the
 * command line and honours `-r MODULE`, which Playwright's loader needs. Development and tests only.
 */
"use strict";
const { app } = require("electron");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

/** @param {readonly string[]} argv everything after the executable */
function readCommandLine(argv) {
  const preload = [];
  for (let at = 0; at < argv.length; at += 1) {
    const argument = argv[at];
    if (argument === "-r" || argument === "--require") {
      at += 1;
      preload.push(argv[at]);
    } else if (argument === "-v" || argument === "--version") {
      return { preload, target: null, wantsVersion: true };
    } else if (!argument.startsWith("-")) {
      return { preload, target: argument, wantsVersion: false };
    }
  }
  return { preload, target: null, wantsVersion: false };
}

/** @param {string} folder */
function takeNameFrom(folder) {
  const manifest = path.join(folder, "package.json");
  if (!fs.existsSync(manifest)) return false;
  const { name, productName, version } = JSON.parse(fs.readFileSync(manifest, "utf8"));
  if (version) app.setVersion(version);
  app.name = productName ?? name ?? app.name;
  return true;
}

const { preload, target, wantsVersion } = readCommandLine(process.argv.slice(1));
if (wantsVersion) {
  process.stdout.write(`v${process.versions.electron}\n`);
  process.exit(0);
}
if (preload.length > 0) Module._preloadModules(preload);
if (target === null) {
  process.stderr.write("usage: electron [-r module] <app folder or file>\n");
  app.exit(2);
} else {
  Object.defineProperty(process, "defaultApp", { configurable: false, enumerable: true, value: true });
  const wanted = path.resolve(target);
  const file = Module._resolveFilename(wanted, null, true);
  app.setAppPath(takeNameFrom(wanted) ? wanted : path.dirname(file));
  Module._load(file, Module, true);
}
