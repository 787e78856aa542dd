/** The list of 断点 by need, an alert that has left it, and a desk whose alert budget is spent. Taking pictures is `lens.ts`. */
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { trackedHubOf } from "#test/support/tracker.ts";
import { alertRow, DESK_READY, signInDesk } from "../story/desk-hands.ts";
import type { World } from "../story/world.ts";
import type { Stage } from "./desk-scenes.ts";
import { signOut } from "./desk-scenes.ts";
import { crowdOf, tellJourney } from "./journeys.ts";

/** As `content/policies/budget.yaml` has it for a person. */
const PLACES_AN_HOUR = 30;

/** Three of 王敏's customers get stuck again and again while she is at the desk, `over` times more than the hour has places: those wait. */
export async function spendBudget(world: World, over: number): Promise<void> {
  const hub = await trackedHubOf(world);
  for (const journey of crowdOf("chen-price", ["chen-guodong", "zhou-wenbo", "zheng-haoran"], PLACES_AN_HOUR + over))
    await tellJourney(hub, journey, Math.round(world.startAt + performance.now()));
}

const ready = (page: Page) => page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();

export async function list({ world, lens, desk, second }: Stage): Promise<void> {
  const { page } = desk;
  if (lens.wants("alerts-order") || lens.wants("alerts-by-need")) {
    await page.keyboard.press("o");
    await page.getByTestId("order-need").waitFor();
    await lens.desk("alerts-order", desk);
    await page.getByTestId("order-need").click();
    await expect(page.getByTestId("order")).toHaveAttribute("data-order", "need");
    await lens.desk("alerts-by-need", desk);
    await page.keyboard.press("o");
    await page.getByTestId("order-newest").click();
    await expect(page.getByTestId("order")).toHaveAttribute("data-order", "newest");
  }
  if (lens.wants("alerts-left")) {
    await alertRow(page, "吴*").click();
    await ready(page);
    await page.keyboard.press("s");
    await page.getByTestId("snooze-60").click();
    await page.getByTestId("left-list").waitFor();
    await lens.desk("alerts-left", desk);
    await page.getByTestId("left-go").click();
    await page.getByTestId("wake").click();
    await page.getByTestId("lane-mine").click();
    await alertRow(page, "人脸核验").click();
  }
  if (lens.wants("alerts-queued")) {
    await signInDesk(second.page, "wang-min");
    await second.page.locator(DESK_READY).waitFor();
    await spendBudget(world, 2);
    await second.page.getByTestId("lane-waiting").click();
    await expect(second.page.getByTestId("row-queued").first()).toBeVisible({ timeout: 20_000 });
    await expect(second.page.getByTestId("row-queued")).toHaveCount(2);
    await ready(second.page);
    await lens.desk("alerts-queued", second);
    await second.page.getByTestId("lane-mine").click();
    await signOut(second.page);
  }
}
