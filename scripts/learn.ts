/**
 * `npm run learn [-- --data DIR]`: the hub learns its time limits from its own history, now instead of tonight, and says from how many.
 *
 * Owns the asking and the printing; learning is `hub/watch/policies.ts`. Journeys under way keep the limits they began with.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { defaultDataDir } from "#hub/entry/arguments.ts";
import { hubOfFolder } from "#scripts/history/hub-of-folder.ts";
import { learnReplySchema } from "#shared/contract/http.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";

const { values } = parseArgs({ args: process.argv.slice(2), options: { data: { type: "string" } } });
const dataDir = path.resolve(values.data ?? defaultDataDir(process.env));
const hub = await hubOfFolder(dataDir);
try {
  const response = await fetch(`${hub.lock.url}/v1/maintenance/learn`, {
    method: "POST",
    headers: { authorization: `Bearer ${hub.lock.launchToken}` },
  });
  const { value } = z.object({ value: learnReplySchema }).parse(await response.json());
  const day = (at: number | null) => (at === null ? "–" : new Date(at).toISOString().slice(0, 10));
  console.log(`policy ${value.version}, ${value.isNew ? "new" : "as before"}`);
  if (value.limits.length === 0) {
    console.log(
      "No step has enough finished journeys yet (learn.leastSample in content/policies/detection.yaml): the policy's own figures hold.",
    );
  } else {
    console.log(
      `from ${value.journeys} finished journeys, ${value.demoJourneys} of them 演示, ${day(value.learnedFrom)} to ${day(value.learnedUntil)}`,
    );
    for (const { kind, channel, stepId, limitMs, n } of value.limits)
      console.log(
        `  ${kind.padEnd(18)} ${channel.padEnd(12)} ${stepId.padEnd(18)} ${(limitMs / SECOND_MS).toFixed(0).padStart(4)} s  n ${n}`,
      );
  }
} finally {
  await hub.end();
}
