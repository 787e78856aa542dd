/** The keyboard in a real workbench window: where the focus goes when a dialog opens, closes, and the screen changes. */
import { expect, test } from "@playwright/test";
import { signInDesk } from "../story/desk-hands.ts";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";

let world: World | undefined;
test.afterEach(() => world?.end());

test("[DESK-38] [DESK-27] a dialog takes the focus to what it is for and gives it back, a screen takes it along", async () => {
  world = await openWorld();
  const { page } = await world.openDesk("expert");
  await signInDesk(page, "zhao-boshi");
  await page.getByTestId("session-none").waitFor();
  await expect(page.getByTestId("rail-alerts")).toHaveCount(0);

  await page.getByTestId("search").focus();
  await page.keyboard.press("Control+k");
  await expect(page.getByTestId("palette-input")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("search")).toBeFocused();

  await page.getByTestId("rail-settings").click();
  await page.getByTestId("settings").waitFor();
  await expect(page.locator("main")).toBeFocused();
});
