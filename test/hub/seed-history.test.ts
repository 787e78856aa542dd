/** Generated history: through the ordinary door, disturbing nobody, filling typical times and told apart in them. */
import { expect, test, vi } from "vitest";
import { openStore } from "#hub/store/open-store.ts";
import { typicalTimes } from "#hub/watch/typical-times.ts";
import { batchesOf, demoJourneys } from "#scripts/history/demo-journeys.ts";
import { sendHistory } from "#scripts/history/send-history.ts";
import { DAY_MS, MINUTE_MS } from "#shared/lib/duration.ts";
import { carLoan } from "../support/customers/fact-writer.ts";
import { breakAtFaceCheck, seen, settled } from "../support/hub-story.ts";
import { granted, MORNING_MS, onHub, openDesk } from "../support/test-hub.ts";

test("[INTAKE-14] 150 generated journeys raise nothing on any desk, fill every step with n ≥ 20, and are told apart from real ones", () =>
  onHub({}, async (hub) => {
    const { services, url, bankKey } = hub.hub;
    const desks = [await openDesk(hub.hub, "li-siyuan"), await openDesk(hub.hub, "agent-04"), await openDesk(hub.hub, "shen-yue")];
    const journeys = demoJourneys(services.content.flows, 150, 1, hub.clock.now());
    const target = { url, bankKey, now: hub.clock.now() };
    const sent = await sendHistory(target, journeys);
    expect(sent).toMatchObject({ journeys: 150, repeated: 0, accepted: journeys.reduce((sum, { facts }) => sum + facts.length, 0) });
    expect(sent.finished).toBeGreaterThan(90);
    expect(sent.finished).toBeLessThan(140);
    // Whatever the detectors would still do about them with time, they do within the hour.
    hub.clock.advance(60 * MINUTE_MS);
    await settled(hub);
    for (const desk of desks) {
      expect(desk.entries.filter(({ change }) => change.kind === "alert")).toEqual([]);
      const { snapshot } = granted(await desk.calls.resume({ cursor: null })) as { snapshot: { alerts: unknown[] } };
      expect(snapshot.alerts).toEqual([]);
    }
    const text = await services.metrics.registry.getSingleMetricAsString("baton_alerts_raised_total");
    expect(text, "past breakpoints are found and kept all the same").toMatch(/verification-failed"\} [1-9]/);

    expect(await sendHistory(target, journeys)).toMatchObject({ accepted: 0, repeated: sent.accepted });
    const [manager] = desks;
    if (!manager) return;
    await vi.waitFor(async () => {
      for (const flow of services.content.flows) {
        const db = await openStore(`${hub.dataDir}/hub.sqlite`);
        const typical = await typicalTimes(
          db,
          flow.id,
          flow.steps.map((step) => step.id),
        );
        await db.destroy();
        for (const { stepId, n, demo, medianMs } of typical) {
          expect(n, `${flow.id} ${stepId}`).toBeGreaterThanOrEqual(20);
          expect(demo).toBe(n);
          expect(medianMs).toBeGreaterThan(3_000);
          expect(medianMs).toBeLessThan(10 * MINUTE_MS);
        }
      }
    });

    const { journey, alert } = await breakAtFaceCheck(hub, manager);
    granted(await journey.send(seen("step-entered", { stepId: "vehicle" })));
    hub.clock.advance(MINUTE_MS);
    granted(await journey.send(seen("step-completed", { stepId: "vehicle" })));
    await settled(hub);
    // Written in a moment, together with what else ends meanwhile.
    await vi.waitFor(async () => {
      const { typical } = granted(await manager.calls.openAlert({ alertId: alert.id }));
      const vehicle = typical.find(({ stepId }) => stepId === "vehicle");
      expect((vehicle?.n ?? 0) - (vehicle?.demo ?? 0)).toBe(1);
    });
  }));

test("[INTAKE-14] the same seed makes the same journeys, all of them at least a day old, whole in their batches", () => {
  const make = () => demoJourneys([carLoan], 40, 7, MORNING_MS);
  expect(make()).toEqual(make());
  expect(demoJourneys([carLoan], 40, 8, MORNING_MS)).not.toEqual(make());
  for (const { id, facts } of make()) {
    expect(id).toMatch(/^demo-car-loan-7-\d+$/);
    expect(facts.map((fact) => fact.seq)).toEqual(facts.map((_fact, index) => index + 1));
    expect(facts.every((fact, index) => index === 0 || fact.at >= (facts[index - 1]?.at ?? 0))).toBe(true);
    expect(facts.at(-1)?.at).toBeLessThan(MORNING_MS - DAY_MS);
  }
  const batches = batchesOf(make(), 100);
  expect(batches.every((batch) => batch.length <= 100)).toBe(true);
  for (const { id } of make()) expect(batches.filter((batch) => batch.some((fact) => fact.journeyId === id))).toHaveLength(1);
});
