/** Contact by hand: the drawers for a text and for a call, refused and done, and the ledger after them. Taking pictures is `lens.ts`. */
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { alertRow } from "../story/desk-hands.ts";
import type { Stage } from "./desk-scenes.ts";

const SCREENS = ["sms-drawer", "sms-blocked", "sms-sent", "ledger-sms", "sms-refused", "call-drawer", "call-logged"];

async function choose(page: Page, who: string): Promise<void> {
  await alertRow(page, who).click();
  await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
}

async function close(page: Page, testId: string): Promise<void> {
  await page.keyboard.press("Escape");
  await page.getByTestId(testId).waitFor({ state: "detached" });
}

export async function contact({ lens, desk }: Stage): Promise<void> {
  if (SCREENS.every((screen) => !lens.wants(screen))) return;
  const { page } = desk;
  await choose(page, "人脸核验");
  await page.keyboard.press("m");
  await page.getByTestId("weighed").waitFor();
  await lens.desk("sms-drawer", desk);
  await page.getByTestId("sms-text").fill("这款产品保证收益，一定批下来");
  await page.getByTestId("draft-hits").waitFor();
  await lens.desk("sms-blocked", desk);
  await page.getByTestId("sms-restore").click();
  await page.getByTestId("sms-send").click();
  await page.getByTestId("sms-sent").waitFor();
  await lens.desk("sms-sent", desk);
  await page.getByTestId("sms-done").click();
  await page.getByTestId("sms-drawer").waitFor({ state: "detached" });
  if (lens.wants("ledger-sms")) {
    await page.getByTestId("customer-part").getByRole("radio").nth(2).click();
    await expect(page.getByTestId("ledger-contact").first()).toContainText("未送达（文件发件箱）");
    await lens.desk("ledger-sms", desk, async () => {
      const folded = page.getByTestId("open-drawer");
      if ((await folded.isVisible()) && !(await page.getByTestId("drawer").isVisible())) await folded.click();
      await page.getByTestId("ledger-contact").first().waitFor();
    });
    await page.getByTestId("customer-part").getByRole("radio").first().click();
  }

  // In their own quiet hours.
  await choose(page, "吴*");
  await page.keyboard.press("m");
  await page.locator('[data-testid="weighed"][data-allowed="false"]').waitFor();
  await lens.desk("sms-refused", desk);
  await close(page, "sms-drawer");
  await page.keyboard.press("c");
  await page.locator('[data-testid="weighed"][data-allowed="false"]').waitFor();
  await page.getByTestId("call-note").fill("客户说在外面，约明天上午 11 点再打");
  await lens.desk("call-drawer", desk);
  await page.getByTestId("call-log").click();
  await page.getByTestId("call-logged").waitFor();
  await lens.desk("call-logged", desk);
  await page.getByTestId("call-done").click();
  await page.getByTestId("call-drawer").waitFor({ state: "detached" });
  await choose(page, "人脸核验");
}
