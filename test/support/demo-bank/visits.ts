/**
 * A customer's visits to the demo bank in a real browser, with the tracker, against a stand-in for the hub that keeps what it is told.
 *
 * Owns opening and closing; one browser and one build serve all visits of a file. What customers do is `drive-customer.ts`.
 */
import path from "node:path";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { chromium, expect } from "@playwright/test";
import type { CustomerRecord } from "#customer/demo/server/records.ts";
import { loadRecords } from "#customer/demo/server/records.ts";
import type { DemoBank } from "#customer/demo/server/start.ts";
import { startDemoBank } from "#customer/demo/server/start.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { buildParts } from "./built-parts.ts";
import type { FactSink } from "./fact-sink.ts";
import { startFactSink } from "./fact-sink.ts";

export const CONTENT = path.resolve(import.meta.dirname, "../../../content");
export const PHONE = { width: 390, height: 844 };

export type Visit = {
  readonly sink: FactSink;
  readonly bank: DemoBank;
  readonly context: BrowserContext;
  readonly page: Page;
  /** The first of the demo customers. */
  readonly record: CustomerRecord;
  /** Everything observed so far, each as its values in a row. */
  readonly said: () => string[];
  /** Fails when the sink or the page had a fault. */
  end(): Promise<void>;
};

export type Visits = {
  readonly browser: Browser;
  /** @param given `sessionScript`: what is served as the session part, by default nothing; `clockAheadMs`: how far the hub's clock is ahead */
  begin(given?: { readonly sessionScript?: string; readonly clockAheadMs?: number }): Promise<Visit>;
  end(): Promise<void>;
};

export async function openVisits(): Promise<Visits> {
  const parts = await buildParts();
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
  });
  return {
    browser,
    async begin({ sessionScript = "", clockAheadMs } = {}) {
      const { trackScript, pagesFolder } = parts;
      const sink = await startFactSink({ trackScript, sessionScript, ...(clockAheadMs === undefined ? {} : { clockAheadMs }) });
      const bank = await startDemoBank({ port: 0, hubUrl: sink.url, bankKey: Buffer.alloc(32, 7), pagesFolder, contentFolder: CONTENT });
      const context = await browser.newContext({ viewport: PHONE, locale: "zh-CN" });
      const page = await context.newPage();
      page.on("pageerror", (fault) => sink.faults.push(`page error: ${fault.message}`));
      const [record] = loadRecords(CONTENT);
      invariant(record, "the demo content has customers");
      return {
        sink,
        bank,
        context,
        page,
        record,
        said: () => sink.facts.map(({ observation }) => Object.values(observation).join(" ")),
        async end() {
          await context.close();
          await bank.close();
          await sink.close();
          expect(sink.faults).toEqual([]);
        },
      };
    },
    async end() {
      await browser.close();
      await parts.remove();
    },
  };
}
