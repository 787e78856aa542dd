/** The desk's pointer on the customer's own page: it stands on the thing pointed at, although masks make the mirror another layout. */
import type { Browser, Page } from "@playwright/test";
import { chromium, expect, test } from "@playwright/test";
import type { MirrorAnchor } from "#shared/model/mirror.ts";
import { bundleForBrowser } from "#test/support/bundle.ts";
import { CHROMIUM, openCustomer, openViewer } from "#test/support/mirror-page.ts";

let browser: Browser;
test.beforeAll(async () => {
  browser = await chromium.launch(CHROMIUM);
});
test.afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
test.afterAll(() => browser.close());

/** The customer's own value fills five lines; the mask of it is one. */
const ADDRESS = "江海市城东区解放路一百二十八号江海花园三期二十六栋二单元一千八百零二室";
const PAGE = `<!doctype html><html lang="zh-CN"><head><style>body{margin:0;font:16px sans-serif}.row{padding:12px}
textarea,.said{display:block;width:120px;height:300px}.tall{height:2000px}</style></head><body>
<h1>车贷申请</h1><p>请填写本人的信息，与身份证一致。</p>
<div class="row"><label>姓名</label><textarea data-baton-field="full-name">${ADDRESS}</textarea></div>
<div class="row"><label>车型</label><input id="model" data-baton-field="car-model" value="理想 L7"></div>
<button id="next">下一步</button><div class="tall"></div></body></html>`;

type Host = {
  batonOverlay: typeof import("../support/overlay-entry.ts");
  mirror: { placeOf(anchor: MirrorAnchor): { clientX: number; clientY: number } | null };
  overlay: import("../../customer/session/ui/overlay.ts").Overlay;
};

/** Where the pointer's tip stands and the box of the element it is meant for, CSS px. */
const seen = (page: Page, target: string) =>
  page.evaluate((selector) => {
    const mouse = document.querySelector("[data-baton-ui]")?.shadowRoot?.querySelector<HTMLElement>(".mouse");
    const [x = Number.NaN, y = Number.NaN] = mouse?.style.transform.match(/-?[\d.]+(?=px)/g)?.map(Number) ?? [];
    const { left, top, right, bottom } = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
    return { x, y, isOn: x >= left && x <= right && y >= top && y <= bottom };
  }, target);

test("[SHEET-13] [DESK-31] the pointer lands on the element pointed at, follows it, and falls back to the share of the viewport", async () => {
  const customer = await openCustomer(browser, PAGE);
  const viewer = await openViewer(browser);
  await viewer.apply(await customer.takeFrames());
  await customer.page.evaluate(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function open(init) {
      return attach.call(this, { ...init, mode: "open" });
    };
  });
  await customer.page.addScriptTag({ content: await bundleForBrowser("test/support/overlay-entry.ts", "batonOverlay") });
  await customer.page.evaluate(() => {
    const host = window as unknown as Host;
    const surface = host.batonOverlay.createSurface(host.batonOverlay.copies["zh-CN"], "zh-CN");
    host.overlay = host.batonOverlay.createOverlay(surface, (anchor) => host.mirror.placeOf(anchor));
  });
  const pointed = await viewer.page.evaluate(() => {
    const host = window as unknown as { viewer: import("#shared/browser/mirror/viewer.ts").MirrorViewer };
    const frame = document.querySelector("iframe");
    const inner = [...(frame?.contentDocument?.querySelectorAll("button, [role=button], *") ?? [])].findLast(
      (element) => element.textContent?.trim() === "下一步",
    );
    const outer = frame?.getBoundingClientRect() ?? new DOMRect();
    const box = inner?.getBoundingClientRect() ?? new DOMRect();
    const [x, y] = [outer.left + box.left + box.width / 2, outer.top + box.top + box.height / 2];
    return { at: host.viewer.toViewport(x, y), anchor: host.viewer.anchorAt(x, y) };
  });
  expect(pointed.at).not.toBeNull();
  expect(pointed.anchor).not.toBeNull();
  const point = (withAnchor: boolean) =>
    customer.page.evaluate(
      ({ at, anchor }) =>
        (window as unknown as Host).overlay.point(
          {
            from: "p-li",
            name: "李思远",
            role: "specialist",
            pointing: { kind: "pointer", x01: at?.x01 ?? 0, y01: at?.y01 ?? 0, ...(anchor ? { anchor } : {}) },
          },
          () => "",
        ),
      { at: pointed.at, anchor: withAnchor ? pointed.anchor : null },
    );
  await point(false);
  expect((await seen(customer.page, "#next")).isOn, "the two layouts differ, or this test proves nothing").toBe(false);
  await point(true);
  expect((await seen(customer.page, "#next")).isOn).toBe(true);
  await customer.page.evaluate(() => scrollTo(0, 200));
  await expect.poll(async () => (await seen(customer.page, "#next")).isOn).toBe(true);
  await customer.page.evaluate(() => document.querySelector("#next")?.remove());
  await point(true);
  const { y } = await seen(customer.page, "body");
  expect(Math.round(y)).toBe(Math.round((pointed.at?.y01 ?? 0) * 844));
});
