/** Consent at the hub: nothing passes before it, everything stops with it, each scope on its own. Counted in bytes where bytes are what matters. */
import { expect, test } from "vitest";
import { LONGEST_SESSION_MS } from "#shared/domain/help-session/transitions.ts";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import { active, frame, invited, seen, sessionOf, settled, watchMirror, withExpert } from "../support/hub-story.ts";
import type { TestHub } from "../support/test-hub.ts";
import { eventually, granted, onHub, openJourney, refusalOf } from "../support/test-hub.ts";

const countOf = async (hub: TestHub, name: string): Promise<number> => {
  const values = (await hub.hub.services.metrics.registry.getSingleMetric(name)?.get())?.values ?? [];
  return values.reduce((sum, { value }) => sum + value, 0);
};
const signal = (to: string) => ({ to, callId: "call-1", signal: '{"type":"offer"}' });

test("[SESSION-16] not one mirror byte passes before `view`; withdrawing it cuts at once and the viewers are told", () =>
  onHub({}, async (hub) => {
    const { manager, page, id } = await active(hub, []);
    const mirror = watchMirror(manager);
    expect(refusalOf(await manager.calls.viewMirror({ helpSessionId: id, on: true }))).toBe("no-consent");
    expect(refusalOf(await page.calls.sendMirrorFrame(frame(id, 1)))).toBe("no-consent");
    expect([await countOf(hub, "baton_mirror_bytes_forwarded_total"), await countOf(hub, "baton_mirror_bytes_refused_total")]).toEqual([
      0, 6,
    ]);

    granted(await page.calls.changeConsent({ helpSessionId: id, scope: "view", given: true }));
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true }));
    granted(await page.calls.sendMirrorFrame(frame(id, 1)));
    await eventually(() => mirror.frames.length === 1, "one frame");

    // Frames sent in the same breath as the withdrawal, and after it, never pass.
    const withdrawing = page.calls.changeConsent({ helpSessionId: id, scope: "view", given: false });
    const late = page.calls.sendMirrorFrame(frame(id, 2));
    granted(await withdrawing);
    expect(refusalOf(await late)).toBe("no-consent");
    await eventually(() => mirror.stops.length === 1, "told why");
    expect(mirror).toEqual({ frames: [{ seq: 1, layers: ["manager", "open", "structure"] }], stops: ["consent"] });

    // Given anew it is another consent: who wants to look has to ask again, and gets no picture from before.
    granted(await page.calls.changeConsent({ helpSessionId: id, scope: "view", given: true }));
    granted(await page.calls.sendMirrorFrame(frame(id, 3)));
    granted(await page.calls.sendMirrorFrame(frame(id, 4, true)));
    await settled(hub);
    expect(mirror.frames).toHaveLength(1);
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true }));
    await eventually(() => mirror.frames.at(-1)?.seq === 4, "the new keyframe");
  }));

test("[MIRROR-16] a refused frame is not sent again: the customer's page is read anew, and one no longer held is answered with what there is", () =>
  onHub({}, async (hub) => {
    const { manager, page, id } = await active(hub, ["view"]);
    const mirror = watchMirror(manager);
    const wanted: (boolean | undefined)[] = [];
    page.on("keyframe-wanted", ({ afresh }) => wanted.push(afresh));
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true }));
    await eventually(() => wanted.length === 1, "the first keyframe");
    const sent = [frame(id, 1, true), frame(id, 2)];
    for (const one of sent) granted(await page.calls.sendMirrorFrame(one));
    await eventually(() => mirror.frames.length === 2, "both frames");
    const { pageId } = frame(id, 2).envelope;
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true, refused: { pageId, seq: 2 } }));
    await eventually(() => wanted.length === 2, "asked for a page read anew");
    expect(wanted).toEqual([undefined, true]);
    granted(await page.calls.sendMirrorFrame(frame(id, 3)));
    granted(await page.calls.sendMirrorFrame(frame(id, 4, true)));
    await eventually(() => mirror.frames.length === 3, "nothing before the keyframe");
    expect(mirror.frames.map(({ seq }) => seq)).toEqual([1, 2, 4]);
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true, refused: { pageId, seq: 2 } }));
    await eventually(() => mirror.frames.length === 4, "what the hub holds");
    await settled(hub);
    expect([mirror.frames.map(({ seq }) => seq), wanted.length]).toEqual([[1, 2, 4, 4], 2]);
  }));

test("[SESSION-17] signals with the customer need voice, video or share; between colleagues they need none", () =>
  onHub({}, async (hub) => {
    const story = await active(hub, ["view"]);
    const { manager, page, id } = story;
    const expert = await withExpert(hub, story);
    const heard: string[] = [];
    expert.link.on("signal", ({ from }) => heard.push(from));
    expect(refusalOf(await manager.calls.sendSignal({ helpSessionId: id, ...signal("customer") }))).toBe("no-consent");
    expect(refusalOf(await page.calls.sendSignal({ helpSessionId: id, ...signal("specialist:li-siyuan") }))).toBe("no-consent");
    granted(await manager.calls.sendSignal({ helpSessionId: id, ...signal("expert:zhao-boshi") }));
    await eventually(() => heard.length === 1, "the expert hears the colleague");
    expect(await countOf(hub, "baton_signals_refused_total")).toBe(2);

    const toPage: string[] = [];
    page.on("signal", ({ from }) => toPage.push(from));
    for (const scope of ["voice", "video", "share"] as const) {
      granted(await page.calls.changeConsent({ helpSessionId: id, scope, given: true }));
      granted(await manager.calls.sendSignal({ helpSessionId: id, ...signal("customer") }));
      granted(await page.calls.changeConsent({ helpSessionId: id, scope, given: false }));
      expect(refusalOf(await manager.calls.sendSignal({ helpSessionId: id, ...signal("customer") })), scope).toBe("no-consent");
    }
    await eventually(() => toPage.length === 3, "three signals on the page");
    expect(refusalOf(await manager.calls.sendSignal({ helpSessionId: id, ...signal("expert:sun-qian") }))).toBe("participant-away");
  }));

test("[SESSION-18] pointing needs `point`, and falls with `view`", () =>
  onHub({}, async (hub) => {
    const { manager, page, id } = await active(hub, ["view"]);
    const pointed: string[] = [];
    page.on("pointing", ({ displayName, role }) => pointed.push(`${role} ${displayName}`));
    const pointing = { kind: "pointer", x01: 0.5, y01: 0.5 } as const;
    expect(refusalOf(await manager.calls.sendPointing({ helpSessionId: id, pointing }))).toBe("no-consent");
    granted(await page.calls.changeConsent({ helpSessionId: id, scope: "point", given: true }));
    granted(await manager.calls.sendPointing({ helpSessionId: id, pointing }));
    await eventually(() => pointed.length === 1, "pointed");
    expect(pointed).toEqual(["specialist 李思远"]);
    const view = granted(await page.calls.changeConsent({ helpSessionId: id, scope: "view", given: false }));
    expect(view.consents.map(({ scope, status }) => `${scope} ${status}`).sort()).toEqual(["point withdrawn", "view withdrawn"]);
    expect(refusalOf(await manager.calls.sendPointing({ helpSessionId: id, pointing }))).toBe("no-consent");
  }));

test("[SESSION-19] consents run out with the help session: by time after 15 minutes, or when somebody ends it", () =>
  onHub({}, async (hub) => {
    const { manager, page, id } = await active(hub, ["view", "voice"]);
    const mirror = watchMirror(manager);
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true }));
    granted(await page.calls.sendMirrorFrame(frame(id, 1)));
    hub.clock.advance(LONGEST_SESSION_MS);
    expect(refusalOf(await page.calls.sendMirrorFrame(frame(id, 2)))).toMatch(/help-session-over|no-consent/);
    await eventually(() => sessionOf(manager, id)?.state.status === "wrap-up", "time is up");
    expect(sessionOf(manager, id)).toMatchObject({
      state: { endedBy: "time" },
      consents: [
        { scope: "view", status: "expired" },
        { scope: "voice", status: "expired" },
      ],
    });
    await eventually(() => mirror.stops.length === 1, "the viewer is told once");
    expect(mirror.stops).toEqual(["ended"]);
    expect(refusalOf(await page.calls.changeConsent({ helpSessionId: id, scope: "view", given: true }))).toBe("help-session-over");
  }));

test("[SESSION-19] ended early, no consent outlives it on the record", () =>
  onHub({}, async (hub) => {
    const { manager, page, id } = await active(hub, ["view", "record", "voice"]);
    hub.clock.advance(MINUTE_MS);
    granted(await page.calls.endHelpSession({ helpSessionId: id }));
    await eventually(() => sessionOf(manager, id)?.state.status === "wrap-up", "wrap-up");
    for (const consent of sessionOf(manager, id)?.consents ?? [])
      expect(consent).toMatchObject({ status: "expired", until: hub.clock.now() });
  }));

test("[SESSION-32] only who holds the help session asks for more scopes, and once in five minutes", () =>
  onHub({}, async (hub) => {
    const story = await active(hub, ["view"]);
    const { manager, page, id } = story;
    const expert = await withExpert(hub, story);
    const asked: string[][] = [];
    page.on("session", (view) => asked.push(view.asked));
    expect(refusalOf(await expert.calls.askForScopes({ helpSessionId: id, scopes: ["fill"] }))).toBe("not-permitted");
    granted(await manager.calls.askForScopes({ helpSessionId: id, scopes: ["view", "voice"] }));
    await eventually(() => asked.at(-1)?.join() === "voice", "asked for what is not given yet");
    const again = await manager.calls.askForScopes({ helpSessionId: id, scopes: ["video"] });
    expect(again).toMatchObject({ error: { code: "asked-recently", detail: { until: hub.clock.now() + 5 * MINUTE_MS } } });
    granted(await page.calls.changeConsent({ helpSessionId: id, scope: "voice", given: true }));
    await eventually(() => asked.at(-1)?.length === 0, "answered");
    hub.clock.advance(5 * MINUTE_MS);
    granted(await manager.calls.askForScopes({ helpSessionId: id, scopes: ["video"] }));
  }));

test("[SESSION-34] a no to an asked scope is on record, told to who asked, and makes no room for another request", () =>
  onHub({}, async (hub) => {
    const { manager, page, id } = await active(hub, ["view"]);
    const declined: string[] = [];
    manager.link.on("scope-declined", ({ scope }) => declined.push(scope));
    granted(await page.calls.declineScope({ helpSessionId: id, scope: "share" }));
    granted(await manager.calls.askForScopes({ helpSessionId: id, scopes: ["voice", "video"] }));
    const view = granted(await page.calls.declineScope({ helpSessionId: id, scope: "voice" }));
    expect(view.asked).toEqual(["video"]);
    granted(await page.calls.declineScope({ helpSessionId: id, scope: "voice" }));
    await eventually(() => declined.length === 1, "told once");
    await settled(hub);
    expect(declined).toEqual(["voice"]);
    expect(refusalOf(await manager.calls.askForScopes({ helpSessionId: id, scopes: ["voice"] }))).toBe("asked-recently");
    const { audit } = granted(await manager.calls.sessionSummary({ helpSessionId: id }));
    expect(audit.filter(({ action }) => action === "scope-declined")).toMatchObject([{ actor: "customer", detail: { scope: "voice" } }]);
  }));

test("[SESSION-31] what only a help session permits is refused at the gate to a page without one", () =>
  onHub({}, async (hub) => {
    const story = await invited(hub);
    const stranger = await openJourney(hub, "he-yaqin");
    granted(await stranger.send(seen("step-entered", { stepId: "quote" })));
    const page = await stranger.connect();
    const { id } = story;
    expect(refusalOf(await page.calls.sendMirrorFrame(frame(id, 1)))).toBe("not-permitted");
    expect(refusalOf(await page.calls.rejoin({ helpSessionId: id }))).toBe("not-permitted");
    expect(refusalOf(await page.calls.changeConsent({ helpSessionId: id, scope: "view", given: true }))).toBe("not-permitted");
    expect(refusalOf(await page.calls.endHelpSession({ helpSessionId: id }))).toBe("not-permitted");
    granted(await page.calls.chatSoFar({}));
    // Their own, but not begun: the gate is open, the handler says why not.
    const own = await story.journey.connect();
    expect(refusalOf(await own.calls.sendMirrorFrame(frame(id, 1)))).toBe("help-session-over");
    expect(refusalOf(await own.calls.rejoin({ helpSessionId: id }))).toBe("no-such-help-session");
  }));
