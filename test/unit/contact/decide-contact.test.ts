/** The contact decision against docs/spec/CONTACT.md, on the bank's own policy under content/policies. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ContactCase, contactReasons, decideContact } from "#shared/domain/contact/decide-contact.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#shared/lib/duration.ts";
import { type ContactRule, contactDecisionSchema, contactRuleIdSchema } from "#shared/model/contact.ts";
import type { ContactRecord } from "#shared/model/person.ts";
import { contactPolicy, detectionPolicy, routingPolicy, TEST_NOW } from "#test/support/customers/fact-writer.ts";

const at = (text: string) => Date.parse(`${text}+08:00`);
const nobody: NonNullable<ContactCase["customer"]> = {
  doNotDisturb: false,
  openComplaint: false,
  openSelfHelp: false,
  channelsAgreedDayOffset: {},
};
const lin = { ...nobody, assistanceAgreedDayOffset: -247, channelsAgreedDayOffset: { sms: -247 } };
const contentEpoch = at("2026-11-20T00:00:00");
const usual: ContactCase = {
  customer: lin,
  ledger: [],
  policy: contactPolicy,
  channel: "in-app",
  helpRequested: false,
  signedIn: true,
  contentEpoch,
  now: TEST_NOW,
};

const contact = (daysAgo: number, outcome: ContactRecord["outcome"], now = TEST_NOW): ContactRecord => ({
  at: now - daysAgo * DAY_MS,
  channel: "in-app",
  outcome,
  about: "车贷利率咨询",
  by: "李思远",
});

/** The decision in one line: `channel rule:verdict=reason…`, rules that pass or do not concern this channel left out. */
function said(given: Partial<ContactCase>): string {
  const { channel, rules } = decideContact({ ...usual, ...given });
  return [
    channel,
    ...rules
      .filter((rule) => rule.verdict !== "passes" && rule.id !== "phone" && rule.reason !== "in-app")
      .map((rule) => `${rule.id}:${rule.verdict}=${rule.reason}`),
  ].join(" ");
}

function ruleOf(id: ContactRule["id"], given: Partial<ContactCase>): ContactRule {
  const rule = decideContact({ ...usual, ...given }).rules.find((each) => each.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
}

describe("what a decision says", () => {
  test("[CONTACT-1] all rules, in one order, each with its reason", () => {
    const decision = contactDecisionSchema.parse(decideContact(usual));
    expect(decision.rules.map((rule) => rule.id)).toEqual(contactRuleIdSchema.options);
    expect(decision.decidedAt).toBe(TEST_NOW);
  });

  test("[CONTACT-2] a working morning, nothing against it", () => expect(said({})).toBe("in-app"));

  test("[CONTACT-3] without agreement nobody approaches; with it the row gives the day", () => {
    expect(said({ customer: nobody })).toBe("none assistance-agreed:refuses=not-agreed");
    expect(ruleOf("assistance-agreed", {}).detail).toEqual({ agreedAt: at("2026-03-18T00:00:00") });
  });

  test.each([
    { channel: "in-app", said: "in-app" },
    { channel: "assistant", said: "in-app" },
    { channel: "sms", said: "in-app" },
    { channel: "phone", said: "none channel-agreed:refuses=channel-not-agreed" },
  ] as const)("[CONTACT-19] agreed to text messages, not to calls: by $channel", ({ channel, said: expected }) => {
    expect(said({ channel })).toBe(expected);
    if (channel === "sms")
      expect(ruleOf("channel-agreed", { channel })).toMatchObject({
        verdict: "passes",
        detail: { channel, agreedAt: at("2026-03-18T00:00:00") },
      });
  });

  test("[CONTACT-13] [CONTACT-19] who asked first may be called back", () => {
    expect(said({ channel: "phone", helpRequested: true })).toContain("channel-agreed:exempt=asked-first");
    expect(said({ channel: "phone", helpRequested: true })).toMatch(/^answer /);
  });

  test("[CONTACT-15] the phone row never refuses and never leads", () => {
    expect(ruleOf("phone", {})).toMatchObject({ verdict: "not-applicable", reason: "after-acceptance" });
    expect(ruleOf("phone", { now: at("2026-11-23T23:30:00") })).toMatchObject({ verdict: "not-applicable" });
  });
});

describe("quiet hours", () => {
  test.each([
    { now: "2026-11-23T20:59:00", said: "in-app quiet-hours:warns=quiet-hours-soon" },
    { now: "2026-11-23T20:29:59", said: "in-app" },
    { now: "2026-11-23T21:00:00", said: "wait quiet-hours:refuses=in-quiet-hours", until: "2026-11-24T08:00:00" },
    { now: "2026-11-23T23:30:00", said: "wait quiet-hours:refuses=in-quiet-hours", until: "2026-11-24T08:00:00" },
    { now: "2026-11-24T07:59:59", said: "wait quiet-hours:refuses=in-quiet-hours", until: "2026-11-24T08:00:00" },
    { now: "2026-11-24T08:00:00", said: "in-app" },
    { now: "2031-11-23T23:30:00", said: "wait quiet-hours:refuses=in-quiet-hours", until: "2031-11-24T08:00:00" },
  ])("[CONTACT-4] at $now", ({ now, said: expected, until }) => {
    expect(said({ now: at(now) })).toBe(expected);
    expect(decideContact({ ...usual, now: at(now) }).until).toBe(until === undefined ? undefined : at(until));
  });

  test("[CONTACT-4] the row gives whose hours and the minutes left", () => {
    expect(ruleOf("quiet-hours", { now: at("2026-11-23T23:30:00") }).detail).toEqual({
      whose: "bank",
      from: "21:00",
      to: "08:00",
      until: at("2026-11-24T08:00:00"),
      minutesLeft: 510,
    });
  });

  test("[CONTACT-5] 19 minutes before nine", () => {
    expect(ruleOf("quiet-hours", { now: at("2026-11-23T20:41:00") })).toMatchObject({
      verdict: "warns",
      detail: { whose: "bank", minutesLeft: 19, startsAt: at("2026-11-23T21:00:00"), from: "21:00" },
    });
  });

  const nightShift = { ...lin, quietHours: { from: "20:00", to: "10:30" } };
  test.each([
    { name: "own hours have begun, the bank's not", now: "2026-11-23T20:30:00", whose: "customer", until: "2026-11-24T10:30:00" },
    { name: "own hours outlast the bank's", now: "2026-11-23T10:00:00", whose: "customer", until: "2026-11-23T10:30:00" },
  ])("[CONTACT-6] $name", ({ now, whose, until }) => {
    expect(ruleOf("quiet-hours", { now: at(now), customer: nightShift }).detail).toMatchObject({ whose, until: at(until) });
  });

  test("[CONTACT-6] own hours that end inside the bank's end with the bank's", () => {
    const early = { ...lin, quietHours: { from: "19:00", to: "22:00" } };
    expect(ruleOf("quiet-hours", { now: at("2026-11-23T19:30:00"), customer: early })).toMatchObject({
      verdict: "refuses",
      detail: { whose: "bank", until: at("2026-11-24T08:00:00") },
    });
    expect(ruleOf("quiet-hours", { now: at("2026-11-23T18:45:00"), customer: early })).toMatchObject({
      verdict: "warns",
      detail: { whose: "customer", minutesLeft: 15 },
    });
  });

  test.each([
    { timeZone: "Asia/Shanghai", quiet: true },
    { timeZone: "Europe/London", quiet: false },
    { timeZone: "America/New_York", quiet: false },
    { timeZone: "Asia/Tokyo", quiet: true },
  ])("[CONTACT-7] 22:15 in Shanghai is quiet in $timeZone: $quiet", ({ timeZone, quiet }) => {
    const rule = ruleOf("quiet-hours", { now: at("2026-11-23T22:15:00"), policy: { ...contactPolicy, timeZone } });
    expect(rule.verdict === "refuses").toBe(quiet);
  });

  test("[CONTACT-7] across a shift of the clock quiet still ends at eight", () => {
    const policy = { ...contactPolicy, timeZone: "Europe/Berlin" };
    const { until } = decideContact({ ...usual, policy, now: Date.parse("2026-10-24T22:00:00+02:00") });
    expect(until).toBe(Date.parse("2026-10-25T08:00:00+01:00"));
  });
});

describe("hours by law", () => {
  /** Longer than the bank's at both ends, for text messages and calls. */
  const law = {
    jurisdiction: "CN",
    channels: ["sms", "phone"],
    from: "20:00",
    to: "09:30",
    inForceFrom: "2026-11-24",
    citation: { "zh-CN": "某法第三条", en: "Some Act, article 3" },
  } satisfies ContactCase["policy"]["legalHours"][number];
  const policy = { ...contactPolicy, legalHours: [law] };
  const { jurisdiction: _, ...nowhere } = policy;

  test("[CONTACT-18] they bind besides the bank's, and the row names the law and since when", () => {
    const rule = ruleOf("quiet-hours", { policy, channel: "sms", now: at("2026-11-24T20:30:00") });
    expect(rule).toMatchObject({
      verdict: "refuses",
      detail: { whose: "law", from: "20:00", to: "09:30", since: "2026-11-24", lawZh: "某法第三条", lawEn: "Some Act, article 3" },
    });
    expect(rule.detail["until"]).toBe(at("2026-11-25T09:30:00"));
    expect(ruleOf("quiet-hours", { policy, channel: "sms", now: at("2026-11-25T09:30:00") }).verdict).toBe("passes");
  });

  test.each<{ name: string } & Pick<ContactCase, "channel" | "policy">>([
    { name: "another channel", channel: "in-app", policy },
    { name: "another jurisdiction", channel: "sms", policy: { ...policy, jurisdiction: "HK" } },
    { name: "no jurisdiction", channel: "sms", policy: nowhere },
    {
      name: "no more in force",
      channel: "sms",
      policy: { ...policy, legalHours: [{ ...law, inForceFrom: "2020-01-01", inForceUntil: "2026-11-23" }] },
    },
  ])("[CONTACT-18] $name: the bank's hours alone", ({ channel, policy: given }) => {
    expect(ruleOf("quiet-hours", { policy: given, channel, now: at("2026-11-24T20:15:00") })).toMatchObject({
      verdict: "passes",
      detail: { whose: "bank" },
    });
  });

  test("[CONTACT-18] the day before it comes into force it does not bind, and on that day from midnight", () => {
    expect(ruleOf("quiet-hours", { policy, channel: "sms", now: at("2026-11-23T20:15:00") }).verdict).toBe("passes");
    // The bank's hours end at eight; by then the law is in force.
    expect(ruleOf("quiet-hours", { policy, channel: "sms", now: at("2026-11-23T22:00:00") }).detail).toMatchObject({
      whose: "law",
      until: at("2026-11-24T09:30:00"),
    });
  });

  test("[CONTACT-18] where it binds, what ships is read by the same rule", () => {
    const shipped = { ...contactPolicy, jurisdiction: "US", quietHours: { from: "23:00", to: "05:00" } };
    const now = at("2026-11-23T21:30:00");
    expect(ruleOf("quiet-hours", { policy: shipped, channel: "phone", now })).toMatchObject({
      verdict: "refuses",
      detail: { whose: "law", lawEn: "47 CFR § 64.1200(c)(1)" },
    });
    expect(ruleOf("quiet-hours", { policy: shipped, channel: "in-app", now }).verdict).toBe("passes");
  });
});

describe("cap, lists and cool-downs", () => {
  test.each([
    { days: [6, 5], said: "in-app frequency-cap:warns=last-within-cap", until: undefined },
    { days: [6, 5, 1], said: "wait frequency-cap:refuses=cap-reached", until: TEST_NOW + DAY_MS },
    { days: [6, 5, 4, 1], said: "wait frequency-cap:refuses=cap-reached", until: TEST_NOW + 2 * DAY_MS },
    { days: [8, 9, 30], said: "in-app", until: undefined },
    { days: [7], said: "in-app", until: undefined },
  ])("[CONTACT-8] contacts $days days ago", ({ days, said: expected, until }) => {
    const ledger = days.map((daysAgo) => contact(daysAgo, "talked"));
    expect(said({ ledger })).toBe(expected);
    expect(decideContact({ ...usual, ledger }).until).toBe(until);
    expect(ruleOf("frequency-cap", { ledger }).detail).toMatchObject({ cap: 3, days: 7 });
  });

  test("[CONTACT-9] what the customer began does not count", () => {
    expect(ruleOf("frequency-cap", { ledger: [1, 2, 3, 4].map((days) => contact(days, "asked-first")) })).toMatchObject({
      verdict: "passes",
      detail: { count: 0 },
    });
  });

  test.each([
    { customer: { ...lin, doNotDisturb: true }, said: "none do-not-disturb:refuses=listed" },
    { customer: { ...lin, openComplaint: true }, said: "none open-complaint:refuses=complaint-open" },
  ])("[CONTACT-10] $said", ({ customer, said: expected }) => expect(said({ customer })).toBe(expected));

  test("[CONTACT-13] [CONTACT-20] a self-help case silences approaches; who asks first is answered", () => {
    const customer = { ...lin, openSelfHelp: true };
    expect(said({ customer })).toBe("none self-help-case:refuses=case-open");
    expect(ruleOf("self-help-case", { customer, helpRequested: true })).toMatchObject({
      verdict: "warns",
      reason: "asked-first-case-open",
    });
    expect(said({ customer, helpRequested: true })).toMatch(/^answer /);
  });

  test.each([
    { outcome: "declined", days: 2, until: TEST_NOW + DAY_MS },
    { outcome: "declined", days: 3, until: null },
    { outcome: "ignored", days: 0.5, until: TEST_NOW + DAY_MS / 2 },
    { outcome: "ignored", days: 1, until: null },
    { outcome: "wrong-person", days: 29, until: TEST_NOW + DAY_MS },
    { outcome: "lost", days: 0.1, until: null },
  ] as const)("[CONTACT-11] $outcome $days days ago", ({ outcome, days, until }) => {
    const rule = ruleOf("cool-down", { ledger: [contact(days, outcome)] });
    expect(rule).toMatchObject(
      until === null
        ? { verdict: "passes", reason: "no-cool-down" }
        : { verdict: "refuses", reason: `after-${outcome}`, detail: { until } },
    );
  });

  test("[CONTACT-11] of several the longest", () => {
    expect(ruleOf("cool-down", { ledger: [contact(0.5, "ignored"), contact(1, "declined")] })).toMatchObject({
      reason: "after-declined",
      detail: { until: TEST_NOW + 2 * DAY_MS },
    });
  });

  test.each(["accepted", "talked", "asked-first"] as const)("[CONTACT-12] %s since", (outcome) => {
    expect(ruleOf("cool-down", { ledger: [contact(2, "declined"), contact(1, outcome)] })).toMatchObject({ verdict: "passes" });
    expect(ruleOf("cool-down", { ledger: [contact(1, "declined"), contact(2, outcome)] })).toMatchObject({ verdict: "refuses" });
  });
});

describe("asked first, not signed in, several at once", () => {
  test("[CONTACT-13] asked first at half past eleven, on the list, over the cap, declined yesterday", () => {
    const customer = { ...nobody, doNotDisturb: true, openComplaint: true };
    const now = at("2026-11-23T23:30:00");
    const ledger = [1, 2, 3].map((days) => contact(days, "declined", now));
    expect(said({ customer, ledger, now, helpRequested: true })).toBe(
      "answer assistance-agreed:exempt=asked-first quiet-hours:exempt=asked-first frequency-cap:exempt=asked-first do-not-disturb:exempt=asked-first open-complaint:warns=asked-first-complaint-open cool-down:exempt=asked-first",
    );
  });

  test("[CONTACT-14] not signed in: in the app, and the bank's quiet hours hold", () => {
    const names = ["assistance-agreed", "frequency-cap", "do-not-disturb", "open-complaint", "self-help-case", "cool-down"].map(
      (id) => `${id}:not-applicable=not-signed-in`,
    );
    expect(said({ signedIn: false, customer: null })).toBe(["in-app", ...names].join(" "));
    expect(decideContact({ ...usual, signedIn: false, customer: null, now: at("2026-11-23T23:30:00") }).channel).toBe("wait");
    expect(decideContact({ ...usual, signedIn: false, customer: null, now: at("2026-11-23T23:30:00"), helpRequested: true }).channel).toBe(
      "answer",
    );
  });

  test("[CONTACT-16] waits for the last refusal to end, and on through quiet hours", () => {
    const now = at("2026-11-23T23:30:00");
    expect(decideContact({ ...usual, now, ledger: [contact(2, "declined", now)] }).until).toBe(at("2026-11-25T08:00:00"));
    expect(decideContact({ ...usual, ledger: [contact(1 - 1 / 24, "ignored")] }).until).toBe(TEST_NOW + HOUR_MS);
    expect(said({ now, customer: { ...lin, doNotDisturb: true } })).toBe(
      "none quiet-hours:refuses=in-quiet-hours do-not-disturb:refuses=listed",
    );
  });

  test("[CONTACT-16] at the end of every wait a refused contact is allowed", () => {
    const outcomes = ["invited", "accepted", "declined", "ignored", "wrong-person", "asked-first", "talked", "lost"] as const;
    const records = fc.array(fc.record({ days: fc.double({ min: 0, max: 40, noNaN: true }), outcome: fc.constantFrom(...outcomes) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(records, fc.integer({ min: 0, max: 24 * 60 * 7 }), fc.boolean(), (contacts, minutes, nightShift) => {
        const now = TEST_NOW + minutes * MINUTE_MS;
        const given = {
          ...usual,
          now,
          customer: nightShift ? { ...lin, quietHours: { from: "20:00", to: "10:30" } } : lin,
          ledger: contacts.map(({ days, outcome }) => contact(days, outcome, now)),
        };
        const decision = decideContact(given);
        for (const rule of decision.rules) expect(contactReasons[rule.id]).toContain(rule.reason);
        expect(decision.channel).not.toBe("none");
        if (decision.until === undefined) return;
        expect(decision.until).toBeGreaterThan(now);
        expect(decideContact({ ...given, now: decision.until })).toMatchObject({ allowed: true, channel: "in-app" });
        expect(decideContact({ ...given, now: decision.until - 1 }).allowed).toBe(false);
      }),
      { seed: 20261123, numRuns: 300 },
    );
  });
});

test("[CONTACT-17] the bank's policies fit their schemas and say what the bank means", () => {
  expect(detectionPolicy["quiet-on-step"].limitMs).toBe(90_000);
  expect(detectionPolicy["verification-failed"].failures).toBe(3);
  expect(contactPolicy).toMatchObject({
    timeZone: "Asia/Shanghai",
    quietHours: { from: "21:00", to: "08:00" },
    frequencyCap: { contacts: 3, days: 7 },
    invitationTtlMs: 3 * DAY_MS,
  });
  expect(routingPolicy).toMatchObject({ leaseMs: 30_000, assistantPatienceMs: 60_000 });
});
