/** 让 AI 先跟进: given to the assistant by a key, answered on the customer's phone, and back at the desk with the customer's own words. */
import { expect, test } from "@playwright/test";
import { alertRow, signInDesk } from "../story/desk-hands.ts";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";
import { stallAtFaceCheck } from "../support/stalled-customer.ts";

let world: World | undefined;
test.afterEach(() => world?.end());

test("[DESK-55] [CHAT-7] asked for a person, the alert is back with what was written, and row and capsule say so", async () => {
  world = await openWorld();
  const { page } = await world.openDesk("manager", { width: 1440, height: 900 });
  await signInDesk(page, "li-siyuan");
  const phone = await world.openPhone();
  await stallAtFaceCheck(world, phone.page);
  const row = alertRow(page, "人脸核验");
  await row.click();
  await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
  await expect(page.getByTestId("assistant-talk")).toHaveCount(0);
  await page.keyboard.press("a");
  const chat = phone.page.getByRole("dialog");
  await expect(chat).toContainText("智能助理");
  await chat.getByRole("textbox").fill("光线换了还是不行，我要转人工");
  await chat.getByRole("textbox").press("Enter");
  const back = page.getByTestId("alert-row").filter({ has: page.getByTestId("row-given-back") });
  await expect(back).toHaveCount(1);
  await expect(back).toHaveAttribute("data-status", "open");
  await back.click();
  const talk = page.getByTestId("assistant-talk");
  await expect(talk.locator('[data-from="customer"]')).toContainText("光线换了还是不行，我要转人工");
  expect(await talk.locator('[data-from="assistant"]').count()).toBeGreaterThan(0);
  await expect(talk).toContainText("林**");
});
