/** The customer's past beside an alert, and my limits, in a real workbench window. */
import { expect, test } from "@playwright/test";
import { DESK_READY, signInDesk } from "../story/desk-hands.ts";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";
import { postFacts, tokenOf, trackedHubOf } from "../support/tracker.ts";

let world: World | undefined;
test.afterEach(() => world?.end());

/** A journey of 林晓岚, as her page would have told it, `agoMs` before now. */
async function tell(of: World, journeyId: string, flowId: string, agoMs: number, observations: readonly object[]): Promise<void> {
  const hub = await trackedHubOf(of);
  const now = Math.round(of.startAt + performance.now());
  const all = [{ kind: "journey-started", flowId, channel: "app" }, ...observations];
  const facts = all.map((observation, index) => ({
    id: `${journeyId}-f${index + 1}`,
    journeyId,
    seq: index + 1,
    at: now - agoMs + index * 1_000,
    observation,
  }));
  await postFacts(hub.url, { journeyId, token: await tokenOf(hub, "lin-xiaolan", now), facts, sentAt: now });
}

const failedFace = { kind: "verification-failed", stepId: "face-check", method: "face", reason: "light-too-low" };

test("[HISTORY-1] [HISTORY-2] [HISTORY-4] journeys and contacts stand beside the alert, and stay while the hub is away", async () => {
  world = await openWorld();
  const { page } = await world.openDesk("manager", { width: 1440, height: 900 });
  await signInDesk(page, "li-siyuan");
  await tell(world, "j-past-0001", "deposit-transfer", 600_000, [
    { kind: "step-entered", stepId: "certificate" },
    { kind: "step-completed", stepId: "certificate" },
    { kind: "journey-finished" },
  ]);
  await tell(world, "j-now-0001", "car-loan", 20_000, [{ kind: "step-entered", stepId: "face-check" }, failedFace, failedFace, failedFace]);
  await page.getByTestId("alert-row").first().click();
  await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
  const part = page.getByTestId("customer-part");
  await part.getByText("旅程").click();
  await expect(page.getByTestId("past-journey")).toHaveCount(2);
  await expect(page.getByTestId("past-journey").nth(0)).toContainText("本次");
  await expect(page.getByTestId("past-journey").nth(1)).toContainText("已办完");
  await expect(page.getByTestId("past-journey").nth(0)).toContainText("连续核验失败");
  await part.getByText("触达").click();
  await expect(page.getByTestId("ledger-decision").first()).toContainText("可触达");
  await expect(page.getByTestId("ledger-contact").first()).toBeVisible();

  const { killHub, lock } = world;
  const killed = await killHub();
  // Another hub is there: by then the window has long noticed that the first one is not.
  await expect.poll(async () => (await lock()).pid, { timeout: 20_000 }).not.toBe(killed);
  await page.locator('[data-testid="sync-state"][data-link="online"]').waitFor({ timeout: 20_000 });
  await expect(page.getByTestId("ledger-contact").first()).toBeVisible();
  await part.getByText("概况").click();
  await expect(page.getByTestId("opening-point").first()).toBeVisible();
});

test("[DESK-43] [DESK-44] my limits are kept for me, over a restart of the window, and for nobody else", async () => {
  world = await openWorld();
  const { page } = await world.openDesk("manager", { width: 1440, height: 900 });
  await signInDesk(page, "li-siyuan");
  await page.getByTestId("rail-settings").click();
  await page.getByTestId("limit-least").getByText("仅紧急").click();
  await page.getByTestId("limit-quiet").click();
  await page.getByTestId("limit-from").fill("09:30");
  await page.getByTestId("limit-to").fill("10:30");
  await page.getByTestId("limit-to").blur();
  await expect(page.getByTestId("limit-to")).toHaveValue("10:30");
  await page.reload();
  await page.locator(DESK_READY).waitFor();
  await page.getByTestId("rail-settings").click();
  await expect(page.getByTestId("limit-from")).toHaveValue("09:30");
  await expect(page.getByTestId("limit-to")).toHaveValue("10:30");
  await expect(page.getByTestId("limit-least").locator("[data-state=on]")).toHaveText("仅紧急");
  await page.getByTestId("settings-sign-out").click();
  await signInDesk(page, "wang-min");
  await page.getByTestId("rail-settings").click();
  await expect(page.getByTestId("limit-least").locator("[data-state=on]")).toHaveText("全部");
  await expect(page.getByTestId("limit-from")).toHaveCount(0);
});
