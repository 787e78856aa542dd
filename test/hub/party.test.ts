/** Who takes part in a help session: experts, guests, several windows, and what happens when somebody is gone. */
import { expect, test } from "vitest";
import { CUSTOMER_GONE_MS } from "#hub/help-session/session-book.ts";
import { connectHub } from "#shared/browser/hub-link.ts";
import { guestHubCalls, guestHubEvents } from "#shared/contract/guest-hub.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { SPECIALIST_GONE_MS } from "#shared/domain/help-session/absence.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { HelpSessionId } from "#shared/model/ids.ts";
import { active, frame, openGuest, sessionOf, settled, statusOf, watchMirror, withExpert } from "../support/hub-story.ts";
import { endWithHub, eventually, granted, onHub, openDesk, openJourney, refusalOf } from "../support/test-hub.ts";

test("[SESSION-20] an expert's socket never receives the manager layer, not from the keyframe that was kept and not live", () =>
  onHub({}, async (hub) => {
    const story = await active(hub, ["view"]);
    const { manager, page, id } = story;
    const managers = watchMirror(manager);
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true }));
    granted(await page.calls.sendMirrorFrame(frame(id, 1)));
    const expert = await withExpert(hub, story);
    const experts = watchMirror(expert);
    const bytes: Uint8Array[] = [];
    expert.link.on("mirror", ({ layers }) => bytes.push(...Object.values(layers).filter((body) => body !== undefined)));
    granted(await expert.calls.viewMirror({ helpSessionId: id, on: true }));
    granted(await page.calls.sendMirrorFrame(frame(id, 2)));
    await eventually(() => experts.frames.length === 2 && managers.frames.length === 2, "both see both frames");
    expect(managers.frames.map(({ layers }) => layers.join())).toEqual(["manager,open,structure", "manager,open,structure"]);
    expect(experts.frames.map(({ layers }) => layers.join())).toEqual(["open,structure", "open,structure"]);
    expect(bytes.every((body) => body[0] === 1 || body[0] === 2)).toBe(true);
  }));

test("[SESSION-21] the brief, the log and the help session name no customer to an expert, whatever was typed into the question", () =>
  onHub({}, async (hub) => {
    const { manager, id, journey } = await active(hub, ["view"]);
    const expert = await openDesk(hub.hub, "zhao-boshi");
    granted(
      await manager.calls.inviteExpert({
        helpSessionId: id,
        specialistId: "zhao-boshi",
        question: "林晓岚（林**）想问保单能否装入信托，手机 13812345678，卡号 6222021234567890123。",
      }),
    );
    const brief = granted(await expert.calls.expertBrief({ helpSessionId: id }));
    expect(brief).toMatchObject({ invitedBy: "李思远", breakpointKind: "verification-failed", flowTitle: { "zh-CN": expect.any(String) } });
    expect(brief.question).toContain("想问保单能否装入信托");
    const joined = granted(await expert.calls.joinHelpSession({ helpSessionId: id }));
    await eventually(() => sessionOf(expert, id), "the expert's log");
    const snapshot = granted(await expert.calls.resume({ cursor: null }));
    const told = JSON.stringify([brief, joined, expert.entries, snapshot]);
    for (const secret of ["林晓岚", "林**", "lin-xiaolan", "13812345678", "6222021234567890123", "0726"])
      expect(told).not.toContain(secret);
    expect(JSON.stringify(manager.entries)).toContain("林**");
    expect(journey.id).toBe(joined.helpSession.journeyId);
  }));

test("[SESSION-22] an expert may decline, join, leave without ending it and be asked again; a fourth is one too many", () =>
  onHub({}, async (hub) => {
    const story = await active(hub, ["view"]);
    const { manager, page, id } = story;
    const expert = await openDesk(hub.hub, "zhao-boshi");
    const second = await openDesk(hub.hub, "sun-qian");
    const invite = (specialistId: string) => manager.calls.inviteExpert({ helpSessionId: id, specialistId, question: "请看一下。" });
    expect(refusalOf(await expert.calls.joinHelpSession({ helpSessionId: id }))).toBe("not-a-participant");
    expect(refusalOf(await invite("wang-min"))).toBe("no-such-specialist");
    granted(await invite("zhao-boshi"));
    expect(refusalOf(await invite("sun-qian"))).toBe("party-full");
    granted(await expert.calls.declineInvite({ helpSessionId: id }));
    expect(refusalOf(await expert.calls.joinHelpSession({ helpSessionId: id }))).toBe("not-a-participant");
    expect(refusalOf(await expert.calls.expertBrief({ helpSessionId: id }))).toBe("not-a-participant");

    granted(await invite("zhao-boshi"));
    granted(await expert.calls.joinHelpSession({ helpSessionId: id }));
    expect(refusalOf(await expert.calls.declineInvite({ helpSessionId: id }))).toBe("not-permitted");
    expect(refusalOf(await expert.calls.endHelpSession({ helpSessionId: id }))).toBe("not-permitted");
    expect(refusalOf(await invite("sun-qian"))).toBe("party-full");
    const mirror = watchMirror(expert);
    granted(await expert.calls.viewMirror({ helpSessionId: id, on: true }));
    granted(await expert.calls.leaveHelpSession({ helpSessionId: id }));
    granted(await page.calls.sendMirrorFrame(frame(id, 1)));
    await settled(hub);
    expect(mirror.frames).toEqual([]);
    expect(sessionOf(manager, id)?.state.status).toBe("active");
    expect(refusalOf(await expert.calls.viewMirror({ helpSessionId: id, on: true }))).toBe("not-a-participant");

    granted(await invite("sun-qian"));
    granted(await second.calls.joinHelpSession({ helpSessionId: id }));
    expect(refusalOf(await second.calls.inviteExpert({ helpSessionId: id, specialistId: "zhao-boshi", question: "?" }))).toBe(
      "not-permitted",
    );
  }));

test("[SESSION-23] a page change is told as such; the customer rejoins and a whole page is asked of them for who is watching", () =>
  onHub({}, async (hub) => {
    const { manager, page, journey, id } = await active(hub, ["view"]);
    const mirror = watchMirror(manager);
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true }));
    granted(await page.calls.sendMirrorFrame(frame(id, 1)));
    granted(await page.calls.pageChanging({ helpSessionId: id }));
    await eventually(() => statusOf(sessionOf(manager, id), "customer") === "away", "away");
    page.end();
    await settled(hub);
    hub.clock.advance(20 * SECOND_MS);
    const next = await journey.connect();
    const wanted: string[] = [];
    next.on("keyframe-wanted", ({ helpSessionId }) => wanted.push(helpSessionId));
    expect(granted(await next.calls.rejoin({ helpSessionId: id })).status).toBe("active");
    await eventually(() => wanted.length === 1 && statusOf(sessionOf(manager, id), "customer") === "present", "back, asked for a page");
    expect(mirror.stops).toEqual(["page-change"]);
    granted(await next.calls.sendMirrorFrame(frame(id, 1, true, "page-0002")));
    await eventually(() => mirror.frames.length === 2, "the new page");
    hub.clock.advance(CUSTOMER_GONE_MS);
    await settled(hub);
    expect(sessionOf(manager, id)?.state.status).toBe("active");
  }));

test("[SESSION-24] a customer whose connection is gone for two minutes has left: the help session is lost", () =>
  onHub({}, async (hub) => {
    const { manager, page, id } = await active(hub, ["view"]);
    const mirror = watchMirror(manager);
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true }));
    page.end();
    await eventually(() => statusOf(sessionOf(manager, id), "customer") === "away", "away");
    expect(mirror.stops).toEqual(["customer-away"]);
    hub.clock.advance(CUSTOMER_GONE_MS - SECOND_MS);
    await settled(hub);
    expect(sessionOf(manager, id)?.state.status).toBe("active");
    hub.clock.advance(SECOND_MS);
    await eventually(() => sessionOf(manager, id)?.state.status === "wrap-up", "lost");
    expect(sessionOf(manager, id)?.state).toMatchObject({ endedBy: "lost" });
    const { audit } = granted(await manager.calls.sessionSummary({ helpSessionId: id }));
    expect(audit.find((entry) => entry.action === "session-ended")?.detail).toEqual({ because: "customer-gone" });
  }));

test("[SESSION-25] without its specialist a help session lasts sixty seconds; a desk that comes back in time has it as before", () =>
  onHub({}, async (hub) => {
    const story = await active(hub, ["view"]);
    const { manager, page, id } = story;
    const expert = await withExpert(hub, story);
    const statuses: string[] = [];
    page.on("session", (view) => statuses.push(view.status));
    manager.end();
    await eventually(() => statusOf(sessionOf(expert, id), "specialist:li-siyuan") === "away", "the specialist is away");
    hub.clock.advance(SPECIALIST_GONE_MS - SECOND_MS);
    await settled(hub);
    const back = await openDesk(hub.hub, "li-siyuan");
    granted(await back.calls.joinHelpSession({ helpSessionId: id }));
    hub.clock.advance(10 * SECOND_MS);
    await settled(hub);
    expect(statuses).not.toContain("wrap-up");

    back.end();
    await eventually(() => statusOf(sessionOf(expert, id), "specialist:li-siyuan") === "away", "away again");
    hub.clock.advance(SPECIALIST_GONE_MS);
    await eventually(() => statuses.includes("wrap-up"), "the customer is let go");
    const late = await openDesk(hub.hub, "li-siyuan");
    const { audit, helpSessionId } = granted(await late.calls.sessionSummary({ helpSessionId: id }));
    expect(audit.find((entry) => entry.action === "session-ended")?.detail).toEqual({ because: "specialist-gone" });
    granted(await late.calls.wrapUp({ helpSessionId, outcome: "lost", note: "", summary: "" }));
  }));

test("[SESSION-26] of two windows of one person the one that joined last has the seat: the other is told, hears no signal and sees no page", () =>
  onHub({}, async (hub) => {
    const { manager, page, id } = await active(hub, ["view", "voice"]);
    const replaced: string[] = [];
    manager.link.on("replaced", ({ helpSessionId }) => replaced.push(helpSessionId));
    const first = watchMirror(manager);
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true }));
    const window2 = await openDesk(hub.hub, "li-siyuan");
    const second = watchMirror(window2);
    const signals: string[] = [];
    manager.link.on("signal", () => signals.push("first"));
    window2.link.on("signal", () => signals.push("second"));
    granted(await window2.calls.joinHelpSession({ helpSessionId: id }));
    await eventually(() => replaced.length === 1, "told");
    granted(await window2.calls.viewMirror({ helpSessionId: id, on: true }));
    granted(await page.calls.sendMirrorFrame(frame(id, 1)));
    granted(await page.calls.sendSignal({ helpSessionId: id, to: "specialist:li-siyuan", callId: "call-1", signal: "{}" }));
    await eventually(() => second.frames.length === 1 && signals.length === 1, "the second window has it");
    await settled(hub);
    expect([first.frames, signals]).toEqual([[], ["second"]]);

    // The window without the seat may close; the one with it may not, whatever else is open.
    const third = await openDesk(hub.hub, "li-siyuan");
    manager.end();
    await settled(hub);
    expect(statusOf(sessionOf(third, id), "specialist:li-siyuan")).not.toBe("away");
    window2.end();
    await eventually(() => statusOf(sessionOf(third, id), "specialist:li-siyuan") === "away", "away with another window open");
  }));

test("[SESSION-27] a guest's link is for one help session and for the guest's calls only", () =>
  onHub({}, async (hub) => {
    const story = await active(hub, ["view"]);
    const { manager, page, id } = story;
    granted(await manager.calls.inviteExpert({ helpSessionId: id, specialistId: "zhao-boshi", question: "请看一下。" }));
    const guest = await openGuest(hub, "zhao-boshi", id);
    const heard: string[] = [];
    (guest as unknown as { on(event: string, hear: () => void): void }).on("journey", () => heard.push("journey"));
    granted(await guest.calls.joinHelpSession({ helpSessionId: id }));
    granted(await guest.calls.viewMirror({ helpSessionId: id, on: true }));
    const mirror = watchMirror({ link: guest as never });
    granted(await page.calls.sendMirrorFrame(frame(id, 1)));
    await eventually(() => mirror.frames.length === 1, "the guest sees");
    expect(mirror.frames[0]?.layers).toEqual(["open", "structure"]);
    const other = "hs-another" as HelpSessionId;
    expect(refusalOf(await guest.calls.joinHelpSession({ helpSessionId: other }))).toBe("not-permitted");
    expect(refusalOf(await guest.calls.expertBrief({ helpSessionId: other }))).toBe("not-permitted");
    const wide = guest.calls as unknown as Record<string, ((input: unknown) => Promise<never>) | undefined>;
    expect(wide.endHelpSession).toBeUndefined();
    expect(heard).toEqual([]);
    await eventually(() => statusOf(sessionOf(manager, id), "expert:zhao-boshi") === "present", "the manager sees the guest");
    guest.end();
    await eventually(() => statusOf(sessionOf(manager, id), "expert:zhao-boshi") === "away", "gone with the page");
  }));

test("[SESSION-27] a guest's token opens no desk, a desk's token no guest page", () =>
  onHub({}, async (hub) => {
    const { id } = await active(hub, []);
    const token = await hub.hub.services.tokens.forGuest("zhao-boshi" as never, id);
    const desk = endWithHub(
      hub.hub,
      connectHub({
        url: hub.hub.url,
        namespace: "/desk",
        auth: () => ({ protocol: PROTOCOL, token }),
        contract: { table: guestHubCalls, events: guestHubEvents },
      }),
    );
    await eventually(() => desk.status().kind === "refused", "refused");
    expect(desk.status()).toEqual({ kind: "refused", code: "not-authenticated" });
  }));

test("[SESSION-30] when it is over nothing of it is left: no timer, no seat, no room, no question, no session", () =>
  onHub({}, async (hub) => {
    const story = await active(hub, ["view", "voice"]);
    const { manager, page, journey, id, alert } = story;
    const expert = await withExpert(hub, story);
    granted(await manager.calls.openAlert({ alertId: alert.id }));
    granted(await manager.calls.askForScopes({ helpSessionId: id, scopes: ["video"] }));
    for (const desk of [manager, expert]) granted(await desk.calls.viewMirror({ helpSessionId: id, on: true }));
    granted(await page.calls.sendMirrorFrame(frame(id, 1)));
    granted(await page.calls.endHelpSession({ helpSessionId: id }));
    granted(await manager.calls.wrapUp({ helpSessionId: id, outcome: "step-finished", note: "", summary: "" }));
    granted(await manager.calls.closeAlert({}));
    granted(await journey.send({ kind: "journey-finished" }));
    for (const link of [page, manager, expert]) link.end();
    const { services } = hub.hub;
    await eventually(() => hub.hub.connections() === 0, "everybody is gone");
    hub.clock.advance(6 * SECOND_MS);
    await settled(hub);
    expect(services.sessions.held()).toEqual({ open: 0, asked: 0, seats: 0, rooms: 0 });
    expect(services.alerts.held()).toEqual({ watchers: 0, heard: 0, scored: 0, waiting: 0 });
    expect(services.chat.held()).toEqual({ notUnderstood: 0 });
    expect(services.deadlines.size).toBe(0);
  }));

test("[SESSION-30] an anonymous journey that is finished leaves no timer either", () =>
  onHub({}, async (hub) => {
    const journey = await openJourney(hub, null);
    granted(await journey.send({ kind: "step-entered", stepId: "vehicle" } as never));
    expect(hub.hub.services.deadlines.size).toBe(1);
    granted(await journey.send({ kind: "journey-finished" }));
    await settled(hub);
    expect(hub.hub.services.deadlines.size).toBe(0);
  }));
