/** Tests with real Electron windows and real Chromium pages. One worker: the windows share two cores and one display. */
import { defineConfig } from "@playwright/test";

const TEST_TIMEOUT_MS = 120_000;

export default defineConfig({
  testDir: "test/e2e",
  outputDir: "out/test-results",
  workers: 1,
  forbidOnly: true,
  // No second try: it would hide the races this suite is there to find.
  retries: 0,
  timeout: TEST_TIMEOUT_MS,
  reporter: [["list"]],
  use: { trace: "retain-on-failure" },
});
