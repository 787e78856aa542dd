import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { checkTrackerSize } from "#scripts/checks/tracker-size.ts";
import { writeTree } from "./fixture-tree.ts";

test("[TRACK-SIZE-1] a tracker within the limit passes and its size is said", () => {
  const report = checkTrackerSize(writeTree({ "customer/track.js": "var a=1;" }));
  expect(report.failures).toEqual([]);
  expect(report.note).toMatch(/^\d+ of 6144 bytes gzip$/);
});

test("[TRACK-SIZE-1] a tracker over the limit fails", () => {
  const heavy = randomBytes(8_000).toString("base64");
  expect(checkTrackerSize(writeTree({ "customer/track.js": heavy })).failures[0]).toMatch(/bytes gzip, \d+ over the limit$/);
});
