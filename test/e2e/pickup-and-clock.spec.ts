/** Two agents race for one alert; the story at night and five years later. Each in a world of its own. */
import { expect, test } from "@playwright/test";
import { demoValues } from "#customer/demo/server/demo-values.ts";
import { alertRow, signInDesk } from "../story/desk-hands.ts";
import { openCast, STAGE_IDS, stages } from "../story/stages.ts";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";
import { failFaceCheck, walkTo } from "../support/demo-bank/drive-customer.ts";
import { customerRecord, stallAtFaceCheck } from "../support/stalled-customer.ts";

/** Three software encoders at full rate leave two cores no time for the windows; what is tested is that pictures come, not how many. */
const CAMERA_FPS = 8;

let world: World | null = null;
test.afterEach(async () => {
  await world?.end();
  world = null;
});

test("[STORY-15] of two agents one wins and the other sees who did", async () => {
  world = await openWorld({ cameraFps: CAMERA_FPS });
  const first = await world.openDesk("agent-a");
  await signInDesk(first.page, "agent-04");
  const second = await world.openDesk("agent-b");
  await signInDesk(second.page, "agent-05");
  const phone = await world.openPhone();
  const bank = await world.bank();
  await phone.page.goto(`${bank.url}/car-loan?face=fail`);
  await walkTo(phone.page, "face-check", demoValues("car-loan", customerRecord()));
  await failFaceCheck(phone.page, 3);
  for (const desk of [first, second]) await alertRow(desk.page, "人脸核验").waitFor();
  await Promise.all([first.page.keyboard.press("Enter"), second.page.keyboard.press("Enter")]);
  const winners = [first, second].map(({ page }) => page.getByTestId("waiting-for-consent"));
  await expect
    .poll(async () => (await Promise.all(winners.map((one) => one.isVisible()))).filter(Boolean).length, { timeout: 8_000 })
    .toBe(1);
  const loser = (await winners[0]?.isVisible()) ? second : first;
  const winnerName = loser === second ? "方婷" : "罗嘉";
  await expect(alertRow(loser.page, "人脸核验").getByTestId("row-holder")).toContainText(winnerName);
});

test("[STORY-16] quiet hours: told until when, pickup refused, a call for help answered", async () => {
  world = await openWorld({ cameraFps: CAMERA_FPS, at: "2026-11-23T23:30:00+08:00" });
  const manager = await world.openDesk("manager", { width: 1440, height: 900 });
  await signInDesk(manager.page, "li-siyuan");
  const phone = await world.openPhone();
  await stallAtFaceCheck(world, phone.page);
  await alertRow(manager.page, "人脸核验").waitFor();
  await expect(manager.page.getByTestId("contact-decision")).toContainText("08:00");
  await manager.page.keyboard.press("Enter");
  await expect(manager.page.getByTestId("waiting-for-consent")).toBeHidden();
  await expect(phone.page.getByRole("dialog")).toBeHidden();
  await phone.page.getByRole("button", { name: /找人帮忙/ }).click();
  await alertRow(manager.page, "求助").waitFor();
  await alertRow(manager.page, "求助").click();
  await manager.page.keyboard.press("Enter");
  await manager.page.getByTestId("waiting-for-consent").waitFor();
  await phone.page.getByRole("switch").first().waitFor();
});

test("[STORY-17] five years later the same story plays", async () => {
  test.setTimeout(180_000);
  world = await openWorld({ cameraFps: CAMERA_FPS, at: "2031-11-24T10:00:00+08:00" });
  const cast = await openCast(world);
  for (const id of STAGE_IDS) await test.step(id, () => stages[id](cast));
});
