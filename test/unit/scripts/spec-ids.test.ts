import { expect, test } from "vitest";
import { checkSpecIds } from "#scripts/checks/spec-ids.ts";
import { writeTree } from "./fixture-tree.ts";

const spec = (...ids: readonly string[]) => ids.map((id) => `- **${id}** A rule.`).join("\n");
/** Put together here, so that the check of this very project does not take the fixtures for its own titles. */
const titled = (call: string, ...ids: readonly string[]) => `${call}("${ids.map((id) => `[${id}]`).join(" ")} says so", () => {});`;
const index = { "docs/SPEC.md": "- [A](spec/A.md)\n- [B](spec/B.md)\n- [Pickup](spec/PICKUP.md)" };
const faults = (files: Record<string, string>) => checkSpecIds(writeTree({ ...index, ...files })).failures;

test("[HOUSE-3] every rule quoted and every quotation a rule passes", () => {
  const tests = [titled("test", "PICKUP-1", "PICKUP-2"), titled("test.each([1])", "DESK-LOG-1")].join("\n");
  expect(faults({ "docs/spec/PICKUP.md": spec("PICKUP-1", "PICKUP-2", "DESK-LOG-1"), "test/unit/a.test.ts": tests })).toEqual([]);
});

test("[HOUSE-3] a rule without a test fails with its place", () => {
  expect(faults({ "docs/spec/PICKUP.md": `# Pickup\n\n${spec("PICKUP-1")}` })).toEqual([
    "docs/spec/PICKUP.md:3 PICKUP-1 has no test: quote it as [PICKUP-1] in a title",
  ]);
});

test("[HOUSE-3] a quotation of no rule fails with its place", () => {
  expect(faults({ "test/hub/a.test.ts": `\n${titled("it", "GONE-4")}` })).toEqual([
    "test/hub/a.test.ts:2 quotes GONE-4, which is no rule in docs/spec",
  ]);
});

test("[HOUSE-3] a number given twice fails", () => {
  const files = { "docs/spec/A.md": spec("A-1"), "docs/spec/B.md": spec("A-1"), "test/unit/a.test.ts": titled("test", "A-1") };
  expect(faults(files)).toEqual(["docs/spec/B.md:1 A-1 is already a rule at docs/spec/A.md:1"]);
});

test.each(["test.skip", "it.todo", "test.fixme", "helper"])("[HOUSE-3] %s quotes nothing", (call) => {
  expect(faults({ "docs/spec/A.md": spec("A-1"), "test/unit/a.test.ts": titled(call, "A-1") })).toHaveLength(1);
});

test("[HOUSE-3] an area that the index does not list fails", () => {
  const files = {
    "docs/SPEC.md": "nothing yet",
    "docs/spec/A.md": `# A: what it is about\n\n${spec("A-1")}`,
    "test/unit/a.test.ts": titled("test", "A-1"),
  };
  expect(faults(files)).toEqual(["docs/SPEC.md lacks the line - [A](spec/A.md): what it is about"]);
});
