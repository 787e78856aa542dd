/**
 * `npm run retrain [-- --data DIR --journeys N --seed N]`: the need score learned anew from the hub's own log, kept in the data folder, and used
 * by its hub from then on: at once when it runs, else at its next start.
 *
 * Owns the command; the log becomes journeys in `scripts/history/hub-journeys.ts`, learning is `shared/domain/score`. A log that is too short
 * to learn from is refused with how much is there.
 */
import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { loadContent } from "#hub/content/load-content.ts";
import { NEED_MODEL_FILE } from "#hub/decide/need-scores.ts";
import { defaultDataDir } from "#hub/entry/arguments.ts";
import { hubJourneys } from "#scripts/history/hub-journeys.ts";
import { runningHub } from "#scripts/history/hub-of-folder.ts";
import { learnFromHub } from "#scripts/history/learn-from-hub.ts";
import { inProject } from "#scripts/lib/project.ts";
import { progressOn } from "#scripts/replay/progress.ts";
import { needModelReplySchema } from "#shared/contract/http.ts";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const DEFAULT_JOURNEYS = 20_000;

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { data: { type: "string" }, journeys: { type: "string" }, seed: { type: "string" } },
});
const dataDir = path.resolve(values.data ?? defaultDataDir(process.env));
const most = Number(values.journeys ?? DEFAULT_JOURNEYS);
const seed = Number(values.seed ?? 1);

async function handTo(lock: { url: string; launchToken: string }): Promise<string> {
  const response = await fetch(`${lock.url}/v1/maintenance/need-model`, {
    method: "POST",
    headers: { authorization: `Bearer ${lock.launchToken}` },
  });
  const reply = z
    .object({ value: needModelReplySchema.optional(), error: z.object({ detail: z.object({ reason: z.string() }).partial() }).optional() })
    .parse(await response.json());
  if (reply.value !== undefined) return `The hub at ${lock.url} uses ${reply.value.modelVersion} now.`;
  return `The hub at ${lock.url} refused it: ${reply.error?.detail.reason ?? response.status}`;
}

async function retrain(): Promise<number> {
  if (!Number.isSafeInteger(most) || most < 1 || !Number.isSafeInteger(seed)) {
    console.error("--journeys is a whole number above 0, --seed a whole number.");
    return EXIT_USAGE;
  }
  const content = loadContent(inProject("content"));
  if (!content.ok) {
    console.error(`The content has ${content.error.length} fault(s), first ${content.error[0]?.file}: ${content.error[0]?.message}`);
    return EXIT_FAILED;
  }
  const progress = progressOn(process.stderr);
  const learned = learnFromHub(await hubJourneys(dataDir, content.value.flows, most), seed, progress);
  progress.end();
  if (!learned.ok) {
    console.error(learned.error);
    return EXIT_FAILED;
  }
  const file = path.join(dataDir, NEED_MODEL_FILE);
  writeFileSync(`${file}.tmp`, `${JSON.stringify(learned.value.model)}\n`);
  renameSync(`${file}.tmp`, file);
  console.log(learned.value.printed);
  const lock = await runningHub(dataDir);
  console.log(lock === null ? `Kept in ${file}; the hub takes it at its next start.` : await handTo(lock));
  return 0;
}

process.exitCode = await retrain();
