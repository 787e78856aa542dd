/**
 * `npm run seed-history [-- --data DIR --journeys N --seed N]`: generated journeys of the last month, labelled 演示, pushed through ordinary
 * ingest, so that typical times have something to say. Sent again they add nothing. Past breakpoints disturb nobody: they are kept as expired.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { loadContent } from "#hub/content/load-content.ts";
import { defaultDataDir } from "#hub/entry/arguments.ts";
import { openKeys } from "#hub/gateway/tokens.ts";
import { demoJourneys } from "#scripts/history/demo-journeys.ts";
import { hubOfFolder } from "#scripts/history/hub-of-folder.ts";
import { sendHistory } from "#scripts/history/send-history.ts";
import { inProject } from "#scripts/lib/project.ts";

const EXIT_USAGE = 2;
const DEFAULT_JOURNEYS = 150;

function wholeNumber(text: string | undefined, otherwise: number, name: string): number {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`--${name} needs a whole number above 0, not "${text}".`);
  process.exit(EXIT_USAGE);
}

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { data: { type: "string" }, journeys: { type: "string" }, seed: { type: "string" } },
});
const dataDir = path.resolve(values.data ?? defaultDataDir(process.env));
const count = wholeNumber(values.journeys, DEFAULT_JOURNEYS, "journeys");
const seed = wholeNumber(values.seed, 1, "seed");

const content = loadContent(inProject("content"));
if (!content.ok) {
  console.error(`The content has ${content.error.length} fault(s), first ${content.error[0]?.file}: ${content.error[0]?.message}`);
  process.exit(1);
}
const hub = await hubOfFolder(dataDir);
try {
  console.log(hub.wasRunning ? `Sending to the hub that runs on ${dataDir}.` : `Started a hub on ${dataDir} for this.`);
  const { bank } = await openKeys(path.join(dataDir, "keys.json"));
  const sent = await sendHistory(
    { url: hub.lock.url, bankKey: bank, now: hub.lock.startedAt },
    demoJourneys(content.value.flows, count, seed, hub.lock.startedAt),
    (done, of) => console.log(`batch ${done} of ${of}`),
  );
  console.log(`${sent.journeys} journeys (演示), ${sent.finished} finished: ${sent.accepted} facts new, ${sent.repeated} known already.`);
} finally {
  await hub.end();
}
