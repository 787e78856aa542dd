/** The place of a cursor by indentation, also in a text that does not parse. */
import { expect, test } from "vitest";
import { cursorPlace, pathOfWord } from "#shared/domain/studio/cursor-path.ts";

const at = (marked: string) => {
  const before = marked.slice(0, marked.indexOf("|"));
  const line = before.split("\n").length - 1;
  return [marked.replace("|", ""), line, before.length - before.lastIndexOf("\n") - 1] as const;
};

test.each([
  ["a key of the whole file", "version: 1\n|", { kind: "key", path: [], present: ["version"] }],
  [
    "a key below one",
    "quiet-on-step:\n  limitMs: 1\n  |\nstep-loop:\n  legs: 4\n",
    { kind: "key", path: ["quiet-on-step"], present: ["limitMs"] },
  ],
  ["half a key", "a:\n  b:\n    c: 1\n    de|\n", { kind: "key", path: ["a", "b"], present: ["c"] }],
  ["a value", "a:\n  b: |", { kind: "value", path: ["a", "b"] }],
  ["a key of the second item", "steps:\n  - id: x\n    title: y\n  - id: z\n    |\n", { kind: "key", path: ["steps", 1], present: ["id"] }],
  ["a key beside a dash", "steps:\n  - id: x\n  - |\n", { kind: "value", path: ["steps", 1] }],
  ["the first key of an item", "steps:\n- id: |\n", { kind: "value", path: ["steps", 0, "id"] }],
  [
    "a list in a list's item",
    "steps:\n  - id: a\n    fields:\n      - id: f\n      - id: g\n        control: |\n",
    { kind: "value", path: ["steps", 0, "fields", 1, "control"] },
  ],
  ["an item of plain texts", "x:\n  ids:\n    - one\n    - |\n", { kind: "value", path: ["x", "ids", 1] }],
  ["a key after a list", "a:\n  ids:\n    - one\n  |\n", { kind: "key", path: ["a"], present: ["ids"] }],
  ["keys above and below", "a: 1\n|\nb:\n  c: 1\nd: 2\n", { kind: "key", path: [], present: ["a", "b", "d"] }],
  ["nothing in flow style", "a: { b: |", null],
  ["nothing in a comment", "a: 1 # |", null],
])("[STUDIO-3] %s", (_what, marked, place) => {
  expect(cursorPlace(...at(marked))).toEqual(place);
});

test("[STUDIO-3] a text that does not parse has places too", () => {
  expect(cursorPlace(...at("a:\n  b: [1,\n  c: 2\n  d: |"))).toEqual({ kind: "value", path: ["a", "d"] });
});

test("[STUDIO-4] a word knows the key it belongs to, a comment none", () => {
  const text = "quiet-on-step:\n  limitMs: 90000  # any step\n";
  expect(pathOfWord(text, 1, 4)).toEqual(["quiet-on-step", "limitMs"]);
  expect(pathOfWord(text, 1, 12)).toEqual(["quiet-on-step", "limitMs"]);
  expect(pathOfWord(text, 1, 22)).toBeNull();
  expect(pathOfWord(text, 0, 3)).toEqual(["quiet-on-step"]);
});
