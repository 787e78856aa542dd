/**
 * What the engine costs inside a whole hub: ingest over HTTP (on disk before the answer) one by one and in batches, and how late an alert is on
 * a desk after its limit was reached, under load. Part of `npm run bench -- engine`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { startHub } from "#hub/compose.ts";
import { demoEpoch, withEpoch } from "#hub/content/epoch.ts";
import { importContent } from "#hub/content/release.ts";
import { signBody } from "#hub/ingest/body-signature.ts";
import { collectingLog } from "#hub/platform/log.ts";
import { systemClock } from "#shared/lib/clock.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { ordinaryObservation } from "./bench-facts.ts";
import { percentile, printFigure } from "./bench-line.ts";
import { contentDir, openDesk } from "./test-hub.ts";

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

/** Journeys that go quiet a second and a half from now, among the load of others that do not. */
export async function measureDelivery(open: OpenHub, load: { rate: number; seconds: number; desks: number }): Promise<void> {
  const { hub, policy } = open;
  const { rate, seconds } = load;
  const desks = [];
  for (let index = 0; index < load.desks; index += 1) desks.push(await openDesk(hub, "agent-04"));
  const heard = new Map<string, { at: number; detectedAt: number }>();
  const [desk] = desks;
  invariant(desk, "at least one desk");
  desk.link.on("log", ({ entries }) => {
    const at = Date.now();
    for (const { change } of entries)
      if (change.kind === "alert" && change.alert.revision === 1)
        heard.set(change.alert.journeyId, { at, detectedAt: change.alert.breakpoint.detectedAt });
  });
  const limitMs = policy["quiet-on-step"].limitMsByStep["vehicle" as never] ?? policy["quiet-on-step"].limitMs;
  const timersLate: number[] = [];
  let probes = 0;
  let sentLoad = 0;
  const until = Date.now() + seconds * SECOND_MS;
  while (Date.now() < until) {
    const tickAt = Date.now();
    const quietSince = tickAt - limitMs + 1_500;
    const facts: unknown[] = [];
    for (let probe = 0; probe < 5; probe += 1) {
      const id = `j-quiet-${probes++}`;
      facts.push(sent(id, 1, quietSince));
      facts.push({ ...sent(id, 2, quietSince), observation: { kind: "step-entered", stepId: "vehicle" } });
    }
    // The same instant by a timer of its own, in the same process under the same load.
    const dueAt = quietSince + limitMs;
    setTimeout(() => timersLate.push(Date.now() - dueAt), dueAt - Date.now()).unref();
    while (facts.length < rate / 10) facts.push(sent(`j-load-${sentLoad % 5_000}`, 1 + Math.floor(sentLoad++ / 5_000), tickAt));
    await send(open, facts);
    await delay(Math.max(0, tickAt + 100 - Date.now()));
  }
  await delay(4_000);
  const late = [...heard.values()].map(({ at, detectedAt }) => at - detectedAt);
  printFigure({
    bench,
    name: `due-to-delivered/p50/${rate}-a-second`,
    value: percentile(late, 0.5),
    unit: "ms",
    baseline: percentile(timersLate, 0.5),
    n: late.length,
  });
  printFigure({
    bench,
    name: `due-to-delivered/p99/${rate}-a-second`,
    value: percentile(late, 0.99),
    unit: "ms",
    baseline: percentile(timersLate, 0.99),
    n: late.length,
  });
  process.stderr.write(`${probes} journeys went quiet, ${late.length} alerts arrived at one of ${desks.length} desks\n`);
  for (const each of desks) each.end();
}
