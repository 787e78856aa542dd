/** The thread of the product through a real hub: facts → alert → pickup → consent → mirror, in one go. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Observation } from "#shared/model/fact.ts";
import type { TestHub } from "../support/test-hub.ts";
import { eventually, faceFailedThrice, granted, openDesk, openJourney, refusalOf, startTestHub } from "../support/test-hub.ts";

let hub: TestHub;
beforeEach(async () => {
  hub = await startTestHub();
});
afterEach(async () => {
  expect(hub.faults()).toEqual([]);
  await hub.end();
});

test("[THREAD-1] three failed checks reach the customer's own manager, who picks up, and the mirror flows only after consent", async () => {
  const manager = await openDesk(hub.hub, "li-siyuan");
  const journey = await openJourney(hub, "lin-xiaolan");
  granted(await journey.send(...faceFailedThrice));
  const alert = await eventually(
    () => [...manager.alerts.values()].find((known) => known.breakpoint.kind === "verification-failed"),
    "alert",
  );
  expect(alert).toMatchObject({
    maskedName: "林**",
    stepId: "face-check",
    state: { status: "open" },
    audience: { kind: "person", as: "own-manager" },
  });
  expect(alert.breakpoint.count).toBe(3);

  const details = granted(await manager.calls.openAlert({ alertId: alert.id }));
  expect(details.journey.stepId).toBe("face-check");
  expect(details.contact.allowed).toBe(true);
  expect(details.points).toHaveLength(3);

  const { helpSession } = granted(await manager.calls.pickUpAlert({ alertId: alert.id }));
  const page = await journey.connect();
  expect(helpSession.state.status).toBe("inviting");
  if (helpSession.state.status !== "inviting") return;
  const { invitationId } = helpSession.state;
  const invitation = granted(await page.calls.openInvitation({ invitationId }));
  expect(invitation.specialist.name).toBe("李思远");

  const frame = {
    helpSessionId: helpSession.id,
    envelope: { pageId: "page-0001", seq: 1, keyframe: true, at: 1 },
    layers: { structure: new Uint8Array([1, 2, 3]), manager: new Uint8Array([9]) },
  };
  const mirrored: (number[] | undefined)[][] = [];
  manager.link.on("mirror", ({ layers }) => mirrored.push([layers.structure, layers.manager].map((body) => body && [...body])));
  expect(refusalOf(await page.calls.sendMirrorFrame(frame))).toBe("help-session-over");
  granted(await page.calls.answerInvitation({ invitationId, answer: "accept", scopes: [] }));
  expect(refusalOf(await page.calls.sendMirrorFrame(frame))).toBe("no-consent");
  granted(await page.calls.changeConsent({ helpSessionId: helpSession.id, scope: "view", given: true }));
  granted(await manager.calls.joinHelpSession({ helpSessionId: helpSession.id }));
  granted(await manager.calls.viewMirror({ helpSessionId: helpSession.id, on: true }));
  granted(await page.calls.sendMirrorFrame(frame));
  await eventually(() => mirrored.length === 1, "one frame");
  expect(mirrored[0]).toEqual([[1, 2, 3], [9]]);

  granted(await page.calls.changeConsent({ helpSessionId: helpSession.id, scope: "view", given: false }));
  expect(refusalOf(await page.calls.sendMirrorFrame({ ...frame, envelope: { ...frame.envelope, seq: 2 } }))).toBe("no-consent");

  granted(await manager.calls.endHelpSession({ helpSessionId: helpSession.id }));
  const summary = granted(await manager.calls.sessionSummary({ helpSessionId: helpSession.id }));
  expect(summary.audit.map((entry) => entry.action)).toEqual(
    expect.arrayContaining(["alert-picked-up", "invitation-accepted", "consent-given", "consent-withdrawn", "session-ended"]),
  );
  granted(
    await manager.calls.wrapUp({ helpSessionId: helpSession.id, outcome: "step-finished", note: "", summary: summary.text["zh-CN"] }),
  );
  await eventually(() => manager.alerts.get(alert.id)?.state.status === "resolved", "alert resolved");
  expect(manager.gaps).toEqual([]);
  page.end();
  manager.end();
});

test("[THREAD-2] a customer who moves on by themselves resolves the alert", async () => {
  const manager = await openDesk(hub.hub, "li-siyuan");
  const journey = await openJourney(hub, "lin-xiaolan");
  granted(await journey.send(...faceFailedThrice));
  const alert = await eventually(() => [...manager.alerts.values()][0], "alert");
  granted(
    await journey.send(
      { kind: "verification-passed", stepId: "face-check", method: "face" } as Observation,
      { kind: "step-completed", stepId: "face-check" } as Observation,
    ),
  );
  await eventually(() => manager.alerts.get(alert.id)?.state.status === "resolved", "resolved");
  expect(manager.alerts.get(alert.id)?.state).toMatchObject({ status: "resolved", because: "moved-on" });
  manager.end();
});
