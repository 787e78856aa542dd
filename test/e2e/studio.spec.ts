/** 编排 in a real workbench window: a policy is opened, broken, mended, run, kept as a draft, and opened again. */
import { expect, type Page, test } from "@playwright/test";
import { DESK_READY, signInDesk } from "../story/desk-hands.ts";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";

let world: World | undefined;
test.afterEach(() => world?.end());

const POLICY = "policies/detection.yaml";
const editor = (page: Page) => page.getByTestId("studio-editor");

/** Puts the cursor behind the first `text` of the editor by its own search. */
async function findInEditor(page: Page, text: string): Promise<void> {
  await editor(page).locator("textarea").first().focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+f");
  await page.keyboard.insertText(text);
  // To the second and back: the first is found while it is typed.
  await page.keyboard.press("Enter");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.press("Escape");
}

async function replaceInEditor(page: Page, from: string, to: string): Promise<void> {
  await findInEditor(page, from);
  await page.keyboard.insertText(to);
}

test("[STUDIO-2] [STUDIO-8] [STUDIO-12] a policy is broken, mended, run against what is in force, kept and opened again", async () => {
  world = await openWorld();
  const { page } = await world.openDesk("author", { width: 1440, height: 900 });
  const faults: string[] = [];
  page.on("pageerror", (fault) => faults.push(String(fault)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await signInDesk(page, "shen-yue");
  // Nothing of the editor is loaded before it is wanted.
  const loaded: string[] = [];
  page.on("request", (request) => /monaco|studio/.test(request.url()) && loaded.push(request.url()));
  await page.reload();
  await page.locator(DESK_READY).waitFor();
  expect(loaded).toEqual([]);
  await page.getByTestId("rail-studio").click();
  await page.getByTestId(`file-${POLICY}`).click();
  await editor(page).locator(".view-line").first().waitFor();
  expect(loaded.length).toBeGreaterThan(0);
  await expect(page.getByTestId("studio-problems")).toContainText("没有问题");
  await expect(page.getByTestId("studio-publish")).toBeDisabled();
  await expect(page.getByText("发布需要第二人复核，尚未开放")).toBeVisible();

  // Broken: the marker stands at the value, the run is off, the list leads there.
  await replaceInEditor(page, "failures: 3", "failures: three");
  await expect(page.getByTestId("studio-problem")).toHaveCount(1);
  await expect(page.getByTestId("studio-problem")).toContainText("类型不对");
  await expect(editor(page).locator(".squiggly-error")).not.toHaveCount(0);
  await expect(page.getByTestId("run-start")).toBeDisabled();

  // Broken against the rest of the content alone: the hub says so.
  await replaceInEditor(page, "failures: three", "failures: 9");
  await expect(page.getByTestId("studio-problem")).toHaveCount(0);
  await replaceInEditor(page, "credit-consent:", "credit-consents:");
  await expect(page.getByTestId("studio-problem")).toContainText("引用了不存在的编号");
  await replaceInEditor(page, "credit-consents:", "credit-consent:");
  await expect(page.getByTestId("studio-problem")).toHaveCount(0);

  await page.getByTestId("run-start").click();
  await page.getByTestId("run-report").waitFor({ timeout: 40_000 });
  const row = page.getByTestId("run-row-verification-failed");
  await expect(row).toHaveAttribute("data-changed", "true");
  await expect(page.getByTestId("run-row-all")).toHaveAttribute("data-changed", "true");
  await expect(row.locator("td").first()).toContainText("−");

  // Kept by the key, while the cursor is in the editor; then gone and opened again.
  await findInEditor(page, "failures: 9");
  await page.keyboard.press("Control+s");
  await expect(page.getByTestId("draft-row")).toHaveCount(1);
  await expect(page.getByTestId("studio-save")).toBeDisabled();
  await page.getByTestId(`file-${POLICY}`).click();
  await expect(editor(page)).toContainText("failures: 3");
  await page.getByTestId("draft-row").getByRole("button").first().click();
  await expect(editor(page)).toContainText("failures: 9");

  // The comparison shows both.
  await page.getByTestId("studio-compare").click();
  await expect(editor(page).locator(".line-delete, .char-delete").first()).toBeVisible();
  await page.getByTestId("studio-compare").click();

  // Leaving with something unsaved asks first, and staying keeps it.
  await replaceInEditor(page, "failures: 9", "failures: 8");
  await page.getByTestId("rail-settings").click();
  await page.getByTestId("studio-leave").waitFor();
  await page.getByTestId("leave-stay").click();
  await expect(editor(page)).toContainText("failures: 8");
  await page.evaluate(() => {
    const { baton } = window as unknown as { baton: { calls: { controlWindow(input: { action: "close" }): Promise<unknown> } } };
    return baton.calls.controlWindow({ action: "close" });
  });
  await page.getByTestId("studio-leave").waitFor();
  await page.getByTestId("leave-stay").click();
  await page.getByTestId("rail-settings").click();
  await page.getByTestId("leave-drop").click();
  await page.getByTestId("settings").waitFor();

  // The draft outlives window and hub.
  await page.reload();
  await page.locator(DESK_READY).waitFor();
  await page.getByTestId("rail-studio").click();
  await page.getByTestId("draft-row").getByRole("button").first().click();
  await editor(page).locator(".view-line").first().waitFor();
  // Only lines on screen are in the document.
  await findInEditor(page, "failures: 9");
  await expect(editor(page)).toContainText("failures: 9");

  // Put aside and taken back.
  await page.getByTestId("draft-row").getByRole("button").nth(1).click();
  await expect(page.getByTestId("draft-row")).toHaveCount(0);
  await page.getByTestId("draft-take-back").click();
  await expect(page.getByTestId("draft-row")).toHaveCount(1);
  expect(faults).toEqual([]);
});

test("[STUDIO-3] [STUDIO-4] [STUDIO-5] the editor offers what the schema allows and says what a key is for; an agent has no 编排", async () => {
  world = await openWorld();
  const { page } = await world.openDesk("author", { width: 1440, height: 900 });
  await signInDesk(page, "li-siyuan");
  await page.getByTestId("rail-studio").click();
  await page.getByTestId("file-policies/routing.yaml").click();
  await editor(page).locator(".view-line").first().click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("version: 3\n");
  await page.keyboard.press("Control+Space");
  const offered = page.locator(".suggest-widget .monaco-list-row");
  await expect(offered).toHaveCount(2);
  await page.keyboard.press("Enter");
  await page.keyboard.insertText("30000");
  await expect(editor(page)).toContainText("leaseMs: 30000");

  await editor(page).getByText("leaseMs").hover();
  await expect(page.locator(".monaco-hover").filter({ hasText: "一位同事独占断点多久" })).toContainText("不小于 1,000");

  await page.getByTestId("account").click();
  await page.getByTestId("sign-out").click();
  await page.getByTestId("leave-drop").click();
  await signInDesk(page, "agent-04");
  await expect(page.getByTestId("rail-settings")).toBeVisible();
  await expect(page.getByTestId("rail-studio")).toHaveCount(0);
});

test("[STUDIO-17] what one author keeps stands on the other's shelf at once, and who has it open is told", async () => {
  world = await openWorld();
  const { page: first } = await world.openDesk("author", { width: 1440, height: 900 });
  const { page: second } = await world.openDesk("second", { width: 1440, height: 900 });
  await signInDesk(first, "li-siyuan");
  await signInDesk(second, "shen-yue");
  for (const page of [first, second]) {
    await page.getByTestId("rail-studio").click();
    await page.getByTestId(`file-${POLICY}`).click();
    await editor(page).locator(".view-line").first().waitFor();
  }
  await replaceInEditor(first, "failures: 3", "failures: 4");
  await first.keyboard.press("Control+s");
  await expect(second.getByTestId("draft-row")).toHaveCount(1);
  await expect(second.getByTestId("draft-row")).toContainText("李思远");

  // Both have it open; the second keeps it, the first is told before they try to.
  const row = second.getByTestId("draft-row").getByRole("button").first();
  await row.click();
  await expect(row).toHaveAttribute("aria-current", "true");
  await replaceInEditor(second, "failures: 4", "failures: 5");
  await second.keyboard.press("Control+s");
  await expect(first.getByTestId("studio-conflict")).toContainText("沈悦");
  await expect(first.getByTestId("draft-row")).toContainText("沈悦");
  await expect(second.getByTestId("studio-conflict")).toHaveCount(0);
  await expect(editor(first)).toContainText("failures: 4");

  await second.getByTestId("draft-row").getByRole("button").nth(1).click();
  await expect(first.getByTestId("draft-row")).toHaveCount(0);
  await expect(first.getByTestId("studio-conflict")).toHaveAttribute("data-conflict", "gone");
  // Taken back: what was unsaved for want of a draft is kept again, and the windows close.
  await second.getByTestId("draft-take-back").click();
  await expect(first.getByTestId("draft-row")).toHaveCount(1);
  await expect(first.getByTestId("studio-conflict")).toHaveAttribute("data-conflict", "changed");
  await expect(second.getByTestId("studio-save")).toBeDisabled();
});
