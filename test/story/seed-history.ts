/** A past for a world whose hub has none. Which journeys, and how they are sent, is `scripts/history`. */
import { loadContent } from "#hub/content/load-content.ts";
import { demoJourneys } from "#scripts/history/demo-journeys.ts";
import { sendHistory } from "#scripts/history/send-history.ts";
import { bankKeyOf } from "#scripts/lib/bank-key.ts";
import type { World } from "./world.ts";

/** A month of generated journeys (演示) through ordinary ingest, so that the screens have typical times to show. */
export async function seedHistory({ dataDir, lock }: World): Promise<void> {
  const { url, startedAt } = await lock();
  const content = loadContent("content");
  if (!content.ok) throw new Error(content.error[0]?.message);
  await sendHistory(
    { url, bankKey: await bankKeyOf(dataDir), now: startedAt },
    demoJourneys(content.value.flows, 150, 1, startedAt),
    () => {},
  );
}
