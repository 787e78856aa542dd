/** Coming back from snapshots: the same journeys as a replay of the whole log, wherever the snapshot was taken. */
import { copyFile, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { openFactLog } from "#hub/store/fact-log.ts";
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { seededRandom } from "#shared/lib/seeded-random.ts";
import type { Observation } from "#shared/model/fact.ts";
import type { JourneyId } from "#shared/model/ids.ts";
import { seen, settled, waitForAlert } from "../support/hub-story.ts";
import type { TestHub, TestJourney } from "../support/test-hub.ts";
import { faceFailedThrice, granted, onHub, openDesk, openJourney, startTestHub } from "../support/test-hub.ts";

const steps = ["identity", "vehicle", "income", "quote", "face-check"];

function anyObservation(random: ReturnType<typeof seededRandom>): Observation {
  const stepId = random.pick(steps);
  return random.pick([
    seen("step-entered", { stepId }),
    seen("step-completed", { stepId }),
    seen("page-hidden", { stepId }),
    seen("page-visible", { stepId }),
    seen("field-rejected", { stepId, fieldId: "phone", reason: "wrong" }),
    seen("verification-failed", { stepId: "face-check", method: "face", reason: "light-too-low" }),
  ]);
}

/** Everything a desk could see of these journeys, and what they wait for. */
const imageOf = (hub: TestHub, journeys: readonly TestJourney[]) => ({
  cards: journeys.map(({ id }) => hub.hub.services.intake.card(id as JourneyId)),
  timers: hub.hub.services.deadlines.size,
  open: hub.hub.services.intake.openJourneys,
});

const snapshotsOf = (dataDir: string) => path.join(dataDir, "watch.sqlite");

async function withoutSnapshots(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) if (name.startsWith("watch.sqlite")) await rm(path.join(dataDir, name));
}

test("[INTAKE-23] an old snapshot and the tail, the latest snapshot, and the whole log bring back the very same journeys", async () => {
  const random = seededRandom(23);
  const before = await startTestHub();
  const journeys: TestJourney[] = [];
  for (let n = 0; n < 8; n += 1) journeys.push(await openJourney(before, null));
  const stir = async (rounds: number) => {
    for (let round = 0; round < rounds; round += 1) {
      const journey = random.pick(journeys);
      const facts = journey.facts(...Array.from({ length: 1 + random.below(4) }, () => anyObservation(random)));
      granted(await journey.sendRaw(random.below(3) === 0 ? random.shuffle(facts) : facts));
      before.clock.advance(random.below(20) * SECOND_MS);
    }
  };
  await stir(40);
  await before.hub.services.intake.keepSnapshots();
  const older = path.join(before.dataDir, "older.sqlite");
  new DatabaseSync(snapshotsOf(before.dataDir)).exec(`VACUUM INTO '${older}'`);
  await stir(40);
  await settled(before);
  const wanted = imageOf(before, journeys);
  expect(wanted.cards.filter((card) => card !== null).length).toBeGreaterThan(5);
  await before.stop();

  const comeBack = async (prepare: () => Promise<void>) => {
    await prepare();
    const after = await startTestHub({ dataDir: before.dataDir, clock: before.clock });
    await settled(after);
    const image = imageOf(after, journeys);
    const alerts = await after.hub.services.deskLog.snapshot(new Set(["r:supervisor", "r:agent"]), {});
    await after.stop();
    return { image, alerts: alerts.alerts.map(({ key, revision, state }) => [key, revision, state.status]).sort() };
  };
  const latest = await comeBack(async () => {});
  const tail = await comeBack(async () => {
    await withoutSnapshots(before.dataDir);
    await copyFile(older, snapshotsOf(before.dataDir));
  });
  const whole = await comeBack(() => withoutSnapshots(before.dataDir));
  for (const back of [latest, tail, whole]) {
    expect(back.image.cards).toEqual(wanted.cards);
    expect(back.image.open).toBe(wanted.open);
    expect(back.alerts).toEqual(latest.alerts);
  }
  await rm(before.dataDir, { recursive: true, force: true });
}, 120_000);

test("[INTAKE-24] an idle journey leaves memory and is the same when somebody asks, its timers, secret and numbers included", () =>
  onHub({}, async (hub) => {
    const { intake } = hub.hub.services;
    const agent = await openDesk(hub.hub, "agent-04");
    const journey = await openJourney(hub, null);
    granted(await journey.send(seen("step-entered", { stepId: "vehicle" }), seen("page-left", { stepId: "vehicle" })));
    const card = intake.card(journey.id as JourneyId);
    expect(intake.liveJourneys).toBe(1);
    hub.clock.advance(30 * MINUTE_MS);
    await intake.keepSnapshots();
    hub.clock.advance(30 * MINUTE_MS);
    await intake.keepSnapshots();
    expect([intake.liveJourneys, intake.openJourneys]).toEqual([0, 1]);
    expect(await intake.holdsSecret(journey.id as JourneyId, journey.secret)).toBe(true);
    expect(intake.card(journey.id as JourneyId)?.facts).toEqual(card?.facts);
    const again = journey.facts(...faceFailedThrice);
    expect(granted(await journey.sendRaw(again)).upTo).toBe(7);
    expect(granted(await journey.sendRaw(again)).upTo).toBe(7);
    expect((await waitForAlert(agent, journey, "verification-failed")).breakpoint.count).toBe(3);
  }));

test("[INTAKE-25] a torn last line is cut off, damage before it stops the hub with its place, and snapshots of another log are thrown away", async () => {
  const before = await startTestHub();
  const journey = await openJourney(before, null);
  granted(await journey.send(...faceFailedThrice));
  await before.stop();
  const file = path.join(before.dataDir, "facts.log");
  const { readFile, writeFile, appendFile } = await import("node:fs/promises");
  const whole = await readFile(file, "utf8");
  await appendFile(file, whole.slice(0, 40));
  const torn = await openFactLog(file);
  expect(torn.size).toBe(Buffer.byteLength(whole));
  await torn.close();
  expect(await readFile(file, "utf8")).toBe(whole);

  await writeFile(file, whole.replace("face-not-found", "face-not-f0und"));
  await withoutSnapshots(before.dataDir);
  await expect(startTestHub({ dataDir: before.dataDir, clock: before.clock })).rejects.toThrow("facts.log is damaged at byte");
  await writeFile(file, whole);
  const good = await startTestHub({ dataDir: before.dataDir, clock: before.clock });
  await good.stop();
  // Somebody moved the log away: what the snapshots stand for is gone, and a new beginning it is.
  await writeFile(file, "");
  await onHub({ dataDir: before.dataDir, clock: before.clock }, async (after) => {
    expect(after.hub.services.intake.card(journey.id as JourneyId)).toBeNull();
  });
});
