/** The way into a help session: a customer stalls, their manager picks up, the customer is asked. */
import type { Locator, Page } from "@playwright/test";
import { demoValues } from "#customer/demo/server/demo-values.ts";
import type { CustomerRecord } from "#customer/demo/server/records.ts";
import { loadRecords } from "#customer/demo/server/records.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { alertRow } from "../story/desk-hands.ts";
import type { World } from "../story/world.ts";
import { failFaceCheck, signIn, walkTo } from "./demo-bank/drive-customer.ts";

const CUSTOMER_ID = "lin-xiaolan";
export const MANAGER_ID = "li-siyuan";

/** What the demo bank knows of the customer. */
export function customerRecord(): CustomerRecord {
  const record = loadRecords("content").find((known) => known.customerId === CUSTOMER_ID);
  invariant(record, "the story's customer is a demo customer");
  return record;
}

/** Signs the customer in on `page`, walks to the face check and fails it three times. */
export async function stallAtFaceCheck(world: World, page: Page): Promise<void> {
  const bank = await world.bank();
  const record = customerRecord();
  await signIn(page, bank.url, record.name, "/car-loan");
  await page.goto(`${bank.url}/car-loan?face=fail`);
  await walkTo(page, "face-check", demoValues("car-loan", record));
  await failFaceCheck(page, 3);
}

/** Picks the alert up at the manager's desk. @returns the consent sheet on the customer's page */
export async function pickUpAndAsk(desk: Page, customer: Page): Promise<Locator> {
  await alertRow(desk, "人脸核验").click();
  await desk.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
  await desk.getByTestId("pickup").click();
  await desk.getByTestId("waiting-for-consent").waitFor();
  const sheet = customer.getByRole("dialog");
  await sheet.waitFor();
  return sheet;
}
