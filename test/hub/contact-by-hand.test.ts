/** What a manager does about contact by hand, on a real hub: a text from an approved point, a call written down, and what they are told first. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { ContactDecision } from "#shared/model/contact.ts";
import type { CallId } from "#shared/model/ids.ts";
import { callIdSchema, customerIdSchema, talkingPointIdSchema } from "#shared/model/ids.ts";
import { breakAtFaceCheck } from "../support/hub-story.ts";
import type { TestDesk, TestHub } from "../support/test-hub.ts";
import { granted, onHub, openDesk, refusalOf } from "../support/test-hub.ts";

const LIN = customerIdSchema.parse("lin-xiaolan");
const callId = (text: string): CallId => callIdSchema.parse(text);

const refusing = ({ rules }: ContactDecision) => rules.filter(({ verdict }) => verdict === "refuses").map(({ id }) => id);
const countOf = ({ rules }: ContactDecision) => Number(rules.find(({ id }) => id === "frequency-cap")?.detail["count"]);
const weighNow = async (desk: TestDesk) =>
  granted(await desk.calls.weighContact({ customerId: LIN, channel: "phone", at: null, askedFirst: false })).decision;

async function outboxOf(hub: TestHub): Promise<string[]> {
  const text = await readFile(path.join(hub.dataDir, "sms-outbox.jsonl"), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

test("[PERMIT-9] a repeated text is one message and one contact, and the ledger says it was not delivered", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { alert } = await breakAtFaceCheck(hub, manager);
    const before = countOf(await weighNow(manager));
    const sms = { id: callId("sms-1"), customerId: LIN, text: "您好，可在应用内继续办理。回电 13812345678", about: "车贷申请" };
    const first = granted(await manager.calls.sendSms(sms));
    expect(granted(await manager.calls.sendSms(sms))).toEqual(first);
    expect(await outboxOf(hub)).toHaveLength(1);
    expect(countOf(await weighNow(manager))).toBe(before + 1);
    const [newest] = granted(await manager.calls.openAlert({ alertId: alert.id })).contacts;
    expect(newest).toMatchObject({ channel: "sms", delivery: "undelivered", about: "车贷申请", by: "李思远" });
    expect(newest?.note).toContain("可在应用内继续办理");
    expect(newest?.note).not.toContain("13812345678");
    const { ledger } = granted(await manager.calls.customerHistory({ alertId: alert.id }));
    expect(ledger.find((entry) => entry.kind === "contact")).toMatchObject({ contact: { delivery: "undelivered" } });
    // Another person's id is another message.
    const deputy = await openDesk(hub.hub, "zhou-qiming");
    granted(await deputy.calls.sendSms(sms));
    expect(await outboxOf(hub)).toHaveLength(2);
  }));

test("[PERMIT-10] a call is judged as of when it was made, keeps what spoke against it, and is put right under its id", () =>
  onHub({ at: Date.parse("2026-11-23T21:10:00+08:00") }, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { alert } = await breakAtFaceCheck(hub, manager);
    const contacts = async () => granted(await manager.calls.openAlert({ alertId: alert.id })).contacts;
    const before = countOf(await weighNow(manager));
    const call = { id: callId("call-1"), customerId: LIN, outcome: "talked", about: "车贷申请", note: "约明早再联系" } as const;

    // 21:10 is in the bank's quiet hours, 20:50 was not.
    const late = granted(await manager.calls.logPhoneContact({ ...call, at: hub.clock.now() }));
    expect(refusing(late.decision)).toEqual(["quiet-hours"]);
    expect((await contacts())[0]).toMatchObject({ note: "约明早再联系", against: [{ id: "quiet-hours", reason: "in-quiet-hours" }] });
    const right = granted(await manager.calls.logPhoneContact({ ...call, at: hub.clock.now() - 20 * MINUTE_MS, outcome: "declined" }));
    expect(right.contactId).toBe(late.contactId);
    expect(right.decision.allowed).toBe(true);
    const [record] = await contacts();
    expect(record).toMatchObject({ channel: "phone", outcome: "declined", at: hub.clock.now() - 20 * MINUTE_MS });
    expect(record?.against).toBeUndefined();
    const after = await weighNow(manager);
    expect(countOf(after)).toBe(before + 1);
    // Declined on the phone: nobody writes to them for a while.
    expect(refusing(after)).toContain("cool-down");
    const actions = (await hub.hub.services.audit.of(late.contactId)).map(({ action, detail }) => [action, detail["wasAllowed"]]);
    expect(actions).toEqual([
      ["phone-contact-logged", false],
      ["phone-contact-put-right", true],
    ]);
    // The same id for somebody else, and a call of long ago, are not written down.
    const he = customerIdSchema.parse("he-yaqin");
    expect(refusalOf(await manager.calls.logPhoneContact({ ...call, customerId: he, at: hub.clock.now() }))).toBe("invalid-input");
    const old = hub.clock.now() - 8 * DAY_MS;
    expect(refusalOf(await manager.calls.logPhoneContact({ ...call, id: callId("call-2"), at: old }))).toBe("invalid-input");
  }));

test("[PERMIT-10] what a customer began by calling does not count, and is not outside any hours", () =>
  onHub({ at: Date.parse("2026-11-23T21:10:00+08:00") }, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const before = countOf(await weighNow(manager));
    const call = { id: callId("call-1"), customerId: LIN, at: hub.clock.now(), about: "车贷申请" } as const;
    expect(granted(await manager.calls.logPhoneContact({ ...call, outcome: "asked-first" })).decision.allowed).toBe(true);
    expect(countOf(await weighNow(manager))).toBe(before);
    // Put right: it was the manager who called.
    granted(await manager.calls.logPhoneContact({ ...call, outcome: "talked" }));
    expect(countOf(await weighNow(manager))).toBe(before + 1);
  }));

test("[PERMIT-11] a manager and their deputy are told every rule beforehand, nobody else is", () =>
  onHub({ at: Date.parse("2026-11-23T21:10:00+08:00") }, async (hub) => {
    const ask = { customerId: LIN, channel: "sms", at: null, askedFirst: false } as const;
    for (const id of ["li-siyuan", "zhou-qiming"]) {
      const desk = await openDesk(hub.hub, id);
      const { decision, heldUntil } = granted(await desk.calls.weighContact(ask));
      expect(decision.rules).toHaveLength(9);
      expect(refusing(decision)).toEqual(["quiet-hours"]);
      expect(heldUntil).toBeNull();
      expect(granted(await desk.calls.weighContact({ ...ask, at: hub.clock.now() - HOUR_MS })).decision.allowed).toBe(true);
      // Of what is still to come nobody knows: it is now at the latest.
      expect(granted(await desk.calls.weighContact({ ...ask, at: hub.clock.now() + 12 * HOUR_MS })).decision.allowed).toBe(false);
      expect(granted(await desk.calls.weighContact({ ...ask, askedFirst: true })).decision.channel).toBe("answer");
      const refused = await desk.calls.sendSms({ id: callId("s"), customerId: LIN, text: "您好", about: "车贷" });
      expect(refused).toMatchObject({ ok: false, error: { code: "contact-refused", detail: { rule: "quiet-hours" } } });
    }
    for (const id of ["wang-min", "agent-04", "shen-yue", "zhao-boshi"])
      expect(refusalOf(await (await openDesk(hub.hub, id)).calls.weighContact(ask))).toBe("not-permitted");
    expect(await outboxOf(hub)).toEqual([]);
  }));

test("[PERMIT-12] a text from a point keeps its risk sentence; one of another customer's alert, withdrawn or run out is not sent", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { alert } = await breakAtFaceCheck(hub, manager);
    const { content, guidance } = hub.hub.services;
    const specialist = content.specialists.find(({ id }) => id === "li-siyuan");
    invariant(specialist, "the manager is one of content's");
    const points = content.notes.flatMap(({ claims }) =>
      claims.flatMap(({ id }) => guidance.point(talkingPointIdSchema.parse(`tp-${id}`), specialist, alert) ?? []),
    );
    const point = points.find((known) => known !== "expired" && known.riskSentence !== undefined);
    invariant(point !== undefined && point !== "expired", "content has a point with a risk sentence for the story");
    const sentence = point.sentence["zh-CN"];
    const sms = { customerId: LIN, about: "车贷申请", point: { id: point.id, alertId: alert.id } };
    expect(refusalOf(await manager.calls.sendSms({ ...sms, id: callId("s-1"), text: sentence }))).toBe("risk-sentence-missing");
    const withdrawn = { ...sms, point: { ...sms.point, id: talkingPointIdSchema.parse("tp-none") } };
    expect(refusalOf(await manager.calls.sendSms({ ...withdrawn, id: callId("s-2"), text: sentence }))).toBe("no-such-point");
    const foreign = { ...sms, customerId: customerIdSchema.parse("he-yaqin") };
    expect(refusalOf(await manager.calls.sendSms({ ...foreign, id: callId("s-3"), text: sentence }))).toBe("no-such-alert");
    expect(await outboxOf(hub)).toEqual([]);
    const whole = `${sentence}\n${point.riskSentence?.["zh-CN"]}`;
    granted(await manager.calls.sendSms({ ...sms, id: callId("s-4"), text: whole }));
    expect((await outboxOf(hub)).map((line) => JSON.parse(line).text)).toEqual([whole]);
    hub.clock.advance(3 * 365 * DAY_MS);
    expect(refusalOf(await manager.calls.sendSms({ ...sms, id: callId("s-5"), text: whole }))).toBe("point-expired");
  }));

test("[PERMIT-11] who is on the list, has a complaint open, did not agree or is being contacted already is not texted, and the reason is told", () =>
  onHub({}, async (hub) => {
    const desks = { "wang-min": await openDesk(hub.hub, "wang-min"), "li-siyuan": await openDesk(hub.hub, "li-siyuan") };
    const cases = [
      ["wang-min", "zhou-wenbo", "do-not-disturb"],
      ["wang-min", "zheng-haoran", "open-complaint"],
      ["li-siyuan", "xu-jianing", "assistance-agreed"],
      ["li-siyuan", "xu-jianing", "self-help-case"],
    ] as const;
    for (const [manager, customer, rule] of cases) {
      const { calls } = desks[manager];
      const customerId = customerIdSchema.parse(customer);
      const { decision } = granted(await calls.weighContact({ customerId, channel: "sms", at: null, askedFirst: false }));
      expect(refusing(decision)).toContain(rule);
      const refused = await calls.sendSms({ id: callId(`s-${customer}-${rule}`), customerId, text: "您好", about: "车贷" });
      expect(refused).toMatchObject({ ok: false, error: { code: "contact-refused" } });
    }
    const { calls } = desks["li-siyuan"];
    await hub.hub.services.contacts.permit(LIN, "in-app", "车贷");
    const { decision, heldUntil } = granted(await calls.weighContact({ customerId: LIN, channel: "phone", at: null, askedFirst: false }));
    expect(decision.allowed).toBe(true);
    expect(heldUntil).toBeGreaterThan(hub.clock.now());
    const refused = await calls.sendSms({ id: callId("s-lin"), customerId: LIN, text: "您好", about: "车贷" });
    expect(refused).toMatchObject({ ok: false, error: { code: "contact-refused", detail: { reason: "permit-out", until: heldUntil } } });
    expect(await outboxOf(hub)).toEqual([]);
  }));

test("[CONTACT-19] [PERMIT-11] who agreed to text messages alone may be texted; a call then is logged with what spoke against it", () =>
  onHub({ at: Date.parse("2026-11-23T15:00:00+08:00") }, async (hub) => {
    const { calls } = await openDesk(hub.hub, "li-siyuan");
    const customerId = customerIdSchema.parse("wu-ying");
    const ask = { customerId, at: null, askedFirst: false } as const;
    expect(refusing(granted(await calls.weighContact({ ...ask, channel: "sms" })).decision)).toEqual([]);
    expect(refusing(granted(await calls.weighContact({ ...ask, channel: "phone" })).decision)).toEqual(["channel-agreed"]);
    granted(await calls.sendSms({ id: callId("s-1"), customerId, text: "您好", about: "养老金" }));
    const call = { id: callId("c-1"), customerId, at: hub.clock.now(), about: "养老金", note: "" };
    expect(refusing(granted(await calls.logPhoneContact({ ...call, outcome: "talked" })).decision)).toEqual(["channel-agreed"]);
    expect(refusing(granted(await calls.logPhoneContact({ ...call, outcome: "asked-first" })).decision)).toEqual([]);
  }));
