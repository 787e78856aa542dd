/** Contact permits: what they are good for, and that every channel of a real hub asks for one. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { SignJWT } from "jose";
import { expect, test } from "vitest";
import type { ContactPermit } from "#hub/decide/contact-permits.ts";
import { createContactPermits, PERMIT_LASTS_MS } from "#hub/decide/contact-permits.ts";
import { fileOutbox } from "#hub/decide/sms-port.ts";
import { signBody } from "#hub/ingest/body-signature.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { DAY_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { customerIdSchema } from "#shared/model/ids.ts";
import { breakAtFaceCheck } from "../support/hub-story.ts";
import type { TestHub } from "../support/test-hub.ts";
import { granted, MORNING_MS, onHub, openDesk, refusalOf } from "../support/test-hub.ts";

const key = new Uint8Array(32).fill(7);
const lin = customerIdSchema.parse("lin-xiaolan");
const dong = "lin-xiaolan";

type Asked = {
  decision: { allowed: boolean; channel: string; rules: { id: string; verdict: string; reason: string }[] };
  permit: string | null;
  expiresAt: number | null;
  heldUntil: number | null;
};

async function ask<T = Asked>(hub: TestHub, route: string, input: unknown): Promise<Reply<T>> {
  const body = JSON.stringify(input);
  const headers = { "baton-signature": signBody(hub.hub.bankKey, body, hub.clock.now()) };
  return (await (await fetch(`${hub.hub.url}${route}`, { method: "POST", headers, body })).json()) as Reply<T>;
}
const decide = (hub: TestHub, channel: string, more = {}) =>
  ask(hub, "/v1/contact-decisions", { customerId: dong, channel, about: "车贷申请", ...more });

async function outboxOf(hub: { dataDir: string }): Promise<Record<string, unknown>[]> {
  const text = await readFile(path.join(hub.dataDir, "sms-outbox.jsonl"), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("[PERMIT-1] a permit is for one customer, one channel, two minutes and one use", async () => {
  let now = MORNING_MS;
  const permits = createContactPermits(key, () => now);
  const scope = { to: "lin-xiaolan", channel: "sms" } as const;
  const { permit, claims } = await permits.issue(scope, "车贷申请");
  expect(claims.expiresAt).toBe(MORNING_MS + PERMIT_LASTS_MS);
  expect(await permits.use(permit, { ...scope, to: "he-yaqin" })).toEqual({ ok: false, error: "permit-for-another" });
  expect(await permits.use(permit, { ...scope, channel: "phone" })).toEqual({ ok: false, error: "permit-for-another" });
  expect(await permits.use(permit, scope)).toMatchObject({ ok: true, value: { id: claims.id, about: "车贷申请" } });
  expect(await permits.use(permit, scope)).toEqual({ ok: false, error: "permit-used" });

  const late = (await permits.issue(scope, "x")).permit;
  now += PERMIT_LASTS_MS + SECOND_MS;
  expect(await permits.use(late, scope)).toEqual({ ok: false, error: "permit-expired" });
  const forged = (await createContactPermits(new Uint8Array(32), () => now).issue(scope, "x")).permit;
  const otherUse = await new SignJWT({ channel: "sms", about: "x" })
    .setProtectedHeader({ alg: "HS256" })
    .setJti("1")
    .setSubject("lin-xiaolan")
    .setAudience("baton-desk")
    .setExpirationTime(Math.floor(now / 1_000) + 60)
    .sign(key);
  for (const bad of [forged, otherUse, "a.b.c", ""])
    expect(await permits.use(bad as ContactPermit, scope)).toEqual({ ok: false, error: "permit-invalid" });
});

test("[PERMIT-2] neither the invitation nor the assistant goes out on a permit for somebody or something else", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { alert } = await breakAtFaceCheck(hub, manager);
    const { contacts, chat, deskLog, sessions, content } = hub.hub.services;
    const specialist = content.specialists.find(({ id }) => id === "li-siyuan");
    invariant(specialist, "the manager is one of content's");
    const wrong = [await contacts.permit("he-yaqin", "in-app", "x"), await contacts.permit(lin, "sms", "x"), "a.b.c" as ContactPermit];
    for (const permit of wrong) {
      await expect(deskLog.commit((trx, write) => sessions.begin(trx, write, alert, specialist, "hs-x" as never, permit))).rejects.toThrow(
        "permit",
      );
      await expect(chat.assistantBegins(alert, permit)).rejects.toThrow("permit");
    }
    expect(sessions.held().open).toBe(0);
    granted(await manager.calls.giveToAssistant({ alertId: alert.id }));
    granted(await manager.calls.wakeAlert({ alertId: alert.id }));
    expect(granted(await manager.calls.pickUpAlert({ alertId: alert.id })).helpSession.state.status).toBe("inviting");
  }));

test("[PERMIT-3] the SMS outbox refuses what has no permit, and says of what it took that nobody was sent it", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const permits = createContactPermits(key, () => hub.clock.now());
    const outbox = fileOutbox(path.join(hub.dataDir, "sms-outbox.jsonl"), permits, () => hub.clock.now());
    const forAnother = (await permits.issue({ to: "he-yaqin", channel: "sms" }, "x")).permit;
    expect(await outbox.send({ id: "sms-x", customerId: lin, text: "您好", isRepeat: false }, forAnother)).toEqual({
      ok: false,
      error: "permit-for-another",
    });
    expect(await outboxOf(hub)).toEqual([]);
    const sent = granted(
      await manager.calls.sendSms({
        id: "sms-1" as never,
        customerId: lin,
        text: "您好，您的车贷申请停在人脸核验，可在应用内继续。",
        about: "车贷申请",
      }),
    );
    expect(sent.status).toBe("undelivered");
    expect(await outboxOf(hub)).toMatchObject([{ id: sent.messageId, customerId: lin, status: "undelivered" }]);
  }));

test("[PERMIT-4] one ledger: what SMS, phone and a back end did counts for the next invitation", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const { content, contacts } = hub.hub.services;
    const customer = content.customers.find(({ id }) => id === lin) ?? null;
    const countNow = async () => {
      const { rules } = await contacts.decide(customer, false);
      return Number(rules.find(({ id }) => id === "frequency-cap")?.detail.count ?? Number.NaN);
    };
    const { contacts: cap } = content.policies.contact.frequencyCap;
    const before = await countNow();
    const asked = granted(await decide(hub, "sms"));
    granted(await ask(hub, "/v1/contacts", { permit: asked.permit, outcome: "invited" }));
    expect(await countNow()).toBe(before + 1);
    for (let more = before + 1; more < cap; more += 1)
      granted(
        await manager.calls.logPhoneContact({
          id: `call-${more}` as never,
          customerId: lin,
          at: hub.clock.now(),
          outcome: "talked",
          about: "车贷",
        }),
      );
    const { alert } = await breakAtFaceCheck(hub, manager);
    expect(await manager.calls.pickUpAlert({ alertId: alert.id })).toMatchObject({
      ok: false,
      error: { detail: { reason: "cap-reached" } },
    });
    expect(await manager.calls.giveToAssistant({ alertId: alert.id })).toMatchObject({ ok: false, error: { code: "contact-refused" } });
    const sms = await manager.calls.sendSms({ id: "sms-1" as never, customerId: lin, text: "您好", about: "车贷" });
    expect(sms).toMatchObject({ ok: false, error: { code: "contact-refused", detail: { rule: "frequency-cap" } } });
    expect(await outboxOf(hub)).toEqual([]);
  }));

test("[PERMIT-5] a call made by hand is on record once, also one the rules would have refused, and says so", () =>
  onHub({ at: Date.parse("2026-11-23T23:30:00+08:00") }, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const call = { id: "call-1" as never, customerId: lin, at: hub.clock.now(), outcome: "talked", about: "车贷申请" } as const;
    const logged = granted(await manager.calls.logPhoneContact(call));
    expect(logged.decision.allowed).toBe(false);
    expect(granted(await manager.calls.logPhoneContact(call)).contactId).toBe(logged.contactId);
    expect((await hub.hub.services.audit.of(logged.contactId)).at(0)).toMatchObject({
      action: "phone-contact-logged",
      detail: { wasAllowed: false },
    });
  }));

test("[PERMIT-6] a back end is given every rule with its reason, and a permit only when nothing refuses", () =>
  onHub({}, async (hub) => {
    const asked = granted(await decide(hub, "sms"));
    expect(asked).toMatchObject({ decision: { allowed: true }, expiresAt: hub.clock.now() + PERMIT_LASTS_MS });
    expect(asked.decision.rules).toHaveLength(9);
    expect(asked.decision.rules.every(({ reason }) => reason !== "")).toBe(true);
    granted(await ask(hub, "/v1/contacts", { permit: asked.permit, outcome: "invited" }));
    expect(await ask(hub, "/v1/contacts", { permit: asked.permit, outcome: "invited" })).toMatchObject({
      ok: false,
      error: { code: "contact-refused", detail: { reason: "permit-used" } },
    });
    expect(granted(await decide(hub, "phone")).permit).toBeNull();
    expect(granted(await decide(hub, "phone", { helpRequested: true })).permit).not.toBeNull();
    hub.clock.advance(13.5 * 3_600 * SECOND_MS);
    const atNight = granted(await decide(hub, "sms"));
    expect(atNight.permit).toBeNull();
    expect(atNight.decision.rules.find(({ verdict }) => verdict === "refuses")).toMatchObject({
      id: "quiet-hours",
      reason: "in-quiet-hours",
    });
    expect(refusalOf(await ask(hub, "/v1/contact-decisions", { customerId: "nobody", channel: "sms", about: "x" }))).toBe("invalid-input");
    const body = JSON.stringify({ customerId: dong, channel: "sms", about: "x" });
    expect((await fetch(`${hub.hub.url}/v1/contact-decisions`, { method: "POST", body })).status).toBe(401);
  }));

test("[PERMIT-7] while one permit to a customer is out no other is given, until it is used or runs out", () =>
  onHub({}, async (hub) => {
    const answers = await Promise.all([1, 2, 3].map(() => decide(hub, "sms")));
    expect(answers.map(granted).filter(({ permit }) => permit !== null)).toHaveLength(1);
    const held = granted(await decide(hub, "in-app"));
    expect(held).toMatchObject({ permit: null, heldUntil: hub.clock.now() + PERMIT_LASTS_MS, decision: { allowed: true } });
    hub.clock.advance(PERMIT_LASTS_MS);
    expect(granted(await decide(hub, "in-app")).permit).not.toBeNull();
    hub.clock.advance(DAY_MS);
  }));

test("[PERMIT-8] a colleague's customer is nobody's to text, and forbidden wording is not sent", () =>
  onHub({}, async (hub) => {
    const agent = await openDesk(hub.hub, "agent-04");
    const manager = await openDesk(hub.hub, "li-siyuan");
    const text = { id: "sms-1" as never, customerId: lin, text: "您好", about: "车贷" };
    expect(refusalOf(await agent.calls.sendSms(text))).toBe("not-permitted");
    const call = { id: "call-1" as never, customerId: lin, at: hub.clock.now(), outcome: "talked", about: "车贷" } as const;
    expect(refusalOf(await agent.calls.logPhoneContact(call))).toBe("not-permitted");
    expect(refusalOf(await manager.calls.sendSms({ ...text, text: "这款产品保证收益" }))).toBe("wording-forbidden");
    expect(await outboxOf(hub)).toEqual([]);
  }));
