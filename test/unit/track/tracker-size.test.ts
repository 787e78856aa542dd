import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { buildTracker } from "#test/support/demo-bank/built-parts.ts";

const LARGEST_BYTES = 6 * 1024;

test("[TRACK-14] the tracker is at most 6 KB gzipped and brings no library", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "baton-tracker-"));
  try {
    const script = readFileSync(await buildTracker(folder));
    expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(LARGEST_BYTES);
    expect(script.includes("zod")).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
