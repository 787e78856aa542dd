/**
 * The desk's screens outside a help session, each brought about by what people and customers really do.
 *
 * Taking pictures is `lens.ts`; the help session's screens are `session-scenes.ts`.
 */
import { rename, rm, writeFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { trackedHubOf } from "#test/support/tracker.ts";
import { alertRow, signInDesk } from "../story/desk-hands.ts";
import type { Desk, World } from "../story/world.ts";
import { seatColleague } from "./colleague.ts";
import type { HubGate } from "./hub-gate.ts";
import { tellJourney, toldJourneys } from "./journeys.ts";
import type { Lens } from "./lens.ts";

export type Stage = {
  readonly world: World;
  readonly gate: HubGate;
  readonly lens: Lens;
  /** 李思远, the manager. */
  readonly desk: Desk;
  /** Another person's desk: first an agent, then the expert. */
  readonly second: Desk;
};

const PICKED_UP_BY_A_COLLEAGUE = "he-confirm";

export async function tellAll(world: World, names: (name: string) => boolean): Promise<void> {
  const hub = await trackedHubOf(world);
  // The hub's clock began at `startAt` when the world did; it answers with where it is now.
  for (const journey of toldJourneys)
    if (names(journey.name)) await tellJourney(hub, journey, Math.round(world.startAt + performance.now()));
}

export async function signOut(page: Page): Promise<void> {
  await page.getByTestId("account").click();
  await page.getByTestId("sign-out").click();
  await page.getByTestId("sign-in").waitFor();
}

async function ready(page: Page): Promise<void> {
  await page.locator('[data-testid="desk"][data-phase="ready"]').waitFor();
}

export async function signInAndEmpty({ world, lens, desk }: Stage): Promise<void> {
  await desk.page.getByTestId("identity").first().waitFor();
  await lens.desk("sign-in", desk);
  if (lens.wants("alerts-empty")) {
    await signInDesk(desk.page, "zhou-qiming");
    await ready(desk.page);
    await desk.page.getByTestId("list-empty").waitFor();
    await lens.desk("alerts-empty", desk);
    await signOut(desk.page);
  }
  // While the manager is away an alert of theirs goes to the pool at once, and an agent takes it.
  await tellAll(world, (name) => name === PICKED_UP_BY_A_COLLEAGUE);
  const colleague = await seatColleague(await world.lock(), "agent-05");
  await expect.poll(() => colleague.pickUp((alert) => alert.flowId === "deposit-transfer"), { timeout: 10_000 }).toBe(true);
  await signInDesk(desk.page, "li-siyuan");
  await ready(desk.page);
  colleague.end();
}

/** The list as on a busy morning: eight alerts and more in every state. */
export async function alerts({ world, lens, desk, second }: Stage): Promise<void> {
  const { page } = desk;
  await tellAll(world, (name) => name !== PICKED_UP_BY_A_COLLEAGUE);
  await expect.poll(() => page.getByTestId("alert-row").count(), { timeout: 15_000 }).toBeGreaterThanOrEqual(8);

  await alertRow(page, "人脸核验").click();
  await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
  await lens.desk("alerts", desk);

  await alertRow(page, "何**").click();
  await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
  if (lens.wants("customer-journeys") || lens.wants("customer-ledger")) {
    await page.getByTestId("customer-part").getByRole("radio").nth(1).click();
    await page.getByTestId("past-journey").first().waitFor();
    /** Where the column is folded away the drawer has it. */
    const inSight = async () => {
      const folded = page.getByTestId("open-drawer");
      if ((await folded.isVisible()) && !(await page.getByTestId("drawer").isVisible())) await folded.click();
      await page.getByTestId("customer-part").waitFor();
      await page.locator('[data-testid^="history-"]').waitFor();
    };
    await lens.desk("customer-journeys", desk, inSight);
    await page.getByTestId("customer-part").getByRole("radio").nth(2).click();
    await page.getByTestId("ledger-decision").first().waitFor();
    await lens.desk("customer-ledger", desk, inSight);
    await page.getByTestId("customer-part").getByRole("radio").first().click();
  }
  if (lens.wants("alerts-later") || lens.wants("alerts-snooze-menu") || lens.wants("alerts-given-back")) {
    await page.keyboard.press("s");
    await page.getByTestId("snooze-30").waitFor();
    await lens.desk("alerts-snooze-menu", desk);
    await page.getByTestId("snooze-30").click();
    await alertRow(page, "客户主动求助").click();
    await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
    await page.keyboard.press("a");
    await page.getByTestId("lane-later").click();
    await page.getByTestId("alert-row").first().waitFor();
    await page.getByTestId("alert-row").first().click();
    await lens.desk("alerts-later", desk);
    if (lens.wants("alerts-given-back")) {
      await page.getByTestId("wake").click();
      await page.getByTestId("lane-mine").click();
      await page
        .getByTestId("alert-row")
        .filter({ has: page.getByTestId("row-given-back") })
        .click();
      await page.getByTestId("assistant-talk").waitFor();
      await lens.desk("alerts-given-back", desk);
    }
    await page.getByTestId("lane-mine").click();
  }
  if (lens.wants("alerts-quiet-hours")) {
    await alertRow(page, "吴*").click();
    await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
    await lens.desk("alerts-quiet-hours", desk);
  }
  await alertRow(page, "人脸核验").click();

  if (lens.wants("alerts-pool")) {
    await signInDesk(second.page, "agent-04");
    await ready(second.page);
    await second.page.getByTestId("lane-pool").click();
    await alertRow(second.page, "周**").click();
    await second.page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
    await lens.desk("alerts-pool", second);
    await signOut(second.page);
  }
}

export async function overlays({ lens, desk }: Stage): Promise<void> {
  const { page } = desk;
  const open = async (screen: string, keys: string, testId: string) => {
    if (!lens.wants(screen)) return;
    await page.keyboard.press(keys);
    await page.getByTestId(testId).waitFor();
    await lens.desk(screen, desk);
    await page.keyboard.press("Escape");
    await page.getByTestId(testId).waitFor({ state: "detached" });
  };
  await open("key-sheet", "Shift+?", "key-sheet");
  await open("palette", "Control+k", "palette");
  await open("hand-over", "t", "hand-over-dialog");
  if (lens.wants("account-menu")) {
    await page.getByTestId("account").click();
    await page.getByTestId("sign-out").waitFor();
    await lens.desk("account-menu", desk);
    await page.keyboard.press("Escape");
  }
  if (lens.wants("alerts-filtered")) {
    await page.keyboard.press("/");
    await page.keyboard.type("没有这个人");
    await page.getByTestId("list-empty").waitFor();
    await lens.desk("alerts-filtered", desk);
    await page.getByTestId("alert-filter").fill("");
    await page.keyboard.press("Escape");
  }
  if (lens.wants("alerts-behaviours")) {
    await page.getByTestId("alert-list").focus();
    await page.keyboard.press("b");
    await page.getByRole("menuitemcheckbox").nth(1).waitFor();
    await lens.desk("alerts-behaviours", desk);
    await page.keyboard.press("Escape");
    await page.getByRole("menuitemcheckbox").first().waitFor({ state: "detached" });
  }
  if (lens.wants("alerts-nothing-queued")) {
    await page.getByTestId("lane-waiting").click();
    await page.getByTestId("list-empty").waitFor();
    await lens.desk("alerts-nothing-queued", desk);
    await page.getByTestId("lane-mine").click();
  }
}

export async function settings({ lens, desk }: Stage): Promise<void> {
  const { page } = desk;
  if (!lens.wants("settings") && !lens.wants("device-check")) return;
  await page.getByTestId("rail-settings").click();
  await page.getByTestId("settings").waitFor();
  await lens.desk("settings", desk);
  if (lens.wants("device-check")) {
    await page.getByTestId("device-check").click();
    await page.waitForFunction(
      () => (document.querySelector<HTMLVideoElement>('[data-testid="device-check-panel"] video')?.videoWidth ?? 0) > 0,
    );
    await page.getByTestId("device-check-panel").scrollIntoViewIfNeeded();
    await lens.desk("device-check", desk);
    await page.getByTestId("device-check").click();
  }
  await page.getByTestId("rail-alerts").click();
}

/** No hub, then one that answers slowly, then one that cannot start. */
export async function hubTrouble({ world, gate, lens, desk }: Stage): Promise<void> {
  const { page } = desk;
  if (["offline", "sms-offline", "resync", "hub-failed", "hub-starting"].every((screen) => !lens.wants(screen))) return;
  await page.getByTestId("rail-alerts").click();
  await alertRow(page, "吴*").click();
  await page.locator('[data-testid="capsule"][data-status="ready"]').waitFor();
  await holdTheLog(page);
  await gate.set("hold");
  await world.killHub();
  await page.locator('[data-testid="sync-state"][data-link="offline"]').waitFor();
  await lens.desk("offline", desk);
  if (lens.wants("sms-offline")) {
    await page.keyboard.press("m");
    await page.getByTestId("sms-drawer").waitFor();
    await lens.desk("sms-offline", desk);
    await page.keyboard.press("Escape");
    await page.getByTestId("sms-drawer").waitFor({ state: "detached" });
  }
  await gate.set("open");
  await page.locator('[data-testid="sync-state"][data-link="online"]').waitFor({ timeout: 20_000 });
  if (lens.wants("resync")) {
    await page.evaluate(() => Object.assign(window, { shotsHold: true }));
    await tellAll(world, (name) => name === "he-trust");
    const colleague = await seatColleague(await world.lock(), "agent-05");
    await colleague.pickUp((alert) => alert.state.status === "open");
    colleague.end();
    await expect(page.getByTestId("sync-state")).toHaveText(/同步中|Syncing/, { timeout: 10_000 });
    await lens.desk("resync", desk);
    await page.evaluate(() => (window as unknown as { shotsRelease(): void }).shotsRelease());
  }
  await signOut(page);
  await gate.set("hold");
  await world.killHub();
  if (lens.wants("hub-starting")) {
    await page.getByTestId("starting").waitFor();
    await lens.desk("hub-starting", desk);
  }
  if (lens.wants("hub-failed")) {
    // A file where the data folder was: as good as a full or lost disk.
    const away = `${world.dataDir}-away`;
    await rename(world.dataDir, away);
    await writeFile(world.dataDir, "");
    await gate.set("fail");
    await page.getByTestId("hub-failed").waitFor({ timeout: 40_000 });
    await lens.desk("hub-failed", desk, () => page.getByTestId("hub-failed").waitFor());
    await rm(world.dataDir);
    await rename(away, world.dataDir);
  }
  await gate.set("open");
}

/**
 * Prepares the window's next socket so that, once `shotsHold` is set, one push is lost and the question for what was missed stays
 * unanswered: what a slow network does, held still for a picture.
 */
async function holdTheLog(page: Page): Promise<void> {
  await page.evaluate(() => {
    type Hold = { shotsHold?: boolean; shotsRelease?: () => void };
    const hold = window as unknown as Hold;
    const { prototype } = WebSocket;
    const kept: (() => void)[] = [];
    const send = prototype.send;
    prototype.send = function sendLater(data) {
      if (hold.shotsHold === true && typeof data === "string" && data.includes('"resume"')) kept.push(() => send.call(this, data));
      else send.call(this, data);
    };
    const handler = Object.getOwnPropertyDescriptor(prototype, "onmessage");
    Object.defineProperty(prototype, "onmessage", {
      ...handler,
      set(hear: (event: MessageEvent) => void) {
        let isLost = false;
        handler?.set?.call(this, (event: MessageEvent) => {
          if (hold.shotsHold === true && !isLost && typeof event.data === "string" && event.data.includes('["log"')) {
            isLost = true;
            return;
          }
          hear(event);
        });
      },
    });
    hold.shotsRelease = () => {
      hold.shotsHold = false;
      for (const one of kept.splice(0)) one();
    };
  });
}
