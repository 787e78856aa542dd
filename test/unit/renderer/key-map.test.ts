import { describe, expect, test } from "vitest";
import type { KeyPlace, Stroke } from "../../../renderer/state/key-map.ts";
import { commandOf } from "../../../renderer/state/key-map.ts";

const stroke = (key: string, given: Partial<Stroke> = {}): Stroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
  ...given,
});
const place = (given: Partial<KeyPlace> = {}): KeyPlace => ({
  screen: "alerts",
  isMac: false,
  isTyping: false,
  hasOverlay: false,
  isOnControl: false,
  ...given,
});

describe("keys", () => {
  test.each([
    ["j", { kind: "move", by: 1 }],
    ["K", { kind: "move", by: -1 }],
    ["Enter", { kind: "pick-up" }],
    ["a", { kind: "give-to-assistant" }],
    ["s", { kind: "snooze" }],
    ["t", { kind: "hand-over" }],
    ["/", { kind: "filter" }],
    ["f", { kind: "filter-flow" }],
    ["b", { kind: "filter-behaviour" }],
    ["o", { kind: "order" }],
    ["m", { kind: "sms" }],
    ["c", { kind: "call" }],
    ["4", { kind: "lane", index: 3 }],
    ["2", { kind: "lane", index: 1 }],
    ["?", { kind: "keys" }],
  ])("[DESK-11] on the alerts %s is %o", (key, command) => {
    expect(commandOf(stroke(key), place())).toEqual(command);
  });

  test.each([
    ["p", { kind: "pointer" }],
    ["g", { kind: "guide" }],
    ["m", { kind: "mute" }],
    ["v", { kind: "camera" }],
    ["3", { kind: "guide-field", index: 2 }],
  ])("[DESK-11] in a session %s is %o", (key, command) => {
    expect(commandOf(stroke(key), place({ screen: "help-session" }))).toEqual(command);
  });

  test("[DESK-12] typing wins: no single letter while a field or an input method has the focus", () => {
    expect(commandOf(stroke("a"), place({ isTyping: true }))).toBeNull();
    expect(commandOf(stroke("?"), place({ isTyping: true }))).toBeNull();
    expect(commandOf(stroke("j", { isComposing: true }), place())).toBeNull();
    expect(commandOf(stroke("Enter"), place({ isTyping: true }))).toBeNull();
  });

  test("[DESK-12] an open dialog owns the keys, a focused button its Enter", () => {
    expect(commandOf(stroke("a"), place({ hasOverlay: true }))).toBeNull();
    expect(commandOf(stroke("Enter"), place({ isOnControl: true }))).toBeNull();
  });

  test("[DESK-13] a held key walks the list and repeats no deed", () => {
    expect(commandOf(stroke("j", { repeat: true }), place())).toEqual({ kind: "move", by: 1 });
    expect(commandOf(stroke("Enter", { repeat: true }), place())).toBeNull();
    expect(commandOf(stroke("m", { repeat: true }), place({ screen: "help-session" }))).toBeNull();
  });

  test("[DESK-14] ending a session takes the main key and Shift, never a single key", () => {
    const session = { screen: "help-session" as const };
    expect(commandOf(stroke("E", { ctrlKey: true, shiftKey: true }), place(session))).toEqual({ kind: "end" });
    expect(commandOf(stroke("E", { metaKey: true, shiftKey: true }), place({ ...session, isMac: true }))).toEqual({ kind: "end" });
    expect(commandOf(stroke("e"), place(session))).toBeNull();
  });

  test("[DESK-11] in 编排 Ctrl S saves and Ctrl Enter runs, also while typing; on another screen neither does", () => {
    const studio = place({ screen: "studio", isTyping: true });
    expect(commandOf(stroke("s", { ctrlKey: true }), studio)).toEqual({ kind: "save-draft" });
    expect(commandOf(stroke("Enter", { ctrlKey: true }), studio)).toEqual({ kind: "run-draft" });
    expect(commandOf(stroke("s", { ctrlKey: true, repeat: true }), studio)).toBeNull();
    expect(commandOf(stroke("s", { metaKey: true }), { ...studio, isMac: true })).toEqual({ kind: "save-draft" });
    expect(commandOf(stroke("s", { ctrlKey: true }), place({ screen: "settings" }))).toBeNull();
    expect(commandOf(stroke("s"), place({ screen: "studio" }))).toBeNull();
  });

  test("[DESK-15] the palette opens with ⌘K on macOS and Ctrl K elsewhere, also while typing", () => {
    expect(commandOf(stroke("k", { ctrlKey: true }), place({ isTyping: true }))).toEqual({ kind: "palette" });
    expect(commandOf(stroke("k", { metaKey: true }), place({ isMac: true }))).toEqual({ kind: "palette" });
    expect(commandOf(stroke("k", { metaKey: true }), place())).toBeNull();
  });
});
