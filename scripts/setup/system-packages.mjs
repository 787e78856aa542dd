/**
 * Debian packages that real windows and browsers need: libraries of Electron, a virtual display, Chromium, Chinese fonts.
 *
 * Owns the list and installing it as root; for anybody else it names what is missing and the command. Other systems are
 * trusted to have a desktop.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { SetupError, step } from "./progress.mjs";

const PACKAGES = [
  "chromium",
  "xvfb",
  "xauth",
  "libgtk-3-0",
  "libnss3",
  "libasound2",
  "libgbm1",
  "libxss1",
  "libnotify4",
  "libxtst6",
  "fonts-noto-cjk",
];
const DOWNLOAD_MEGABYTES = 250;

/**
 * Newer Debian and Ubuntu renamed some libraries with the suffix `t64` (64-bit time); either one serves.
 *
 * @param {string} listing lines "name status" of dpkg-query
 * @returns {string[]} packages that are not installed
 */
export function missingPackages(listing) {
  const installed = new Set();
  for (const line of listing.split("\n")) {
    const [name, status] = line.split(" ");
    if (name && status === "installed") installed.add(name);
  }
  return PACKAGES.filter((name) => !installed.has(name) && !installed.has(`${name}t64`));
}

export function ensureSystemPackages() {
  if (process.platform !== "linux" || !existsSync("/usr/bin/dpkg-query")) return;
  const names = PACKAGES.flatMap((name) => [name, `${name}t64`]);
  // Unknown names make dpkg-query exit 1 but still list the known ones.
  const query = spawnSync("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\\n", ...names], { encoding: "utf8" });
  const missing = missingPackages(query.stdout ?? "");
  if (missing.length === 0) return;

  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0) {
    throw new SetupError(`These system packages are missing: ${missing.join(", ")}.`, `run  sudo sh -c '${command}'`);
  }
  step(`installing ${missing.length} system packages with apt (${missing.join(", ")}; up to ${DOWNLOAD_MEGABYTES} MB)`, () => {
    const apt = spawnSync("sh", ["-c", command], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 64 * 1024 * 1024,
    });
    if (apt.status === 0) return;
    const reason = `${apt.stderr ?? ""}`.split("\n").filter((line) => line.startsWith("E:"))[0] ?? `exit ${apt.status}`;
    throw new SetupError(`apt could not install ${missing.join(", ")} (${reason}).`, `run  ${command}  by hand and read its message`);
  });
}
