/** A hub that ends and starts again on the same folder: nothing lost, nothing doubled, every timer running again. */
import { expect, test } from "vitest";
import { openFactLog } from "#hub/store/fact-log.ts";
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import {
  active,
  alertOf,
  breakAtFaceCheck,
  connectPage,
  frame,
  invited,
  seen,
  sessionOf,
  settled,
  statusOf,
  waitForAlert,
  watchMirror,
} from "../support/hub-story.ts";
import type { TestHub } from "../support/test-hub.ts";
import { eventually, faceFailedThrice, granted, onHub, openDesk, openJourney, startTestHub } from "../support/test-hub.ts";

const LEASE_MS = 30 * SECOND_MS;

/** Ends the hub and starts another on its folder and clock; `between` is what happens while there is none. */
async function afterRestart(before: TestHub, work: (after: TestHub) => Promise<void>, between: () => void = () => {}): Promise<void> {
  expect(before.faults()).toEqual([]);
  await before.stop();
  between();
  await onHub({ dataDir: before.dataDir, clock: before.clock }, work);
}

test("[INTAKE-12] [ENGINE-9] journeys are rebuilt from the log, alerts are not doubled, and what comes after is watched as if nothing had been", async () => {
  const before = await startTestHub();
  const manager = await openDesk(before.hub, "li-siyuan");
  const { alert, journey } = await breakAtFaceCheck(before, manager);
  await settled(before);
  const cursor = manager.cursor();
  manager.end();
  await afterRestart(before, async (after) => {
    const desk = await openDesk(after.hub, "li-siyuan", cursor);
    const details = granted(await desk.calls.openAlert({ alertId: alert.id }));
    expect(details.journey).toMatchObject({ stepId: "face-check", journeyId: journey.id });
    expect(details.journey.facts).toHaveLength(5);
    await settled(after);
    expect((await after.hub.services.alerts.read(alert.id))?.revision).toBe(alert.revision);
    const again = { ...journey, hub: after };
    // The page does not know of it and goes on with its own numbers.
    const next = journey.facts(seen("verification-failed", { stepId: "face-check", method: "face", reason: "light-too-low" }));
    const response = await fetch(`${after.hub.url}/v1/track`, {
      method: "POST",
      body: JSON.stringify({
        protocol: 1,
        token: null,
        journey: { id: again.id, secret: again.secret },
        facts: next,
        sentAt: after.clock.now(),
      }),
    });
    expect(await response.json()).toMatchObject({ ok: true, value: { upTo: 6 } });
    await eventually(() => alertOf(desk, journey)?.breakpoint.count === 4, "the same alert has grown");
    const evidence = [...alert.breakpoint.evidence, next[0]?.id];
    expect(evidence).toHaveLength(4);
    expect(alertOf(desk, journey)?.breakpoint.evidence).toEqual(evidence);
    expect([...desk.alerts.values()].filter((known) => known.journeyId === journey.id)).toHaveLength(1);
  });
});

test("[INTAKE-12] a breakpoint that was on disk but not raised yet is raised at the next start", async () => {
  const before = await startTestHub();
  const journey = await openJourney(before, null);
  const facts = journey.facts(...faceFailedThrice).map((fact) => ({ ...fact, acceptedAt: before.clock.now() }));
  await before.stop();
  const log = await openFactLog(`${before.dataDir}/facts.log`);
  await log.append(facts);
  await log.close();
  await onHub({ dataDir: before.dataDir, clock: before.clock }, async (after) => {
    const agent = await openDesk(after.hub, "agent-04");
    expect((await waitForAlert(agent, journey)).breakpoint.count).toBe(3);
  });
});

test("[INTAKE-12] what people settled stays settled, and the next occurrence has its own number", async () => {
  const before = await startTestHub();
  const { manager, alert, id } = await active(before);
  granted(await manager.calls.endHelpSession({ helpSessionId: id }));
  await eventually(() => manager.alerts.get(alert.id)?.state.status === "resolved", "closed");
  manager.end();
  await afterRestart(before, async (after) => {
    await settled(after);
    const desk = await openDesk(after.hub, "li-siyuan");
    expect([...desk.alerts.values()].filter((known) => known.state.status === "open")).toEqual([]);
  });
});

test("[ROUTE-11] leases go on over a restart, and desks have a moment to come back before anything moves on", async () => {
  const before = await startTestHub();
  const manager = await openDesk(before.hub, "li-siyuan");
  const deputy = await openDesk(before.hub, "zhou-qiming");
  const { journey, alert } = await breakAtFaceCheck(before, manager);
  for (const desk of [manager, deputy]) desk.end();
  await afterRestart(
    before,
    async (after) => {
      const back = await openDesk(after.hub, "zhou-qiming");
      await settled(after);
      expect((await after.hub.services.alerts.read(alert.id))?.audience).toMatchObject({ specialistId: "li-siyuan" });
      after.clock.advance(5 * SECOND_MS);
      expect((await waitForAlert(back, journey)).audience).toMatchObject({ specialistId: "zhou-qiming", as: "deputy" });
      after.clock.advance(LEASE_MS);
      await eventually(() => alertOf(back, journey)?.audience.kind === "pool", "on to the pool by its own lease");
    },
    () => before.clock.advance(LEASE_MS),
  );
});

test("[SESSION-29] a running help session is there after a restart: both come back, consents stand, the page is asked for anew", async () => {
  const before = await startTestHub();
  const { manager, page, journey, id } = await active(before, ["view"]);
  granted(await manager.calls.viewMirror({ helpSessionId: id, on: true }));
  granted(await page.calls.sendMirrorFrame(frame(id, 1)));
  const cursor = manager.cursor();
  for (const link of [manager, page]) link.end();
  await afterRestart(before, async (after) => {
    const desk = await openDesk(after.hub, "li-siyuan", cursor);
    const mirror = watchMirror(desk);
    const joined = granted(await desk.calls.joinHelpSession({ helpSessionId: id }));
    expect(joined.helpSession).toMatchObject({ state: { status: "active" }, consents: [{ scope: "view", status: "given" }] });
    granted(await desk.calls.viewMirror({ helpSessionId: id, on: true }));
    const back = await connectPage(after, journey);
    const wanted: string[] = [];
    back.on("keyframe-wanted", () => wanted.push("keyframe"));
    expect(granted(await back.calls.rejoin({ helpSessionId: id })).consents).toMatchObject([{ scope: "view", status: "given" }]);
    await eventually(() => wanted.length > 0, "a whole page is asked for");
    granted(await back.calls.sendMirrorFrame(frame(id, 2, true)));
    await eventually(() => mirror.frames.length === 1, "the mirror is back");
    after.clock.advance(2 * MINUTE_MS);
    await settled(after);
    expect(sessionOf(desk, id)?.state.status).toBe("active");
  });
});

test("[SESSION-29] who does not come back after a restart is missed as ever: the help session is lost in time", async () => {
  const before = await startTestHub();
  const { manager, page, id } = await active(before, ["view"]);
  const cursor = manager.cursor();
  for (const link of [manager, page]) link.end();
  await afterRestart(before, async (after) => {
    const desk = await openDesk(after.hub, "li-siyuan", cursor);
    granted(await desk.calls.joinHelpSession({ helpSessionId: id }));
    await eventually(() => statusOf(sessionOf(desk, id), "customer") === "away", "the customer is away");
    after.clock.advance(2 * MINUTE_MS);
    await eventually(() => sessionOf(desk, id)?.state.status === "wrap-up", "lost");
    expect(sessionOf(desk, id)?.state).toMatchObject({ endedBy: "lost" });
  });
});

test("[SESSION-29] an invitation waits over a restart, and one that ran out meanwhile is ignored at once", async () => {
  const before = await startTestHub();
  const { manager, journey, id, invitationId, helpSession } = await invited(before);
  manager.end();
  const expiresAt = helpSession.state.status === "inviting" ? helpSession.state.expiresAt : 0;
  await afterRestart(before, async (after) => {
    const page = await connectPage(after, journey);
    granted(await page.calls.openInvitation({ invitationId }));
    after.clock.set(expiresAt);
    await settled(after);
    expect((await after.hub.services.sessions.read(id))?.state).toMatchObject({ status: "ended", outcome: "ignored" });
  });
});
