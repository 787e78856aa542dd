/** The need score on the hub's alerts: reckoned as they are raised, kept fresh, from the model the data folder prefers. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { demoJourneys } from "#scripts/history/demo-journeys.ts";
import { hubJourneys } from "#scripts/history/hub-journeys.ts";
import { learnFromHub } from "#scripts/history/learn-from-hub.ts";
import { sendHistory } from "#scripts/history/send-history.ts";
import { readNeedModel } from "#shared/domain/score/score-journey.ts";
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { seededRandom } from "#shared/lib/seeded-random.ts";
import type { JourneyId } from "#shared/model/ids.ts";
import { breakAtFaceCheck, seen, settled, waitForAlert } from "../support/hub-story.ts";
import type { TestHub } from "../support/test-hub.ts";
import { contentDir, faceFailedThrice, granted, onHub, openDesk, openJourney, startTestHub } from "../support/test-hub.ts";

const shippedFile = path.join(contentDir, "score/need-model.json");
const shipped = async () => {
  const model = readNeedModel(JSON.parse(await readFile(shippedFile, "utf8")));
  if (!model.ok) throw new Error(model.error.message);
  return model.value;
};

async function reload(hub: TestHub) {
  const response = await fetch(`${hub.hub.url}/v1/maintenance/need-model`, {
    method: "POST",
    headers: { authorization: `Bearer ${hub.hub.launchToken}` },
  });
  return (await response.json()) as { ok: boolean; value?: { modelVersion: string }; error?: { detail?: { reason?: string } } };
}

test("[SCORE-15] an alert says how likely its journey is not to be finished, why, and on whose word", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { alert } = await breakAtFaceCheck(hub, manager);
    const { trainedOn, modelVersion } = await shipped();
    expect(alert.need).toMatchObject({
      modelVersion,
      scoredAt: hub.clock.now(),
      model: { source: "synthetic-customers", from: trainedOn.from, until: trainedOn.until, journeys: trainedOn.journeys },
    });
    expect(alert.need?.reasons.length).toBeGreaterThan(0);
    // As far on, with nothing gone wrong.
    const smooth = await openJourney(hub, null);
    granted(await smooth.send(seen("step-entered", { stepId: "face-check" })));
    const calm = hub.hub.services.scores.scoreOf(smooth.id as JourneyId);
    expect(alert.need?.notFinish01).toBeGreaterThan((calm?.notFinish01 ?? 1) + 0.05);
  }));

test("[SCORE-16] a waiting alert's score follows the customer, with measure; one in hand keeps the one it had", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { journey, alert } = await breakAtFaceCheck(hub, manager);
    const told = () => manager.entries.filter(({ change }) => change.kind === "alert" && change.alert.id === alert.id).length;
    expect(hub.hub.services.alerts.held().scored).toBe(1);
    const before = told();
    granted(await journey.send(seen("help-opened", { stepId: "face-check", topic: "light" })));
    await settled(hub);
    expect(told(), "not before ten seconds").toBe(before);
    hub.clock.advance(3 * MINUTE_MS);
    await settled(hub);
    const current = manager.alerts.get(alert.id);
    expect(current?.need?.scoredAt).toBeGreaterThan(alert.need?.scoredAt ?? 0);
    // Spells of 10, 20, 30, 60 and 120 seconds at most, beside lease and growth.
    expect(told() - before).toBeLessThanOrEqual(12);
    granted(await manager.calls.pickUpAlert({ alertId: alert.id }));
    await settled(hub);
    expect(hub.hub.services.alerts.held().scored).toBe(0);
    const kept = manager.alerts.get(alert.id)?.need;
    granted(await journey.send(seen("help-opened", { stepId: "face-check", topic: "light" })));
    hub.clock.advance(MINUTE_MS);
    await settled(hub);
    expect(manager.alerts.get(alert.id)?.need).toEqual(kept);
  }));

test("[SCORE-17] shuffled and doubled facts give the score of ordered ones, before and after a restart", async () => {
  const random = seededRandom(17);
  let hub = await startTestHub();
  const ordered = await openJourney(hub, null);
  const shuffled = await openJourney(hub, null);
  const observations = [
    seen("step-entered", { stepId: "vehicle" }),
    seen("field-rejected", { stepId: "vehicle", fieldId: "car-model", reason: "format" }),
    seen("step-completed", { stepId: "vehicle" }),
    seen("step-entered", { stepId: "identity" }),
    seen("step-entered", { stepId: "vehicle" }),
    ...faceFailedThrice,
  ];
  granted(await ordered.send(...observations));
  const facts = random.shuffle(shuffled.facts(...observations));
  granted(await shuffled.sendRaw(facts));
  granted(await shuffled.sendRaw(facts.slice(0, 4)));
  const scores = () =>
    [ordered, shuffled].map(({ id }) => {
      const need = hub.hub.services.scores.scoreOf(id as JourneyId);
      return need === null ? null : [need.notFinish01, need.stillThere01, need.reasons];
    });
  const wanted = scores();
  expect(wanted[0]).not.toBeNull();
  expect(wanted[1]).toEqual(wanted[0]);
  await hub.stop();
  hub = await startTestHub({ dataDir: hub.dataDir, clock: hub.clock });
  expect(scores()).toEqual(wanted);
  await hub.end();
});

test("[SCORE-10] [SCORE-18] the folder's own model goes before the shipped one; one that does not fit is refused and nothing changes", async () => {
  const first = await startTestHub();
  const own = path.join(first.dataDir, "need-model.json");
  const model = await shipped();
  expect(await reload(first)).toMatchObject({ ok: true, value: { modelVersion: model.modelVersion } });
  await writeFile(own, JSON.stringify({ ...model, modelVersion: "own-1" }));
  expect(await reload(first)).toMatchObject({ ok: true, value: { modelVersion: "own-1" } });
  await writeFile(own, JSON.stringify({ ...model, modelVersion: "own-2", format: "baton-need-score/9" }));
  expect(await reload(first)).toMatchObject({ ok: false, error: { detail: { reason: expect.stringContaining("baton-need-score/1") } } });
  await writeFile(own, JSON.stringify({ ...model, modelVersion: "own-3", features: ["moon"] }));
  expect((await reload(first)).error?.detail?.reason).toContain("other features");
  expect(first.hub.services.scores.model?.modelVersion).toBe("own-1");
  expect((await fetch(`${first.hub.url}/v1/maintenance/need-model`, { method: "POST" })).status).toBe(401);
  await first.stop();
  await onHub({ dataDir: first.dataDir, clock: first.clock }, async (second) => {
    expect(second.hub.services.scores.model?.modelVersion, "a start goes on with what fits").toBe(model.modelVersion);
  });
});

test(
  "[SCORE-19] the hub's own log teaches a model that says where it comes from, and too short a log none",
  () =>
    onHub({}, async (hub) => {
      const { content } = hub.hub.services;
      const none = { stage: () => {}, end: () => {} };
      const target = { url: hub.hub.url, bankKey: hub.hub.bankKey, now: hub.clock.now() };
      await sendHistory(target, demoJourneys(content.flows, 90, 2, hub.clock.now()));
      const short = learnFromHub(await hubJourneys(hub.dataDir, content.flows, 1_000), 1, none);
      expect(short).toMatchObject({ ok: false, error: expect.stringContaining("90 journeys") });
      await sendHistory(target, demoJourneys(content.flows, 600, 1, hub.clock.now()));
      const journeys = await hubJourneys(hub.dataDir, content.flows, 1_000);
      expect(journeys).toMatchObject({ demoJourneys: 690 });
      const learned = learnFromHub(journeys, 1, none);
      if (!learned.ok) throw new Error(learned.error);
      const { trainedOn } = learned.value.model;
      expect(trainedOn).toMatchObject({ source: "hub-log", demoJourneys: Math.floor(690 * 0.8) });
      await writeFile(path.join(hub.dataDir, "need-model.json"), JSON.stringify(learned.value.model));
      expect(await reload(hub)).toMatchObject({ ok: true, value: { modelVersion: learned.value.model.modelVersion } });
      const agent = await openDesk(hub.hub, "agent-04");
      const journey = await openJourney(hub, null);
      granted(await journey.send(...faceFailedThrice));
      hub.clock.advance(SECOND_MS);
      expect((await waitForAlert(agent, journey)).need?.model).toMatchObject({ source: "hub-log", demoJourneys: trainedOn.demoJourneys });
    }),
  60_000,
);
