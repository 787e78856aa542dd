/**
 * `npm run package`: installers with the current Electron, or, where that cannot be had, an undistributable folder for
 * development and tests on the stand-in runtime.
 *
 * Owns that decision and the name of the result. What goes in is electron-builder.yml, the last touch is
 * `scripts/package/hooks.ts`, the runtimes are `scripts/setup/electron-runtime.mjs`.
 */
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { build, type Configuration, Platform } from "electron-builder";
import { buildTargets, describeOutcome } from "./build/build-targets.ts";
import { START_IMAGE } from "./build/start-image.ts";
import { inProject, outFolder, projectRoot } from "./lib/project.ts";
import { runSmokeStory } from "./package/smoke.ts";
import { findElectron } from "./setup/electron-runtime.mjs";

type ElectronRuntime = NonNullable<ReturnType<typeof findElectron>>;

const NEEDED = ["main", "preload", "renderer", "hub", "customer"];
const packageFolder = path.join(outFolder, "package");

process.exitCode = await packageApp();

async function packageApp(): Promise<number> {
  const outcomes = await buildTargets(NEEDED);
  for (const outcome of outcomes) console.log(`[build] ${describeOutcome(outcome)}`);
  const missing = outcomes.filter(({ kind }) => kind === "failed" || kind === "absent");
  if (missing.length > 0) {
    console.error(`There is nothing to package without: ${missing.map(({ target }) => target).join(", ")}.`);
    return 1;
  }
  const runtime = findElectron(projectRoot);
  if (runtime === null) {
    console.error("There is no Electron to package with. Fix: run npm run package again, set-up fetches one.");
    return 1;
  }
  return runtime.kind === "release" ? packageRelease(runtime) : packageDevRuntime(runtime);
}

async function packageRelease({ version }: ElectronRuntime): Promise<number> {
  const artifacts = await build({ config: { extends: inProject("electron-builder.yml"), electronVersion: version }, publish: "never" });
  for (const artifact of artifacts) console.log(`packaged ${path.relative(projectRoot, artifact)}`);
  return 0;
}

/** A folder, not an installer: it must never look like something to hand out. */
async function packageDevRuntime({ dist, version }: ElectronRuntime): Promise<number> {
  const system = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const node = inProject("node_modules", `node-${system}`, "bin");
  if (!existsSync(node)) {
    console.error(`The hub needs a Node 24 of its own beside Electron ${version}, and node-${system} is not installed. Fix: npm ci.`);
    return 1;
  }
  const output = path.join(packageFolder, "devruntime");
  rmSync(output, { recursive: true, force: true });
  const config: Configuration = {
    extends: inProject("electron-builder.yml"),
    directories: { output },
    electronDist: dist,
    electronVersion: version,
    extraMetadata: { batonRuntime: "devruntime" },
    // The image is of use to this very Node alone, so it lies with it; where none could be made, there is nothing to take.
    extraResources: [
      { from: node, to: "node" },
      { from: path.join(outFolder, "hub"), to: "node", filter: [START_IMAGE] },
    ],
  };
  await build({ config, targets: Platform.current().createTarget("dir"), publish: "never" });

  const { version: appVersion }: { readonly version: string } = JSON.parse(readFileSync(inProject("package.json"), "utf8"));
  const named = path.join(packageFolder, `baton-${appVersion}-${system}-devruntime`);
  rmSync(named, { recursive: true, force: true });
  renameSync(path.join(output, `${process.platform === "win32" ? "win" : process.platform}-unpacked`), named);
  rmSync(output, { recursive: true, force: true });
  console.log(`packaged ${path.relative(projectRoot, named)}: Electron ${version}, for development and tests only, not for anybody else`);
  const screenshot = `${named}.png`;
  const story = await runSmokeStory(path.join(named, process.platform === "win32" ? "baton.exe" : "baton"), screenshot);
  for (const line of story) console.log(`[smoke] ${line}`);
  console.log(`[smoke] screenshot: ${path.relative(projectRoot, screenshot)}`);
  console.log("not exercised here: installers, and the hub as a utility process (needs a current Electron)");
  return 0;
}
