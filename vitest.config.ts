/**
 * The three kinds of test that run without windows: unit (pure), contract (schemas, refusals, port suites), hub (a real
 * hub on port 0). Windows and browsers are Playwright's (`playwright.config.ts`); long seeded runs are `npm run fuzz`.
 */
import { defineConfig } from "vitest/config";

/** Limits for what hangs, not measurements: the machine may be busy with other windows. */
const TEST_TIMEOUT_MS = 20_000;
/** A hub test starts real hubs and pushes histories through them. */
const HUB_TEST_TIMEOUT_MS = 60_000;

export default defineConfig({
  test: {
    // Two cores: more workers than that only wait for each other.
    maxWorkers: 2,
    testTimeout: TEST_TIMEOUT_MS,
    hookTimeout: TEST_TIMEOUT_MS,
    projects: [
      { extends: true, test: { name: "unit", include: ["test/unit/**/*.test.{ts,tsx}"], environment: "node" } },
      { extends: true, test: { name: "contract", include: ["test/contract/**/*.test.ts"], environment: "node" } },
      {
        extends: true,
        test: {
          name: "hub",
          include: ["test/hub/**/*.test.ts"],
          environment: "node",
          testTimeout: HUB_TEST_TIMEOUT_MS,
          hookTimeout: HUB_TEST_TIMEOUT_MS,
        },
      },
    ],
  },
});
