import { describe, expect, test } from "vitest";
import { createAllowList, fold } from "#shared/browser/mirror/allow-list.ts";
import { FIXTURE_FLOW } from "#test/support/mirror-flow.ts";

const allowList = createAllowList(FIXTURE_FLOW);

describe("public text", () => {
  test.each([
    ["车贷申请", "车贷申请"],
    ["  车贷申请\n", "车贷申请"],
    ["Car  loan\u00a0application", "Car loan application"],
    ["车\u200b贷申请", "车贷申请"],
    ["›", "›"],
    [" \n ", " "],
    ["", " "],
  ])("[MIRROR-1] %j is shown as the flow writes it", (text, shown) => expect(allowList.publicText(text)).toBe(shown));

  test.each(["车贷申请 林晓明", "林晓明", "1/7", "7", "￥239,800", "car loan application", "toString", "__proto__", "姓名：林晓明"])(
    "[MIRROR-1] %j is masked",
    (text) => expect(allowList.publicText(text)).toBeNull(),
  );

  test("[MIRROR-1] folding takes white space and signs without width away", () => expect(fold("\u3000a\t\u00a0b\ufeff ")).toBe("a b"));
});

describe("classes of fields", () => {
  test("[MASK-1] a field that the flow does not list is secret", () => {
    for (const id of ["unheard-of", "toString", "", "__proto__"]) expect(allowList.sensitivity(id)).toBe("secret");
  });

  test("[MASK-2] a field listed by several steps has the strictest of its classes", () => {
    const step = FIXTURE_FLOW.steps[0];
    const field = step?.fields.find(({ id }) => id === "car-model");
    if (!step || !field) throw new Error("the fixture flow lost its car-model");
    const twice = createAllowList({
      ...FIXTURE_FLOW,
      steps: [step, { ...step, id: "later", fields: [{ ...field, sensitivity: "manager" }] }],
    });
    expect(allowList.sensitivity("car-model")).toBe("open");
    expect(twice.sensitivity("car-model")).toBe("manager");
  });

  test("[MASK-3] the control that decides a mask's width is that of the current step, else of the first that lists the field", () => {
    expect(allowList.control("id-number", "identity")).toBe("id-number");
    expect(allowList.control("id-number", "elsewhere")).toBe("id-number");
    expect(allowList.control("unheard-of", "identity")).toBeNull();
  });
});
