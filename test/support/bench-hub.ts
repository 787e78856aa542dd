/**
 * What the engine costs inside a whole hub: ingest over HTTP (on disk before the answer) one by one and in batches. Part of `npm run bench -- engine`;
 * how late an alert is on a desk is `delivery/measure-delivery.ts`.
 */
import { startHub } from "#hub/compose.ts";
import { demoEpoch, withEpoch } from "#hub/content/epoch.ts";
import { importContent } from "#hub/content/release.ts";
import { signBody } from "#hub/ingest/body-signature.ts";
import { collectingLog } from "#hub/platform/log.ts";
import { systemClock } from "#shared/lib/clock.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { ordinaryObservation } from "./bench-facts.ts";
import { printFigure } from "./bench-line.ts";
import { contentDir } from "./test-hub.ts";

const bench = "engine";

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
type OpenHub = Awaited<ReturnType<typeof openBenchHub>>;

async function send({ hub }: OpenHub, facts: readonly unknown[]): Promise<void> {
  const body = `${facts.map((fact) => JSON.stringify(fact)).join("\n")}\n`;
  const headers = { "content-type": "application/x-ndjson", "baton-signature": signBody(hub.bankKey, body, Date.now()) };
  const response = await fetch(`${hub.url}/v1/facts`, { method: "POST", headers, body });
  invariant(response.status === 202, `the hub took the facts: ${response.status === 202 ? "" : await response.text()}`);
  await response.body?.cancel();
}
const sent = (journeyId: string, seq: number, at: number) => ({
  id: `${journeyId}-${seq}`,
  journeyId,
  seq,
  at,
  observation: ordinaryObservation(seq),
});

export async function measureIngest(open: OpenHub): Promise<void> {
  const timed = async (requests: number, sizeEach: number, atOnce: number, isWarming = false): Promise<number> => {
    let next = 0;
    const from = performance.now();
    const cores = process.cpuUsage();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let mine = next++; mine < requests; mine = next++) {
          const at = Date.now();
          await send(
            open,
            Array.from({ length: sizeEach }, (_none, index) =>
              sent(`j-in-${isWarming ? 0 : sizeEach}-${mine}-${index % 100}`, 1 + Math.floor(index / 100), at),
            ),
          );
        }
      }),
    );
    const { user, system } = process.cpuUsage(cores);
    if (!isWarming)
      printFigure({
        bench,
        name: `ingest/cpu-a-fact/batch-${sizeEach}`,
        value: (user + system) / (requests * sizeEach),
        unit: "µs",
        n: requests * sizeEach,
      });
    return ((performance.now() - from) * 1_000) / (requests * sizeEach);
  };
  await timed(100, 1, 8, true);
  const single = await timed(600, 1, 8);
  const batched = await timed(30, 1_000, 2);
  printFigure({ bench, name: "ingest/single", value: single, unit: "µs", n: 600 });
  printFigure({ bench, name: "ingest/batched", value: batched, unit: "µs", baseline: single, n: 30_000 });
}
