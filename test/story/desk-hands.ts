/** What a person does at a workbench window, by what is on its screen. */

import type { Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";

/** The workbench itself: signed in, its first snapshot read. */
export const DESK_READY = '[data-testid="desk"][data-phase="ready"]';

export async function signInDesk(page: Page, specialistId: string): Promise<void> {
  await page.locator(`[data-specialist="${specialistId}"]`).click();
  await page.locator(DESK_READY).waitFor();
}

/** The row of an alert whose text holds `text`, once it is there. */
export function alertRow(page: Page, text: string): Locator {
  return page.getByTestId("alert-row").filter({ hasText: text }).first();
}

/** What the mirror shows, as text: read inside its sandboxed frame. */
export async function mirroredText(page: Page): Promise<string> {
  return page
    .getByTestId("mirror-stage")
    .locator("iframe")
    .contentFrame()
    .locator("body")
    .innerText({ timeout: 5_000 })
    .catch(() => "");
}

/** Frames decoded so far by the video of one participant; 0 while there is none. */
export async function framesOf(page: Page, participant: string): Promise<number> {
  return page.evaluate((id) => {
    const video = document.querySelector<HTMLVideoElement>(`[data-testid="video-tile"][data-participant^="${id}"] video`);
    return video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
  }, participant);
}

export async function expectFramesGrow(frames: () => Promise<number>, withinMs = 20_000): Promise<{ from: number; to: number }> {
  let from = 0;
  await expect.poll(async () => (from = await frames()), { timeout: withinMs }).toBeGreaterThan(0);
  let to = from;
  await expect.poll(async () => (to = await frames()), { timeout: withinMs }).toBeGreaterThan(from + 5);
  return { from, to };
}

/** One counter of the hub's `/metrics`, all labels together. */
export async function metric(hubUrl: string, name: string): Promise<number> {
  const text = await (await fetch(`${hubUrl}/metrics`)).text();
  return text
    .split("\n")
    .filter((line) => line.startsWith(name) && (line[name.length] === " " || line[name.length] === "{"))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}
