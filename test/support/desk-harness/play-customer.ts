/** Plays a help session for the camera: 林晓岚 in the demo bank, her manager and an expert at their desks; a shot of every state of the 会话 screen. */
import path from "node:path";
import type { Browser, Page } from "@playwright/test";
import { demoValues } from "#customer/demo/server/demo-values.ts";
import { loadRecords } from "#customer/demo/server/records.ts";
import { startDemoBank } from "#customer/demo/server/start.ts";
import type { Hub } from "#hub/compose.ts";
import type { Clock } from "#shared/lib/clock.ts";
import { failFaceCheck, signIn as signInAtBank, walkTo } from "../demo-bank/drive-customer.ts";

export type Play = {
  readonly desk: Page;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly browser: Browser;
  readonly shot: (page: Page, name: string) => Promise<void>;
  readonly openDesk: () => Promise<Page>;
  readonly signIn: (page: Page, id: string) => Promise<void>;
};

const CONTENT = path.resolve(import.meta.dirname, "../../../content");
const testId = (page: Page, id: string) => page.locator(`[data-testid=${id}]`);

export async function playCustomer({ desk, hub, clock, browser, shot, openDesk, signIn }: Play): Promise<void> {
  const bank = await startDemoBank({ port: 0, hubUrl: hub.url, bankKey: hub.bankKey, clock });
  const expertDesk = await openDesk();
  await signIn(expertDesk, "sun-qian");
  const phone = await browser.newPage({ viewport: { width: 390, height: 844 } });
  phone.on("pageerror", (fault) => console.log("phone fault:", fault.message));
  phone.on("console", (message) => message.type() === "error" && console.log("phone:", message.text()));
  // The consent sheet lives in a closed shadow root, where Playwright could not reach it.
  await phone.addInitScript(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (init) {
      return attach.call(this, { ...init, mode: "open" });
    };
  });
  const record = loadRecords(CONTENT).find((known) => known.customerId === "lin-xiaolan");
  if (record === undefined) throw new Error("林晓岚 is not in the demo content");
  try {
    await signInAtBank(phone, bank.url, record.name, "/car-loan?face=fail").catch(async () => phone.goto(`${bank.url}/car-loan?face=fail`));
    await walkTo(phone, "face-check", demoValues("car-loan", record));
    await failFaceCheck(phone, 3);
    const row = desk.locator("[data-testid=alert-row]", { hasText: "人脸核验" }).first();
    await row.waitFor({ timeout: 10_000 });
    await row.click();
    await testId(desk, "capsule").and(desk.locator("[data-status=ready]")).waitFor();
    await shot(desk, "session-0-alert");
    await desk.keyboard.press("Enter");
    await testId(desk, "waiting-for-consent").waitFor();
    await shot(desk, "session-1-waiting");
    await phone.waitForTimeout(1_500);
    const sheet = phone.locator("[role=switch]").first();
    if (!(await sheet.isVisible())) await phone.getByRole("button", { name: "查看" }).first().click();
    for (const scope of ["view", "point", "voice", "video"]) await phone.locator(`[role=switch][data-scope=${scope}]`).click();
    await phone.getByRole("button", { name: "同意并开始" }).click();
    await desk.locator("[data-testid=help-session][data-status=active]").waitFor();
    await desk
      .locator("[data-testid=mirror-state][data-kind=live]")
      .waitFor({ timeout: 10_000 })
      .catch(() => console.log("the mirror did not come alive"));
    await desk
      .locator("[data-testid=video-tile][data-role=customer][data-link=connected]")
      .waitFor({ timeout: 10_000 })
      .catch(() => console.log("no call"));
    await desk.waitForTimeout(2_500);
    await desk.keyboard.press("p");
    const stage = await testId(desk, "mirror-stage").boundingBox();
    if (stage !== null) await desk.mouse.move(stage.x + stage.width * 0.5, stage.y + stage.height * 0.4);
    await desk.keyboard.press("1");
    await desk.locator("[data-testid=talk-send]").first().click();
    await shot(desk, "session-2-live");
    await testId(desk, "chat-input").fill("这款产品保证收益，您放心");
    await desk.waitForTimeout(200);
    console.log("send disabled:", await testId(desk, "chat-send").isDisabled());
    await shot(desk, "session-3-blocked");
    await testId(desk, "chat-input").press("Enter");
    await testId(desk, "interception").waitFor({ timeout: 4_000 });
    await testId(desk, "chat-input").fill("");
    await desk.keyboard.press("Escape");
    await shot(desk, "session-4-intercepted");
    await testId(desk, "invite-expert").click();
    await desk.locator("[data-testid=expert]").first().click();
    await testId(desk, "invite-question").fill("自由职业客户的收入证明怎么开？");
    await shot(desk, "session-5-invite");
    await desk.locator("[data-testid=expert][data-specialist=sun-qian]").click();
    await testId(desk, "invite-send").click();
    await testId(expertDesk, "rail-help-session").click();
    await testId(expertDesk, "expert-brief").waitFor();
    await shot(expertDesk, "session-6-brief");
    await testId(expertDesk, "accept-invite").click();
    await expertDesk
      .locator("[data-testid=mirror-state][data-kind=live]")
      .waitFor({ timeout: 10_000 })
      .catch(() => console.log("no mirror at the expert's"));
    await desk.waitForTimeout(2_500);
    await shot(expertDesk, "session-7-expert");
    await shot(desk, "session-8-three");
    for (const [width, height, theme, language] of [
      [1280, 800, "light", "zh-CN"],
      [1920, 1080, "light", "zh-CN"],
      [1440, 900, "dark", "en"],
      [1280, 800, "light", "en"],
    ] as const) {
      await desk.setViewportSize({ width, height });
      await desk.evaluate(
        ([t, l]) =>
          (globalThis as unknown as { baton: { calls: { changeSettings: (p: object) => unknown } } }).baton.calls.changeSettings({
            theme: t,
            language: l,
          }),
        [theme, language],
      );
      await shot(desk, `session-${width}-${theme}-${language}`);
    }
    await desk.setViewportSize({ width: 1440, height: 900 });
    await desk.evaluate(() =>
      (globalThis as unknown as { baton: { calls: { changeSettings: (p: object) => unknown } } }).baton.calls.changeSettings({
        theme: "light",
        language: "zh-CN",
      }),
    );
    await testId(expertDesk, "leave-session").click();
    await phone.reload();
    await desk.waitForTimeout(150);
    await shot(desk, "session-9-page-change");
    await desk
      .locator("[data-testid=mirror-state][data-kind=live]")
      .waitFor({ timeout: 10_000 })
      .catch(() => console.log("the mirror did not come back"));
    await desk
      .locator("[data-testid=video-tile][data-role=customer][data-link=connected]")
      .waitFor({ timeout: 10_000 })
      .catch(() => console.log("the call did not come back"));
    await desk.waitForTimeout(1_500);
    await shot(desk, "session-10-back");
    console.log(
      "network:",
      await testId(desk, "network").textContent(),
      "tiles:",
      await desk
        .locator("[data-testid=video-tile]")
        .evaluateAll((tiles) => tiles.map((tile) => `${tile.getAttribute("data-role")}=${tile.getAttribute("data-link")}`)),
    );
    await phone.locator("[aria-label^='您的授权：'], [aria-label^='您的授权:'], [aria-label^='您的授权'][aria-expanded]").first().click();
    await phone.locator("[data-scope=view]").first().click();
    const withdrawnAt = Date.now();
    await desk.locator("[data-testid=consent-chip][data-scope=view][data-state=withdrawn]").waitFor();
    await desk.locator("[data-testid=mirror-stage][data-kind=stopped]").waitFor();
    console.log(
      "withdrawn on the desk after",
      Date.now() - withdrawnAt,
      "ms; page left:",
      JSON.stringify(
        await desk
          .locator("[data-testid=mirror-stage] iframe")
          .evaluate((frame) => (frame as HTMLIFrameElement).contentDocument?.body?.textContent ?? ""),
      ),
    );
    await shot(desk, "session-14-withdrawn");
    await desk.keyboard.press("Control+Shift+E");
    await shot(desk, "session-11-end");
    await testId(desk, "end-confirm").click();
    await testId(desk, "wrap-up").waitFor();
    await testId(desk, "outcome-step-finished").click();
    await shot(desk, "session-12-wrap-up");
    await testId(desk, "wrap-up-save").click();
    await desk
      .locator("[data-testid=help-session][data-status=ended]")
      .waitFor({ timeout: 5_000 })
      .catch(() => console.log("not ended"));
    await shot(desk, "session-13-ended");
  } finally {
    await phone.close();
    await expertDesk.close();
    await bank.close();
  }
}
