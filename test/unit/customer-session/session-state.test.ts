import { describe, expect, it } from "vitest";
import { expertMoves, givenScopes, mediaPeers, remaining } from "#customer/session/session-state.ts";
import type { Consent, ConsentScope } from "#shared/model/consent.ts";
import { CONSENT_SCOPES } from "#shared/model/plain-values.ts";
import type { CustomerSessionView } from "#shared/model/views.ts";
import { customerSessionViewSchema } from "#shared/model/views.ts";

const NOW = Date.UTC(2026, 10, 23, 2);
const UNTIL = NOW + 900_000;
const given = (scope: ConsentScope, status: Consent["status"] = "given"): Consent => ({ scope, status, at: NOW, until: UNTIL });
const person = (id: string, role: string, status = "present") => ({ id, role, displayName: id, status });

function view(scopes: readonly ConsentScope[], people: readonly unknown[] = [], status = "active"): CustomerSessionView {
  return customerSessionViewSchema.parse({
    helpSessionId: "hs-1",
    me: "p-customer",
    status,
    until: UNTIL,
    participants: [person("p-customer", "customer"), person("p-li", "specialist"), ...people],
    consents: scopes.map((scope) => given(scope)),
    asked: [],
    ice: { iceServers: [], loopbackOnly: true },
  });
}
const scopesOf = (v: CustomerSessionView, withdrawn: ConsentScope[] = [], now = NOW) => [...givenScopes(v, new Set(withdrawn), now)].sort();

describe("what holds now", () => {
  it("[SHEET-5] a withdrawal on this page counts at once, whatever the hub still says", () => {
    expect(scopesOf(view(["view", "voice"]), ["view"])).toEqual(["voice"]);
  });
  it("[SHEET-5] what needs a withdrawn scope ends with it", () => {
    expect(scopesOf(view(["view", "point", "fill", "voice"]), ["view"])).toEqual(["voice"]);
  });
  it("[SHEET-5] a consent ends at its instant without anybody saying so", () => {
    expect(scopesOf(view(["view"]), [], UNTIL - 1)).toEqual(["view"]);
    expect(scopesOf(view(["view"]), [], UNTIL)).toEqual([]);
  });
  it("[SHEET-5] only a given consent counts, and only in an active help session", () => {
    const withdrawn = { ...view([]), consents: CONSENT_SCOPES.map((scope, at) => given(scope, at % 2 === 0 ? "withdrawn" : "expired")) };
    expect(scopesOf(withdrawn)).toEqual([]);
    for (const status of ["inviting", "wrap-up", "ended"]) expect(scopesOf(view(["view"], [], status))).toEqual([]);
  });
  it("[SHEET-7] there are no media peers without voice, video or share", () => {
    const v = view(["view", "point", "fill", "transcribe", "record"]);
    expect(mediaPeers(v, givenScopes(v, new Set(), NOW))).toEqual([]);
    for (const scope of ["voice", "video", "share"] as const) expect(mediaPeers(v, new Set([scope]))).toEqual(["p-li"]);
  });
  it("[SHEET-7] media goes to who is there: not to invited, left or watching people", () => {
    const v = view(
      ["voice"],
      [person("p-chen", "expert"), person("p-wu", "expert", "invited"), person("p-zhou", "supervisor"), person("p-he", "expert", "left")],
    );
    expect(mediaPeers(v, new Set(["voice"]))).toEqual(["p-li", "p-chen"]);
  });
  it("[SHEET-9] experts who come and go are noticed once", () => {
    const before = view([], [person("p-chen", "expert", "invited")]);
    const there = view([], [person("p-chen", "expert")]);
    const left = view([], [person("p-chen", "expert", "left")]);
    const ids = (moves: ReturnType<typeof expertMoves>) => [moves.joined.map((p) => p.id), moves.left.map((p) => p.id)];
    expect(ids(expertMoves(before, there))).toEqual([["p-chen"], []]);
    expect(ids(expertMoves(there, there))).toEqual([[], []]);
    expect(ids(expertMoves(there, left))).toEqual([[], ["p-chen"]]);
  });
  it("[SHEET-6] the time left is m:ss and never negative", () => {
    expect([remaining(NOW + 728_000, NOW), remaining(NOW + 1, NOW), remaining(NOW, NOW + 5)]).toEqual(["12:08", "0:01", "0:00"]);
  });
});
