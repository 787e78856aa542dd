/** What a customer types to the assistant: answered from approved claims, or handed over; and the likely need a desk is shown. */
import { expect, test } from "vitest";
import { MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import type { ChatMessage } from "#shared/model/chat.ts";
import type { AlertDetails } from "#shared/model/views.ts";
import { alertOf, breakAtFaceCheck, seen, settled, waitForAlert } from "../support/hub-story.ts";
import type { TestDesk, TestHub } from "../support/test-hub.ts";
import { eventually, granted, onHub, openDesk, openJourney } from "../support/test-hub.ts";

const chatOf = (desk: TestDesk): ChatMessage[] => desk.entries.flatMap(({ change }) => (change.kind === "chat" ? [change.message] : []));
const said = (desk: TestDesk) => chatOf(desk).filter((message) => message.from.kind === "assistant");
const details = async (desk: TestDesk, alertId: string): Promise<AlertDetails> => granted(await desk.calls.openAlert({ alertId }));
const claimOf = (hub: TestHub, id: string) => {
  const claim = hub.hub.services.content.notes.flatMap((note) => note.claims).find((known) => known.id === id);
  if (!claim) throw new Error(`no claim ${id}`);
  return claim;
};

/** Broken at the face check, given to the assistant, greeted, with the customer's page connected. */
async function withAssistant(hub: TestHub, customerId: string | null = "lin-xiaolan") {
  const manager = await openDesk(hub.hub, customerId === null ? "agent-04" : "li-siyuan");
  const { journey, alert } = await breakAtFaceCheck(hub, manager, customerId);
  granted(await manager.calls.giveToAssistant({ alertId: alert.id }));
  await eventually(() => said(manager).length === 2, "greeted");
  return { manager, journey, alert, page: await journey.connect() };
}

test("[INTENT-7] a typed question is answered word for word by the claims of its intent, and the message names its point", () =>
  onHub({}, async (hub) => {
    const { manager, journey, page } = await withAssistant(hub);
    granted(await page.calls.sendChat({ id: "cm-1", text: "脸怎么都刷不过去啊" }));
    await eventually(() => said(manager).length === 3, "answered");
    const answer = said(manager)[2];
    expect(answer?.text).toBe(claimOf(hub, "car-face-light").sentence["zh-CN"] + claimOf(hub, "car-face-three-times").sentence["zh-CN"]);
    expect(answer?.talkingPointId).toBe("tp-car-face-light");
    await settled(hub);
    expect(alertOf(manager, journey)?.state.status).toBe("with-assistant");
    expect(granted(await page.calls.chatSoFar({})).messages.at(-1)?.text).toBe(answer?.text);
  }));

test("[INTENT-7] a rate is said with its risk sentence while it is in force, and not a moment longer", () =>
  onHub({}, async (hub) => {
    const { manager, journey, page } = await withAssistant(hub);
    granted(await page.calls.sendChat({ id: "cm-1", text: "车贷利率是多少" }));
    await eventually(() => said(manager).length === 3, "answered");
    expect(said(manager)[2]?.text).toContain(claimOf(hub, "car-rate-standard").sentence["zh-CN"]);
    expect(said(manager)[2]?.text.endsWith(`\n${claimOf(hub, "risk-auto-loan").sentence["zh-CN"]}`)).toBe(true);

    for (const id of ["car-rate-standard", "car-rate-simple"]) Object.assign(claimOf(hub, id), { validUntilDayOffset: 0 });
    granted(await page.calls.sendChat({ id: "cm-2", text: "那车贷利率到底是多少呢" }));
    await eventually(() => alertOf(manager, journey)?.state.status === "open", "nothing may be said: a person");
    expect(said(manager)[3]?.text).toBe(hub.hub.services.content.assistant.fallback.handOverMessage["zh-CN"]);
  }));

test.for(["明天股市会涨吗，帮我看看", "我信用卡账单怎么查不到", "投诉！太差了你们", "别让机器人跟我说了，叫个人来"])(
  "[INTENT-9] [INTENT-10] 「%s」 raises the alert again at once, with the chat attached",
  (text) =>
    onHub({}, async (hub) => {
      const { manager, journey, page } = await withAssistant(hub);
      granted(await page.calls.sendChat({ id: "cm-1", text }));
      await eventually(() => alertOf(manager, journey)?.state.status === "open", "raised again");
      const { snapshot } = granted(await manager.calls.resume({ cursor: null })) as { snapshot: { chat: ChatMessage[] } };
      const own = snapshot.chat.filter((message) => message.journeyId === journey.id);
      expect(own.map((message) => message.from.kind)).toEqual(["assistant", "assistant", "customer", "assistant"]);
      expect(own[2]?.text).toBe(text);
      expect(own[3]?.text).toContain("会一并转过去");
    }),
);

test("[INTENT-16] once the alert is closed no person is promised; the customer is told how to ask for one", () =>
  onHub({}, async (hub) => {
    const { manager, journey, page } = await withAssistant(hub);
    granted(await page.calls.sendChat({ id: "cm-1", text: "好了谢谢" }));
    await eventually(() => alertOf(manager, journey)?.state.status === "resolved", "solved");
    for (const [index, text] of ["明天股市会涨吗，帮我看看", "转人工"].entries()) {
      granted(await page.calls.sendChat({ id: `cm-after-${index}`, text }));
      await eventually(() => said(manager).length === 4 + index, "told");
      expect(said(manager).at(-1)?.text).toContain("找人帮忙");
    }
  }));

test("[INTENT-11] an answer the lexicon holds back is not said; a person takes over", () =>
  onHub({}, async (hub) => {
    const { manager, journey, page } = await withAssistant(hub);
    // The check of content would have refused this claim; the gate before the customer stands on its own.
    Object.assign(claimOf(hub, "car-face-light"), { sentence: { "zh-CN": "我们保证收益，放心刷脸。", en: "We guarantee returns." } });
    granted(await page.calls.sendChat({ id: "cm-1", text: "人脸老是过不去" }));
    await eventually(() => alertOf(manager, journey)?.state.status === "open", "handed over");
    expect(said(manager)).toHaveLength(3);
    expect(JSON.stringify(granted(await page.calls.chatSoFar({})))).not.toContain("保证收益");
  }));

test("[INTENT-12] the capsule names what the place suggests, then what the customer typed, and nothing where the reader abstains", () =>
  onHub({}, async (hub) => {
    const { manager, alert, page } = await withAssistant(hub);
    const before = (await details(manager, alert.id)).likelyNeed;
    expect(before).toMatchObject({ intentId: "face-fails", label: { "zh-CN": "人脸核验过不去" } });
    expect(before?.confidence01).toBeGreaterThanOrEqual(0.5);
    expect(before?.grounds.map(({ kind }) => kind)).toEqual(["step", "breakpoint"]);

    hub.clock.advance(SECOND_MS);
    granted(await page.calls.sendChat({ id: "cm-1", text: "攝像頭一直黑屏" }));
    await eventually(() => said(manager).length === 3, "answered");
    const typed = (await details(manager, alert.id)).likelyNeed;
    expect(typed?.intentId).toBe("face-camera");
    expect(typed?.grounds[0]).toMatchObject({ kind: "said", words: expect.arrayContaining([expect.stringMatching(/黑屏|摄像/)]) });

    hub.clock.advance(SECOND_MS);
    granted(await page.calls.sendChat({ id: "cm-2", text: "明天股市会涨吗，帮我看看" }));
    await eventually(() => said(manager).length === 4, "handed over");
    expect((await details(manager, alert.id)).likelyNeed).toBeUndefined();
  }));

test("[INTENT-12] a customer who is not signed in has a likely need too, and an older text says nothing about a new alert", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const journey = await openJourney(hub, "lin-xiaolan", "deposit-transfer");
    const page = await journey.connect();
    granted(await journey.send(seen("step-entered", { stepId: "price" })));
    granted(await page.calls.sendChat({ id: "cm-1", text: "挂单以后能撤回不" }));
    hub.clock.advance(MINUTE_MS);
    granted(await journey.send(seen("step-entered", { stepId: "verify" }), seen("help-requested", { stepId: "verify" })));
    const alert = await waitForAlert(manager, journey, "help-requested");
    expect((await details(manager, alert.id)).likelyNeed?.intentId).toBe("code-missing");

    const agent = await openDesk(hub.hub, "agent-04");
    const nobody = await breakAtFaceCheck(hub, agent, null);
    expect((await details(agent, nobody.alert.id)).likelyNeed?.intentId).toBe("face-fails");
  }));
