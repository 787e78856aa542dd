/** The consent sheet and the assistant on the customer's page, in real Chromium against a hub in memory. What follows a yes is `peer-customer-session.spec.ts`. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import type { Stage } from "#test/support/peer/customer-world.ts";
import { begin, counters, invite, load, openStage, openWorld } from "#test/support/peer/customer-world.ts";

let stage: Stage;

test.beforeAll(async () => {
  stage = await openStage();
});
test.afterAll(() => stage.browser.close());

test("[SHEET-1] the sheet answers who, what, how long and what never; all eight scopes are off; yes and no are the same size", async () => {
  const w = await openWorld(stage);
  await invite(w.page);
  await expect(w.ui.getByRole("dialog")).toContainText("李思远想陪您完成人脸核验");
  await expect(w.ui.getByRole("dialog")).toContainText("工号 80231");
  await expect(w.ui.getByRole("dialog")).toContainText("最长 15 分钟");
  await expect(w.ui.getByRole("dialog")).toContainText("证件号码、短信验证码、人脸影像");
  expect(await w.ui.getByRole("switch").count()).toBe(8);
  expect(await w.ui.locator("[role=switch][aria-checked=true]").count()).toBe(0);
  const [no, yes] = [await w.ui.getByRole("button", { name: "暂不需要" }).boundingBox(), await w.ui.locator(".mb.pri").boundingBox()];
  expect([no?.width, no?.height]).toEqual([yes?.width, yes?.height]);
  await w.page.screenshot({ path: "out/shots/customer-sheet-390.png", animations: "disabled" });
  await w.ui.getByRole("button", { name: "开启查看和指引" }).click();
  expect(await w.ui.locator("[role=switch][aria-checked=true]").count()).toBe(2);
  expect(await counters(w.page)).toEqual({ mirrorFrames: 0, mirrorBytes: 0, signals: 0, deviceRequests: 0 });
  expect(w.hub.refused).toEqual([]);
  await w.close();
});

test("[SHEET-4] closing leaves the invitation waiting, declining answers it, the wrong person says so", async () => {
  const w = await openWorld(stage);
  await invite(w.page);
  await expect(w.ui.getByRole("dialog")).toBeVisible();
  await w.page.keyboard.press("Escape");
  await expect(w.ui.getByRole("dialog")).toHaveCount(0);
  expect(w.hub.count("answerInvitation")).toBe(0);
  await w.ui.getByRole("button", { name: "李思远在等您" }).click();
  await w.ui.getByRole("button", { name: "不是我" }).click();
  await expect
    .poll(() => w.hub.calls.findLast((call) => call.name === "answerInvitation")?.input)
    .toMatchObject({ answer: "wrong-person" });
  await expect(w.ui.getByRole("dialog")).toHaveCount(0);
  await w.close();
});

test("[SHEET-11] the assistant's message opens a small chat with quick replies and 转人工", async () => {
  const w = await openWorld(stage);
  await begin(w.page, {
    kind: "assistant-message",
    data: {
      message: {
        id: "m-1",
        journeyId: "j-1",
        from: { kind: "assistant" },
        text: "人脸核验没有通过？多半是光线。要我告诉您怎么做吗？",
        at: w.hub.now(),
      },
      quickReplies: [
        { id: "light", text: "光线怎么调" },
        { id: "later", text: "我晚点再办" },
      ],
    },
  });
  await expect(w.ui.getByRole("dialog")).toContainText("智能助理");
  await w.page.screenshot({ path: "out/shots/customer-assistant-390.png", animations: "disabled" });
  await w.ui.getByRole("button", { name: "光线怎么调" }).click();
  await expect
    .poll(() => w.hub.calls.find((call) => call.name === "sendChat")?.input)
    .toMatchObject({ text: "光线怎么调", quickReplyId: "light" });
  await w.ui.getByRole("button", { name: "转人工" }).click();
  await expect(w.ui.getByRole("dialog")).toContainText("正在联系您的客户经理…");
  expect(w.hub.count("askForPerson")).toBe(1);
  await w.close();
});

test("[SHEET-11] who asked for a person sees that one is being called", async () => {
  const w = await openWorld(stage);
  await begin(w.page, { kind: "help-asked", data: null });
  await expect(w.ui.getByRole("dialog")).toContainText("正在联系您的客户经理…");
  await w.page.keyboard.press("Escape");
  await expect(w.ui.locator("[data-part=chat-chip]")).toContainText("正在联系您的客户经理…");
  await w.close();
});

test("[SHEET-12] the page's own script cannot look into the surface, Tab stays in the sheet, axe finds nothing serious", async () => {
  const w = await openWorld(stage);
  const bare = await w.context.newPage();
  await bare.goto(`${w.hub.url}/bank`);
  await load(bare, w.hub);
  await invite(bare);
  await expect(bare.locator("[data-baton-ui]")).toHaveCount(1);
  expect(await bare.evaluate(() => [document.querySelector("[data-baton-ui]")?.shadowRoot, "__batonSession" in window])).toEqual([
    null,
    false,
  ]);
  await bare.close();

  await invite(w.page);
  await expect(w.ui.getByRole("dialog")).toBeVisible();
  for (let presses = 0; presses < 16; presses++) await w.page.keyboard.press("Tab");
  expect(await w.page.evaluate(() => document.activeElement?.hasAttribute("data-baton-ui"))).toBe(true);
  // Half faded in, every colour is a paler one.
  const settled = () =>
    w.ui.evaluate(async (host) => void (await Promise.all(host.shadowRoot?.getAnimations().map((it) => it.finished) ?? [])));
  const serious = async () => {
    await settled();
    return (await new AxeBuilder({ page: w.page }).include("[data-baton-ui]").analyze()).violations
      .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
      .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
  };
  expect(await serious()).toEqual([]);
  await w.ui.locator(".least").click();
  await w.ui.locator(".mb.pri").click();
  await expect(w.ui.locator(".frame")).toBeVisible();
  await w.ui.locator(".pill .me").click();
  expect(await serious()).toEqual([]);
  await w.page.keyboard.press("Escape");
  await w.ui.locator("[data-part=chat]").click();
  await expect(w.ui.locator("[data-part=chat-end]")).toBeVisible();
  expect(await serious()).toEqual([]);
  await w.close();
});

for (const [name, width, language] of [
  ["1280", 1280, "zh-CN"],
  ["390-en", 390, "en"],
] as const) {
  test(`[SHEET-1] sheet and frame at ${name}: nothing overflows`, async () => {
    const w = await openWorld(stage, { width, height: 844 }, language);
    await invite(w.page);
    await expect(w.ui.getByRole("dialog")).toBeVisible();
    await w.page.screenshot({ path: `out/shots/customer-sheet-${name}.png`, animations: "disabled" });
    await w.ui.locator(".least").click();
    await w.ui.locator(".mb.pri").click();
    await expect(w.ui.locator(".frame")).toBeVisible();
    await w.page.screenshot({ path: `out/shots/customer-frame-${name}.png`, animations: "disabled" });
    expect(await w.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await w.close();
  });
}
