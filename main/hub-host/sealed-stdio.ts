/**
 * The file descriptors of a child that must hold nothing of Electron's.
 *
 * Chromium opens its files, sockets and pipes without close-on-exec and closes them in its own launcher; a plain `spawn` hands all of them
 * on. A hub that outlives its desktop would keep the profile's files open, and whoever waits for the desktop's pipes to close (Playwright,
 * a supervisor) would wait for the hub. Node cannot mark descriptors, but it can put another file in their place.
 */
import { closeSync, openSync, readdirSync } from "node:fs";
import os from "node:os";

/** Descriptors that other threads may open between the look and the fork. */
const MARGIN = 32;
const FIRST_INHERITED = 3;

export type SealedStdio = { readonly stdio: readonly ("ignore" | number)[]; close(): void };

/** @param output where stdout and stderr go */
export function sealStdio(output: number): SealedStdio {
  const own = ["ignore", output, output] as const;
  // Windows passes on what is named and nothing else.
  if (process.platform === "win32") return { stdio: own, close: () => {} };
  const highest = Math.max(...readdirSync("/dev/fd").map(Number));
  const nothing = openSync(os.devNull, "r+");
  return {
    stdio: [...own, ...Array<number>(highest + MARGIN - FIRST_INHERITED).fill(nothing)],
    close: () => closeSync(nothing),
  };
}
