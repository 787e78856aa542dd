/** The invitation: it waits, it is answered or not, and what that means for the next one. */
import { expect, test } from "vitest";
import { DAY_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { breakAtFaceCheck, invited, openStream, sessionOf, settled } from "../support/hub-story.ts";
import { eventually, granted, onHub, openDesk, openJourney, refusalOf } from "../support/test-hub.ts";

test("[SESSION-12] it waits for the customer's next visit: another journey of the same person is asked, a stranger's is not", () =>
  onHub({}, async (hub) => {
    const { manager, id, invitationId, journey } = await invited(hub);
    hub.clock.advance(2 * DAY_MS);
    const stranger = await openJourney(hub, "he-yaqin");
    const strangerStream = await openStream(hub, stranger);
    const strangerPage = await stranger.connect();
    expect(refusalOf(await strangerPage.calls.openInvitation({ invitationId }))).toBe("no-such-invitation");

    const next = await openJourney(hub, "lin-xiaolan", "deposit-transfer");
    const stream = await openStream(hub, next);
    await eventually(() => stream.events.find(({ event }) => event === "invitation"), "the invitation on the new page");
    expect(stream.events[0]?.data).toEqual({ invitationId });
    const page = await next.connect();
    granted(await page.calls.openInvitation({ invitationId }));
    granted(await page.calls.answerInvitation({ invitationId, answer: "accept", scopes: ["voice"] }));
    await eventually(() => sessionOf(manager, id)?.state.status === "active", "the manager is told");
    expect(sessionOf(manager, id)?.journeyId).toBe(next.id);
    expect(next.id).not.toBe(journey.id);
    expect(strangerStream.events).toEqual([]);
  }));

test("[SESSION-12] a page that was open before its customer signed in is asked when they do", () =>
  onHub({}, async (hub) => {
    const { invitationId } = await invited(hub);
    const anonymous = await openJourney(hub, null, "deposit-transfer");
    const stream = await openStream(hub, anonymous);
    expect(stream.events).toEqual([]);
    expect(await hub.hub.services.intake.identify(anonymous.id as never, "lin-xiaolan" as never)).toBe(true);
    await eventually(() => stream.events.find(({ event }) => event === "invitation"), "the invitation");
    expect(stream.events[0]?.data).toEqual({ invitationId });
  }));

test("[SESSION-35] a yes and its scopes reach desk and customer as one change", () =>
  onHub({}, async (hub) => {
    const { manager, journey, id, invitationId } = await invited(hub);
    const page = await journey.connect();
    const told: number[] = [];
    page.on("session", ({ consents }) => told.push(consents.length));
    const before = manager.entries.length;
    const { session } = granted(await page.calls.answerInvitation({ invitationId, answer: "accept", scopes: ["view", "voice"] }));
    expect(session?.consents.map(({ scope, status }) => `${scope} ${status}`).sort()).toEqual(["view given", "voice given"]);
    await eventually(() => sessionOf(manager, id)?.state.status === "active", "the manager is told");
    const states = manager.entries
      .slice(before)
      .flatMap(({ change }) => (change.kind === "help-session" && change.helpSession.id === id ? [change.helpSession] : []));
    expect(states.map(({ state, consents }) => [state.status, consents.length])).toEqual([["active", 2]]);
    expect(told).toEqual([2]);
    granted(await manager.calls.endHelpSession({ helpSessionId: id }));
    const { audit } = granted(await manager.calls.sessionSummary({ helpSessionId: id }));
    expect(audit.filter(({ action }) => action === "consent-given")).toHaveLength(2);
    page.end();
  }));

test.for([
  ["decline", "declined", "after-declined", 3 * DAY_MS],
  ["ignore", "ignored", "after-ignored", DAY_MS],
  ["wrong-person", "wrong-person", "after-wrong-person", 30 * DAY_MS],
] as const)(
  "[SESSION-14] %s ends the help session, stands in the ledger, and the cool-down refuses the next pickup",
  ([answer, outcome, reason, coolDownMs]) =>
    onHub({}, async (hub) => {
      const { manager, journey, alert, id, invitationId } = await invited(hub);
      const page = await journey.connect();
      const answeredAt = hub.clock.now() + 5 * SECOND_MS;
      hub.clock.set(answeredAt);
      expect(granted(await page.calls.answerInvitation({ invitationId, answer, scopes: ["view"] })).session).toBeNull();
      await eventually(() => manager.alerts.get(alert.id)?.state.status === "resolved", "the alert closes");
      expect(sessionOf(manager, id)).toMatchObject({ state: { status: "ended", outcome }, consents: [] });
      expect(refusalOf(await page.calls.answerInvitation({ invitationId, answer: "accept", scopes: [] }))).toBe("no-such-invitation");

      const next = await breakAtFaceCheck(hub, manager);
      const details = granted(await manager.calls.openAlert({ alertId: next.alert.id }));
      expect(details.contacts[0]).toMatchObject({ outcome, channel: "in-app", by: "李思远", at: answeredAt });
      expect(await manager.calls.pickUpAlert({ alertId: next.alert.id })).toMatchObject({
        error: { code: "contact-refused", detail: { rule: "cool-down", reason, until: answeredAt + coolDownMs } },
      });
    }),
);

test("[SESSION-15] when it does not stand any more every page that shows it is told, except the one that answered", () =>
  onHub({}, async (hub) => {
    const { manager, journey, id, invitationId } = await invited(hub);
    const elsewhere = await openJourney(hub, "lin-xiaolan", "deposit-transfer");
    const [here, there] = [await openStream(hub, journey), await openStream(hub, elsewhere)];
    for (const stream of [here, there]) await eventually(() => stream.events.length === 1, "both pages ask");
    const page = await journey.connect();
    granted(await page.calls.answerInvitation({ invitationId, answer: "accept", scopes: [] }));
    await eventually(() => there.events.some(({ event }) => event === "invitation-withdrawn"), "the other page is told");
    expect(here.events.map(({ event }) => event)).toEqual(["invitation"]);
    granted(await manager.calls.endHelpSession({ helpSessionId: id }));
  }));

test("[SESSION-15] a specialist who takes it back withdraws it from the customer's pages", () =>
  onHub({}, async (hub) => {
    const { manager, journey, id, invitationId } = await invited(hub);
    const stream = await openStream(hub, journey);
    await eventually(() => stream.events.length === 1, "the invitation");
    granted(await manager.calls.endHelpSession({ helpSessionId: id }));
    await eventually(() => stream.events.length === 2, "the withdrawal");
    expect(stream.events[1]).toEqual({ event: "invitation-withdrawn", data: { invitationId } });
    expect(sessionOf(manager, id)?.state).toMatchObject({ status: "ended", outcome: "no-need" });
  }));

test("[SESSION-33] what the customer began does not count as a contact of ours, however it went on", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "wang-min");
    const journey = await openJourney(hub, "chen-guodong");
    granted(await journey.send({ kind: "step-entered", stepId: "quote" } as never, { kind: "help-requested", stepId: "quote" } as never));
    const alert = await eventually(() => [...manager.alerts.values()].find((known) => known.journeyId === journey.id), "asked");
    const { helpSession } = granted(await manager.calls.pickUpAlert({ alertId: alert.id }));
    if (helpSession.state.status !== "inviting") return;
    const page = await journey.connect();
    granted(await page.calls.answerInvitation({ invitationId: helpSession.state.invitationId, answer: "accept", scopes: [] }));
    granted(await manager.calls.endHelpSession({ helpSessionId: helpSession.id }));
    await settled(hub);
    const next = await breakAtFaceCheck(hub, manager, "chen-guodong");
    const { contacts } = granted(await manager.calls.openAlert({ alertId: next.alert.id }));
    expect(contacts[0]).toMatchObject({ outcome: "asked-first" });
  }));
