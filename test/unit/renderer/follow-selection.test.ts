import { describe, expect, test } from "vitest";
import type { AlertId } from "#shared/model/ids.ts";
import { followSelection } from "../../../renderer/state/follow-selection.ts";

const ids = (...list: string[]) => list as AlertId[];
const look = (view: string, selected: string | null) => ({ view, selected: selected as AlertId | null });
const all = () => true;
const none = () => false;

describe("the selected alert and the list beside it", () => {
  test("[DESK-49] another lane or filter takes the selection along: to its first row, or to nothing", () => {
    expect(followSelection(look("mine", "a"), look("later", "a"), ids("b", "c"), all)).toEqual({ kind: "select", id: "b" });
    expect(followSelection(look("mine", "a"), look("mine x", "a"), [], all)).toEqual({ kind: "select", id: null });
    // What the narrower list still holds stays selected.
    expect(followSelection(look("mine", "a"), look("mine x", "a"), ids("b", "a"), all)).toEqual({ kind: "stay" });
  });

  test("[DESK-49] one that leaves the list by itself stays on screen, one the desk does not know any more does not", () => {
    expect(followSelection(look("mine", "a"), look("mine", "a"), ids("b"), all)).toEqual({ kind: "stay" });
    expect(followSelection(look("mine", "a"), look("mine", "a"), ids("b"), none)).toEqual({ kind: "select", id: "b" });
    expect(followSelection(look("mine", "a"), look("mine", "a"), [], none)).toEqual({ kind: "select", id: null });
  });

  test("[DESK-49] with nothing selected the first row is, as soon as there is one", () => {
    expect(followSelection(null, look("mine", null), ids("a"), none)).toEqual({ kind: "select", id: "a" });
    expect(followSelection(look("mine", null), look("mine", null), [], none)).toEqual({ kind: "stay" });
  });

  test("[DESK-50] one chosen elsewhere is brought into the list, also when the screen is opened by it", () => {
    expect(followSelection(look("mine", "a"), look("mine", "z"), ids("a"), all)).toEqual({ kind: "reveal" });
    expect(followSelection(null, look("mine x", "z"), ids("a"), all)).toEqual({ kind: "reveal" });
    expect(followSelection(look("mine", "a"), look("mine", "b"), ids("a", "b"), all)).toEqual({ kind: "stay" });
  });
});
