/** The Chromium of every test of a call: a made-up camera and microphone, closed shadow roots opened to the test. */
import type { Browser } from "@playwright/test";
import { chromium } from "@playwright/test";

/** Chromium with a made-up camera and microphone that nobody is asked for, and peer connections over the loopback. */
export const MEDIA_FLAGS: readonly string[] = [
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
  "--autoplay-policy=no-user-gesture-required",
];

/** @param flags beyond those of every call. */
export function launchForCalls(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--use-fake-device-for-media-stream", ...MEDIA_FLAGS, ...flags],
  });
}

/** Runs on the page before its own scripts: opens closed shadow roots, which the SDK's is, to the test. */
export function openShadows(): void {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachOpen(init) {
    return attach.call(this, { ...init, mode: "open" });
  };
}
