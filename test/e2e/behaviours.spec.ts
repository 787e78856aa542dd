/**
 * Some of the twenty behaviours played in a real browser on the demo bank's pages, through the real tracker, into the very detectors.
 *
 * What the tracker sent is replayed with the instants it was sent at; the limits are the policy's own.
 */

import { expect, type Page, test } from "@playwright/test";
import { demoValues } from "#customer/demo/server/demo-values.ts";
import type { CustomerRecord } from "#customer/demo/server/records.ts";
import type { DemoBank } from "#customer/demo/server/start.ts";
import { replayJourney } from "#shared/domain/breakpoint/replay-journey.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Fact } from "#shared/model/fact.ts";
import { carLoan, depositTransfer, detectionPolicy } from "#test/support/customers/fact-writer.ts";
import { field, fillStep, signIn, stepOnScreen, submitStep, walkTo } from "#test/support/demo-bank/drive-customer.ts";
import type { FactSink } from "#test/support/demo-bank/fact-sink.ts";
import type { Visit, Visits } from "#test/support/demo-bank/visits.ts";
import { openVisits } from "#test/support/demo-bank/visits.ts";

let visits: Visits;
let visit: Visit;
let sink: FactSink;
let bank: DemoBank;
let page: Page;
let record: CustomerRecord;

test.beforeAll(async () => {
  visits = await openVisits();
});
test.afterAll(() => visits.end());
test.beforeEach(async () => {
  visit = await visits.begin();
  ({ sink, bank, page, record } = visit);
});
test.afterEach(() => visit.end());

const said = () => visit.said();
const hears = (line: string, times = 1) =>
  expect.poll(() => said().filter((one) => one === line).length, { timeout: 10_000, message: line }).toBeGreaterThanOrEqual(times);

/** What the hub would have raised on these facts, `afterMs` after the last of them. */
function raised(afterMs = 0, flow = carLoan): string[] {
  const facts = [...sink.facts].sort((a, b) => a.seq - b.seq).map((fact): Fact => ({ ...fact, acceptedAt: fact.at }));
  const until = (facts.at(-1)?.at ?? 0) + afterMs;
  return replayJourney(facts, flow, detectionPolicy, until).raised.map(({ breakpoint }) => `${breakpoint.kind}@${breakpoint.stepId}`);
}

const box = async (selector: string) => {
  await page.locator(selector).first().scrollIntoViewIfNeeded();
  const found = await page.locator(selector).first().boundingBox();
  invariant(found, `${selector} is on screen`);
  return { x: found.x + found.width / 2, y: found.y + found.height / 2 };
};

test("[TRACK-22] [WAVER-1] amount and term changed again and again", async () => {
  const values = demoValues("car-loan", record);
  await signIn(page, bank.url, record.name, "/car-loan");
  await stepOnScreen(page);
  await fillStep(page, values);
  await page.locator("h1").click();
  expect(said().filter((line) => line.startsWith("field-edited"))).toEqual([]);
  for (const price of ["260000", "255000"]) {
    await field(page, "vehicle-price").fill(price);
    await page.locator("h1").click();
  }
  const choices = field(page, "down-payment").locator("input");
  for (const at of [1, 0, 1]) await choices.nth(at).check({ force: true });
  await hears("field-edited vehicle vehicle-price", 2);
  await hears("field-edited vehicle down-payment", 2);
  expect(raised()).toEqual(["choice-wavering@vehicle"]);
});

test("[TRACK-21] [TRACK-23] [SUBMIT-1] a submit fails twice because the bank cannot be reached", async () => {
  await signIn(page, bank.url, record.name, "/car-loan");
  await stepOnScreen(page);
  await fillStep(page, demoValues("car-loan", record));
  await page.route("**/api/flows/*/steps/*", (route) => route.abort());
  await submitStep(page);
  await hears("submit-failed vehicle network");
  await submitStep(page);
  await hears("submit-failed vehicle network", 2);
  await hears("submit-sent vehicle", 2);
  expect(raised()).toEqual(["submit-failed@vehicle"]);
});

test("[RAGE-3] [RAGE-1] four quick presses on one spot are a burst, twice is a rage; slow ones are none", async () => {
  await signIn(page, bank.url, record.name, "/car-loan");
  await stepOnScreen(page);
  const { x, y } = await box("h1");
  for (let press = 0; press < 3; press += 1) {
    await page.mouse.click(x, y);
    await page.waitForTimeout(700);
  }
  for (let burst = 0; burst < 2; burst += 1) {
    await page.mouse.click(x, y, { clickCount: 1 });
    for (let press = 0; press < 3; press += 1) await page.mouse.click(x, y);
    await hears("rage-clicked vehicle", burst + 1);
    await page.waitForTimeout(700);
  }
  expect(said().filter((line) => line.startsWith("rage"))).toHaveLength(2);
  expect(raised()).toContain("rage-click@vehicle");
});

test("[DEAD-3] [DEAD-1] a disabled button and a link without a target are dead, what answers is not", async () => {
  await signIn(page, bank.url, record.name, "/car-loan");
  await stepOnScreen(page);
  await page.getByText("首付比例怎么选？").click();
  await page.evaluate(() => {
    const button = document.createElement("button");
    button.id = "dead";
    button.disabled = true;
    button.textContent = "计算";
    document.querySelector("main")?.prepend(button);
  });
  await page.waitForTimeout(1_200);
  expect(said().filter((line) => line.startsWith("click-ignored"))).toEqual([]);
  const { x, y } = await box("#dead");
  for (let press = 1; press <= 3; press += 1) {
    await page.mouse.click(x, y);
    await hears("click-ignored vehicle", press);
  }
  expect(raised()).toContain("dead-click@vehicle");
});

test("[AGREE-1] an agreement is opened, read and closed, and nothing is agreed to", async () => {
  const values = demoValues("car-loan", record);
  await signIn(page, bank.url, record.name, "/car-loan");
  await walkTo(page, "credit-consent", values);
  await page.getByRole("button", { name: "《征信查询授权书》" }).click();
  await hears("agreement-scrolled credit-consent credit-enquiry");
  await page.getByRole("button", { name: "我已读完" }).click();
  await hears("agreement-closed credit-consent credit-enquiry");
  expect(raised(44_000)).toEqual([]);
  expect(raised(45_000)).toContain("agreement-left@credit-consent");
});

test("[SIGN-2] a signature is begun and wiped three times", async () => {
  await signIn(page, bank.url, record.name, "/car-loan");
  await walkTo(page, "sign", demoValues("car-loan", record));
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const { x, y } = await box('[data-baton-field="signature"]');
    await page.mouse.move(x - 60, y);
    await page.mouse.down();
    for (let move = 1; move <= 12; move += 1) await page.mouse.move(x - 60 + move * 8, y + (move % 2) * 10);
    await page.mouse.up();
    await page.getByRole("button", { name: "清除" }).click();
    await hears("signature-aborted sign signature", attempt);
  }
  await hears("signature-started sign signature", 3);
  expect(raised()).toEqual(["signature-aborted@sign"]);
});

test("[CODE-1] [LOOKUP-1] a code is sent, help is looked up and closed", async () => {
  const values = demoValues("deposit-transfer", record);
  await signIn(page, bank.url, record.name, "/deposit-transfer/certificate");
  await walkTo(page, "verify", values);
  const row = page.locator(".row", { has: field(page, "transfer-code") });
  await row.getByRole("button", { name: "获取验证码" }).click();
  await hears("code-sent verify transfer-code");
  const summary = page.locator(".help summary").first();
  await summary.click();
  await summary.click();
  await hears("help-closed verify");
  expect(raised(76_000, depositTransfer)).toContain("help-looked-up@verify");
});
