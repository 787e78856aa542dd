/** What people wait for between a limit reached or a tap and a painted frame, each seen from outside the product. */
import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { signInDesk } from "../story/desk-hands.ts";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";
import { MANAGER_ID, pickUpAndAsk, stallAtFaceCheck } from "./stalled-customer.ts";
import { postFacts, tokenOf, trackedHubOf } from "./tracker.ts";

/** `content/policies/detection.yaml`, quiet-on-step at the face check, in milliseconds. */
const QUIET_LIMIT_MS = 60_000;
const CUSTOMER_ID = "lin-xiaolan";

type Teller = { send(journey: string, told: readonly (readonly [ago: number, observation: object])[]): Promise<void>; hubAheadMs: number };

/**
 * A limit reached by time alone, and a fact that is the last straw, each until its row is painted.
 *
 * @param count observations of each
 */
export async function measureDue(count: number): Promise<{ byTimerMs: readonly number[]; byFactMs: readonly number[] }> {
  const world = await openWorld();
  try {
    const desk = await world.openDesk("manager", { width: 1440, height: 900 });
    await signInDesk(desk.page, MANAGER_ID);
    await desk.page.locator('[data-testid="desk"][data-phase="ready"]').waitFor();
    // Rows do not move under a pointer that rests on them.
    await desk.page.mouse.move(720, 20);
    await watchRows(desk.page);
    const teller = await openTeller(world);
    const byTimerMs: number[] = [];
    const byFactMs: number[] = [];
    for (let at = 0; at < count; at++) {
      // The list follows its selected row; the topmost selected, new rows come in above it at once.
      for (let up = 0; up < 3; up++) await desk.page.keyboard.press("k");
      // Quiet since 59 seconds: due one second after this is sent.
      const sentAt = Date.now();
      const ago = QUIET_LIMIT_MS - SECOND_MS;
      await teller.send(`quiet-${at}`, [
        [ago + 1, { kind: "journey-started", flowId: "car-loan", channel: "app" }],
        [ago, { kind: "step-entered", stepId: "face-check" }],
      ]);
      byTimerMs.push((await nextRow(desk.page)) - (sentAt + SECOND_MS));

      const journey = `failed-${at}`;
      const failed = { kind: "verification-failed", stepId: "face-check", method: "face", reason: "light-too-low" };
      await teller.send(journey, [
        [5_001, { kind: "journey-started", flowId: "car-loan", channel: "app" }],
        [5_000, { kind: "step-entered", stepId: "face-check" }],
        [4_000, failed],
        [2_000, failed],
      ]);
      await delay(100);
      const lastAt = Date.now();
      await teller.send(journey, [[0, failed]]);
      byFactMs.push((await nextRow(desk.page)) - lastAt);
    }
    return { byTimerMs, byFactMs };
  } finally {
    await world.end();
  }
}

/** Tells the desk's page to note when each row it has not had before was painted. */
async function watchRows(desk: Page): Promise<void> {
  await desk.evaluate(() => {
    const seen = new Set<string>();
    const painted: number[] = [];
    const look = () => {
      for (const row of document.querySelectorAll("[data-testid=alert-row]")) {
        const id = row.getAttribute("data-alert") ?? row.id;
        if (seen.has(id)) continue;
        seen.add(id);
        requestAnimationFrame(() => requestAnimationFrame(() => painted.push(Date.now())));
      }
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    Object.assign(window, { benchRows: painted });
  });
}

async function nextRow(desk: Page): Promise<number> {
  const handle = await desk.waitForFunction(() => (window as unknown as { benchRows: number[] }).benchRows.shift() ?? null, null, {
    polling: 10,
    timeout: 15_000,
  });
  return Number(await handle.jsonValue());
}

/** A signed-in customer's tracker; its facts are dated by the hub's own clock. */
async function openTeller(world: World): Promise<Teller> {
  const hub = await trackedHubOf(world);
  const seqs = new Map<string, number>();
  const post = async (journey: string, facts: readonly object[], token: string | null, sentAt: number) => {
    const reply = await postFacts(hub.url, { journeyId: `j-bench-${journey}`, token, facts, sentAt });
    if (!reply.ok) throw new Error(`the hub refused facts: ${JSON.stringify(reply.error)}`);
    return reply.value.hubNow;
  };
  const before = Date.now();
  const hubNow = await post("clock", [], null, before);
  const hubAheadMs = hubNow - (before + Date.now()) / 2;
  const token = await tokenOf(hub, CUSTOMER_ID, hubNow);
  return {
    hubAheadMs,
    async send(journey, told) {
      const sentAt = Math.round(Date.now() + hubAheadMs);
      const facts = told.map(([ago, observation]) => {
        const seq = (seqs.get(journey) ?? 0) + 1;
        seqs.set(journey, seq);
        return { id: `j-bench-${journey}-f${seq}`, journeyId: `j-bench-${journey}`, seq, at: sentAt - ago, observation };
      });
      await post(journey, facts, token, sentAt);
    },
  };
}

export type SessionWaits = {
  readonly acceptToVideoMs: number;
  readonly acceptToMirrorMs: number;
  readonly changeToVisibleMs: readonly number[];
};

/** From the customer's tap on 同意并开始 to the first picture and the first page at the desk; then `changes` changes of the page. */
export async function measureSession(changes: number): Promise<SessionWaits> {
  const world = await openWorld();
  try {
    const desk = await world.openDesk("manager", { width: 1440, height: 900 });
    await signInDesk(desk.page, MANAGER_ID);
    const phone = await world.openPhone();
    await stallAtFaceCheck(world, phone.page);
    const sheet = await pickUpAndAsk(desk.page, phone.page);
    for (const scope of ["view", "point", "voice", "video"]) await sheet.locator(`[data-scope="${scope}"]`).click();
    await desk.page.evaluate(watchFirsts);
    await phone.page.evaluate(() => {
      document.addEventListener(
        "click",
        () => Object.assign(window, { benchTap: (window as { benchTap?: number }).benchTap ?? Date.now() }),
        true,
      );
    });
    await sheet.getByRole("button", { name: /同意并开始/ }).click();
    await desk.page.waitForFunction(() => {
      const { video, mirror } = (window as unknown as { benchFirsts: { video: number; mirror: number } }).benchFirsts;
      return video > 0 && mirror > 0;
    });
    const tap = await phone.page.evaluate(() => (window as unknown as { benchTap: number }).benchTap);
    const { video, mirror } = await desk.page.evaluate(
      () => (window as unknown as { benchFirsts: { video: number; mirror: number } }).benchFirsts,
    );
    return {
      acceptToVideoMs: video - tap,
      acceptToMirrorMs: mirror - tap,
      changeToVisibleMs: await measureChanges(desk.page, phone.page, changes),
    };
  } finally {
    await world.end();
  }
}

/** Runs in the desk's page: notes the first decoded frame of the customer's picture and the first painted page of the mirror. */
function watchFirsts(): void {
  const firsts = { video: 0, mirror: 0 };
  let isWatched = false;
  const look = () => {
    const video = document.querySelector<HTMLVideoElement>('[data-testid="video-tile"][data-participant^="customer"] video');
    if (video !== null && !isWatched) {
      isWatched = true;
      video.requestVideoFrameCallback(() => {
        firsts.video = Date.now();
      });
    }
    const page = document.querySelector<HTMLIFrameElement>('[data-testid="mirror-stage"] iframe')?.contentDocument;
    if (firsts.mirror === 0 && page?.body?.textContent?.includes("人脸核验") === true) {
      firsts.mirror = -1;
      requestAnimationFrame(() => requestAnimationFrame(() => Object.assign(firsts, { mirror: Date.now() })));
    }
    if (firsts.video <= 0 || firsts.mirror <= 0) setTimeout(look, 4);
  };
  look();
  Object.assign(window, { benchFirsts: firsts });
}

/** Public text of the step, so that the mirror may show it. */
const WORDS = ["开始核验", "重新核验"] as const;

async function measureChanges(desk: Page, customer: Page, count: number): Promise<readonly number[]> {
  const waits: number[] = [];
  await customer.evaluate(() => document.querySelector("[data-baton-step]")?.prepend(document.createElement("mark")));
  for (let at = 0; at < count; at++) {
    await delay(150);
    const word = WORDS[at % 2] ?? "";
    const seen = desk.evaluate(
      (wanted) =>
        new Promise<number>((resolve, reject) => {
          const late = setTimeout(() => reject(new Error(`the mirror never showed ${wanted}`)), 10_000);
          const look = () => {
            const page = document.querySelector<HTMLIFrameElement>('[data-testid="mirror-stage"] iframe')?.contentDocument;
            if (page?.querySelector("mark")?.textContent?.trim() !== wanted) return void setTimeout(look, 1);
            clearTimeout(late);
            requestAnimationFrame(() => resolve(Date.now()));
          };
          look();
        }),
      word,
    );
    const changedAt = await customer.evaluate((text) => {
      const probe = document.querySelector("mark");
      if (probe !== null) probe.textContent = text;
      return Date.now();
    }, word);
    waits.push((await seen) - changedAt);
  }
  return waits;
}
