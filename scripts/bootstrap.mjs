/**
 * The front door of every npm command: makes the machine ready, then runs the command's script on Node 24.
 *
 * Starts on Node 20 with built-ins only and without node_modules. Owns the order of set-up and the hand-over to the
 * child; each need is met by its own module in `scripts/setup/`, the table of commands is `scripts/commands.mjs`.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { commands } from "./commands.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { ensureElectron } from "./setup/electron-runtime.mjs";
import { runOnNode24 } from "./setup/hand-over.mjs";
import { SetupError } from "./setup/progress.mjs";
import { ensureSystemPackages } from "./setup/system-packages.mjs";

const MINIMUM_NODE_MAJOR = 20;
const EXIT_SETUP_FAILED = 1;
const EXIT_USAGE = 2;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** @param {string} sentence */
function refuse(sentence) {
  const ready = Object.entries(commands).filter(([, { script }]) => existsSync(path.join(root, script)));
  console.error(sentence);
  console.error(`Commands that exist: ${ready.map(([name]) => name).join(", ")}.`);
  return EXIT_USAGE;
}

/** @param {readonly string[]} argv */
async function run([name, ...args]) {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return refuse(name === undefined ? "No command given." : `There is no command "${name}".`);
  if (!existsSync(path.join(root, command.script))) return refuse(`"${name}" is not built yet: ${command.script} does not exist.`);
  if (Number.parseInt(process.versions.node, 10) < MINIMUM_NODE_MAJOR) {
    throw new SetupError(`Node ${process.versions.node} is too old.`, `install Node ${MINIMUM_NODE_MAJOR} or newer`);
  }
  ensureDependencies(root);
  if (command.needs.includes("desktop")) ensureSystemPackages();
  if (command.needs.includes("electron")) await ensureElectron(root);
  return runOnNode24(root, command.script, args);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`[setup] ${error.message} Fix: ${error.fix}.`);
  process.exitCode = EXIT_SETUP_FAILED;
}
