/**
 * The tracker stays tiny: it loads first on a page that belongs to somebody else.
 * Owns the limit. Building it is the `customer` target of `scripts/build/`.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type CheckReport, report } from "./report.ts";

export const TRACKER_LIMIT_BYTES = 6 * 1024;

/** @param outRoot the folder that bundles land in; `customer/track.js` must exist there */
export function checkTrackerSize(outRoot: string, limitBytes: number = TRACKER_LIMIT_BYTES): CheckReport {
  const sizeBytes = gzipSync(readFileSync(path.join(outRoot, "customer", "track.js")), { level: 9 }).length;
  const note = `${sizeBytes} of ${limitBytes} bytes gzip`;
  return report(
    note,
    sizeBytes <= limitBytes ? [] : [`out/customer/track.js is ${sizeBytes} bytes gzip, ${sizeBytes - limitBytes} over the limit`],
  );
}
