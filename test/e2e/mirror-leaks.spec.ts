/** Secrets planted all over a page, before the mirror starts and while it runs, against every byte that leaves it. */
import type { Browser } from "@playwright/test";
import { chromium, expect, test } from "@playwright/test";
import type { SentFrame } from "#test/support/mirror-page.ts";
import { CHROMIUM, fixture, openCustomer, openViewer } from "#test/support/mirror-page.ts";
import type { Planted } from "#test/support/secrets.ts";
import { plant, tracesOf } from "#test/support/secrets.ts";

const html = fixture("index.html");
const LAYERS = ["structure", "open", "manager"] as const;
/** The only places whose text may travel, and the one layer it may travel in. */
const ALLOWED: Readonly<Record<string, "open" | "manager">> = {
  "manager-input": "manager",
  "manager-selected-caption": "manager",
  "open-input": "open",
  "open-radio-ticked": "open",
  "open-output": "open",
};

let browser: Browser;
test.beforeAll(async () => {
  browser = await chromium.launch(CHROMIUM);
});
test.afterAll(() => browser.close());

type Run = {
  readonly planted: readonly Planted[];
  readonly first: readonly SentFrame[];
  readonly later: readonly SentFrame[];
  readonly last: SentFrame;
};

async function record(seed: number, size: number): Promise<Run> {
  const { html: page, planted } = plant(html, seed, size);
  const customer = await openCustomer(browser, page);
  const first = await customer.takeFrames();
  await customer.page.evaluate(() => (window as unknown as { plantLate(): void }).plantLate());
  await customer.settle();
  const later = await customer.takeFrames();
  await customer.page.evaluate(() => (window as unknown as { mirror: { keyframe(): void } }).mirror.keyframe());
  await customer.settle();
  const last = (await customer.takeFrames()).at(-1);
  if (!last) throw new Error("no keyframe was sent");
  await customer.page.context().close();
  return { planted, first, later, last };
}

let runs: Promise<readonly [Run, Run]> | null = null;
const bothRuns = () => (runs ??= Promise.all([record(7, 10), record(99, 17)]));

test("[MIRROR-2] no planted secret, no four characters of one and no base64 of one is in any layer it may not be in", async () => {
  const [{ planted, first, later, last }] = await bothRuns();
  test.info().annotations.push({ type: "places", description: planted.map(({ place }) => place).join(", ") });
  expect(planted.length).toBeGreaterThanOrEqual(130);
  const found: string[] = [];
  for (const frame of [...first, ...later, last])
    for (const layer of LAYERS)
      for (const { place, secret } of planted) {
        if (ALLOWED[place] === layer) continue;
        const traces = tracesOf(secret, frame.layers[layer] ?? "");
        if (traces.length > 0) found.push(`${place} in ${layer} of frame ${frame.envelope.seq}: ${traces.join(" ")}`);
      }
  expect(found).toEqual([]);
});

test("[MIRROR-3] a field's value travels in the layer of its class and in no other", async () => {
  const [{ planted, first }] = await bothRuns();
  for (const [place, layer] of Object.entries(ALLOWED)) {
    const secret = planted.find((one) => one.place === place)?.secret ?? "";
    expect(first.map((frame) => frame.layers[layer]).join(""), place).toContain(secret);
  }
});

test("[MIRROR-4] other secrets of other lengths on the same page make the same structure, byte for byte", async () => {
  const [one, other] = await bothRuns();
  expect(JSON.parse(other.first[0]?.layers.structure ?? "null")).toEqual(JSON.parse(one.first[0]?.layers.structure ?? "null"));
  expect(other.first[0]?.layers.structure).toBe(one.first[0]?.layers.structure);
  expect(withoutIds(other.last)).toEqual(withoutIds(one.last));
});

test("[MIRROR-1] the mirrored text is the page's allowed text exactly", async () => {
  const [{ planted, first, later }] = await bothRuns();
  const viewer = await openViewer(browser);
  expect(await viewer.apply(first)).not.toContain("need-keyframe");
  const secretOf = (place: string) => planted.find((one) => one.place === place)?.secret ?? "";
  const words = (lines: readonly string[]) => lines.filter((line) => line !== "••••");
  const open = [secretOf("open-input"), secretOf("open-radio-ticked"), "✓", secretOf("open-output")];
  const manager = [secretOf("manager-input"), secretOf("manager-selected-caption")];
  const allowed = (price: string | undefined, job: string | undefined, [model, term, tick, rate]: readonly (string | undefined)[]) => [
    ...[
      "车贷申请",
      "请填写本人的信息，与身份证一致。",
      "姓名",
      "已填",
      "证件号码",
      "格式错误",
      "手机号",
      "未填",
      "车辆成交价",
      price,
      "职业类型",
      job,
    ],
    ...[
      "车型",
      model,
      "贷款期限",
      term,
      "征信查询授权",
      tick,
      "年化利率（单利）",
      rate,
      "还款账户",
      "已填",
      "手写签名",
      "已填",
      "月收入",
      "已填",
    ],
    // password, one-time code, bare, search, email, number, range; tick box; buttons; textarea, select; progress, meter; editable
    ...["已填", "已填", "已填", "已填", "已填", "已填", "已填", "已脱敏", "下一步", "上一步", "已填", "已填", "已脱敏", "已脱敏", "已填"],
    ...["姓名", "请填写本人的信息，与身份证一致。", "上一步", "›", "上一步", "上一步", "已填", "已填"],
  ];
  expect(words(await viewer.text())).toEqual(allowed(manager[0], manager[1], open));
  expect(await viewer.apply(later)).not.toContain("need-keyframe");

  const expert = await openViewer(browser);
  await expert.apply(first, ["manager"]);
  expect(words(await expert.text())).toEqual(allowed("已填", "已填", open));
  expect([...viewer.requested, ...expert.requested]).toEqual([]);
});

/** Ids depend on how changes fell into frames; everything else must not differ. */
function withoutIds(frame: SentFrame): unknown {
  return JSON.parse(frame.layers.structure ?? "null", (key, value) =>
    key === "i" || (key === "root" && typeof value === "number") ? 0 : key === "scrolls" ? value.length : value,
  );
}
