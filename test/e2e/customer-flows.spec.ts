/** The demo bank's flows in a real browser, with the tracker, against a stand-in for the hub: what is said, what is never said. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { parse } from "yaml";
import { demoValues } from "#customer/demo/server/demo-values.ts";
import type { CustomerRecord } from "#customer/demo/server/records.ts";
import { loadRecords } from "#customer/demo/server/records.ts";
import type { DemoBank } from "#customer/demo/server/start.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { flowSchema } from "#shared/model/flow.ts";
import {
  completeStep,
  failFaceCheck,
  field,
  fillStep,
  signIn,
  stepOnScreen,
  submitStep,
  walkTo,
} from "#test/support/demo-bank/drive-customer.ts";
import type { FactSink } from "#test/support/demo-bank/fact-sink.ts";
import type { Visit, Visits } from "#test/support/demo-bank/visits.ts";
import { CONTENT, openVisits, PHONE } from "#test/support/demo-bank/visits.ts";
import { withoutChance } from "../support/without-chance.ts";

/** The session script only notes what it was handed. */
const SESSION_SCRIPT =
  "window.__batonSession = function (h) { (window.__handed = window.__handed || []).push(h); h.onStep(function (s) { window.__steps = (window.__steps || []).concat(s && s.stepId); });" +
  " return { onEvent: function (e) { window.__handed.push({ event: e }); } }; };";

let visits: Visits;
let visit: Visit;
let sink: FactSink;
let bank: DemoBank;
let context: BrowserContext;
let page: Page;
let record: CustomerRecord;

test.beforeAll(async () => {
  visits = await openVisits();
});
test.afterAll(() => visits.end());
test.beforeEach(async () => {
  visit = await visits.begin({ sessionScript: SESSION_SCRIPT, clockAheadMs: 3_600_000 });
  ({ sink, bank, context, page, record } = visit);
});
test.afterEach(() => visit.end());

const said = () => visit.said();
const hears = (line: string) => expect.poll(said, { timeout: 10_000 }).toContain(line);
const tabs = { "car-loan": "/car-loan", "deposit-transfer": "/deposit-transfer/certificate", "family-trust": "/family-trust" } as const;
type FlowId = keyof typeof tabs;
const steps = (flowId: FlowId) => flowSchema.parse(parse(readFileSync(path.join(CONTENT, "flows", `${flowId}.yaml`), "utf8"))).steps;

/** Everything about the customer that must never leave the page. */
function secrets(values: Readonly<Record<string, string>>): string[] {
  const typed = [
    "full-name",
    "id-number",
    "phone",
    "address",
    "employer",
    "vehicle-price",
    "monthly-income",
    "loan-amount",
    "trade-password",
    "policy-number",
    "beneficiary-name-1",
    "beneficiary-id-1",
    "funding-amount",
    "annual-premium",
    "transfer-amount",
  ];
  const known = [
    record.name,
    record.phone,
    record.idNumber,
    record.tradePassword,
    record.certificates[0]?.number,
    record.accounts[0]?.number,
  ];
  return [...typed.map((id) => values[id]), ...known].filter((value) => value !== undefined);
}

/** Text nodes, placeholders and labels on screen that no allow-list covers; a field's own content is a value. */
async function uncoveredTexts(flowId: FlowId, stepId: string): Promise<string[]> {
  const all = steps(flowId);
  const flowTitle = flowSchema.parse(parse(readFileSync(path.join(CONTENT, "flows", `${flowId}.yaml`), "utf8"))).title["zh-CN"];
  const step = all.find(({ id }) => id === stepId);
  const allowed = [
    flowTitle,
    ...all.map(({ title }) => title["zh-CN"]),
    ...(step?.fields.map(({ label }) => label["zh-CN"]) ?? []),
    ...(step?.publicText ?? []),
  ];
  return page.evaluate((texts) => {
    const found: string[] = [];
    const fold = (text: string | null) => (text ?? "").replace(/\s+/g, " ").trim();
    const check = (text: string | null) => {
      if (fold(text) !== "" && !texts.includes(fold(text))) found.push(fold(text));
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent && !parent.closest("[data-baton-field], [data-baton-private], script, style")) check(node.textContent);
    }
    for (const element of Array.from(document.body.querySelectorAll("[placeholder], [aria-label], [title], [alt]"))) {
      for (const name of ["placeholder", "aria-label", "title", "alt"]) check(element.getAttribute(name));
    }
    return found;
  }, allowed);
}

for (const flowId of Object.keys(tabs) as FlowId[]) {
  test(`[BANK-1] [TRACK-1] ${flowId} is completed end to end; every text is covered, no value is sent`, async () => {
    await signIn(page, bank.url, record.name, tabs[flowId]);
    const values = demoValues(flowId, record);
    for (const step of steps(flowId)) {
      expect((await stepOnScreen(page)).stepId).toBe(String(step.id));
      expect(await uncoveredTexts(flowId, step.id)).toEqual([]);
      await submitStep(page);
      if (step.id !== "face-check") await expect(page.locator(".fault:visible").first()).toBeVisible();
      expect(await uncoveredTexts(flowId, step.id)).toEqual([]);
      for (const summary of await page.locator(".help summary").all()) await summary.click();
      await fillStep(page, values);
      expect(await uncoveredTexts(flowId, step.id)).toEqual([]);
      await submitStep(page);
      await page.locator(`[data-baton-step]:not([data-baton-step="${step.id}"]), .done`).first().waitFor();
    }
    expect(await uncoveredTexts(flowId, steps(flowId).at(-1)?.id ?? "")).toEqual([]);
    await hears("journey-finished");

    const lines = said();
    for (const step of steps(flowId)) {
      expect(lines).toContain(`step-entered ${step.id}`);
      expect(lines).toContain(`step-completed ${step.id}`);
    }
    expect(new Set(sink.facts.map(({ journeyId }) => journeyId)).size).toBe(1);
    const numbers = sink.facts.map(({ seq }) => seq).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    const bytes = withoutChance(sink.raw.join("\n"));
    expect(bytes).toContain("field-changed");
    expect(secrets(values).filter((secret) => bytes.includes(secret))).toEqual([]);
    expect(sink.tokens.every((token) => token !== null)).toBe(true);
  });
}

test("[BANK-5] three failed face checks are three facts with their reasons, and the flow stays on the step", async () => {
  await signIn(page, bank.url, record.name);
  await page.goto(`${bank.url}/car-loan?face=fail`);
  await walkTo(page, "face-check", demoValues("car-loan", record));
  await failFaceCheck(page, 3);
  await hears("verification-failed face-check face face-not-found");
  await expect.poll(() => said().filter((line) => line.startsWith("verification-failed")).length).toBe(3);
  await submitStep(page);
  await expect(page.locator(".fault")).toHaveText("请完成此项");
  await hears("field-rejected face-check face required");
});

test("[TRACK-8] [TRACK-9] [BANK-3] a reload keeps step, values and journey; the same step is not entered twice", async () => {
  await signIn(page, bank.url, record.name, "/car-loan");
  await completeStep(page, demoValues("car-loan", record));
  await stepOnScreen(page);
  await hears("step-entered identity");
  await page.reload();
  expect((await stepOnScreen(page)).stepId).toBe("identity");
  await hears("page-visible identity");
  expect(said().filter((line) => line === "step-entered identity")).toHaveLength(1);
  expect(said()).toContain("page-left identity");
  await page.getByRole("button", { name: "返回" }).click();
  expect((await stepOnScreen(page)).stepId).toBe("vehicle");
  await expect(field(page, "vehicle-price")).toHaveValue("268800");
  await hears("step-left identity");
  expect(new Set(sink.facts.map(({ journeyId }) => journeyId)).size).toBe(1);

  const tablet = await visits.browser.newContext({ viewport: { width: 1280, height: 800 } });
  const elsewhere = await tablet.newPage();
  await signIn(elsewhere, bank.url, record.name, "/car-loan");
  expect((await stepOnScreen(elsewhere)).stepId).toBe("vehicle");
  await tablet.close();
});

test("[TRACK-3] [TRACK-5] [TRACK-19] what happened without a hub arrives later, once, in order, after the page is gone too", async () => {
  sink.mode = "unavailable";
  await signIn(page, bank.url, record.name, "/car-loan");
  await completeStep(page, demoValues("car-loan", record));
  await stepOnScreen(page);
  await context.setOffline(true);
  await context.setOffline(false);
  const tracked = sink.facts.length;
  expect(tracked).toBe(0);
  await page.close();
  sink.mode = "accept";
  page = await context.newPage();
  await page.goto(bank.url);
  await hears("network-restored identity");
  const lines = said();
  expect(lines[0]).toBe("journey-started car-loan mobile-web");
  expect(lines).toContain("network-lost identity");
  expect(sink.facts.map(({ seq }) => seq)).toEqual(sink.facts.map((_, index) => index + 1));
});

test("[TRACK-10] [TRACK-11] a field is empty, filled or wrong in form; the bank's refusal is a fact of its own", async () => {
  await signIn(page, bank.url, record.name, "/family-trust");
  await completeStep(page, demoValues("family-trust", record));
  await stepOnScreen(page);
  await field(page, "id-number").fill("310104198506107360");
  await field(page, "phone").focus();
  await hears("field-changed settlor id-number format-error");
  await fillStep(page, { ...demoValues("family-trust", record), "full-name": "何雅琴" });
  await submitStep(page);
  await hears("field-rejected settlor full-name name-mismatch");
  await expect(page.getByText("与本行登记的姓名不一致")).toBeVisible();
  expect(said().filter((line) => line === "field-changed settlor phone filled")).toHaveLength(1);
});

test("[TRACK-12] [TRACK-13] switched off, nothing is sent or kept, over page loads, until switched on", async () => {
  await signIn(page, bank.url, record.name, "/car-loan");
  await stepOnScreen(page);
  await hears("step-entered vehicle");
  const globals = await page.evaluate(() => Object.keys(window).filter((key) => /baton/i.test(key)));
  expect(globals).toEqual(["baton"]);
  await page.evaluate(() => (window as unknown as { baton: { off(): void } }).baton.off());
  const before = sink.raw.length;
  await completeStep(page, demoValues("car-loan", record));
  await page.reload();
  await fillStep(page, demoValues("car-loan", record));
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("baton.")))).toEqual(["baton.off"]);
  await page.goto(bank.url);
  expect(sink.raw.length).toBe(before);
  await page.evaluate(() => (window as unknown as { baton: { on(): void } }).baton.on());
  await page.goto(`${bank.url}/car-loan`);
  await hears("step-entered identity");
});

test("[TRACK-15] the stream opens after a fact was accepted, the session script comes with an event and again after a page load", async () => {
  await signIn(page, bank.url, record.name, "/deposit-transfer/certificate");
  await hears("step-entered certificate");
  await expect.poll(() => sink.streams.size).toBe(1);
  expect(await page.evaluate(() => "__batonSession" in window)).toBe(false);
  sink.emit("invitation", { invitationId: "invitation-1" });
  type Handed = {
    event: { kind: string; data: { invitationId?: string } | null };
    clockOffsetMs: number;
    journey: { id: string };
    keepSession(running: boolean): void;
  };
  const handed = () =>
    page.evaluate(() =>
      ((window as unknown as { __handed?: Handed[] }).__handed ?? []).map(({ event, clockOffsetMs, journey }) => ({
        event,
        clockOffsetMs,
        journey: journey?.id,
      })),
    );
  await expect.poll(async () => (await handed())[0]?.event).toEqual({ kind: "invitation", data: { invitationId: "invitation-1" } });
  const [first] = await handed();
  expect(first?.journey).toBe(String(sink.facts[0]?.journeyId));
  expect(Math.abs((first?.clockOffsetMs ?? 0) - 3_600_000)).toBeLessThan(1_000);
  sink.emit("session", { helpSessionId: "help-1" });
  await expect.poll(async () => (await handed())[1]?.event.kind).toBe("session");

  await page.evaluate(() => (window as unknown as { __handed: Handed[] }).__handed[0]?.keepSession(true));
  await completeStep(page, demoValues("deposit-transfer", record));
  await expect.poll(async () => (await handed())[0]?.event.kind).toBe("resumed");
  await page.goto(bank.url);
  await expect.poll(async () => (await handed())[0]?.event.kind).toBe("resumed");
});

test("[TRACK-16] an expired token is renewed by the page, and what waited follows", async () => {
  sink.mode = "token-expired";
  const renewed = page.waitForResponse((response) => response.url().endsWith("/api/token"));
  await signIn(page, bank.url, record.name, "/car-loan");
  await renewed;
  sink.mode = "accept";
  await hears("step-entered vehicle");
  expect(sink.tokens[0]).toMatch(/^ey/);
});

test("[TRACK-8] another customer in the same tab is another journey; a visitor has no token", async () => {
  await page.goto(`${bank.url}/car-loan`);
  await hears("step-entered vehicle");
  expect(sink.tokens.at(-1)).toBeNull();
  await signIn(page, bank.url, record.name, "/car-loan");
  await stepOnScreen(page);
  await expect.poll(() => sink.tokens.at(-1)).not.toBeNull();
  expect(new Set(sink.facts.map(({ journeyId }) => journeyId)).size).toBe(1);
  const other = loadRecords(CONTENT)[1];
  invariant(other, "the demo content has more than one customer");
  await page.goto(bank.url);
  await page.getByRole("button", { name: "退出" }).click();
  await page.getByRole("link", { name: "登录" }).waitFor();
  await signIn(page, bank.url, other.name, "/car-loan");
  await stepOnScreen(page);
  await expect.poll(() => new Set(sink.facts.map(({ journeyId }) => journeyId)).size).toBe(2);
});

test("[TRACK-7] [TRACK-18] asking for help is heard at once; hiding and leaving the page are heard too", async () => {
  await signIn(page, bank.url, record.name, "/car-loan");
  await stepOnScreen(page);
  await hears("step-entered vehicle");
  await expect(page.locator("baton-help")).toBeAttached();
  // The button is in a closed shadow root: press it where it is.
  await page.mouse.click(PHONE.width - 40, PHONE.height - 88 - 22);
  await hears("help-requested vehicle");
  await page.getByText("首付比例怎么选？").click();
  await hears("help-opened vehicle down-payment");
  await page.goto("about:blank");
  await hears("page-left vehicle");
});

test("[TRACK-20] a page the browser kept goes on with the numbers other pages used", async () => {
  await signIn(page, bank.url, record.name, "/car-loan");
  await stepOnScreen(page);
  await hears("step-entered vehicle");
  await page.evaluate(() => {
    window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    const key = "baton.journey.car-loan";
    const stored = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    sessionStorage.setItem(key, JSON.stringify({ ...stored, nextSeq: 40, stepId: "identity" }));
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  await hears("step-left identity");
  await expect.poll(() => said().filter((line) => line === "step-entered vehicle")).toHaveLength(2);
  const numbers = sink.facts.map(({ seq }) => seq);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(Math.max(...numbers)).toBe(41);
});
