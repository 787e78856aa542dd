/** 编排's screens, brought about as an author does: open, break, run, keep, compare, leave. Taking pictures is `lens.ts`. */
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { DESK_READY, signInDesk } from "../story/desk-hands.ts";
import { seatColleague } from "./colleague.ts";
import type { Stage } from "./desk-scenes.ts";
import { signOut } from "./desk-scenes.ts";

const SCREENS = ["studio-choose", "studio-run", "studio-problems", "studio-compare", "studio-conflict", "studio-leave", "studio-flow"];
const POLICY = "policies/detection.yaml";

/** Changes the text as typing does: what is found first is replaced. */
async function replace(page: Page, from: string, to: string): Promise<void> {
  await page.getByTestId("studio-editor").locator("textarea").first().focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+f");
  await page.keyboard.insertText(from);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.insertText(to);
  await expect(page.getByTestId("studio-editor")).toContainText(to);
}

export async function studio({ world, lens, second }: Stage): Promise<void> {
  if (SCREENS.every((screen) => !lens.wants(screen))) return;
  const { page } = second;
  await signInDesk(page, "wang-min");
  await page.locator(DESK_READY).waitFor();
  await page.getByTestId("rail-studio").click();
  await page.getByTestId(`file-${POLICY}`).waitFor();
  await lens.desk("studio-choose", second);
  await page.getByTestId("file-flows/car-loan.yaml").click();
  await page.getByTestId("studio-editor").locator(".view-line").first().waitFor();
  await lens.desk("studio-flow", second);

  await page.getByTestId(`file-${POLICY}`).click();
  await expect(page.getByTestId("studio-editor")).toContainText("quiet-on-step");
  await replace(page, "failures: 3", "failures: 2");
  await page.getByTestId("run-start").click();
  await page.getByTestId("run-report").waitFor({ timeout: 40_000 });
  await page.keyboard.press("Control+s");
  await page.getByTestId("draft-row").waitFor();
  await lens.desk("studio-run", second);

  await page.getByTestId("studio-compare").click();
  await page.locator(".line-insert").first().waitFor();
  await lens.desk("studio-compare", second);
  await page.getByTestId("studio-compare").click();

  if (lens.wants("studio-conflict")) {
    // A colleague saves the same draft while it is open here.
    const colleague = await seatColleague(await world.lock(), "shen-yue");
    await colleague.saveFirstDraft("# 沈悦\n");
    colleague.end();
    await replace(page, "failures: 2", "failures: 4");
    await page.keyboard.press("Control+s");
    await page.getByTestId("studio-conflict").waitFor();
    await lens.desk("studio-conflict", second);
  }

  await replace(page, "limitMs: 90000", "limitMs: soon");
  await replace(page, "awayFactor", "awayFaktor");
  await page.getByTestId("studio-problem").first().waitFor();
  await lens.desk("studio-problems", second);
  await page.getByTestId("rail-settings").click();
  await page.getByTestId("studio-leave").waitFor();
  await lens.desk("studio-leave", second);
  await page.getByTestId("leave-drop").click();
  await page.getByTestId("settings").waitFor();
  await signOut(page);
}
