/** A whole hub as a benchmark opens it: the real content, moved to today, and the faults it logged. What is measured of it is others'. */
import { startHub } from "#hub/compose.ts";
import { demoEpoch, withEpoch } from "#hub/content/epoch.ts";
import { importContent } from "#hub/content/release.ts";
import { collectingLog } from "#hub/platform/log.ts";
import { systemClock } from "#shared/lib/clock.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { contentDir } from "./test-hub.ts";

export async function openBenchHub(dataDir: string, clock = systemClock) {
  const imported = importContent(contentDir, dataDir);
  invariant(imported.ok, "content fits its schemas");
  const { id: releaseId, content } = imported.value;
  const { log, lines } = collectingLog();
  const hub = await startHub({
    dataDir,
    release: { id: releaseId, content: withEpoch(content, demoEpoch(content.contentEpoch, clock.now())) },
    clock,
    log,
    sdkDir: dataDir,
    port: 0,
    host: "127.0.0.1",
    onFatal: (fault) => {
      throw fault;
    },
  });
  return { hub, policy: content.policies.detection, faults: () => lines.filter(({ level }) => level === "error").length };
}
