/** Pages that forbid making code out of text: our own desk, and a bank's page with our SDK in it. Neither reports a violation. */
import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { DESK_READY, signInDesk } from "../story/desk-hands.ts";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";
import { MANAGER_ID, pickUpAndAsk, stallAtFaceCheck } from "../support/stalled-customer.ts";

let world: World | undefined;
test.afterEach(() => world?.end());

/** Every violation of documents opened from now on, kept over page loads. */
async function watchViolations(page: Page | BrowserContext, told: string[]): Promise<void> {
  await page.exposeFunction("tellViolation", (what: string) => void told.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) => {
      const tell = (window as unknown as { tellViolation: (what: string) => void }).tellViolation;
      tell(`${effectiveDirective} ${blockedURI} ${sourceFile}`);
    });
  });
}

/** As the bank itself would, in the head of each of its pages: an answer put in the place of its own is refused scripts from this machine. */
async function forbidCode(context: BrowserContext, policy: string): Promise<void> {
  await context.addInitScript((content) => {
    const put = () => {
      if (document.head === null) return;
      watch.disconnect();
      const meta = document.createElement("meta");
      meta.httpEquiv = "content-security-policy";
      meta.content = content;
      document.head.prepend(meta);
    };
    const watch = new MutationObserver(put);
    watch.observe(document, { childList: true, subtree: true });
    put();
  }, policy);
}

/** That the watching works: what a library's try would look like. Later, because what a debugger evaluates itself is allowed more. */
async function tryToMakeCode(page: Page): Promise<void> {
  await page.evaluate(() =>
    setTimeout(() => {
      try {
        new Function("");
      } catch {
        // Forbidden, as it should be.
      }
    }),
  );
}

test("[SHELL-11] the desk's page and the SDK in a bank's page break no policy that forbids code from text", async () => {
  world = await openWorld();
  const { page: desk } = await world.openDesk("manager", { width: 1440, height: 900 });
  const atDesk: string[] = [];
  await watchViolations(desk, atDesk);
  await desk.reload();
  await signInDesk(desk, MANAGER_ID);
  await desk.locator(DESK_READY).waitFor();

  const phone = await world.openPhone();
  const atBank: string[] = [];
  await watchViolations(phone.context, atBank);
  const { url: hub } = await world.lock();
  await forbidCode(phone.context, `script-src 'self' 'unsafe-inline' ${hub}`);
  await stallAtFaceCheck(world, phone.page);
  const sheet = await pickUpAndAsk(desk, phone.page);
  await sheet.getByRole("switch").first().waitFor();

  expect(atDesk).toEqual([]);
  expect(atBank).toEqual([]);
  for (const [page, told] of [
    [desk, atDesk],
    [phone.page, atBank],
  ] as const) {
    await tryToMakeCode(page);
    await expect.poll(() => told.length).toBe(1);
  }
});
