import { expect, test } from "vitest";
import { checkHygiene } from "#scripts/checks/hygiene.ts";
import { writeTree } from "./fixture-tree.ts";

const lock = { "package-lock.json": `{\n "packages": {}\n}` };
const check = (files: Record<string, string>) => checkHygiene(writeTree({ ...lock, ...files }));
/** Put together here, so that this file does not hold what it looks for. */
const slash = "/";

test("[HOUSE-6] a clean tree passes", () => {
  const report = check({
    "hub/a.ts": `import x from "../home/x.ts";\nfetch("https://bank.example/root/x");\nexport const route = "/healthz";`,
  });
  expect(report.failures).toEqual([]);
});

test("[HOUSE-6] a download address in the lock file fails", () => {
  const address = `"resolved": "${"http"}s://registry.example/x.tgz"`;
  expect(check({ "package-lock.json": `{\n${address}\n}` }).failures[0]).toContain("package-lock.json:2");
});

test.each([`${slash}work/main/out`, `${slash}home/li/baton`, `${slash}root/.cache`, `${slash}tmp/x`, `${slash}Users/Li/x`])(
  "[HOUSE-6] the machine path %s fails",
  (place) => {
    expect(check({ "docs/x.md": `see ${place}` }).failures).toEqual([`docs/x.md:1 holds a path of one machine: ${place}`]);
  },
);

test("[HOUSE-6] a test that leaves the others out fails", () => {
  expect(check({ "test/unit/a.test.ts": `test.${"only"}("x", () => {});` }).failures).toHaveLength(1);
});

test("[HOUSE-6] a long file is warned of and passes", () => {
  const report = check({ "hub/long.ts": "export {};\n".repeat(401) });
  expect(report.failures).toEqual([]);
  expect(report.warnings).toEqual(["hub/long.ts has 401 lines: ask what second subject moved in"]);
});
