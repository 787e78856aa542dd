import { expect, test } from "vitest";
import { checkLayers } from "#scripts/checks/layers.ts";
import { writeTree } from "./fixture-tree.ts";

const faults = (files: Record<string, string>) => checkLayers(writeTree(files)).failures;

test("[HOUSE-1] a tree that follows the table passes", () => {
  expect(
    faults({
      "shared/model/alert.ts": `import { ok } from "#shared/lib/result.ts";\nimport { z } from "zod";`,
      "hub/dispatch/pick-up.ts": `import { alertSchema } from "#shared/model/alert.ts";\nimport fs from "node:fs";`,
      "main/index.ts": `import { app } from "electron";\nimport { deskHub } from "#shared/contract/desk-hub.ts";`,
      "test/hub/x.test.ts": `import "#hub/entry/embedded.ts";\nimport "../../renderer/state/store.ts";`,
    }),
  ).toEqual([]);
});

test("[HOUSE-1] a sideways import is named with path, line and what is allowed", () => {
  expect(faults({ "hub/a.ts": `\nimport { inbox } from "../renderer/state/inbox.ts";` })).toEqual([
    "hub/a.ts:2 hub may not import renderer (../renderer/state/inbox.ts); it may import shared/lib, shared/model, shared/domain, shared/contract",
  ]);
});

test.each([
  ["domain to contract", "shared/domain/a.ts", `import "#shared/contract/x.ts"`],
  ["contract to domain", "shared/contract/a.ts", `import "#shared/domain/x.ts"`],
  ["lib to a package", "shared/lib/a.ts", `import { z } from "zod"`],
  ["main to shared/browser", "main/a.ts", `export { x } from "#shared/browser/x.ts"`],
  ["renderer to Node", "renderer/a.ts", `import fs from "node:fs"`],
  ["hub to Electron", "hub/a.ts", `import { app } from "electron"`],
  ["the customer to the renderer by a dynamic import", "customer/session/a.ts", `const x = await import("#renderer/x.ts")`],
  ["model to domain by a type", "shared/model/a.ts", `export type X = import("../domain/x.ts").X`],
  ["the product to scripts", "hub/b.ts", `import "#scripts/lib/net.ts"`],
])("[HOUSE-1] refuses %s", (_title, file, text) => {
  expect(faults({ [file]: text })).toHaveLength(1);
});

test("[HOUSE-2] the tracker may take types from shared and nothing that runs", () => {
  const types = `import type { Fact } from "#shared/model/fact.ts";\nimport { type StepId } from "#shared/model/ids.ts";`;
  expect(faults({ "customer/track/queue.ts": types })).toEqual([]);
  expect(faults({ "customer/track/queue.ts": `import { factSchema } from "#shared/model/fact.ts";` })[0]).toContain(
    "only types from shared/model",
  );
  expect(faults({ "customer/track/queue.ts": `import { z } from "zod";` })).toHaveLength(1);
});

test("[HOUSE-1] words in comments and strings are no imports", () => {
  expect(faults({ "hub/a.ts": `// import x from "../renderer/x.ts"\nexport const text = 'import y from "../main/y.ts"';` })).toEqual([]);
});
