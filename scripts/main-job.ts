/**
 * The main job of `npm start`: the workbench window with its embedded hub and the demo bank beside it; without a person's display a demo
 * customer is played instead and the screenshots are named.
 *
 * Owns what is started and what is said. The hub is the desktop's own (it outlives it and ends when nobody is left).
 */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startDemoBank } from "#customer/demo/server/start.ts";
import { loadContent } from "#hub/content/load-content.ts";
import { defaultDataDir } from "#hub/entry/arguments.ts";
import type { HubLock } from "#shared/contract/http.ts";
import { hubLockSchema } from "#shared/contract/http.ts";
import { demoJourneys } from "./history/demo-journeys.ts";
import { sendHistory } from "./history/send-history.ts";
import { bankKeyOf } from "./lib/bank-key.ts";
import type { MainJobContext } from "./lib/open-main-job.ts";
import { runInForeground, spawnTracked } from "./lib/processes.ts";
import { inProject } from "./lib/project.ts";

const HUB_WITHIN_MS = 30_000;
const SEEDED_JOURNEYS = 150;

export async function runMainJob({ args, displayEnv, isVirtualDisplay }: MainJobContext): Promise<number> {
  const env = { ...process.env, ...displayEnv };
  if (isVirtualDisplay) {
    console.log("no display here: playing the story with real windows on a virtual one");
    return runInForeground(process.execPath, [inProject("test/story/run.ts"), ...args], { cwd: inProject(), env });
  }
  const dataDir = optionValue(args, "--data") ?? defaultDataDir(process.env);
  const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const desk = spawnTracked(electronBinary(), [inProject(), ...rootFlags, `--data=${dataDir}`, ...args], { stdio: "inherit", env });
  const lock = await Promise.race([hubOf(dataDir), desk.exited.then(() => null)]);
  if (lock === null) {
    console.error("the workbench ended before its hub was there; its log is in the profile's folder");
    return 1;
  }
  const bankKey = await bankKeyOf(dataDir);
  await seedFreshFolder(dataDir, lock, bankKey);
  const bank = await startDemoBank({ port: 0, hubUrl: lock.url, bankKey });
  console.log(`hub            ${lock.url}`);
  console.log(`demo bank      ${bank.url}   open it in a browser and play a customer (车贷申请 → 人脸核验 → 演示: 未通过)`);
  console.log("another desk   npm start -- --profile second");
  const { code } = await desk.exited;
  await bank.close();
  return code ?? 0;
}

/** A new folder gets a month of demo history once, so that typical times say something; it is labelled 演示 wherever it counts. */
async function seedFreshFolder(dataDir: string, lock: HubLock, bankKey: Uint8Array): Promise<void> {
  const mark = path.join(dataDir, "history-seeded");
  if (existsSync(mark)) return;
  const content = loadContent(inProject("content"));
  if (!content.ok) return;
  const journeys = demoJourneys(content.value.flows, SEEDED_JOURNEYS, 1, lock.startedAt);
  const sent = await sendHistory({ url: lock.url, bankKey, now: lock.startedAt }, journeys, () => {});
  await writeFile(mark, "");
  console.log(`history        ${sent.journeys} generated journeys (演示) pushed through ordinary ingest`);
}

function electronBinary(): string {
  const dist = inProject("node_modules/electron/dist");
  const names = { darwin: "Electron.app/Contents/MacOS/Electron", win32: "electron.exe" } as const;
  return path.join(dist, process.platform === "darwin" || process.platform === "win32" ? names[process.platform] : "electron");
}

async function hubOf(dataDir: string): Promise<HubLock> {
  const until = Date.now() + HUB_WITHIN_MS;
  for (;;) {
    try {
      const lock = hubLockSchema.parse(JSON.parse(await readFile(path.join(dataDir, "hub.lock.json"), "utf8")));
      if ((await fetch(`${lock.url}/healthz`)).ok) return lock;
    } catch (fault) {
      if (Date.now() > until) throw new Error("the embedded hub did not start; see logs/hub.log in the data folder", { cause: fault });
    }
    await delay(100);
  }
}

function optionValue(args: readonly string[], name: string): string | undefined {
  const inline = args.findLast((arg) => arg.startsWith(`${name}=`));
  if (inline !== undefined) return inline.slice(name.length + 1);
  const at = args.lastIndexOf(name);
  return at < 0 ? undefined : args[at + 1];
}
