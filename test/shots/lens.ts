/**
 * Takes one screen in every theme, language and width without restarting anything, and notes what is wrong with each.
 *
 * Owns files and counts. How a screen comes about is `desk-scenes.ts` and `customer-scenes.ts`.
 */
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import type { Desk } from "../story/world.ts";
import type { Finding } from "./findings.ts";
import { findInaccessible, findOverflows } from "./findings.ts";

export type Theme = "light" | "dark";
export type Language = "zh-CN" | "en";
export type Shot = {
  readonly screen: string;
  readonly theme: Theme;
  readonly language: Language;
  readonly width: number;
  readonly file: string;
  readonly findings: readonly Finding[];
};

export const THEMES: readonly Theme[] = ["light", "dark"];
export const LANGUAGES: readonly Language[] = ["zh-CN", "en"];
/** Widths of a desk in pixels, with the height each is taken at. */
const DESK_SIZES = [
  { width: 1280, height: 800 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
] as const;

/** Nothing is on a desk of this width that is not on the narrower one, in the same colours: axe is spared the repeat. */
const SAME_AS_NARROWER = 1_920;

export type Lens = {
  readonly shots: readonly Shot[];
  /** Whether `--only` wants this screen. */
  wants(screen: string): boolean;
  /** The desk's window as it stands, in every combination; then back to how it was. `each` runs before every picture. */
  desk(screen: string, desk: Desk, each?: () => Promise<void>): Promise<void>;
  /** A customer's page as it stands, at its own size. */
  customer(screen: string, page: Page, language: Language): Promise<void>;
};

type SettingsPatch = { readonly theme?: Theme; readonly language?: Language };
type WindowWithBridge = { readonly baton: { readonly calls: { changeSettings(patch: SettingsPatch): Promise<unknown> } } };

export async function openLens(outDir: string, only: RegExp | null): Promise<Lens> {
  await mkdir(outDir, { recursive: true });
  // Earlier pictures of the same run kind only: other programs leave theirs here too.
  if (only === null) for (const name of await readdir(outDir)) if (/--.*\.png$/.test(name)) await rm(path.join(outDir, name));
  const shots: Shot[] = [];
  const wants = (screen: string) => only === null || only.test(screen);

  async function take(page: Page, named: Omit<Shot, "file" | "findings">): Promise<void> {
    const file = `${named.screen}--${named.theme}--${named.language}--${named.width}.png`;
    await page.screenshot({ path: path.join(outDir, file), animations: "disabled", caret: "hide" });
    const findings = [...(await findOverflows(page)), ...(named.width === SAME_AS_NARROWER ? [] : await findInaccessible(page))];
    shots.push({ ...named, file, findings });
  }

  return {
    shots,
    wants,
    async desk(screen, desk, each) {
      if (!wants(screen)) return;
      const startedAt = performance.now();
      for (const { width, height } of DESK_SIZES) {
        await resize(desk, width, height);
        for (const language of LANGUAGES) {
          for (const theme of THEMES) {
            await change(desk.page, { theme, language });
            await each?.();
            await settle(desk.page);
            await take(desk.page, { screen, theme, language, width });
          }
        }
      }
      await change(desk.page, { theme: "light", language: "zh-CN" });
      await resize(desk, 1_440, 900);
      console.log(`${screen}: ${Math.round(performance.now() - startedAt)} ms`);
    },
    async customer(screen, page, language) {
      if (!wants(screen)) return;
      const width = page.viewportSize()?.width ?? 0;
      await settle(page);
      await take(page, { screen, theme: "light", language, width });
    },
  };
}

async function resize(desk: Desk, width: number, height: number): Promise<void> {
  const window = await desk.app.browserWindow(desk.page);
  await window.evaluate((target, size) => target.setBounds({ x: 0, y: 0, ...size }), { width, height });
  await desk.page.waitForFunction((wanted) => innerWidth === wanted, width);
}

async function change(page: Page, patch: SettingsPatch): Promise<void> {
  await page.evaluate((wanted) => (window as unknown as WindowWithBridge).baton.calls.changeSettings(wanted), patch);
  await page.waitForFunction(
    ({ theme, language }) => document.documentElement.lang === language && document.documentElement.dataset["theme"] === theme,
    patch,
  );
}

/** Fonts are there, transitions are at their end, and what was laid out has been painted. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (const animation of document.getAnimations()) {
      const { endTime } = animation.effect?.getComputedTiming() ?? {};
      if (typeof endTime === "number" && Number.isFinite(endTime)) animation.finish();
    }
    await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
  });
}
