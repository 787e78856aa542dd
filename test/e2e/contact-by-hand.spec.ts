/** A text and a call by hand, in real workbench windows: what is sent, what is refused and why, and who is not offered it. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { tellJourney, toldJourneys } from "../shots/journeys.ts";
import { alertRow, signInDesk } from "../story/desk-hands.ts";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";
import { trackedHubOf } from "../support/tracker.ts";

/** Radix chooses what an arrow has reached while the key is still down. */
const AS_A_FINGER = { delay: 60 };

let world: World | undefined;
test.afterEach(() => world?.end());

async function tell(of: World, name: string): Promise<void> {
  const journey = toldJourneys.find((known) => known.name === name);
  if (!journey) throw new Error(`no journey ${name}`);
  await tellJourney(await trackedHubOf(of), journey, Math.round(of.startAt + performance.now()));
}

async function choose(page: Page, who: string): Promise<void> {
  await alertRow(page, who).click();
  await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
}

async function outboxOf(of: World): Promise<string[]> {
  const text = await readFile(path.join(of.dataDir, "sms-outbox.jsonl"), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

test("[DESK-45] [DESK-46] [DESK-47] [DESK-52] [DESK-53] an approved text is sent by keys alone, forbidden words are not, and the ledger says undelivered", async () => {
  world = await openWorld();
  const { page } = await world.openDesk("manager", { width: 1440, height: 900 });
  await signInDesk(page, "li-siyuan");
  await tell(world, "lin-help");
  await choose(page, "林**");
  await page.keyboard.press("m");
  const text = page.getByTestId("sms-text");
  await expect(text).toBeFocused();
  await expect(page.getByTestId("weighed")).toHaveAttribute("data-allowed", "true");
  const approved = await text.inputValue();
  expect(approved).toContain("李思远");

  await text.fill("这款产品保证收益");
  await expect(page.getByTestId("draft-hits")).toHaveAttribute("data-verdict", "blocked");
  await expect(page.getByTestId("sms-send")).toBeDisabled();
  await page.keyboard.press("Control+Enter");
  // Closed and opened again, what was typed is there; the approved text is one step away.
  await page.keyboard.press("Escape");
  await page.getByTestId("sms-drawer").waitFor({ state: "detached" });
  await page.keyboard.press("m");
  await expect(text).toHaveValue("这款产品保证收益");
  await page.getByTestId("sms-restore").click();
  await expect(text).toHaveValue(approved);
  // By keys through the other texts and one's own words, then back: each is as it was left.
  await text.fill(`${approved}第一稿。`);
  const points = page.getByTestId("sms-point");
  await page.keyboard.press("Shift+Tab");
  await expect(points.first()).toBeFocused();
  await page.keyboard.press("ArrowUp", AS_A_FINGER);
  await expect(points.last()).toBeFocused();
  await expect(points.last()).toHaveAttribute("aria-checked", "true");
  await expect(text).toHaveValue("");
  await text.fill("自己的话");
  await points.nth(1).click();
  await expect(text).not.toHaveValue("自己的话");
  await page.keyboard.press("ArrowUp", AS_A_FINGER);
  await expect(points.first()).toHaveAttribute("aria-checked", "true");
  await expect(text).toHaveValue(`${approved}第一稿。`);
  await points.last().click();
  await expect(text).toHaveValue("自己的话");
  await points.first().click();
  await page.getByTestId("sms-restore").click();
  expect(await outboxOf(world)).toEqual([]);

  // The hub goes away: nothing is sent, nothing is lost.
  await text.fill(`${approved}谢谢。`);
  const { lock } = world;
  const killed = await world.killHub();
  // Another hub is there: by then the window has long noticed that the first one is not.
  await expect.poll(async () => (await lock()).pid, { timeout: 20_000 }).not.toBe(killed);
  await page.locator('[data-testid="sync-state"][data-link="online"]').waitFor({ timeout: 20_000 });
  await expect(text).toHaveValue(`${approved}谢谢。`);
  await expect(page.getByTestId("sms-send")).toBeEnabled();
  await text.focus();
  await page.keyboard.press("Control+Enter");
  await page.getByTestId("sms-sent").waitFor();
  await expect(page.getByTestId("sms-done")).toBeFocused();
  await page.keyboard.press("Enter");
  const sent = await outboxOf(world);
  expect(sent).toHaveLength(1);
  expect(JSON.parse(sent[0] ?? "")).toMatchObject({ customerId: "lin-xiaolan", text: `${approved}谢谢。`, status: "undelivered" });
  await expect(page.getByTestId("past-contacts")).toContainText("未送达");
  await page.getByTestId("customer-part").getByText("触达").click();
  await expect(page.getByTestId("ledger-contact").first()).toContainText("未送达（文件发件箱）");
  await expect(page.getByTestId("ledger-contact").first()).toContainText("谢谢。");
  // Nothing is left in the drawer.
  await page.keyboard.press("m");
  await expect(text).toHaveValue(approved);
});

test("[DESK-46] [DESK-47] [PERMIT-10] in quiet hours no text goes out and the reason stands there; a call is logged with it and put right", async () => {
  world = await openWorld({ at: "2026-11-23T21:10:00+08:00" });
  const { page } = await world.openDesk("manager", { width: 1280, height: 800 });
  await signInDesk(page, "li-siyuan");
  await tell(world, "he-trust");
  await choose(page, "何**");
  await page.getByTestId("open-sms").click();
  await expect(page.getByTestId("weighed")).toHaveAttribute("data-allowed", "false");
  await expect(page.getByTestId("weighed")).toContainText("静默时段 21:00–08:00");
  await expect(page.getByTestId("sms-send")).toBeDisabled();
  await page.getByTestId("sms-text").focus();
  await page.keyboard.press("Control+Enter");
  await page.keyboard.press("Escape");
  await page.getByTestId("sms-drawer").waitFor({ state: "detached" });
  expect(await outboxOf(world)).toEqual([]);

  await page.keyboard.press("c");
  await expect(page.getByTestId("weighed")).toContainText("当时不应外呼");
  await page.getByTestId("call-at").fill("23:59");
  await expect(page.getByTestId("call-drawer")).toContainText("不能晚于现在");
  await expect(page.getByTestId("call-log")).toBeDisabled();
  await page.getByTestId("call-at").fill("21:05");
  await page.getByTestId("call-note").fill("约明早再联系，回电 13812345678");
  await page.getByTestId("call-log").click();
  await expect(page.getByTestId("call-logged")).toContainText("静默时段");
  await expect(page.getByTestId("past-contacts")).toContainText("超出规则");
  await page.getByTestId("call-correct").click();
  await page.getByTestId("call-at").fill("20:50");
  await expect(page.getByTestId("weighed")).toHaveAttribute("data-allowed", "true");
  await page.getByTestId("call-log").click();
  await expect(page.getByTestId("call-logged")).not.toContainText("静默时段");
  await page.getByTestId("call-done").click();
  await expect(page.getByTestId("past-contacts")).not.toContainText("超出规则");
  await expect(page.getByTestId("contact-rule").and(page.locator('[data-rule="frequency-cap"]')).first()).toContainText("1 次");
  await page.getByTestId("open-drawer").click();
  await page.getByTestId("customer-part").getByText("触达").click();
  const calls = page.locator('[data-testid="ledger-contact"][data-channel="phone"]').filter({ hasText: "约明早再联系" });
  await expect(calls).toHaveCount(1);
  await expect(calls).not.toContainText("13812345678");
});

test("[DESK-45] an agent is offered neither, by button or by key", async () => {
  world = await openWorld();
  const { page } = await world.openDesk("agent", { width: 1440, height: 900 });
  await signInDesk(page, "agent-04");
  await tell(world, "huang-document");
  await page.getByTestId("lane-pool").click();
  await choose(page, "黄**");
  await page.getByTestId("contact-decision").waitFor();
  await expect(page.getByTestId("open-sms")).toHaveCount(0);
  for (const key of ["m", "c"]) await page.keyboard.press(key);
  await expect(page.getByTestId("sms-drawer")).toHaveCount(0);
  // The keys are the list's again at once.
  await page.keyboard.press("Shift+?");
  await expect(page.getByTestId("key-sheet")).toBeVisible();
});
