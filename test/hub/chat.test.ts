/** What is written: between customer and staff in a help session, and between customer and assistant before one. */
import { expect, test } from "vitest";
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import type { ChatMessage } from "#shared/model/chat.ts";
import { active, alertOf, breakAtFaceCheck, invited, openStream, seen, settled, waitForAlert, withExpert } from "../support/hub-story.ts";
import type { TestDesk } from "../support/test-hub.ts";
import { eventually, granted, onHub, openDesk, openJourney, refusalOf } from "../support/test-hub.ts";

const chatOf = (desk: TestDesk): ChatMessage[] => desk.entries.flatMap(({ change }) => (change.kind === "chat" ? [change.message] : []));
const interceptionsOf = (desk: TestDesk) =>
  desk.entries.flatMap(({ change }) => (change.kind === "interception" ? [change.interception] : []));

test("[CHAT-1] a forbidden wording never reaches the customer; it is kept once, for its author and the supervisor alone", () =>
  onHub({}, async (hub) => {
    const supervisor = await openDesk(hub.hub, "shen-yue");
    const story = await active(hub, ["view"]);
    const { manager, page, id } = story;
    const expert = await withExpert(hub, story);
    const received: string[] = [];
    page.on("chat", (message) => received.push(message.text));
    const text = "您放心，这款我们保证收益。";
    for (let twice = 0; twice < 2; twice += 1) {
      const refused = await manager.calls.sendChat({ helpSessionId: id, id: "cm-bad", text });
      expect(refused).toMatchObject({ error: { code: "wording-forbidden", detail: { ruleId: expect.stringMatching(/^C-/) } } });
    }
    granted(await manager.calls.sendChat({ helpSessionId: id, id: "cm-good", text: "收益不是固定的，以合同为准。" }));
    await eventually(() => received.length === 1 && interceptionsOf(supervisor).length === 1, "one through, one kept");
    expect(received).toEqual(["收益不是固定的，以合同为准。"]);
    const [interception] = interceptionsOf(manager);
    expect(interception).toMatchObject({ text, participantId: "specialist:li-siyuan", channel: "chat" });
    expect(interception?.hits.map((hit) => text.slice(hit.start, hit.end))).toContain("保证收益");
    await settled(hub);
    expect([interceptionsOf(manager).length, interceptionsOf(expert).length]).toEqual([1, 0]);
    const { figures, audit } = granted(await manager.calls.sessionSummary({ helpSessionId: id }));
    expect(figures).toMatchObject({ chatMessages: 1, interceptions: 1 });
    expect(audit.filter((entry) => entry.action === "wording-intercepted")).toHaveLength(1);
  }));

test("[CHAT-2] a message sent again after a reconnect is the same message", () =>
  onHub({}, async (hub) => {
    const { manager, page, id } = await active(hub, []);
    const received: string[] = [];
    page.on("chat", (message) => received.push(message.id));
    const first = granted(await manager.calls.sendChat({ helpSessionId: id, id: "cm-1", text: "您好，我是李思远。" })).message;
    hub.clock.advance(SECOND_MS);
    expect(granted(await manager.calls.sendChat({ helpSessionId: id, id: "cm-1", text: "您好，我是李思远。" })).message).toEqual(first);
    granted(await page.calls.sendChat({ id: "cm-2", text: "你好" }));
    granted(await page.calls.sendChat({ id: "cm-2", text: "你好" }));
    await settled(hub);
    await eventually(() => chatOf(manager).length === 2, "two in the log");
    expect(received).toEqual(["cm-1"]);
  }));

test("[CHAT-3] nobody reads a message by guessing its id", () =>
  onHub({}, async (hub) => {
    const { manager, page, id } = await active(hub, []);
    granted(await manager.calls.sendChat({ helpSessionId: id, id: "cm-1", text: "您的申请已过预审。" }));
    const stranger = await openJourney(hub, null);
    granted(await stranger.send(seen("step-entered", { stepId: "vehicle" })));
    const strangerPage = await stranger.connect();
    expect(refusalOf(await strangerPage.calls.sendChat({ id: "cm-1", text: "?" }))).toBe("invalid-input");
    expect(refusalOf(await page.calls.sendChat({ id: "cm-1", text: "?" }))).toBe("invalid-input");
    expect(granted(await strangerPage.calls.chatSoFar({})).messages).toEqual([]);
  }));

test("[CHAT-4] numbers a customer pastes are masked before they are kept or read by anyone, the customer's own log included", () =>
  onHub({}, async (hub) => {
    const { manager, page } = await active(hub, []);
    const numbers = ["31010119900101123X", "6222021234567890123", "13812345678"];
    const { message } = granted(
      await page.calls.sendChat({ id: "cm-1", text: `身份证 ${numbers[0]}，卡号 ${numbers[1]}，手机 ${numbers[2]}` }),
    );
    await eventually(() => chatOf(manager).length === 1, "the manager reads");
    const kept = JSON.stringify([
      message,
      chatOf(manager),
      granted(await page.calls.chatSoFar({})),
      await hub.hub.services.deskLog.since(0, new Set(["r:supervisor"])),
    ]);
    for (const number of numbers) expect(kept).not.toContain(number);
    expect(message.text).toContain("身份证");
  }));

test("[CHAT-5] a talking point goes out with its risk sentence or not at all, and is recorded as the point it was", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const journey = await openJourney(hub, "he-yaqin", "family-trust");
    granted(await journey.send(seen("step-entered", { stepId: "assets" }), seen("help-requested", { stepId: "assets" })));
    const alert = await waitForAlert(manager, journey);
    const { helpSession } = granted(await manager.calls.pickUpAlert({ alertId: alert.id }));
    const page = await journey.connect();
    if (helpSession.state.status !== "inviting") return;
    granted(await page.calls.answerInvitation({ invitationId: helpSession.state.invitationId, answer: "accept", scopes: [] }));
    const { points } = granted(await manager.calls.talkingPoints({ helpSessionId: helpSession.id }));
    const point = points.find((known) => known.riskSentence !== undefined);
    if (!point?.riskSentence) throw new Error("no point with a risk sentence");
    const send = (id: string, text: string, talkingPointId = point.id as string) =>
      manager.calls.sendChat({ helpSessionId: helpSession.id, id, text, talkingPointId });
    expect(refusalOf(await send("cm-1", point.sentence["zh-CN"]))).toBe("risk-sentence-missing");
    expect(refusalOf(await send("cm-2", "x", "tp-none"))).toBe("no-such-point");
    const sent = granted(await send("cm-3", `${point.sentence["zh-CN"]}\n${point.riskSentence["zh-CN"]}`)).message;
    expect(sent.talkingPointId).toBe(point.id);
    expect(granted(await manager.calls.sessionSummary({ helpSessionId: helpSession.id })).figures.pointsUsed).toBe(1);

    // The point is looked at again when it is sent: what has run out meanwhile does not go out.
    const validUntil = Math.max(...point.sources.map((source) => source.validUntil));
    const { guidance, content } = hub.hub.services;
    const asItStands = () => guidance.point(point.id as never, content.specialists[0] as never, helpSession);
    expect(asItStands()).not.toBe("expired");
    hub.clock.set(validUntil + 1);
    expect(asItStands()).toBe("expired");
  }));

test("[CHAT-5] [GUIDE-16] the opening of a breakpoint is sent as it was offered, also after the customer moved on", () =>
  onHub({}, async (hub) => {
    const { manager, journey, id, invitationId } = await invited(hub);
    const page = await journey.connect();
    granted(await page.calls.answerInvitation({ invitationId, answer: "accept", scopes: [] }));
    const [opening] = granted(await manager.calls.talkingPoints({ helpSessionId: id })).points;
    expect(opening?.id).toBe("tp-open-own-manager-verification");
    granted(await journey.send(seen("step-completed", { stepId: "face-check" }), seen("step-entered", { stepId: "quote" })));
    const text = opening?.sentence["zh-CN"] ?? "";
    const sent = granted(await manager.calls.sendChat({ helpSessionId: id, id: "cm-o", text, talkingPointId: opening?.id as string }));
    expect(sent.message.talkingPointId).toBe(opening?.id);
  }));

test("[CHAT-6] given to the assistant once or twice, it greets once, answers quick replies and free text, and stays while the customer writes", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { journey, alert } = await breakAtFaceCheck(hub, manager);
    const stream = await openStream(hub, journey);
    granted(await manager.calls.giveToAssistant({ alertId: alert.id }));
    granted(await manager.calls.giveToAssistant({ alertId: alert.id }));
    const offers = () => stream.events.filter(({ event }) => event === "assistant-message");
    await eventually(() => offers().length === 2, "greeted");
    const repliesOf = (at: number) => (offers()[at]?.data.quickReplies ?? []) as { id: string; text: string }[];
    const replies = repliesOf(1);
    expect(replies.map((reply) => reply.id)).toContain("hand-over");
    expect(repliesOf(0)).toEqual([]);

    const page = await journey.connect();
    granted(await page.calls.sendChat({ id: "cm-1", text: replies[1]?.text ?? "", quickReplyId: replies[1]?.id }));
    await eventually(() => offers().length === 3, "a quick reply is answered");
    hub.clock.advance(40 * SECOND_MS);
    granted(await page.calls.sendChat({ id: "cm-2", text: "会不会被看到？" }));
    await eventually(() => offers().length === 4, "free text is answered");
    hub.clock.advance(40 * SECOND_MS);
    await settled(hub);
    expect(alertOf(manager, journey)?.state.status).toBe("with-assistant");
    expect(chatOf(manager).map((message) => message.from.kind)).toEqual([
      "assistant",
      "assistant",
      "customer",
      "assistant",
      "customer",
      "assistant",
    ]);
    hub.clock.advance(20 * SECOND_MS);
    await eventually(() => alertOf(manager, journey)?.state.status === "open", "nothing more was heard: handed back");
  }));

test.for([
  ["the button", { kind: "button" }],
  ["the words", { kind: "text", texts: ["转人工吧"] }],
  ["two things it does not understand", { kind: "text", texts: ["嗯嗯嗯", "咦咦咦"] }],
] as const)("[CHAT-7] 转人工 by %s raises the alert again for who gave it away, with the chat attached", ([, how]) =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { journey, alert } = await breakAtFaceCheck(hub, manager);
    granted(await manager.calls.giveToAssistant({ alertId: alert.id }));
    const page = await journey.connect();
    if (how.kind === "button") granted(await page.calls.askForPerson({}));
    else for (const [index, text] of how.texts.entries()) granted(await page.calls.sendChat({ id: `cm-${index}`, text }));
    await eventually(() => alertOf(manager, journey)?.state.status === "open", "raised again");
    expect(alertOf(manager, journey)?.audience).toMatchObject({ specialistId: "li-siyuan", as: "own-manager" });
    const { snapshot } = granted(await manager.calls.resume({ cursor: null })) as { snapshot: { chat: ChatMessage[] } };
    expect(snapshot.chat.some((message) => message.from.kind === "assistant" && message.journeyId === journey.id)).toBe(true);
    expect(hub.hub.services.chat.held().notUnderstood).toBe(0);
  }),
);

test("[CHAT-8] unanswered for the assistant's patience, people have the alert again and the customer is left in peace", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { journey, alert } = await breakAtFaceCheck(hub, manager);
    const stream = await openStream(hub, journey);
    granted(await manager.calls.giveToAssistant({ alertId: alert.id }));
    hub.clock.advance(MINUTE_MS - 1);
    await settled(hub);
    expect(alertOf(manager, journey)?.state.status).toBe("with-assistant");
    hub.clock.advance(1);
    await eventually(() => alertOf(manager, journey)?.state.status === "open", "handed back");
    await eventually(() => stream.events.length === 3, "the last word");
    expect(JSON.stringify(stream.events[2])).toContain("先不打扰了");
  }));

test("[CHAT-9] a customer who asks for a person when nothing of theirs is open is told so, and one whose alert was put off is heard", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { journey, alert } = await breakAtFaceCheck(hub, manager);
    granted(await manager.calls.snoozeAlert({ alertId: alert.id, until: hub.clock.now() + 30 * MINUTE_MS }));
    const page = await journey.connect();
    granted(await page.calls.askForPerson({}));
    await eventually(() => alertOf(manager, journey)?.state.status === "open", "woken");
    const quiet = await openJourney(hub, null);
    const quietPage = await quiet.connect();
    expect(refusalOf(await quietPage.calls.askForPerson({}))).toBe("no-such-alert");
  }));

test("[CHAT-10] what was said before a page change is there after it, in order", () =>
  onHub({}, async (hub) => {
    const { manager, page, journey, id } = await active(hub, []);
    granted(await page.calls.sendChat({ id: "cm-1", text: "在哪里上传？" }));
    hub.clock.advance(SECOND_MS);
    granted(await manager.calls.sendChat({ helpSessionId: id, id: "cm-2", text: "第三步。" }));
    granted(await page.calls.pageChanging({ helpSessionId: id }));
    page.end();
    const elsewhere = await openJourney(hub, "lin-xiaolan", "car-loan");
    const next = await elsewhere.connect();
    granted(await next.calls.rejoin({ helpSessionId: id }));
    expect(granted(await next.calls.chatSoFar({})).messages.map((message) => message.id)).toEqual(["cm-1", "cm-2"]);
    expect(elsewhere.id).not.toBe(journey.id);
  }));
