import { describe, expect, test } from "vitest";
import { breakpointKindSchema } from "#shared/model/breakpoint.ts";
import type { FlowId } from "#shared/model/ids.ts";
import { copyOf } from "../../../renderer/copy/copy.ts";
import { behavioursIn, isFiltering, NO_FILTER, passes } from "../../../renderer/state/alert-filter.ts";
import { commandOf } from "../../../renderer/state/key-map.ts";
import { alert } from "./sample.ts";

const quiet = (id: string, flowId = "car-loan") => alert(id, { flowId, breakpoint: { ...alert("x").breakpoint, kind: "quiet-on-step" } });
const rows = [alert("a"), quiet("b"), quiet("c"), quiet("d", "family-trust")];
const flowId = "car-loan" as FlowId;

describe("narrowing the list", () => {
  test("[DESK-42] to words, a journey and a behaviour, all of which have to fit", () => {
    const ids = (filter: Partial<typeof NO_FILTER>) =>
      rows.filter((row) => passes(row, { ...NO_FILTER, ...filter }, () => `林** ${row.flowId}`)).map(({ id }) => id);
    expect(ids({})).toEqual(["a", "b", "c", "d"]);
    expect(ids({ kind: "quiet-on-step" })).toEqual(["b", "c", "d"]);
    expect(ids({ kind: "quiet-on-step", flowId })).toEqual(["b", "c"]);
    expect(ids({ kind: "quiet-on-step", text: " FAMILY " })).toEqual(["d"]);
    expect([NO_FILTER, { ...NO_FILTER, text: "  " }, { ...NO_FILTER, kind: "rage-click" as const }].map(isFiltering)).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("[DESK-42] offers the behaviours the list holds in the journey chosen, most frequent first, and keeps the chosen one", () => {
    expect(behavioursIn(rows, NO_FILTER)).toEqual([
      ["quiet-on-step", 3],
      ["verification-failed", 1],
    ]);
    expect(behavioursIn(rows, { flowId, kind: "rage-click" })).toEqual([
      ["quiet-on-step", 2],
      ["verification-failed", 1],
      ["rage-click", 0],
    ]);
  });

  test("[DESK-42] F and B open the filters; names carry no count and the empty list names them, in both languages", () => {
    const place = { screen: "alerts", isMac: false, isTyping: false, hasOverlay: false, isOnControl: false } as const;
    const stroke = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, repeat: false, isComposing: false };
    expect(["f", "b"].map((key) => commandOf({ ...stroke, key }, place)?.kind)).toEqual(["filter-flow", "filter-behaviour"]);
    expect(commandOf({ ...stroke, key: "b" }, { ...place, isTyping: true })).toBeNull();
    for (const language of ["zh-CN", "en"] as const) {
      const { alerts } = copyOf(language);
      const names = breakpointKindSchema.options.map((kind) => alerts.behaviourName[kind]);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).not.toMatch(/×|\d/);
      expect(alerts.empty.filtered("车贷申请")).toContain("车贷申请");
    }
  });
});
