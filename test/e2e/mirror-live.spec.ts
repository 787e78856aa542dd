/** The mirror from page to viewer: what is shown, how it follows, how a late viewer catches up. */
import type { Browser } from "@playwright/test";
import { chromium, expect, test } from "@playwright/test";
import { CHROMIUM, openCustomer, openViewer } from "#test/support/mirror-page.ts";

let browser: Browser;
test.beforeAll(async () => {
  browser = await chromium.launch(CHROMIUM);
});
test.afterAll(() => browser.close());

const PAGE = `<!doctype html><html lang="zh-CN"><head><style>body{margin:0;font:16px sans-serif}.row{display:flex;justify-content:space-between;padding:12px}</style></head><body>
<h1>车贷申请</h1><p>请填写本人的信息，与身份证一致。</p>
<div class="row"><label>姓名</label><input id="name" data-baton-field="full-name"></div>
<div class="row"><label>车辆成交价</label><input id="price" data-baton-field="vehicle-price" value="239800"></div>
<div class="row"><label>车型</label><input id="model" data-baton-field="car-model" value="理想 L7"></div>
<p id="note">林晓明，您好</p><input type="button" value="下一步"><div id="list"></div></body></html>`;

test("[MIRROR-1] the viewer shows the page's public text and the state of its fields, nothing else", async () => {
  const customer = await openCustomer(browser, PAGE);
  const viewer = await openViewer(browser);
  expect(await viewer.apply(await customer.takeFrames())).toContain("applied");
  expect(await viewer.faults()).toEqual([]);
  expect(await viewer.text()).toEqual([
    "车贷申请",
    "请填写本人的信息，与身份证一致。",
    "姓名",
    "未填",
    "车辆成交价",
    "239800",
    "车型",
    "理想 L7",
    "••••",
    "下一步",
  ]);
  await customer.page.fill("#name", "林晓明");
  await customer.settle();
  await viewer.apply(await customer.takeFrames());
  expect(await viewer.text()).toContain("已填");
});
