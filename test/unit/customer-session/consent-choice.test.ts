import { describe, expect, it } from "vitest";
import type { ConsentChoice } from "#customer/session/consent-choice.ts";
import { hasWhatItNeeds, newChoice, nextChoice } from "#customer/session/consent-choice.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import { CONSENT_SCOPES } from "#shared/model/plain-values.ts";

const EXPIRES = Date.UTC(2026, 10, 23, 2, 15);
const fresh = () => newChoice(CONSENT_SCOPES, EXPIRES);
const toggle = (choice: ConsentChoice, ...scopes: ConsentScope[]) =>
  scopes.reduce((now, scope) => nextChoice(now, { kind: "toggled", scope }), choice);
const chosen = (choice: ConsentChoice) => [...choice.chosen].sort();

describe("the choice on the consent sheet", () => {
  it("[SHEET-1] begins with all eight scopes offered and none of them on", () => {
    expect(fresh().offered).toHaveLength(8);
    expect(fresh().chosen.size).toBe(0);
  });
  it("[SHEET-2] one button turns on view and point and nothing else, and keeps what was chosen", () => {
    expect(chosen(nextChoice(fresh(), { kind: "least-chosen" }))).toEqual(["point", "view"]);
    expect(chosen(nextChoice(toggle(fresh(), "voice"), { kind: "least-chosen" }))).toEqual(["point", "view", "voice"]);
  });
  it("[SHEET-2] that button never turns on what was not offered", () => {
    expect(chosen(nextChoice(newChoice(["view", "voice"], EXPIRES), { kind: "least-chosen" }))).toEqual(["view"]);
  });
  it("[SHEET-3] a scope that needs another one cannot be turned on before it, and never turns it on", () => {
    for (const [scope, needed] of [
      ["point", "view"],
      ["fill", "view"],
      ["transcribe", "voice"],
      ["record", "voice"],
      ["transcribe", "video"],
      ["record", "video"],
    ] as const) {
      expect(hasWhatItNeeds(fresh().chosen, scope)).toBe(false);
      expect(chosen(toggle(fresh(), scope))).toEqual([]);
      expect(chosen(toggle(fresh(), needed, scope))).toEqual([scope, needed].sort());
    }
  });
  it("[SHEET-3] turning a scope off turns off what needs it, and only that", () => {
    expect(chosen(toggle(fresh(), "view", "point", "fill", "voice", "record", "view"))).toEqual(["record", "voice"]);
    expect(chosen(toggle(fresh(), "voice", "video", "record", "voice"))).toEqual(["record", "video"]);
    expect(chosen(toggle(fresh(), "voice", "video", "record", "voice", "video"))).toEqual([]);
  });
  it("[SHEET-4] at the end of the invitation nothing stays chosen and nothing can be chosen", () => {
    const choice = toggle(fresh(), "view");
    expect(nextChoice(choice, { kind: "time", now: EXPIRES - 1 })).toBe(choice);
    const expired = nextChoice(choice, { kind: "time", now: EXPIRES });
    expect([expired.status, chosen(expired)]).toEqual(["expired", []]);
    expect(toggle(expired, "view")).toBe(expired);
    expect(nextChoice(choice, { kind: "withdrawn-by-hub" }).status).toBe("expired");
  });
  it("[SHEET-4] an answer under way is not changed any more; one that was not sent keeps the choice", () => {
    const sending = nextChoice(toggle(fresh(), "view"), { kind: "sent" });
    expect(chosen(toggle(sending, "voice"))).toEqual(["view"]);
    expect(nextChoice(sending, { kind: "time", now: EXPIRES + 1 }).status).toBe("sending");
    const failed = nextChoice(sending, { kind: "not-sent" });
    expect([failed.status, chosen(failed)]).toEqual(["failed", ["view"]]);
  });
});
