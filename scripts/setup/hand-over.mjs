/**
 * The hand-over from set-up to the command: picks Node 24, starts the script on it, passes signals down and the exit code up.
 * Owns nothing of what the script does.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { SetupError } from "./progress.mjs";

const MINIMUM_HOST_NODE = /** @type {const} */ ([22, 18]);
const FORWARDED = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** @param {string} version such as "22.18.0" */
export function canRunTypeScript(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor, wantedMinor] = MINIMUM_HOST_NODE;
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** @param {string} root project folder */
function findNode(root) {
  const bundled = path.join(root, "node_modules", ".bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(bundled)) return bundled;
  if (canRunTypeScript(process.versions.node)) return process.execPath;
  throw new SetupError(
    `There is no bundled Node 24 for ${process.platform}-${process.arch}, and Node ${process.versions.node} cannot run the scripts.`,
    `install Node ${MINIMUM_HOST_NODE.join(".")} or newer (24 is best) and run the command again`,
  );
}

/**
 * @param {string} root project folder
 * @param {string} script path inside the project
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code; 128 + n when the script ended by signal n
 */
export function runOnNode24(root, script, args) {
  const node = findNode(root);
  const bin = path.join(root, "node_modules", ".bin");
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}` };
  return new Promise((resolve, reject) => {
    const child = spawn(node, [path.join(root, script), ...args], { cwd: root, env, stdio: "inherit" });
    for (const signal of FORWARDED) {
      process.on(signal, () => {
        // At a terminal Ctrl-C reaches the whole group already; a second one would cut the child's tidy end short.
        if (signal === "SIGINT" && process.stdin.isTTY) return;
        child.kill(signal);
      });
    }
    child.once("error", (error) =>
      reject(new SetupError(`${node} could not be started (${error.message}).`, "delete node_modules and run the command again")),
    );
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal ? os.constants.signals[signal] : 0)));
  });
}
