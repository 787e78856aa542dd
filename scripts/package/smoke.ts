/**
 * One short story on a packaged app: it opens, starts a hub of its own, an identity of that hub signs in, the desk stands.
 *
 * Owns the story and its proof (a screenshot). How a page is driven is `page-driver.ts`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { START_IMAGE } from "#scripts/build/start-image.ts";
import { withDisplay } from "#scripts/lib/display.ts";
import { listProcesses } from "#scripts/lib/process-table.ts";
import { killTree, spawnTracked } from "#scripts/lib/processes.ts";
import { attachToPage, type PageDriver, readDebuggingPort } from "./page-driver.ts";

const START_LIMIT_MS = 60_000;
const STEP_LIMIT_MS = 20_000;
const DESK_ADDRESS = "app://bundle/";

/**
 * Rejects with the first thing that did not happen.
 *
 * @param executable the packaged program
 * @param screenshot file to write
 * @returns one line per step
 */
export async function runSmokeStory(executable: string, screenshot: string): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "baton-smoke-"));
  const data = path.join(folder, "data");
  try {
    return await withDisplay({ which: "own" }, async ({ env }) => {
      const isRoot = process.getuid?.() === 0;
      const args = [...(isRoot ? ["--no-sandbox"] : []), "--remote-debugging-port=0", `--user-data-dir=${folder}`, `--data=${data}`];
      const app = spawnTracked(executable, args, { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] });
      try {
        const stderr = app.child.stderr;
        if (stderr === null) throw new Error("the app's messages are piped");
        const page = await attachToPage(await readDebuggingPort(stderr, START_LIMIT_MS), DESK_ADDRESS, START_LIMIT_MS);
        return await play(page, executable, data, screenshot);
      } finally {
        await app.stop();
      }
    });
  } finally {
    const hub = readHubPid(data);
    if (hub !== null) await killTree(hub);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(page: PageDriver, executable: string, data: string, screenshot: string): Promise<readonly string[]> {
  const startedAt = performance.now();
  const since = () => `${Math.round(performance.now() - startedAt)} ms`;
  const identity = `document.querySelector("[data-testid=identity]")`;
  await page.waitFor("the hub's identities", identity, START_LIMIT_MS);
  const hub = readHubPid(data);
  if (hub === null) throw new Error("no hub has left its lock in the data folder");
  const command = listProcesses().find(({ pid }) => pid === hub)?.command ?? "";
  if (!command.includes(path.join("resources", "node"))) throw new Error(`the hub does not run on the Node that was packed: ${command}`);
  // A start does without the image when Node refuses it, so nothing else would tell.
  const image = command.includes("--snapshot-blob");
  if (!image && existsSync(path.join(path.dirname(executable), "resources", "node", START_IMAGE)))
    throw new Error(`the start image was packed, and the hub did not begin from it: ${command}`);
  const lines = [
    `its own hub, on the packed Node, ${image ? "from its start image" : "without a start image"}, names its identities: ${since()}`,
  ];

  await page.evaluate(`${identity}.click()`);
  await page.waitFor(
    "the desk after sign-in",
    `!document.querySelector("[data-testid=sign-in]") && document.querySelector("h1")`,
    STEP_LIMIT_MS,
  );
  const heading = await page.evaluate(`document.querySelector("h1").innerText`);
  lines.push(`signed in, the desk stands (${String(heading)}): ${since()}`);
  writeFileSync(screenshot, await page.screenshot());
  page.close();
  return lines;
}

function readHubPid(data: string): number | null {
  try {
    const lock: { readonly pid?: unknown } = JSON.parse(readFileSync(path.join(data, "hub.lock.json"), "utf8"));
    return typeof lock.pid === "number" ? lock.pid : null;
  } catch {
    // No lock, or half of one: no hub of ours to speak of.
    return null;
  }
}
