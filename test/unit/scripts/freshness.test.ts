import { renameSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { hashSources, openStamp } from "#scripts/build/freshness.ts";
import { writeTree } from "./fixture-tree.ts";

const SOURCES = ["hub", "package.json"];
const tree = () => writeTree({ "hub/a.ts": "1", "hub/deep/b.ts": "2", "package.json": "{}", "renderer/c.ts": "3" });

test("[HOUSE-9] a stamp is fresh for the same content, whatever the files' times say", () => {
  const root = tree();
  openStamp(root, "hub", hashSources(root, SOURCES)).write();
  utimesSync(path.join(root, "hub/a.ts"), 0, 0);
  writeFileSync(path.join(root, "renderer/c.ts"), "somebody else's");
  expect(openStamp(root, "hub", hashSources(root, SOURCES)).isFresh()).toBe(true);
});

test.each([
  ["changed", (root: string) => writeFileSync(path.join(root, "hub/deep/b.ts"), "3")],
  ["added", (root: string) => writeFileSync(path.join(root, "hub/c.ts"), "")],
  ["renamed", (root: string) => renameSync(path.join(root, "hub/a.ts"), path.join(root, "hub/z.ts"))],
])("[HOUSE-9] a source file that was %s makes it out of date", (_title, change) => {
  const root = tree();
  openStamp(root, "hub", hashSources(root, SOURCES)).write();
  change(root);
  expect(openStamp(root, "hub", hashSources(root, SOURCES)).isFresh()).toBe(false);
});

test("[HOUSE-9] a build that never finished is out of date", () => {
  const root = tree();
  const stamp = openStamp(root, "hub", hashSources(root, SOURCES));
  stamp.write();
  stamp.clear();
  expect(stamp.isFresh()).toBe(false);
});
