/** Limits learned from the hub's own history: by command and by night, for journeys to come, and the same after every restart. */
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { openStore } from "#hub/store/open-store.ts";
import { demoJourneys } from "#scripts/history/demo-journeys.ts";
import { sendHistory } from "#scripts/history/send-history.ts";
import type { LearnReply } from "#shared/contract/http.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import type { JourneyId } from "#shared/model/ids.ts";
import { alertOf, seen, settled, waitForAlert } from "../support/hub-story.ts";
import type { TestHub, TestJourney } from "../support/test-hub.ts";
import { granted, onHub, openDesk, openJourney, startTestHub } from "../support/test-hub.ts";

const JOURNEYS = 900;
const history = (test: TestHub) => demoJourneys(test.hub.services.content.flows, JOURNEYS, 1, test.clock.now());
const seed = (test: TestHub) => sendHistory({ url: test.hub.url, bankKey: test.hub.bankKey, now: test.clock.now() }, history(test));

async function learn(test: TestHub): Promise<LearnReply> {
  const response = await fetch(`${test.hub.url}/v1/maintenance/learn`, {
    method: "POST",
    headers: { authorization: `Bearer ${test.hub.launchToken}` },
  });
  return granted((await response.json()) as { ok: true; value: LearnReply });
}

/** On 车型与价格 in the app, and quiet from then on: the policy's own limit is 90 s there. */
async function stillOnVehicle(test: TestHub): Promise<TestJourney> {
  const journey = await openJourney(test, null);
  granted(await journey.send(seen("step-entered", { stepId: "vehicle" })));
  return journey;
}

async function policyRows(dataDir: string) {
  const db = await openStore(`${dataDir}/hub.sqlite`);
  const rows = await db.selectFrom("policies").selectAll().orderBy("in_force_since").execute();
  await db.destroy();
  return rows;
}

test("[LEARN-7] [LEARN-8] [LEARN-11] a command learns from finished journeys, once for the same figures, and an alert says from how many", () =>
  onHub({}, async (hub) => {
    expect((await fetch(`${hub.hub.url}/v1/maintenance/learn`, { method: "POST" })).status).toBe(401);
    expect(await learn(hub)).toMatchObject({ isNew: false, limits: [], learnedFrom: null, journeys: 0 });
    await seed(hub);
    const finished = history(hub).filter(({ isFinished }) => isFinished).length;
    const learned = await learn(hub);
    expect(learned).toMatchObject({ isNew: true, journeys: finished, demoJourneys: finished, learnedUntil: hub.clock.now() });
    const limit = learned.limits.find((each) => each.kind === "quiet-on-step" && each.channel === "app" && each.stepId === "vehicle");
    expect(limit?.n).toBeGreaterThanOrEqual(50);
    expect(await learn(hub)).toMatchObject({ isNew: false, version: learned.version });
    expect((await policyRows(hub.dataDir)).map((row) => row.version)).toEqual([expect.any(String), learned.version]);

    const agent = await openDesk(hub.hub, "agent-04");
    const journey = await stillOnVehicle(hub);
    hub.clock.advance((limit?.limitMs ?? 0) + SECOND_MS);
    const alert = await waitForAlert(agent, journey, "quiet-on-step");
    expect(alert.breakpoint.limits).toMatchObject({ limitMs: limit?.limitMs, n: limit?.n });
    const { policy } = granted(await agent.calls.openAlert({ alertId: alert.id }));
    expect(policy).toEqual({
      version: learned.version,
      learnedFrom: learned.learnedFrom,
      learnedUntil: learned.learnedUntil,
      journeys: finished,
      demoJourneys: finished,
      learned: { quantile: 0.95, factor: 2.25, limitMs: limit?.limitMs },
    });
  }));

test("[LEARN-7] it learns at the policy's time of day, and soon after a start when it slept through that", async () => {
  const first = await startTestHub();
  await seed(first);
  // 10:00 in Shanghai; the policy says 03:30.
  first.clock.advance(17 * HOUR_MS);
  await settled(first);
  expect(first.hub.services.policies.current.learnedFrom).toBeNull();
  first.clock.advance(HOUR_MS);
  await settled(first);
  expect(first.hub.services.policies.current.journeys).toBeGreaterThan(500);
  await first.stop();
  first.clock.advance(120 * DAY_MS);
  await onHub({ dataDir: first.dataDir, clock: first.clock }, async (second) => {
    expect(second.hub.services.policies.current.journeys).toBeGreaterThan(500);
    second.clock.advance(2 * MINUTE_MS);
    await settled(second);
    // What is older than the window teaches nothing any more.
    expect(second.hub.services.policies.current).toMatchObject({ journeys: 0, learnedFrom: null });
  });
});

test("[LEARN-9] [LEARN-10] a journey under way keeps its limits over learning, snapshots and a replay of the whole log", async () => {
  let hub = await startTestHub();
  const { clock, dataDir } = hub;
  await seed(hub);
  const before = await stillOnVehicle(hub);
  const versionBefore = hub.hub.services.policies.current.version;
  const learned = await learn(hub);
  const after = await stillOnVehicle(hub);
  const limitMs =
    learned.limits.find(({ channel, stepId, kind }) => `${kind} ${channel} ${stepId}` === "quiet-on-step app vehicle")?.limitMs ?? 0;
  expect(Math.abs(limitMs - 90 * SECOND_MS)).toBeGreaterThan(5 * SECOND_MS);
  const versions = () => [before, after].map(({ id }) => hub.hub.services.intake.policyOf(id as JourneyId)?.version);
  expect(versions()).toEqual([versionBefore, learned.version]);
  const again = async (withSnapshots: boolean) => {
    await hub.stop();
    if (!withSnapshots) for (const name of await readdir(dataDir)) if (name.startsWith("watch.sqlite")) await rm(path.join(dataDir, name));
    hub = await startTestHub({ dataDir, clock });
    await settled(hub);
    expect(versions()).toEqual([versionBefore, learned.version]);
  };
  await again(true);
  await again(false);

  const agent = await openDesk(hub.hub, "agent-04");
  const [shorter, longer] = limitMs < 90 * SECOND_MS ? [after, before] : [before, after];
  clock.advance(Math.min(limitMs, 90 * SECOND_MS) + SECOND_MS);
  await waitForAlert(agent, shorter, "quiet-on-step");
  expect(alertOf(agent, longer)).toBeUndefined();
  clock.advance(Math.abs(limitMs - 90 * SECOND_MS));
  await waitForAlert(agent, longer, "quiet-on-step");

  const alerts = async () => {
    const snapshot = await hub.hub.services.deskLog.snapshot(new Set(["r:supervisor", "r:agent"]), {});
    return snapshot.alerts.map(({ key, breakpoint }) => [key, breakpoint.limits.limitMs, breakpoint.limits.n]).sort();
  };
  const raised = await alerts();
  expect(raised.map(([, ms]) => ms).sort()).toEqual([90 * SECOND_MS, limitMs].sort());
  await again(false);
  expect(await alerts()).toEqual(raised);
  await hub.end();
});
