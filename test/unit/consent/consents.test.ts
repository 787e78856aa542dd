/** Consents against docs/spec/CONSENT.md. That bytes stop with them is tested where bytes flow (hub, SDK). */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expireConsents, giveConsents, permits, withdrawConsent } from "#shared/domain/consent/consents.ts";
import { type Consent, type ConsentScope, consentSchema } from "#shared/model/consent.ts";
import { CONSENT_SCOPES } from "#shared/model/plain-values.ts";
import { TEST_NOW } from "#test/support/customers/fact-writer.ts";

const now = TEST_NOW;
const until = now + 900_000;
const permitted = (consents: readonly Consent[], at = now) => CONSENT_SCOPES.filter((scope) => permits(consents, scope, at));
const give = (...scopes: ConsentScope[]) => giveConsents([], scopes, until, now);

describe("consents", () => {
  test("[CONSENT-1] nothing is permitted at first", () => {
    expect(CONSENT_SCOPES).toHaveLength(8);
    expect(permitted([])).toEqual([]);
  });

  test.each<{ scopes: ConsentScope[]; allowed: ConsentScope[] }>([
    { scopes: ["view"], allowed: ["view"] },
    { scopes: ["voice"], allowed: ["voice"] },
    { scopes: ["view", "voice"], allowed: ["view", "voice"] },
    { scopes: ["share"], allowed: ["share"] },
  ])("[CONSENT-2] $scopes", ({ scopes, allowed }) => expect(permitted(give(...scopes))).toEqual(allowed));

  test("[CONSENT-3] until its instant and not at it", () => {
    expect(permits(give("view"), "view", until - 1)).toBe(true);
    expect(permits(give("view"), "view", until)).toBe(false);
  });

  test("[CONSENT-4] withdrawn at once, the others stay", () => {
    const left = withdrawConsent(give("view", "voice", "video"), "voice", now + 5);
    expect(permitted(left, now + 5)).toEqual(["view", "video"]);
    expect(left.find(({ scope }) => scope === "voice")).toEqual({ scope: "voice", status: "withdrawn", at: now + 5, until });
    expect(withdrawConsent(left, "voice", now + 9)).toBe(left);
    expect(withdrawConsent(left, "record", now + 9)).toBe(left);
  });

  test.each<{ scopes: ConsentScope[]; allowed: ConsentScope[] }>([
    { scopes: ["point", "fill"], allowed: [] },
    { scopes: ["view", "point", "fill"], allowed: ["view", "point", "fill"] },
    { scopes: ["transcribe", "record"], allowed: [] },
    { scopes: ["voice", "transcribe", "record"], allowed: ["voice", "transcribe", "record"] },
    { scopes: ["video", "record"], allowed: ["video", "record"] },
    { scopes: ["share", "record"], allowed: ["share"] },
  ])("[CONSENT-5] $scopes", ({ scopes, allowed }) => expect(permitted(give(...scopes))).toEqual(allowed));

  test("[CONSENT-6] without the page nobody points, and seeing it again does not bring that back", () => {
    const blind = withdrawConsent(give("view", "point", "fill", "voice"), "view", now + 5);
    expect(permitted(blind, now + 5)).toEqual(["voice"]);
    expect(permitted(giveConsents(blind, ["view"], until, now + 9), now + 9)).toEqual(["view", "voice"]);
  });

  test("[CONSENT-6] recording lives on while one of voice and video does", () => {
    const both = give("voice", "video", "record");
    const noVoice = withdrawConsent(both, "voice", now + 1);
    expect(permitted(noVoice, now + 1)).toEqual(["video", "record"]);
    expect(permitted(withdrawConsent(noVoice, "video", now + 2), now + 2)).toEqual([]);
  });

  test("[CONSENT-7] giving what stands changes nothing; what was withdrawn is given anew", () => {
    const given = give("view");
    expect(giveConsents(given, ["view"], until + 60_000, now + 60_000)).toBe(given);
    const again = giveConsents(withdrawConsent(given, "view", now + 1), ["view"], until, now + 2);
    expect(again).toEqual([{ scope: "view", status: "given", at: now + 2, until }]);
  });

  test("[CONSENT-8] expired as of the instant they ran out", () => {
    const given = give("view", "voice");
    expect(expireConsents(given, until - 1)).toBe(given);
    expect(expireConsents(given, until + 500)).toEqual(given.map((consent) => ({ ...consent, status: "expired", at: until })));
    const withdrawn = withdrawConsent(give("view"), "view", now + 1);
    expect(expireConsents(withdrawn, until)).toBe(withdrawn);
  });

  test("[CONSENT-2] whatever is done in whatever order, only what stands given is permitted and each scope stands once", () => {
    const scope = fc.constantFrom(...CONSENT_SCOPES);
    const deed = fc.record({
      kind: fc.constantFrom("give", "withdraw", "expire"),
      scope,
      passedMs: fc.integer({ min: 0, max: 200_000 }),
      lastsMs: fc.integer({ min: 1, max: 900_000 }),
    });
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 30 }), (deeds) => {
        let consents: readonly Consent[] = [];
        let at = now;
        for (const { kind, scope: one, passedMs, lastsMs } of deeds) {
          at += passedMs;
          if (kind === "give") consents = giveConsents(consents, [one], at + lastsMs, at);
          else if (kind === "withdraw") consents = withdrawConsent(consents, one, at);
          else consents = expireConsents(consents, at);
          if (kind === "withdraw") expect(permits(consents, one, at)).toBe(false);
          expect(new Set(consents.map((consent) => consent.scope)).size).toBe(consents.length);
          for (const consent of consents) consentSchema.parse(consent);
          for (const allowed of permitted(consents, at))
            expect(consents.find((consent) => consent.scope === allowed)).toMatchObject({ status: "given" });
          expect(permitted(expireConsents(consents, at), at)).toEqual(permitted(consents, at));
        }
      }),
      { seed: 20261123, numRuns: 300 },
    );
  });
});
