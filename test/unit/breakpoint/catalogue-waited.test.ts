/** Behaviours that time decides, against docs/spec/{UPLOAD,AGREE,LOOKUP,WAIT,SUBMIT,CLEAR,SIGN,EXPIRE}.md. Each row is one customer's journey. */

import { describe, expect, test } from "vitest";
import { carLoan, detectionPolicy, type FactWriter, writeJourney } from "#test/support/customers/fact-writer.ts";
import { breakpointOf, sayings } from "#test/support/customers/sayings.ts";

const start = writeJourney(carLoan);
const limits = detectionPolicy;
/** Without quiet, which is a table of its own. */
const said = (journey: FactWriter, afterMs = 0) => sayings(journey, afterMs).filter((line) => !line.startsWith("quiet"));
const times = (journey: FactWriter, count: number, act: (journey: FactWriter) => FactWriter): FactWriter =>
  Array.from({ length: count }).reduce<FactWriter>((now) => act(now.wait(4_000)), journey);
const left = (journey: FactWriter, stepId: string) => journey.wait(1_000).write({ kind: "page-left", stepId });

describe("upload failed or slow", () => {
  const at = { stepId: "identity", fieldId: "id-front" } as const;
  const begun = start.reach("identity").write({ kind: "upload-started", ...at });
  const fail = (journey: FactWriter) =>
    journey
      .write({ kind: "upload-started", ...at })
      .wait(3_000)
      .write({ kind: "upload-failed", ...at, reason: "network" });
  const { slowMs } = limits["upload-failed"];

  test("[UPLOAD-1] the second failure", () => {
    expect(said(times(start.reach("identity"), 1, fail))).toEqual([]);
    expect(said(times(start.reach("identity"), 2, fail))).toEqual(["upload-failed@identity x2 watch"]);
    expect(breakpointOf(times(start.reach("identity"), 2, fail))?.fieldId).toBe("id-front");
  });

  test("[UPLOAD-2] one under way for too long, while the customer is there", () => {
    expect(said(begun, slowMs - 1)).toEqual([]);
    expect(said(begun, slowMs)).toEqual(["upload-failed@identity x1 watch"]);
    expect(said(left(begun, "identity"), slowMs)).toEqual([]);
    expect(said(begun.wait(1_000).enter("vehicle"), slowMs)).toEqual([]);
  });

  test("[UPLOAD-3] getting through ends it and clears the failures", () => {
    const through = begun.wait(slowMs + 1_000).write({ kind: "upload-finished", ...at });
    expect(said(through, slowMs * 2)).toEqual(["upload-failed@identity x1 watch -moved-on"]);
    expect(said(times(times(start.reach("identity"), 1, fail).write({ kind: "upload-finished", ...at }), 1, fail))).toEqual([]);
  });
});

describe("agreement scrolled and left", () => {
  const at = { stepId: "sign", fieldId: "contract-read" } as const;
  const open = start
    .reach("sign")
    .wait(2_000)
    .write({ kind: "agreement-opened", ...at });
  const scrolled = open.wait(20_000).write({ kind: "agreement-scrolled", ...at });
  const closed = scrolled.wait(10_000).write({ kind: "agreement-closed", ...at });
  const { undecidedMs } = limits["agreement-left"];

  test("[AGREE-1] closed, not agreed to, and nothing done", () => {
    expect(said(closed, undecidedMs - 1)).toEqual([]);
    expect(said(closed, undecidedMs)).toEqual(["agreement-left@sign x1 watch"]);
    expect(breakpointOf(closed, undecidedMs)).toMatchObject({ fieldId: "contract-read", evidence: [open.facts.at(-1)?.id] });
  });

  test("[AGREE-2] the page closed over it raises it at once", () =>
    expect(said(left(scrolled, "sign"))).toEqual(["agreement-left@sign x1 watch"]));

  test("[AGREE-3] not scrolled, agreed, or busy with the step: nothing", () => {
    expect(said(open.wait(9_000).write({ kind: "agreement-closed", ...at }), undecidedMs * 2)).toEqual([]);
    expect(said(closed.wait(3_000).fill("sign", "contract-read"), undecidedMs * 2)).toEqual([]);
    expect(said(closed.wait(undecidedMs - 1_000).fill("sign", "sign-code"), undecidedMs - 1)).toEqual([]);
  });

  test("[AGREE-4] agreeing ends it", () => {
    expect(said(closed.wait(undecidedMs).fill("sign", "contract-read"), undecidedMs * 2)).toEqual([
      "agreement-left@sign x1 watch -moved-on",
    ]);
  });
});

describe("help opened, then back", () => {
  const look = (journey: FactWriter) =>
    journey.write({ kind: "help-opened", stepId: "quote", topic: "fees" }).wait(8_000).write({ kind: "help-closed", stepId: "quote" });
  const once = look(start.reach("quote").wait(5_000));
  const { idleMs } = limits["help-looked-up"];

  test("[LOOKUP-1] back, and nothing done with the page in sight", () => {
    expect(said(once, idleMs - 1)).toEqual([]);
    expect(said(once, idleMs)).toEqual(["help-looked-up@quote x1 watch"]);
    expect(said(once.wait(1_000).hide("quote"), idleMs * 2)).toEqual([]);
  });

  test("[LOOKUP-2] the third opening with nothing done between", () => {
    expect(said(times(start.reach("quote"), 2, look))).toEqual([]);
    expect(said(times(start.reach("quote"), 3, look))).toEqual(["help-looked-up@quote x3 watch"]);
  });

  test("[LOOKUP-3] getting on clears both and ends it", () => {
    expect(said(times(times(start.reach("quote"), 2, look).fill("quote", "loan-term"), 1, look))).toEqual([]);
    expect(said(once.wait(idleMs).fill("quote", "loan-term"), idleMs * 2)).toEqual(["help-looked-up@quote x1 watch -moved-on"]);
  });
});

describe("background during a critical wait", () => {
  const waiting = start.reach("face-check").wait(2_000).write({ kind: "wait-started", stepId: "face-check", reason: "face-check" });
  const hidden = waiting.wait(3_000).hide("face-check");
  const { hiddenMs } = limits["hidden-while-waiting"];

  test("[WAIT-1] out of sight too long, even if the wait ends meanwhile", () => {
    expect(said(hidden, hiddenMs - 1)).toEqual([]);
    expect(said(hidden, hiddenMs)).toEqual(["hidden-while-waiting@face-check x1 watch"]);
    expect(said(hidden.wait(5_000).write({ kind: "wait-ended", stepId: "face-check" }), hiddenMs)).toHaveLength(1);
  });

  test("[WAIT-2] a short look elsewhere, or nothing waited for: nothing", () => {
    expect(said(hidden.wait(hiddenMs - 1_000).show("face-check"), hiddenMs * 2)).toEqual([]);
    expect(said(waiting.wait(3_000).write({ kind: "wait-ended", stepId: "face-check" }).hide("face-check"), hiddenMs * 2)).toEqual([]);
  });

  test("[WAIT-3] coming back ends it", () => {
    expect(said(hidden.wait(hiddenMs).show("face-check"))).toEqual(["hidden-while-waiting@face-check x1 watch -moved-on"]);
  });
});

describe("network bad on a submit", () => {
  const sent = start.reach("employment").wait(5_000).write({ kind: "submit-sent", stepId: "employment" });
  const fail = (journey: FactWriter) =>
    journey
      .write({ kind: "submit-sent", stepId: "employment" })
      .wait(2_000)
      .write({ kind: "submit-failed", stepId: "employment", reason: "network" });
  const { slowMs } = limits["submit-failed"];

  test("[SUBMIT-1] the second failure, urgent", () => {
    expect(said(times(start.reach("employment"), 1, fail))).toEqual([]);
    expect(said(times(start.reach("employment"), 2, fail))).toEqual(["submit-failed@employment x2 urgent"]);
  });

  test("[SUBMIT-2] no answer for too long, while the customer is there", () => {
    expect(said(sent, slowMs - 1)).toEqual([]);
    expect(said(sent, slowMs)).toEqual(["submit-failed@employment x1 urgent"]);
    expect(said(left(sent, "employment"), slowMs)).toEqual([]);
  });

  test("[SUBMIT-3] refused or changed fields are answers; the step done ends it", () => {
    expect(said(sent.wait(1_000).reject("employment", "employer"), slowMs)).toEqual([]);
    expect(said(sent.wait(1_000).fill("employment", "employer"), slowMs)).toEqual([]);
    expect(said(sent.wait(slowMs).fill("employment", "employer"))).toEqual(["submit-failed@employment x1 urgent"]);
    expect(said(sent.wait(slowMs).complete("employment"))).toEqual(["submit-failed@employment x1 urgent -moved-on"]);
  });
});

describe("field cleared after filling", () => {
  const clear = (journey: FactWriter, fieldId = "employer") =>
    journey.write({ kind: "field-changed", stepId: "employment", fieldId, state: "empty" });
  const filled = start.reach("employment").wait(4_000).fill("employment", "employer");
  const cleared = clear(filled.wait(3_000));
  const retype = (journey: FactWriter) => clear(journey).wait(3_000).fill("employment", "employer");
  const { emptyMs } = limits["field-cleared"];

  test("[CLEAR-1] left empty with nothing done, named", () => {
    expect(said(cleared, emptyMs - 1)).toEqual([]);
    expect(said(cleared, emptyMs)).toEqual(["field-cleared@employment x1 watch"]);
    expect(breakpointOf(cleared, emptyMs)?.fieldId).toBe("employer");
    expect(said(cleared.wait(emptyMs - 1_000).fill("employment", "work-years"), emptyMs - 1)).toEqual([]);
  });

  test("[CLEAR-2] the third clearing of one field", () => {
    expect(said(times(filled, 2, retype))).toEqual([]);
    expect(said(clear(times(filled, 2, retype).wait(4_000)))).toEqual(["field-cleared@employment x3 watch"]);
  });

  test("[CLEAR-3] retyping is none, nor is wiping a signature", () => {
    expect(said(times(filled, 1, retype), emptyMs * 2)).toEqual([]);
    const at = { stepId: "sign", fieldId: "signature" } as const;
    const wiped = start
      .reach("sign")
      .write({ kind: "signature-started", ...at })
      .wait(2_000)
      .write({ kind: "field-changed", ...at, state: "empty" });
    expect(said(wiped, emptyMs * 2).filter((line) => line.startsWith("field-cleared"))).toEqual([]);
  });

  test("[CLEAR-4] filling it ends one that stayed empty, the step done ends either", () => {
    expect(said(cleared.wait(emptyMs).fill("employment", "employer"))).toEqual(["field-cleared@employment x1 watch -moved-on"]);
    const thrice = times(filled, 3, retype);
    expect(said(thrice)).toEqual(["field-cleared@employment x3 watch"]);
    expect(said(thrice.complete("employment"))).toEqual(["field-cleared@employment x3 watch -moved-on"]);
  });
});

describe("signature aborted", () => {
  const at = { stepId: "sign", fieldId: "signature" } as const;
  const begun = start
    .reach("sign")
    .wait(2_000)
    .write({ kind: "signature-started", ...at });
  const abort = (journey: FactWriter) =>
    journey
      .write({ kind: "signature-started", ...at })
      .wait(2_000)
      .write({ kind: "signature-aborted", ...at });
  const { stalledMs } = limits["signature-aborted"];

  test("[SIGN-1] begun and not finished, while the customer is there", () => {
    expect(said(begun, stalledMs - 1)).toEqual([]);
    expect(said(begun, stalledMs)).toEqual(["signature-aborted@sign x1 watch"]);
    expect(said(left(begun, "sign"), stalledMs)).toEqual([]);
  });

  test("[SIGN-2] the third attempt wiped", () => {
    expect(said(times(start.reach("sign"), 2, abort))).toEqual([]);
    expect(said(times(start.reach("sign"), 3, abort))).toEqual(["signature-aborted@sign x3 watch"]);
  });

  test("[SIGN-3] signing ends one not finished; a name that stood there before it was wiped counts", () => {
    expect(said(begun.wait(stalledMs).fill("sign", "signature"), stalledMs * 2)).toEqual(["signature-aborted@sign x1 watch -moved-on"]);
    const wipe = (journey: FactWriter) => abort(journey.write({ kind: "signature-started", ...at }).fill("sign", "signature"));
    expect(said(times(start.reach("sign"), 3, wipe).fill("sign", "signature"))).toEqual(["signature-aborted@sign x3 watch"]);
    expect(said(times(start.reach("sign"), 3, wipe).complete("sign"))).toEqual(["signature-aborted@sign x3 watch -moved-on"]);
  });
});

describe("session about to time out", () => {
  const warned = start.reach("quote").wait(5_000).write({ kind: "session-expiring", stepId: "quote" });
  const { unansweredMs } = limits["session-expiring"];

  test("[EXPIRE-1] the warning unanswered, urgent", () => {
    expect(said(warned, unansweredMs - 1)).toEqual([]);
    expect(said(warned, unansweredMs)).toEqual(["session-expiring@quote x1 urgent"]);
  });

  test.each([
    { name: "renewed in time", journey: warned.wait(3_000).write({ kind: "session-renewed", stepId: "quote" }), said: [] },
    { name: "getting on in time", journey: warned.wait(3_000).fill("quote", "loan-term"), said: [] },
    { name: "left", journey: left(warned, "quote"), said: [] },
    {
      name: "renewed late",
      journey: warned.wait(unansweredMs).write({ kind: "session-renewed", stepId: "quote" }),
      said: ["session-expiring@quote x1 urgent -moved-on"],
    },
  ])("[EXPIRE-2] $name", ({ journey, said: expected }) => expect(said(journey, unansweredMs)).toEqual(expected));
});
