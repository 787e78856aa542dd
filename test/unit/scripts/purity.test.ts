import { expect, test } from "vitest";
import { checkPurity } from "#scripts/checks/purity.ts";
import { writeTree } from "./fixture-tree.ts";

const faults = (files: Record<string, string>) => checkPurity(writeTree(files)).failures;

test.each([
  "Date.now()",
  "new Date()",
  "Date()",
  "Math.random()",
  "performance.now()",
  "crypto.randomUUID()",
  "new Date(at).getHours()",
  "setTimeout(f, 1)",
])("[HOUSE-4] shared/domain may not write %s", (expression) => {
  const [first, ...rest] = faults({ "shared/domain/a.ts": `\nexport const x = ${expression};` });
  expect(first).toContain("shared/domain/a.ts:2");
  expect(rest).toEqual([]);
});

test("[HOUSE-4] a given time may be read in UTC, and other folders have their own rules", () => {
  const files = {
    "shared/domain/a.ts": `// Date.now() is banned\nexport const x = new Date(at).getUTCHours() + Date.UTC(2026, 0);`,
    "renderer/a.ts": "Date.now()",
  };
  expect(faults(files)).toEqual([]);
});

test("[HOUSE-5] only the hub's composition roots read the environment", () => {
  const files = {
    "hub/entry/server.ts": "export const port = process.env.PORT;",
    "hub/store/open.ts": `export const file = process.env["FILE"];`,
  };
  expect(faults(files)).toEqual(["hub/store/open.ts:1 process.env: only hub/entry/ reads the environment, pass the setting in"]);
});
