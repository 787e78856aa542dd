/** The alert budget through the hub: k alerts an hour interrupt, the others wait with a reason, and nobody who asked ever waits. */
import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { eventOfChange } from "#hub/webhooks/event-of-change.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { BudgetPolicy } from "#shared/model/policy.ts";
import { seen, settled, waitForAlert } from "../support/hub-story.ts";
import type { TestDesk, TestHub } from "../support/test-hub.ts";
import { eventually, faceFailedThrice, granted, onHub, openDesk, openJourney, startTestHub } from "../support/test-hub.ts";

const budget = (more: Partial<BudgetPolicy["perHour"]>): { budget: BudgetPolicy } => ({
  budget: { version: 1, perHour: { person: 30, pool: 120, ...more }, bySpecialist: {}, worthByFlow: {} },
});

async function breakInPool(hub: TestHub, desk: TestDesk, flowId = "car-loan"): Promise<Alert> {
  const journey = await openJourney(hub, null, flowId);
  granted(await journey.send(...faceFailedThrice));
  return waitForAlert(desk, journey);
}

const statusOf = (desk: TestDesk, alert: Alert) => desk.alerts.get(alert.id)?.state.status;

test("[SCORE-25] the hour's alerts are offered, what comes after them waits with its reason until a place is free", () =>
  onHub({ policies: budget({ pool: 2 }) }, async (hub) => {
    const agent = await openDesk(hub.hub, "agent-04");
    const first = await breakInPool(hub, agent);
    hub.clock.advance(5 * MINUTE_MS);
    const second = await breakInPool(hub, agent);
    hub.clock.advance(5 * MINUTE_MS);
    const third = await breakInPool(hub, agent);
    expect([first, second].map(({ state, budget: of }) => [state.status, of])).toEqual([
      ["open", { desk: "pool", perHour: 2, takesPlace: true }],
      ["open", { desk: "pool", perHour: 2, takesPlace: true }],
    ]);
    expect(third.state).toEqual({
      status: "waiting",
      since: third.raisedAt,
      because: "budget-spent",
      perHour: 2,
      ahead: 0,
      freeAt: first.raisedAt + HOUR_MS,
    });
    expect(hub.hub.services.alerts.held().waiting).toBe(1);
    hub.clock.set(first.raisedAt + HOUR_MS - 1);
    await settled(hub);
    expect(statusOf(agent, third)).toBe("waiting");
    hub.clock.advance(2);
    await eventually(() => statusOf(agent, third) === "open", "the third has its place");
    const offered = agent.alerts.get(third.id);
    expect(offered).toMatchObject({ budget: { takesPlace: true }, offeredAtRevision: offered?.revision });
    expect(offered?.raisedAt).toBeGreaterThan(third.raisedAt);
    expect(hub.hub.services.alerts.held().waiting).toBe(0);
  }));

test("[SCORE-25] a waiting one may be taken by hand, and goes by itself when its customer moves on", () =>
  onHub({ policies: budget({ pool: 0 }) }, async (hub) => {
    const agent = await openDesk(hub.hub, "agent-04");
    const taken = await breakInPool(hub, agent);
    const woken = await breakInPool(hub, agent);
    expect([taken.state, woken.state]).toMatchObject([{ freeAt: null }, { freeAt: null }]);
    granted(await agent.calls.pickUpAlert({ alertId: taken.id }));
    granted(await agent.calls.wakeAlert({ alertId: woken.id }));
    const journey = await openJourney(hub, null);
    granted(await journey.send(...faceFailedThrice));
    const gone = await waitForAlert(agent, journey);
    granted(
      await journey.send(
        seen("verification-passed", { stepId: "face-check", method: "face" }),
        seen("step-completed", { stepId: "face-check" }),
      ),
    );
    await eventually(() => statusOf(agent, gone) === "resolved", "moved on");
    expect([taken, woken].map((alert) => statusOf(agent, alert))).toEqual(["picked-up", "open"]);
    expect(hub.hub.services.alerts.held().waiting).toBe(0);
  }));

test("[SCORE-27] a back end is told of an alert when it is offered, not while it waits, and once", () =>
  onHub({ policies: budget({ pool: 0 }) }, async (hub) => {
    const agent = await openDesk(hub.hub, "agent-04");
    const waiting = await breakInPool(hub, agent);
    granted(await agent.calls.wakeAlert({ alertId: waiting.id }));
    granted(await agent.calls.snoozeAlert({ alertId: waiting.id, until: hub.clock.now() + MINUTE_MS }));
    granted(await agent.calls.wakeAlert({ alertId: waiting.id }));
    await settled(hub);
    const events = agent.entries.map(({ change }) => eventOfChange(change)?.kind ?? null);
    expect(events.filter((kind) => kind === "alert-raised")).toHaveLength(1);
    expect(events[0]).toBeNull();
  }));

test("[SCORE-22] [SCORE-28] who asks for a person never waits, also when an alert of theirs was waiting", () =>
  onHub({ policies: budget({ pool: 0 }) }, async (hub) => {
    const agent = await openDesk(hub.hub, "agent-04");
    const journey = await openJourney(hub, null);
    granted(await journey.send(...faceFailedThrice));
    const waiting = await waitForAlert(agent, journey, "verification-failed");
    expect(waiting.state.status).toBe("waiting");
    granted(await journey.send(seen("help-requested", { stepId: "face-check" })));
    const asked = await waitForAlert(agent, journey, "help-requested");
    expect(asked).toMatchObject({ state: { status: "open" }, budget: { takesPlace: false } });
    expect(await hub.hub.services.alerts.handBack(waiting.journeyId)).toBe(true);
    await eventually(() => statusOf(agent, waiting) === "open", "offered at once");
    expect(agent.alerts.get(waiting.id)?.budget?.takesPlace).toBe(false);
  }));

test("[SCORE-24] a manager's budget is their own: the pool's alerts take nothing from it", () =>
  onHub({ policies: budget({ pool: 0, person: 1 }) }, async (hub) => {
    const [agent, manager] = [await openDesk(hub.hub, "agent-04"), await openDesk(hub.hub, "li-siyuan")];
    expect((await breakInPool(hub, agent)).state.status).toBe("waiting");
    const own = await openJourney(hub, "lin-xiaolan");
    granted(await own.send(...faceFailedThrice));
    expect(await waitForAlert(manager, own)).toMatchObject({ state: { status: "open" }, budget: { desk: "li-siyuan", perHour: 1 } });
  }));

test("[SCORE-23] an alert about a customer who has left is late and says so; one about a customer who is there is not", () =>
  onHub({}, async (hub) => {
    const agent = await openDesk(hub.hub, "agent-04");
    const journey = await openJourney(hub, null);
    granted(await journey.send(seen("step-entered", { stepId: "sign" }), seen("page-left", { stepId: "sign" })));
    hub.clock.advance(50 * SECOND_MS);
    expect(await waitForAlert(agent, journey, "left-on-last-step")).toMatchObject({ late: true, state: { status: "open" } });
    expect((await breakInPool(hub, agent)).late).toBeUndefined();
  }));

test("[SCORE-26] a restart forgets neither what was spent nor who waits", async () => {
  const first = await startTestHub({ policies: budget({ pool: 1 }) });
  const { clock, dataDir } = first;
  const agent = await openDesk(first.hub, "agent-04");
  const offered = await breakInPool(first, agent);
  const waiting = await breakInPool(first, agent);
  expect([offered.state.status, waiting.state.status]).toEqual(["open", "waiting"]);
  agent.end();
  await first.stop();
  clock.advance(MINUTE_MS);
  const second = await startTestHub({ dataDir, clock, policies: budget({ pool: 1 }) });
  const again = await openDesk(second.hub, "agent-04");
  expect(statusOf(again, waiting)).toBe("waiting");
  expect((await breakInPool(second, again)).state.status).toBe("waiting");
  again.end();
  await second.stop();
  clock.advance(HOUR_MS);
  await onHub({ dataDir, clock, policies: budget({ pool: 1 }) }, async (third) => {
    const back = await openDesk(third.hub, "agent-04");
    await eventually(() => statusOf(back, waiting) === "open", "its place is free");
    expect([...back.alerts.values()].filter(({ state }) => state.status === "waiting")).toHaveLength(1);
  });
  await rm(dataDir, { recursive: true, force: true });
});
