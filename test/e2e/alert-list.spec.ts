/** The list of 断点 and what is selected in it, in a real workbench window: order, filters, lanes, a spent budget. */
import type { Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { tellJourney, toldJourneys } from "../shots/journeys.ts";
import { spendBudget } from "../shots/list-scenes.ts";
import { alertRow, DESK_READY, signInDesk } from "../story/desk-hands.ts";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";
import { trackedHubOf } from "../support/tracker.ts";

let world: World | undefined;
test.afterEach(() => world?.end());

const MINE = ["he-trust", "wu-settlor", "xu-quote", "lin-help"];

async function tellMine(of: World): Promise<void> {
  const hub = await trackedHubOf(of);
  for (const journey of toldJourneys.filter(({ name }) => MINE.includes(name)))
    await tellJourney(hub, journey, Math.round(of.startAt + performance.now()));
}

/** Of the rows that wait: what helped itself meanwhile stands behind them for a moment. */
const shownScores = (page: Page) =>
  page.locator('[data-testid="alert-row"][data-status="open"] [data-testid="row-score"] > [aria-hidden]').allInnerTexts();
const selectedRow = (page: Page) => page.locator('[data-testid="alert-row"][aria-selected="true"]');
const capsuleAlert = (page: Page) => page.getByTestId("capsule").getAttribute("data-alert");

test("[DESK-48] by keys alone the list stands by need, and does so after a restart of the window", async () => {
  world = await openWorld();
  const { page } = await world.openDesk("manager", { width: 1440, height: 900 });
  await signInDesk(page, "li-siyuan");
  await tellMine(world);
  await expect.poll(() => page.getByTestId("alert-row").count()).toBeGreaterThanOrEqual(MINE.length);
  await page.getByTestId("alert-list").focus();
  await page.keyboard.press("o");
  await page.getByTestId("order-need").waitFor();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("order")).toHaveAttribute("data-order", "need");
  const descending = async () => {
    const scores = (await shownScores(page)).map(Number);
    return scores.length >= MINE.length && scores.every((score, at) => at === 0 || (scores[at - 1] ?? 0) >= score);
  };
  await expect.poll(descending).toBe(true);
  await page.reload();
  await page.locator(DESK_READY).waitFor();
  await expect(page.getByTestId("order")).toHaveAttribute("data-order", "need");
  await expect.poll(descending).toBe(true);
});

test("[DESK-49] [DESK-50] [DESK-51] the capsule goes with the list that a person changes, stays with an alert that leaves, and is found by the palette", async () => {
  world = await openWorld();
  const { page } = await world.openDesk("manager", { width: 1440, height: 900 });
  await signInDesk(page, "li-siyuan");
  await tellMine(world);
  await expect.poll(() => page.getByTestId("alert-row").count()).toBeGreaterThanOrEqual(MINE.length);
  await alertRow(page, "何**").click();
  await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();

  // Filtered to somebody else: their alert is what is looked at.
  await page.keyboard.press("/");
  await page.keyboard.type("吴");
  await expect(page.getByTestId("headline")).toContainText("吴*");
  expect(await capsuleAlert(page)).toBe(await selectedRow(page).getAttribute("data-alert"));
  // Filtered to nobody: nothing is.
  await page.keyboard.type("没有");
  await expect(page.getByTestId("capsule-none")).toContainText("没有断点可看");
  await expect(page.getByTestId("pickup")).toHaveCount(0);
  // The palette leads to one that the filter hides: filter and lane give way.
  await page.keyboard.press("Control+k");
  await page.getByTestId("palette-input").fill("何");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("headline")).toContainText("何**");
  await expect(page.getByTestId("alert-filter")).toHaveValue("");
  await expect(page.getByTestId("pickup")).toBeVisible();
  await expect(selectedRow(page)).toContainText("何**");

  // Put off: it leaves the list, stays on screen, and says where it went.
  const put = await capsuleAlert(page);
  await page.getByTestId("alert-list").focus();
  await page.keyboard.press("s");
  await page.getByTestId("snooze-30").click();
  await expect(page.getByTestId("left-list")).toContainText("已移到「稍后」");
  expect(await capsuleAlert(page)).toBe(put);
  await page.getByTestId("left-go").click();
  await expect(page.getByTestId("lane-later")).toHaveAttribute("aria-selected", "true");
  await expect(selectedRow(page)).toHaveAttribute("data-alert", put ?? "");
  await expect(page.getByTestId("left-list")).toHaveCount(0);
  // Another lane: its first row, and in an empty one nothing.
  await page.getByTestId("lane-waiting").click();
  await expect(page.getByTestId("capsule-none")).toBeVisible();
  await page.getByTestId("lane-mine").click();
  await expect(selectedRow(page)).toHaveCount(1);
  expect(await capsuleAlert(page)).toBe(await page.getByTestId("alert-row").first().getAttribute("data-alert"));
});

test("[DESK-41] beyond the hour's budget alerts wait in their own lane, say so in row and capsule, and may be taken by hand", async () => {
  world = await openWorld();
  const { page } = await world.openDesk("manager", { width: 1440, height: 900 });
  await signInDesk(page, "wang-min");
  await spendBudget(world, 2);
  await expect(page.getByTestId("lane-waiting")).toContainText("2", { timeout: 20_000 });
  await expect(page.getByTestId("lane-mine")).toContainText("30");
  await page.getByTestId("lane-waiting").click();
  await expect(page.getByTestId("row-queued")).toHaveCount(2);
  await expect(page.getByTestId("row-queued").first()).toContainText("有名额");
  await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
  await page.getByTestId("wake").click();
  await expect(page.getByTestId("row-queued")).toHaveCount(1);
  await expect(page.getByTestId("lane-mine")).toContainText("31");
});
