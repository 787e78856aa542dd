/** Single rules of the mask, each on the smallest page that shows it. */
import type { Browser } from "@playwright/test";
import { chromium, expect, test } from "@playwright/test";
import { CHROMIUM, openCustomer } from "#test/support/mirror-page.ts";

let browser: Browser;
test.beforeAll(async () => {
  browser = await chromium.launch(CHROMIUM);
});
test.afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
test.afterAll(() => browser.close());

/** Everything that left a page, its script included, as text. */
async function allSent(html: string, change: (() => void) | null = null): Promise<string> {
  const customer = await openCustomer(browser, `<!doctype html><html><body>${html}</body></html>`);
  if (change) {
    await customer.page.evaluate(change);
    await customer.settle();
  }
  return (await customer.takeFrames()).flatMap((frame) => Object.values(frame.layers)).join("\n");
}

test("[MASK-7] a public word that was inside a field stays masked when the page moves it out", async () => {
  const html = '<div data-baton-field="full-name"><b>上一步</b></div><p id="place"></p>';
  expect(
    await allSent(html, () => {
      const moved = document.querySelector("b");
      if (moved) document.getElementById("place")?.append(moved);
    }),
  ).not.toContain("上一步");
  expect(
    await allSent(html, () => {
      const text = document.querySelector("b")?.firstChild;
      if (text) document.getElementById("place")?.append(text);
    }),
  ).not.toContain("上一步");
  expect(
    await allSent(html, () => {
      document.querySelector("div")?.removeAttribute("data-baton-field");
    }),
  ).not.toContain("上一步");
});

test("[MASK-2] a field that was secret stays secret when the page calls it another", async () => {
  const sent = await allSent('<input data-baton-field="full-name" value="林晓明">', () => {
    document.querySelector("input")?.setAttribute("data-baton-field", "car-model");
  });
  expect(sent).not.toContain("林晓明");
});

test("[MASK-3] a tick box is the same in the structure whether it is ticked or not", async () => {
  const box = (checked: string) => `<input type="checkbox" data-baton-field="credit-enquiry" ${checked}><input type="checkbox" ${checked}>`;
  const structure = (sent: string) => sent.split("\n")[0];
  const [ticked, plain] = [await allSent(box("checked")), await allSent(box(""))];
  expect(structure(ticked)).toBe(structure(plain));
  expect(ticked).toContain("✓");
});

test("[MASK-8] a page of attributes, comments and hidden things sends their elements bare", async () => {
  const sent = await allSent(
    '<!-- 上一步 --><p title="上一步" aria-label="上一步" data-x="上一步">姓名</p><input type="hidden" value="上一步"><template>上一步</template><select><option>上一步</option></select><img alt="上一步">',
  );
  expect(sent).not.toContain("上一步");
  expect(sent).toContain("姓名");
});

test("[MASK-9] the box of a broken picture is as large as declared, not as its alternative text", async () => {
  const [short, long] = [await allSent('<img alt="x" src="data:,">'), await allSent(`<img alt="${"很长".repeat(20)}" src="data:,">`)];
  expect(short).toBe(long);
  expect(await allSent('<img width="40" height="24" alt="x" src="data:,">')).toContain('"b":[40,24]');
});

test("[MASK-10] what the page calls private is masked though its text is public, and the SDK's own interface is absent", async () => {
  const sent = await allSent("<p data-baton-private>上一步</p><div data-baton-ui>下一步</div>");
  expect(sent).not.toContain("上一步");
  expect(sent).not.toContain("下一步");
});
