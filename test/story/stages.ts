/**
 * The story of the product, stage by stage, played with real windows: what each stage does and the proof it leaves.
 *
 * A stage throws when what it shows does not hold. Writing files is `run.ts`; the world is `world.ts`.
 */

import { expect } from "@playwright/test";
import { demoValues } from "#customer/demo/server/demo-values.ts";
import { contactRuleIdSchema } from "#shared/model/contact.ts";
import { completeStep, stepOnScreen } from "../support/demo-bank/drive-customer.ts";
import { customerRecord, stallAtFaceCheck } from "../support/stalled-customer.ts";
import { alertRow, expectFramesGrow, framesOf, metric, mirroredText, signInDesk } from "./desk-hands.ts";
import type { Desk, Phone, World } from "./world.ts";

export const STAGE_IDS = ["stall", "alert", "pickup", "consent", "mirror-call", "points", "expert", "intercept", "close"] as const;
export type StageId = (typeof STAGE_IDS)[number];
export type Proof = Readonly<Record<string, string | number | boolean>>;

export type Cast = { readonly world: World; readonly manager: Desk; readonly expert: Desk; readonly phone: Phone };

const EXPERT_ID = "zhao-boshi";
const FORBIDDEN = "这款产品保证收益，您放心";
const ALLOWED = "收益以合同约定为准，我们接着往下看。";

/** Everything of the customer's that must never be seen before or without consent. */
export function secretsOf(): readonly string[] {
  const record = customerRecord();
  return [record.name, record.phone, record.idNumber];
}

export async function openCast(world: World): Promise<Cast> {
  const manager = await world.openDesk("manager", { width: 1440, height: 900 });
  await signInDesk(manager.page, "li-siyuan");
  const expert = await world.openDesk("expert", { width: 1440, height: 900 });
  await signInDesk(expert.page, EXPERT_ID);
  return { world, manager, expert, phone: await world.openPhone() };
}

export const stages: Readonly<Record<StageId, (cast: Cast) => Promise<Proof>>> = {
  async stall({ world, phone }) {
    await stallAtFaceCheck(world, phone.page);
    const { stepId } = await stepOnScreen(phone.page);
    return { stepId, failures: 3 };
  },

  async alert({ world, manager }) {
    await alertRow(manager.page, "人脸核验").waitFor({ timeout: 5_000 });
    await expect(manager.page.getByTestId("headline")).toContainText("连续失败 3 次");
    const rules = await manager.page.getByTestId("contact-rule").count();
    expect(rules).toBe(contactRuleIdSchema.options.length);
    const text = await manager.page.locator("body").innerText();
    for (const secret of secretsOf()) expect(text).not.toContain(secret);
    const { url } = await world.lock();
    return { rules, dueToRaisedMs: await metric(url, "baton_due_to_raised_ms_sum"), valuesShown: 0 };
  },

  async pickup({ world, manager, phone }) {
    await manager.page.keyboard.press("Enter");
    await manager.page.getByTestId("waiting-for-consent").waitFor();
    await phone.page.getByRole("dialog").waitFor();
    const { url } = await world.lock();
    const mirrorBytes = await metric(url, "baton_mirror_bytes_forwarded_total");
    const signals = await metric(url, "baton_signals_forwarded_total");
    expect([mirrorBytes, signals]).toEqual([0, 0]);
    return { mirrorBytesBeforeConsent: mirrorBytes, signalsBeforeConsent: signals };
  },

  async consent({ world, phone }) {
    const sheet = phone.page.getByRole("dialog");
    const switches = sheet.getByRole("switch");
    await expect(switches).toHaveCount(8);
    for (const one of await switches.all()) await expect(one).toHaveAttribute("aria-checked", "false");
    for (const scope of ["view", "point", "voice", "video"]) await sheet.locator(`[data-scope="${scope}"]`).click();
    const { url } = await world.lock();
    const before = await metric(url, "baton_mirror_bytes_forwarded_total");
    expect(before).toBe(0);
    await sheet.getByRole("button", { name: /同意并开始/ }).click();
    await sheet.waitFor({ state: "detached" });
    return { scopesOffAtFirst: 8, scopesGiven: 4, mirrorBytesBefore: before };
  },

  async "mirror-call"({ world, manager, phone }) {
    await manager.page.locator('[data-testid="help-session"][data-status="active"]').waitFor();
    await expect.poll(() => mirroredText(manager.page), { timeout: 10_000 }).toContain("人脸核验");
    const text = await mirroredText(manager.page);
    for (const secret of secretsOf()) expect(text).not.toContain(secret);
    const atDesk = await expectFramesGrow(() => framesOf(manager.page, "customer"));
    const atPhone = await expectFramesGrow(() =>
      phone.page.evaluate(() => {
        const root = document.querySelector("[data-baton-ui]")?.shadowRoot;
        return Math.max(
          0,
          ...[...(root?.querySelectorAll("video") ?? [])].map((video) => video.getVideoPlaybackQuality().totalVideoFrames),
        );
      }),
    );
    await manager.page.keyboard.press("1");
    await phone.page.locator("[data-baton-ui] .ring").first().waitFor({ state: "attached" });
    const { url } = await world.lock();
    const mirrorBytes = await metric(url, "baton_mirror_bytes_forwarded_total");
    // The counters that stood at nothing before consent do count.
    expect(mirrorBytes).toBeGreaterThan(0);
    expect(await metric(url, "baton_signals_forwarded_total")).toBeGreaterThan(0);
    return { mirroredCharacters: text.length, framesAtDesk: atDesk.to, framesAtPhone: atPhone.to, mirrorBytes };
  },

  async points({ manager, phone }) {
    const cards = manager.page.getByTestId("talk-card");
    await expect(cards).toHaveCount(3);
    const withSource = await cards.filter({ has: manager.page.locator(".cited") }).count();
    expect(withSource).toBe(3);
    await cards.first().getByTestId("talk-send").click();
    await phone.page.locator("[data-baton-ui] .badge").first().waitFor({ state: "attached" });
    await expect(cards.first()).toHaveAttribute("data-outcome", "sent");
    await manager.page.getByTestId("tab-chat").click();
    const messages = manager.page.getByTestId("chat-message");
    await expect(messages).toHaveCount(1);
    const sent = await messages.count();
    await manager.page.getByTestId("tab-points").click();
    return { cards: 3, withSource, sent };
  },

  async expert({ manager, expert }) {
    await manager.page.getByTestId("invite-expert").click();
    await manager.page.locator(`[data-testid="invite-dialog"] [data-specialist="${EXPERT_ID}"]`).click();
    await manager.page.getByTestId("invite-question").fill("客户问：车贷办完后想了解保险金信托，适合现在谈吗？");
    await manager.page.getByTestId("invite-send").click();
    await expert.page.getByTestId("rail-help-session").click();
    await expert.page.getByTestId("expert-brief").waitFor();
    const brief = await expert.page.getByTestId("expert-brief").innerText();
    for (const secret of secretsOf()) expect(brief).not.toContain(secret);
    await expert.page.getByTestId("accept-invite").click();
    await expect.poll(() => mirroredText(expert.page), { timeout: 10_000 }).toContain("人脸核验");
    const fromCustomer = await expectFramesGrow(() => framesOf(expert.page, "customer"));
    const fromManager = await expectFramesGrow(() => framesOf(expert.page, "specialist"));
    const atManager = await expectFramesGrow(() => framesOf(manager.page, "expert"));
    return { framesFromCustomer: fromCustomer.to, framesFromManager: fromManager.to, framesOfExpertAtManager: atManager.to };
  },

  async intercept({ manager, phone }) {
    await manager.page.getByTestId("tab-chat").click();
    await manager.page.getByTestId("chat-input").fill(FORBIDDEN);
    await expect(manager.page.getByTestId("chat-send")).toBeDisabled();
    await manager.page.getByTestId("chat-input").press("Enter");
    await manager.page.getByTestId("interception").first().waitFor();
    const rule = await manager.page.getByTestId("interception").first().innerText();
    const onPhone = (text: string) =>
      phone.page.locator("[data-baton-ui]").evaluate((host, wanted) => host.shadowRoot?.textContent?.includes(wanted) ?? false, text);
    // Messages arrive in order: by the time the next one is read, the forbidden one would be there.
    await manager.page.getByTestId("chat-input").fill(ALLOWED);
    await manager.page.getByTestId("chat-input").press("Enter");
    await expect.poll(() => onPhone(ALLOWED), { intervals: [50] }).toBe(true);
    const reached = await onPhone("保证收益");
    expect(reached).toBe(false);
    return { rule: rule.match(/C-\d+/)?.[0] ?? "", reachedCustomer: reached };
  },

  async close({ manager, phone }) {
    const { framesAfterPageLoad } = await pageLoad({ manager, phone });
    const finished = await finishStep({ manager, phone });
    const written = await wrapUp(manager);
    return { finishedStep: finished, framesAfterPageLoad, ...written };
  },
};

/** The customer loads the page anew, this time with a face check that passes; mirror and picture come back by themselves. */
export async function pageLoad({ manager, phone }: Pick<Cast, "manager" | "phone">): Promise<{ framesAfterPageLoad: number }> {
  await phone.page.goto(`${new URL(phone.page.url()).origin}/car-loan?face=pass`);
  await phone.page.locator("[data-baton-step]").waitFor();
  const back = await expectFramesGrow(() => framesOf(manager.page, "customer"));
  await expect.poll(() => mirroredText(manager.page), { timeout: 10_000 }).toContain("人脸核验");
  return { framesAfterPageLoad: back.to };
}

/** The customer finishes 人脸核验; the desk sees them on the next step. */
export async function finishStep({ manager, phone }: Pick<Cast, "manager" | "phone">): Promise<string> {
  const finished = await completeStep(phone.page, demoValues("car-loan", customerRecord()));
  await expect(manager.page.getByTestId("help-session")).toContainText("6/7");
  await expect.poll(() => mirroredText(manager.page), { timeout: 10_000 }).toContain("额度试算");
  return finished;
}

export async function wrapUp(manager: Desk): Promise<{ summaryCharacters: number; auditEntries: number }> {
  await manager.page.keyboard.press("Control+Shift+E");
  await manager.page.getByTestId("end-confirm").click();
  await manager.page.getByTestId("wrap-up").waitFor();
  await manager.page.getByTestId("outcome-step-finished").click();
  // It is asked for when the sheet opens.
  await expect(manager.page.getByTestId("wrap-up-summary")).toHaveValue(/已完成 5\/7 步/);
  const summary = await manager.page.getByTestId("wrap-up-summary").inputValue();
  const auditEntries = await manager.page.getByTestId("audit-entry").count();
  await manager.page.getByTestId("wrap-up-save").click();
  await manager.page.getByTestId("wrap-up-back").waitFor();
  return { summaryCharacters: summary.length, auditEntries };
}
