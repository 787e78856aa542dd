/** Where an alert goes, who gets it and what happens to it meanwhile, through a real hub with several desks. */
import { expect, test } from "vitest";
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { active, alertOf, breakAtFaceCheck, invited, seen, sessionOf, settled, waitForAlert } from "../support/hub-story.ts";
import { eventually, faceFailedThrice, granted, onHub, openDesk, openJourney, refusalOf } from "../support/test-hub.ts";

const LEASE_MS = 30 * SECOND_MS;

test("[ROUTE-9] the own manager has it for the lease, then the deputy, then every agent; whoever had it goes on seeing it", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const deputy = await openDesk(hub.hub, "zhou-qiming");
    const agent = await openDesk(hub.hub, "agent-04");
    const { journey, alert } = await breakAtFaceCheck(hub, manager);
    expect(alert.audience).toMatchObject({ kind: "person", specialistId: "li-siyuan", as: "own-manager" });
    expect(alertOf(deputy, journey)).toBeUndefined();
    expect(refusalOf(await deputy.calls.pickUpAlert({ alertId: alert.id }))).toBe("not-offered-to-you");

    hub.clock.advance(LEASE_MS);
    expect((await waitForAlert(deputy, journey)).audience).toMatchObject({ specialistId: "zhou-qiming", as: "deputy" });
    expect(alertOf(agent, journey)).toBeUndefined();
    hub.clock.advance(LEASE_MS);
    expect((await waitForAlert(agent, journey)).audience).toEqual({ kind: "pool" });
    await eventually(() => alertOf(deputy, journey)?.audience.kind === "pool", "the deputy is told");
    hub.clock.advance(10 * LEASE_MS);
    await settled(hub);
    expect(alertOf(agent, journey)?.audience).toEqual({ kind: "pool" });
  }));

test("[ROUTE-10] an away manager is skipped, one who goes away during the lease loses it, and coming back takes nothing from anybody", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const deputy = await openDesk(hub.hub, "zhou-qiming");
    granted(await manager.calls.setPresence({ presence: "away" }));
    await settled(hub);
    const first = await openJourney(hub, "lin-xiaolan");
    granted(await first.send(...faceFailedThrice));
    expect((await waitForAlert(deputy, first)).audience).toMatchObject({ specialistId: "zhou-qiming", as: "deputy" });

    granted(await manager.calls.setPresence({ presence: "online" }));
    await settled(hub);
    expect(alertOf(deputy, first)?.audience).toMatchObject({ specialistId: "zhou-qiming" });

    const second = await openJourney(hub, "he-yaqin");
    granted(await second.send(...faceFailedThrice));
    expect((await waitForAlert(manager, second)).audience).toMatchObject({ specialistId: "li-siyuan" });
    granted(await manager.calls.setPresence({ presence: "away" }));
    await eventually(() => {
      const known = alertOf(deputy, second);
      return known?.audience.kind === "person" && known.audience.specialistId === "zhou-qiming";
    }, "the deputy has the second");
  }));

test("[ROUTE-11] a closed desk is an absence only after five seconds", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const agent = await openDesk(hub.hub, "agent-04");
    const { journey } = await breakAtFaceCheck(hub, manager);
    manager.end();
    await eventually(() => hub.hub.services.links.desks.of("li-siyuan" as never).length === 0, "the desk is gone");
    hub.clock.advance(4 * SECOND_MS);
    await settled(hub);
    expect(alertOf(agent, journey)).toBeUndefined();
    hub.clock.advance(2 * SECOND_MS);
    expect((await waitForAlert(agent, journey)).audience).toEqual({ kind: "pool" });
  }));

test("[PICKUP-2] of all who reach for it one has it, and the losers are told who", () =>
  onHub({}, async (hub) => {
    const [first, second] = [await openDesk(hub.hub, "agent-04"), await openDesk(hub.hub, "agent-05")];
    const { alert, journey } = await breakAtFaceCheck(hub, first, null);
    expect(alert).not.toHaveProperty("maskedName");
    await waitForAlert(second, journey);
    const replies = await Promise.all([first, second, first, second].map((desk) => desk.calls.pickUpAlert({ alertId: alert.id })));
    const sessions = new Set(replies.flatMap((reply) => (reply.ok ? [reply.value.helpSession.id] : [])));
    expect(sessions.size).toBe(1);
    const lost = replies.find((reply) => !reply.ok);
    expect(lost).toMatchObject({ ok: false, error: { code: "already-picked-up", detail: { byName: expect.stringContaining("坐席") } } });
    expect(hub.hub.services.sessions.held().open).toBe(1);
  }));

test("[PICKUP-7] put off, it wakes at its instant with a whole lease, or earlier by hand", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const agent = await openDesk(hub.hub, "agent-04");
    const { journey, alert } = await breakAtFaceCheck(hub, manager);
    const until = hub.clock.now() + 5 * MINUTE_MS;
    expect(refusalOf(await manager.calls.snoozeAlert({ alertId: alert.id, until: hub.clock.now() }))).toBe("invalid-input");
    granted(await manager.calls.snoozeAlert({ alertId: alert.id, until }));
    hub.clock.advance(4 * MINUTE_MS);
    await settled(hub);
    expect(alertOf(manager, journey)?.state.status).toBe("snoozed");
    hub.clock.advance(MINUTE_MS);
    await eventually(() => alertOf(manager, journey)?.state.status === "open", "woken");
    expect(alertOf(manager, journey)?.audience).toMatchObject({ specialistId: "li-siyuan", leaseUntil: until + LEASE_MS });
    expect(alertOf(agent, journey)).toBeUndefined();

    granted(await manager.calls.snoozeAlert({ alertId: alert.id, until: until + MINUTE_MS }));
    expect(granted(await manager.calls.wakeAlert({ alertId: alert.id })).alert.state.status).toBe("open");
  }));

test("[PICKUP-8] handed over by name it is the colleague's for a lease, or the pool's at once when they are away", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const colleague = await openDesk(hub.hub, "wang-min");
    const agent = await openDesk(hub.hub, "agent-04");
    const { journey, alert } = await breakAtFaceCheck(hub, manager);
    for (const [to, code] of [
      ["zhao-boshi", "no-such-specialist"],
      ["nobody", "no-such-specialist"],
      ["li-siyuan", "no-such-specialist"],
    ] as const)
      expect(refusalOf(await manager.calls.handOverAlert({ alertId: alert.id, to })), to).toBe(code);
    granted(await manager.calls.handOverAlert({ alertId: alert.id, to: "wang-min" }));
    expect((await waitForAlert(colleague, journey)).audience).toMatchObject({ specialistId: "wang-min", as: "handed-over" });
    expect(alertOf(agent, journey)).toBeUndefined();

    granted(await colleague.calls.setPresence({ presence: "away" }));
    await waitForAlert(agent, journey);
    const next = await breakAtFaceCheck(hub, manager, "he-yaqin");
    granted(await manager.calls.handOverAlert({ alertId: next.alert.id, to: "wang-min" }));
    expect((await waitForAlert(agent, next.journey)).audience).toEqual({ kind: "pool" });
  }));

test("[PICKUP-11] the end of the help session closes its alert at once, and the same break is raised anew", () =>
  onHub({}, async (hub) => {
    const { manager, alert, journey, id } = await active(hub);
    granted(await manager.calls.endHelpSession({ helpSessionId: id }));
    await eventually(() => alertOf(manager, journey)?.state.status === "resolved", "closed while the wrap-up is still to be written");
    expect(manager.alerts.get(alert.id)?.state).toMatchObject({ because: "session-ended" });
    hub.clock.advance(SECOND_MS);
    granted(await journey.send(...faceFailedThrice.slice(1)));
    const again = await eventually(() => [...manager.alerts.values()].find((known) => known.state.status === "open"), "a second alert");
    expect(again.key).not.toBe(alert.key);
  }));

test("[SESSION-28] a break while the customer is being helped joins that help session and disturbs nobody else", () =>
  onHub({}, async (hub) => {
    const { manager, journey, id } = await active(hub);
    const agent = await openDesk(hub.hub, "agent-04");
    granted(await journey.send(seen("help-requested", { stepId: "face-check" })));
    const joined = await waitForAlert(manager, journey, "help-requested");
    expect(joined.state).toMatchObject({ status: "picked-up", by: "li-siyuan", helpSessionId: id });
    await settled(hub);
    expect(alertOf(agent, journey)).toBeUndefined();
    expect(refusalOf(await agent.calls.pickUpAlert({ alertId: joined.id }))).toBe("already-picked-up");
  }));

test("[SESSION-28] a pickup takes along what else waits on the same journey, whoever it was offered to", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const colleague = await openDesk(hub.hub, "wang-min");
    const { journey, alert } = await breakAtFaceCheck(hub, manager);
    granted(await manager.calls.handOverAlert({ alertId: alert.id, to: "wang-min" }));
    await waitForAlert(colleague, journey);
    granted(await journey.send(seen("help-requested", { stepId: "face-check" })));
    const asked = await waitForAlert(manager, journey, "help-requested");
    const { helpSession } = granted(await manager.calls.pickUpAlert({ alertId: asked.id }));
    await eventually(() => colleague.alerts.get(alert.id)?.state.status === "picked-up", "the colleague is told");
    expect(colleague.alerts.get(alert.id)?.state).toMatchObject({ by: "li-siyuan", helpSessionId: helpSession.id });
    expect(hub.hub.services.sessions.held().open).toBe(1);
  }));

test("[THREAD-3] at 23:30 nobody is approached, each refusal with its reason and its end; who asks for help is answered", () =>
  onHub({ at: Date.parse("2026-11-23T23:30:00+08:00") }, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { alert, journey } = await breakAtFaceCheck(hub, manager);
    expect(alert.contact).toMatchObject({ allowed: false, channel: "wait", until: Date.parse("2026-11-24T08:00:00+08:00") });
    const refused = await manager.calls.pickUpAlert({ alertId: alert.id });
    expect(refused).toMatchObject({
      ok: false,
      error: {
        code: "contact-refused",
        detail: { rule: "quiet-hours", reason: "in-quiet-hours", until: Date.parse("2026-11-24T08:00:00+08:00") },
      },
    });
    expect(refusalOf(await manager.calls.giveToAssistant({ alertId: alert.id }))).toBe("contact-refused");
    expect(alertOf(manager, journey)?.state.status).toBe("open");

    granted(await journey.send(seen("help-requested", { stepId: "face-check" })));
    const asked = await waitForAlert(manager, journey, "help-requested");
    expect(asked.contact).toMatchObject({ allowed: true, channel: "answer" });
    granted(await manager.calls.pickUpAlert({ alertId: asked.id }));
  }));

test("[THREAD-4] five years later the story is the same: the same weekday's rules, points that have not expired, notes with that year's dates", () =>
  onHub({ at: Date.parse("2031-11-24T10:00:00+08:00") }, async (hub) => {
    const { manager, alert, page, id } = await active(hub, ["view"]);
    const details = granted(await manager.calls.openAlert({ alertId: alert.id }));
    expect(details.points).toHaveLength(3);
    for (const point of details.points) for (const source of point.sources) expect(source.validUntil).toBeGreaterThan(hub.clock.now());
    expect(details.customer?.notes.map((note) => note.text).join()).toMatch(/房贷 203[12]-\d{2} 重定价/);
    expect(details.customer?.notes.map((note) => note.text).join()).not.toContain("{");
    expect(details.contacts[0]?.at).toBeGreaterThan(hub.clock.now() - 30 * 24 * 60 * MINUTE_MS);
    granted(await page.calls.endHelpSession({ helpSessionId: id }));
    await eventually(() => sessionOf(manager, id)?.state.status === "wrap-up", "wrap-up");
  }));

test("[SESSION-13] an invitation nobody answers is ignored when it runs out, and the cool-down from then on refuses the next", () =>
  onHub({}, async (hub) => {
    const { manager, id, helpSession } = await invited(hub);
    if (helpSession.state.status !== "inviting") return;
    hub.clock.set(helpSession.state.expiresAt);
    await eventually(() => sessionOf(manager, id)?.state.status === "ended", "the help session ends");
    expect(sessionOf(manager, id)?.state).toMatchObject({ outcome: "ignored" });
    hub.clock.advance(SECOND_MS);
    const next = await breakAtFaceCheck(hub, manager);
    expect(await manager.calls.pickUpAlert({ alertId: next.alert.id })).toMatchObject({
      error: { code: "contact-refused", detail: { rule: "cool-down", reason: "after-ignored" } },
    });
    hub.clock.advance(24 * 60 * MINUTE_MS);
    await settled(hub);
    expect(granted(await manager.calls.openAlert({ alertId: next.alert.id })).contact.allowed).toBe(true);
  }));
