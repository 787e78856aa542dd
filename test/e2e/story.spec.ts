/**
 * The main job with two Electron workbenches, the embedded hub, the demo bank and a Chromium customer together, one stage after another.
 *
 * Media is real (Chromium's fake camera and microphone behind real WebRTC). The stages are those of `npm run demo`.
 */
import { expect, test } from "@playwright/test";
import { demoValues } from "#customer/demo/server/demo-values.ts";
import { DESK_READY, expectFramesGrow, framesOf, mirroredText, signInDesk } from "../story/desk-hands.ts";
import type { Cast } from "../story/stages.ts";
import { finishStep, openCast, pageLoad, secretsOf, stages, wrapUp } from "../story/stages.ts";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";
import { field } from "../support/demo-bank/drive-customer.ts";
import { customerRecord } from "../support/stalled-customer.ts";
import { withoutChance } from "../support/without-chance.ts";

test.describe.configure({ mode: "serial" });

/** Three software encoders at full rate leave two cores no time for the windows; what is tested is that pictures come, not how many. */
const CAMERA_FPS = 8;

let world: World;
let cast: Cast;
/** One-time codes the bank sent, as the customer typed them. */
const codes: string[] = [];
test.beforeAll(async () => {
  world = await openWorld({ cameraFps: CAMERA_FPS });
  cast = await openCast(world);
  cast.phone.page.on("response", async (response) => {
    if (!response.url().endsWith("/code")) return;
    const { value }: { value: { demoCode: string } } = await response.json();
    codes.push(value.demoCode);
  });
});
test.afterAll(async () => {
  await world.end();
});

test("[STORY-1] the stalled customer is on their manager's screen, without a value", async () => {
  await stages.stall(cast);
  await stages.alert(cast);
});

test("[STORY-2] picking up asks the customer, and nothing passes before the answer", async () => {
  await stages.pickup(cast);
});

test("[STORY-3] all scopes are off at first, and what is turned on begins", async () => {
  await stages.consent(cast);
});

test("[STORY-4] mirror, call and guide work both ways", async () => {
  await stages["mirror-call"](cast);
});

test("[STORY-5] three sourced points, and the one sent arrives once", async () => {
  await stages.points(cast);
});

test("[STORY-6] an expert joins by a redacted brief and all three see each other", async () => {
  await stages.expert(cast);
});

test("[STORY-7] a forbidden wording cannot be sent", async () => {
  await stages.intercept(cast);
});

test("[STORY-8] a page load in mid-call comes back at manager and expert", async () => {
  await pageLoad(cast);
  await expectFramesGrow(() => framesOf(cast.expert.page, "customer"));
  await expect.poll(() => mirroredText(cast.expert.page), { timeout: 10_000 }).toContain("人脸核验");
  await finishStep(cast);
});

test("[STORY-10] a manager-class value is in no byte the expert's desktop receives", async () => {
  const amount = "173500";
  await field(cast.phone.page, "loan-amount").fill(amount);
  await expect.poll(async () => (await mirroredText(cast.manager.page)).replace(/[,\s]/g, ""), { timeout: 10_000 }).toContain(amount);
  await expect.poll(() => mirroredText(cast.expert.page), { timeout: 10_000 }).toContain("额度试算");
  const seen = (await mirroredText(cast.expert.page)).replace(/[,\s]/g, "");
  expect(seen).not.toContain(amount);
  expect(cast.manager.received()).toContain(amount);
  expect(cast.expert.received()).not.toContain(amount);
});

test("[STORY-11] what is secret is in no byte that leaves the customer's page", async () => {
  const values = demoValues("car-loan", customerRecord());
  const sent = withoutChance(cast.phone.sent());
  // The unpacked mirror is in there: what is public was found where the secrets are looked for.
  expect(sent).toContain("人脸核验");
  // One to sign in, one for the credit enquiry.
  expect(codes.length).toBeGreaterThanOrEqual(2);
  const secrets = [...secretsOf(), ...codes, values["address"], values["employer"]].filter(
    (value) => value !== undefined && value.length >= 2,
  );
  expect(secrets.length).toBeGreaterThan(5);
  for (const secret of secrets) expect(sent).not.toContain(secret);
});

test("[STORY-12] a hub killed in mid-session is started again and nothing is lost", async () => {
  const { manager, expert } = cast;
  await manager.page.getByTestId("tab-chat").click();
  const before = await manager.page.getByTestId("chat-message").count();
  await manager.page.getByTestId("chat-input").fill("请先别关页面，我们马上继续。");
  await manager.page.getByTestId("chat-send").click();
  await expect(manager.page.getByTestId("chat-message")).toHaveCount(before + 1);
  const killed = await world.killHub();
  await expect.poll(async () => (await world.lock()).pid, { timeout: 30_000 }).not.toBe(killed);
  for (const desk of [manager, expert]) await expect(desk.page.getByTestId("sync-state")).toContainText("已同步", { timeout: 20_000 });
  await expect(manager.page.getByTestId("chat-message")).toHaveCount(before + 1);
  await manager.page.getByTestId("chat-input").fill("已经恢复，我们接着看额度。");
  await expect(manager.page.getByTestId("chat-send")).toBeEnabled({ timeout: 10_000 });
  await manager.page.getByTestId("chat-send").click();
  await expect(manager.page.getByTestId("chat-message")).toHaveCount(before + 2);
  await expect.poll(() => mirroredText(manager.page), { timeout: 15_000 }).toContain("额度试算");
  await expectFramesGrow(() => framesOf(manager.page, "customer"));
});

test("[STORY-14] the manager's desktop is closed and the expert's session goes on", async () => {
  await cast.manager.close();
  await expectFramesGrow(() => framesOf(cast.expert.page, "customer"));
  await expect(cast.expert.page.getByTestId("help-session")).toHaveAttribute("data-status", "active");
  const manager = await world.openDesk("manager", { width: 1440, height: 900 });
  await manager.page.getByTestId("identity").or(manager.page.locator(DESK_READY)).first().waitFor();
  if (await manager.page.getByTestId("identity").first().isVisible()) await signInDesk(manager.page, "li-siyuan");
  await manager.page.getByTestId("rail-help-session").click();
  await expect.poll(() => mirroredText(manager.page), { timeout: 15_000 }).toContain("额度试算");
  cast = { ...cast, manager };
});

test("[STORY-13] withdrawing 查看 empties the mirror at every viewer", async () => {
  const { phone, manager, expert } = cast;
  await phone.page.locator("[data-baton-ui] .me").click();
  await phone.page.locator('[data-baton-ui] [data-scope="view"]').click();
  for (const desk of [manager, expert]) {
    await expect(desk.page.getByTestId("mirror-message")).toBeVisible({ timeout: 5_000 });
    expect(await mirroredText(desk.page)).not.toContain("额度试算");
  }
  await expect(manager.page.locator('[data-testid="consent-chip"]').first()).not.toHaveAttribute("data-state", "given");
});

test("[STORY-9] outcome, summary and audit record close the session", async () => {
  const { auditEntries } = await wrapUp(cast.manager);
  expect(auditEntries).toBeGreaterThan(8);
});
