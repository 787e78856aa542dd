/**
 * The screens of one help session, on the manager's, the expert's and the customer's side, in the order it really goes.
 *
 * Taking pictures is `lens.ts`; what stands on the desk before is `desk-scenes.ts`.
 */
import type { Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { demoValues } from "#customer/demo/server/demo-values.ts";
import { loadRecords } from "#customer/demo/server/records.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { alertRow, expectFramesGrow, framesOf, mirroredText, signInDesk } from "../story/desk-hands.ts";
import type { Phone } from "../story/world.ts";
import { failFaceCheck, signIn, walkTo } from "../support/demo-bank/drive-customer.ts";
import type { Stage } from "./desk-scenes.ts";
import type { Language } from "./lens.ts";

const CUSTOMER_ID = "lin-xiaolan";
const EXPERT_ID = "zhao-boshi";
const PHONE = { width: 390, height: 844 };
const BROWSER = { width: 1280, height: 800 };

/** Screens that need the help session to be played at all. */
const SCREENS = [
  ...["consent-sheet", "consent-sheet-chosen", "frame", "scopes", "chat", "end-card"],
  ...["session-waiting", "session", "session-guiding", "points-rewrite", "session-chat-blocked", "session-chat", "ask-dialog"],
  ...["invite-dialog", "expert-brief", "expert-view", "session-of-three", "session-page-change", "session-withdrawn"],
  ...["end-dialog", "wrap-up", "session-ended"],
];

export type Customer = { readonly phone: Phone; readonly bankUrl: string };

/** The story's customer fails the face check three times; the bank's pages on the way are looked at. */
export async function meetAtTheBank({ world, lens }: Stage): Promise<Customer> {
  const bank = await world.bank();
  const record = loadRecords("content").find((known) => known.customerId === CUSTOMER_ID);
  invariant(record, "the story's customer is a demo customer");
  const phone = await world.openPhone();
  // The bank's pages are Chinese; the customer's part of Baton follows the page's language, which this sets for a look.
  await phone.context.addInitScript(() => {
    document.addEventListener("readystatechange", () => {
      const language = sessionStorage.getItem("shots-language");
      if (language !== null) document.documentElement.lang = language;
    });
  });
  const { page } = phone;
  await signIn(page, bank.url, record.name, "/car-loan");
  await page.goto(`${bank.url}/car-loan?face=fail`);
  await page.locator("[data-baton-step]").waitFor();
  await look("bank-step", page, "zh-CN", lens);
  await walkTo(page, "face-check", demoValues("car-loan", record));
  await failFaceCheck(page, 3);
  await look("bank-face-check", page, "zh-CN", lens);
  return { phone, bankUrl: bank.url };
}

async function look(screen: string, page: Page, language: Language, lens: Stage["lens"]): Promise<void> {
  if (!lens.wants(screen)) return;
  for (const size of [PHONE, BROWSER]) {
    await page.setViewportSize(size);
    await lens.customer(screen, page, language);
  }
  await page.setViewportSize(PHONE);
}

/** The same once more in English: the page is loaded anew, and the help session comes back to it. */
async function lookInEnglish(screen: string, page: Page, lens: Stage["lens"], again: () => Promise<void>): Promise<void> {
  if (!lens.wants(screen)) return;
  await page.evaluate(() => sessionStorage.setItem("shots-language", "en"));
  await page.reload();
  await again();
  await look(screen, page, "en", lens);
  await page.evaluate(() => sessionStorage.removeItem("shots-language"));
  await page.reload();
  await again();
}

export async function session(stage: Stage, { phone }: Customer): Promise<void> {
  const { lens, desk, second } = stage;
  const { page } = desk;
  const customer = phone.page;
  if (lens.wants("session-none")) {
    await page.getByTestId("rail-help-session").click();
    await page.getByTestId("session-none").waitFor();
    await lens.desk("session-none", desk);
    await page.getByTestId("rail-alerts").click();
  }
  if (!SCREENS.some(lens.wants)) return;

  await alertRow(page, "人脸核验").click();
  await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
  await page.getByTestId("pickup").click();
  await page.getByTestId("waiting-for-consent").waitFor();
  await lens.desk("session-waiting", desk);

  const sheet = customer.getByRole("dialog");
  await sheet.waitFor();
  await look("consent-sheet", customer, "zh-CN", lens);
  await lookInEnglish("consent-sheet", customer, lens, () => sheet.waitFor());
  for (const scope of ["view", "point", "voice", "video"]) await sheet.locator(`[data-scope="${scope}"]`).click();
  await look("consent-sheet-chosen", customer, "zh-CN", lens);
  await sheet.getByRole("button", { name: /同意并开始/ }).click();
  await sheet.waitFor({ state: "detached" });

  await page.locator('[data-testid="help-session"][data-status="active"]').waitFor();
  await expect.poll(() => mirroredText(page), { timeout: 15_000 }).toContain("人脸核验");
  await expectFramesGrow(() => framesOf(page, "customer"));
  await lens.desk("session", desk);
  const pill = customer.locator("[data-baton-ui] .pill");
  await look("frame", customer, "zh-CN", lens);
  await lookInEnglish("frame", customer, lens, () => pill.waitFor());

  await pill.locator(".me").click();
  await customer.locator("[data-baton-ui] .pop").first().waitFor();
  await look("scopes", customer, "zh-CN", lens);
  await pill.locator(".me").click();

  await page.keyboard.press("1");
  await page.getByTestId("guide-card").waitFor();
  await lens.desk("session-guiding", desk);

  if (lens.wants("points-rewrite")) {
    await page.getByTestId("talk-rewrite").first().click();
    await page.getByTestId("rewrite-input").fill("我可以保证收益，请您放心。");
    await lens.desk("points-rewrite", desk);
    await page.keyboard.press("Escape");
  }
  await page.getByTestId("talk-send").first().click();
  await page.locator('[data-testid="talk-card"][data-outcome="sent"]').first().waitFor();
  await page.getByTestId("tab-chat").click();
  await page.getByTestId("chat-input").fill("这款产品保证收益，您放心");
  await page.getByTestId("draft-hits").waitFor();
  await lens.desk("session-chat-blocked", desk);
  await page.getByTestId("chat-input").press("Enter");
  await page.getByTestId("interception").first().waitFor();
  await page.getByTestId("chat-input").fill("");
  await customer.locator('[data-baton-ui] [data-part="chat"]').click();
  const chat = customer.locator("[data-baton-ui] .chat");
  await chat.locator("textarea").fill("灯光我换了一个房间，再试一次可以吗？");
  await chat.locator("form button").click();
  await page.getByTestId("chat-message").nth(1).waitFor();
  await look("chat", customer, "zh-CN", lens);
  await lens.desk("session-chat", desk);
  await chat.locator("header button").last().click();

  await page.getByTestId("ask-scopes").click();
  await page.getByTestId("ask-dialog").waitFor();
  await lens.desk("ask-dialog", desk);
  await page.keyboard.press("Escape");
  await page.getByTestId("tab-points").click();

  await signInDesk(second.page, EXPERT_ID);
  await page.getByTestId("invite-expert").click();
  const invite = page.getByTestId("invite-dialog");
  await invite.locator(`[data-specialist="${EXPERT_ID}"]`).click();
  await page.getByTestId("invite-question").fill("客户问：车贷办完后想了解保险金信托，适合现在谈吗？");
  await lens.desk("invite-dialog", desk);
  await page.getByTestId("invite-send").click();
  await second.page.getByTestId("rail-help-session").click();
  await second.page.getByTestId("expert-brief").waitFor();
  const accept = either(second.page, "accept-invite", "brief-accept");
  await accept.waitFor();
  await lens.desk("expert-brief", second);
  await accept.click();
  await expect.poll(() => mirroredText(second.page), { timeout: 15_000 }).toContain("人脸核验");
  await expectFramesGrow(() => framesOf(second.page, "customer"));
  await lens.desk("expert-view", second);
  await lens.desk("session-of-three", desk);

  if (lens.wants("session-page-change")) {
    const back = customer.url();
    await customer.goto("about:blank");
    await page.locator('[data-testid="mirror-stage"][data-kind="stopped"], [data-testid="mirror-message"]').first().waitFor();
    await lens.desk("session-page-change", desk);
    await customer.goto(back);
    await pill.waitFor();
  }
  if (lens.wants("session-withdrawn")) {
    await pill.locator(".me").click();
    await customer.locator('[data-baton-ui] .pop [data-scope="view"]').click();
    await page.locator('[data-testid="consent-chip"][data-scope="view"][data-state="withdrawn"]').waitFor();
    await lens.desk("session-withdrawn", desk);
    await pill.locator(".me").click();
  }

  await page.keyboard.press("Control+Shift+E");
  await page.getByTestId("end-confirm").waitFor();
  await lens.desk("end-dialog", desk);
  await page.getByTestId("end-confirm").click();
  await page.getByTestId("wrap-up").waitFor();
  await expect(page.getByTestId("wrap-up-summary")).not.toHaveValue("", { timeout: 10_000 });
  await page.getByTestId("outcome-follow-up").click();
  await page.getByTestId("wrap-up-note").fill("客户换到光线好的房间后再试，明天上午电话确认。");
  await lens.desk("wrap-up", desk);
  const ended = customer.getByRole("dialog");
  await ended.waitFor();
  await look("end-card", customer, "zh-CN", lens);
  await page.getByTestId("wrap-up-save").click();
  await page.getByTestId("wrap-up-save").waitFor({ state: "detached" });
  if (await page.getByTestId("wrap-up-back").isVisible()) await lens.desk("session-ended", desk);
  await page.getByTestId("rail-alerts").click();
}

function either(page: Page, ...testIds: readonly string[]): Locator {
  return page.locator(testIds.map((id) => `[data-testid="${id}"]`).join(", ")).first();
}
