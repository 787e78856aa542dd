/**
 * A customer's hands on the demo bank's pages: sign in, fill a step as a person would, submit it, fail a face check.
 *
 * Types with Playwright into the real pages; what to type comes from the customer's record (`customer/demo/server/demo-values.ts`).
 */
import type { Locator, Page } from "@playwright/test";
import { findStep, flowPages } from "#customer/demo/rules/flows.ts";
import type { FieldBlock, Values } from "#customer/demo/rules/page-definition.ts";
import { shownFields } from "#customer/demo/rules/page-definition.ts";
import { invariant } from "#shared/lib/invariant.ts";

/** A picture a phone could have taken, small. */
const PICTURE = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=", "base64");

export async function signIn(page: Page, bankUrl: string, name: string, next = "/"): Promise<void> {
  await page.goto(`${bankUrl}/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("演示客户").selectOption({ label: name });
  const code = await codeFrom(page, "/api/sign-in/code", () => page.getByRole("button", { name: "获取验证码" }).click());
  await page.getByLabel("验证码", { exact: true }).fill(code);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.waitForURL((url) => url.pathname === new URL(next, bankUrl).pathname);
}

async function codeFrom(page: Page, path: string, act: () => Promise<void>): Promise<string> {
  const answer = page.waitForResponse((response) => response.url().endsWith(path));
  await act();
  const body: { value: { demoCode: string } } = await (await answer).json();
  return body.value.demoCode;
}

/** The step on screen, once it is drawn. */
export async function stepOnScreen(page: Page): Promise<{ flowId: string; stepId: string }> {
  const main = page.locator("[data-baton-step]");
  await main.waitFor();
  const flowId = await page.locator("[data-baton-flow]").getAttribute("data-baton-flow");
  const stepId = await main.getAttribute("data-baton-step");
  invariant(flowId && stepId, "a drawn step names its flow and itself");
  return { flowId, stepId };
}

export function field(page: Page, id: string): Locator {
  return page.locator(`[data-baton-field="${id}"]`).first();
}

/** Enters one field. Uploads, codes, signatures and the face check do what they do; `value` is not needed for them. */
export async function enter(page: Page, flowId: string, block: FieldBlock, value: string): Promise<void> {
  const target = field(page, block.field);
  switch (block.as) {
    case "output":
      return;
    case "select":
      await target.selectOption(value);
      return;
    case "chips":
    case "cards":
      await target.locator(`input[value="${value}"]`).check();
      return;
    case "checkbox":
      if (value !== "yes") return;
      await target.click();
      if (block.document) await page.getByRole("button", { name: "我已读完" }).click();
      return;
    case "upload": {
      const answer = page.waitForResponse((response) => response.url().endsWith("/uploads"));
      await target.setInputFiles({ name: "photo.png", mimeType: "image/png", buffer: PICTURE });
      await answer;
      await page.locator(`[data-baton-field="${block.field}"][data-baton-state="filled"]`).waitFor({ state: "attached" });
      return;
    }
    case "sms-code": {
      const row = page.locator(".row", { has: target });
      await target.fill(await codeFrom(page, `/flows/${flowId}/code`, () => row.getByRole("button", { name: "获取验证码" }).click()));
      return;
    }
    case "signature":
      await signOn(page, target);
      return;
    case "face":
      await page.getByRole("button", { name: /开始核验|重新核验/ }).click();
      await page.getByText("核验通过", { exact: true }).waitFor();
      return;
    default:
      await target.fill(value);
  }
}

async function signOn(page: Page, target: Locator): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  invariant(box, "the signature field is on screen");
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(0.2, 0.5));
  await page.mouse.down();
  for (let step = 1; step <= 16; step++) await page.mouse.move(...at(0.2 + step * 0.035, 0.5 + Math.sin(step) * 0.25));
  await page.mouse.up();
}

/** Fills everything the step on screen asks for, without submitting. */
export async function fillStep(page: Page, values: Values): Promise<void> {
  const { flowId, stepId } = await stepOnScreen(page);
  const flow = flowPages[flowId];
  const step = flow && findStep(flow, stepId);
  invariant(step, "the page shows a step of a known flow");
  for (const block of shownFields(step, values)) await enter(page, flowId, block, values[block.field] ?? "");
}

export async function submitStep(page: Page): Promise<void> {
  await page.locator(".submit-bar button").click();
}

/** Fills and submits the step on screen, and waits for the next one (or the end). Returns the step that was completed. */
export async function completeStep(page: Page, values: Values): Promise<string> {
  const { stepId } = await stepOnScreen(page);
  await fillStep(page, values);
  await submitStep(page);
  await page.locator(`[data-baton-step]:not([data-baton-step="${stepId}"]), .done`).first().waitFor();
  return stepId;
}

/** Completes steps until `stepId` is on screen. */
export async function walkTo(page: Page, stepId: string, values: Values): Promise<void> {
  for (;;) {
    const shown = await stepOnScreen(page);
    if (shown.stepId === stepId) return;
    await completeStep(page, values);
  }
}

/** Fails the face check `times` times; the page must have been opened with `?face=fail` (or another reason). */
export async function failFaceCheck(page: Page, times: number): Promise<void> {
  for (let attempt = 0; attempt < times; attempt++) {
    const answer = page.waitForResponse((response) => response.url().endsWith("/face"));
    await page.getByRole("button", { name: /开始核验|重新核验/ }).click();
    await answer;
    await page.getByText("核验未通过", { exact: true }).waitFor();
  }
}
