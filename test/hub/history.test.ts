/** What was before with a customer, from a real hub: journeys and their end, contacts of every kind, decisions; and who may read it. */
import { expect, test } from "vitest";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import { breakAtFaceCheck, seen } from "../support/hub-story.ts";
import { granted, onHub, openDesk, openJourney, refusalOf } from "../support/test-hub.ts";

const LIN = "lin-xiaolan";

test("[HISTORY-1] [HISTORY-2] earlier journeys with what came of them, and every contact and decision in one order", () =>
  onHub({}, async (hub) => {
    const desk = await openDesk(hub.hub, "li-siyuan");
    const finished = await openJourney(hub, LIN, "deposit-transfer");
    granted(await finished.send(seen("step-entered", { stepId: "certificate" })));
    hub.clock.advance(2 * MINUTE_MS);
    granted(await finished.send(seen("step-completed", { stepId: "certificate" }), seen("journey-finished")));
    hub.clock.advance(MINUTE_MS);
    granted(await desk.calls.logPhoneContact({ id: "call-1", customerId: LIN, at: hub.clock.now(), outcome: "talked", about: "问利率" }));
    hub.clock.advance(MINUTE_MS);
    const { journey, alert } = await breakAtFaceCheck(hub, desk, LIN);

    const { journeys, ledger, isCut } = granted(await desk.calls.customerHistory({ alertId: alert.id }));
    expect(isCut).toBe(false);
    expect(journeys.map(({ journeyId, flowId, status, isThis }) => [journeyId, flowId, status, isThis])).toEqual([
      [journey.id, "car-loan", "active", true],
      [finished.id, "deposit-transfer", "finished", false],
    ]);
    const [now, before] = journeys;
    expect(now).toMatchObject({ stepId: "face-check", channel: "app" });
    expect(now?.breakpoints).toMatchObject([{ kind: "verification-failed", stepId: "face-check", state: { status: "open" } }]);
    expect(before?.lastAt).toBe((before?.startedAt ?? 0) + 2 * MINUTE_MS);
    expect(before?.steps[0]).toMatchObject({ visits: 1, spentMs: 2 * MINUTE_MS, done: true });
    // Two minutes without a word on the first step were one, and over when they went on.
    expect(before?.breakpoints).toMatchObject([{ kind: "quiet-on-step", state: { status: "resolved", because: "moved-on" } }]);

    expect(ledger[0]).toMatchObject({ kind: "decision", breakpoint: "verification-failed", decision: { channel: "in-app" } });
    expect(ledger[1]).toMatchObject({ kind: "contact", contact: { channel: "phone", about: "问利率", by: "李思远", outcome: "talked" } });
    const instants = ledger.map((entry) => (entry.kind === "contact" ? entry.contact.at : entry.decision.decidedAt));
    expect(instants).toEqual([...instants].sort((a, b) => b - a));
    // Content brings earlier ones along.
    expect(ledger.length).toBeGreaterThan(2);
    expect(JSON.stringify({ journeys, ledger })).not.toContain("林晓岚");
  }));

test("[HISTORY-1] an earlier journey is there after a restart too, when it was let go of", () =>
  onHub({}, async (hub) => {
    const desk = await openDesk(hub.hub, "li-siyuan");
    const left = await openJourney(hub, LIN);
    granted(await left.send(seen("step-entered", { stepId: "vehicle" }), seen("page-left", { stepId: "vehicle" })));
    await hub.hub.services.intake.keepSnapshots();
    const { alert } = await breakAtFaceCheck(hub, desk, LIN);
    await hub.stop();
    const { startTestHub } = await import("../support/test-hub.ts");
    const again = await startTestHub({ dataDir: hub.dataDir, clock: hub.clock });
    const back = await openDesk(again.hub, "li-siyuan");
    const { journeys } = granted(await back.calls.customerHistory({ alertId: alert.id }));
    expect(journeys.find(({ journeyId }) => journeyId === left.id)).toMatchObject({ status: "left", stepId: "vehicle" });
    await again.end();
  }));

test("[HISTORY-3] who may not read the alert may not read it, a customer who is not signed in has no past", () =>
  onHub({}, async (hub) => {
    const desk = await openDesk(hub.hub, "li-siyuan");
    const other = await openDesk(hub.hub, "wang-min");
    const { alert } = await breakAtFaceCheck(hub, desk, LIN);
    expect(refusalOf(await other.calls.customerHistory({ alertId: alert.id }))).toBe("not-offered-to-you");
    expect(refusalOf(await desk.calls.customerHistory({ alertId: "a-none" }))).toBe("no-such-alert");
    for (const id of ["zhao-boshi", "shen-yue"])
      expect(refusalOf(await (await openDesk(hub.hub, id)).calls.customerHistory({ alertId: alert.id }))).toBe("not-permitted");
    const agent = await openDesk(hub.hub, "agent-04");
    const anonymous = await breakAtFaceCheck(hub, agent, null);
    expect(granted(await agent.calls.customerHistory({ alertId: anonymous.alert.id }))).toEqual({ journeys: [], isCut: false, ledger: [] });
  }));
