/**
 * `npm run bench -- mirror`: change → visible and bytes, the mirror beside rrweb with its defaults, same page, same browser, same run.
 *
 * Figures are ratios to trust, not absolutes. rrweb runs as its guide says for live use (`liveMode`, `startLive`), its events gzipped one by one.
 */
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { bundleForBrowser } from "#test/support/bundle.ts";
import { FIXTURE_FLOW } from "#test/support/mirror-flow.ts";
import { CHROMIUM } from "#test/support/mirror-page.ts";

const CHANGES = 60;
const PAUSE_MS = 120;

/** 500 rows of six elements each, beside two hosts that neither recorder looks into. */
const PAGE = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><style>body{font:14px sans-serif}.row{display:flex;gap:8px}.n{color:#333}.v{color:#00695c}</style></head><body>
<h1>车贷申请</h1><input id="typed" data-baton-field="vehicle-price"><p id="note">上一步</p><div id="list">${Array.from(
  { length: 500 },
  (_none, row) =>
    `<div class="row"><span class="n">姓名</span><span class="v">客户 ${row}</span><b>下一步</b><i class="n">车型</i><em>第 ${row} 行</em></div>`,
).join(
  "",
)}</div><div id="ours" data-baton-ui style="width:390px;height:800px"></div><div id="theirs" class="rr-block" data-baton-ui></div></body></html>`;

type Side = {
  readonly latenciesMs: number[];
  readonly snapshot: number[];
  readonly typing: string[];
  readonly reverse: string[];
  readonly keyframeMs: number[];
};
type Host = {
  bench: typeof import("#test/support/mirror-bench-entry.ts");
  side: Side;
};

function print(name: string, value: number, unit: string, baseline: number, n: number): void {
  const round = (figure: number) => Math.round(figure * 100) / 100;
  console.log(
    JSON.stringify({ bench: "mirror", name, value: round(value), unit, baseline: round(baseline), ratio: round(value / baseline), n }),
  );
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const bundle = await bundleForBrowser("test/support/mirror-bench-entry.ts", "bench");
const browser = await chromium.launch(CHROMIUM);
try {
  const measured: Record<
    "ours" | "theirs",
    { latencyMs: number; snapshotBytes: number; typingBytes: number; reverseBytes: number; keyframeMs: number }
  > = {
    ours: await measure("ours"),
    theirs: await measure("theirs"),
  };
  const { ours, theirs } = measured;
  print("change-to-visible-p50", ours.latencyMs, "ms", theirs.latencyMs, CHANGES);
  print("snapshot-packed", ours.snapshotBytes, "bytes", theirs.snapshotBytes, 1);
  print("typing-200-characters", ours.typingBytes, "bytes", theirs.typingBytes, 200);
  print("reverse-500-rows", ours.reverseBytes, "bytes", theirs.reverseBytes, 1);
  // Ours to the drawn page (packing, unpacking, checking, building); rrweb's serialising alone.
  print("keyframe-for-a-late-viewer", ours.keyframeMs, "ms", theirs.keyframeMs, 10);
} finally {
  await browser.close();
}

async function measure(which: "ours" | "theirs") {
  const page = await (await browser.newContext({ viewport: { width: 900, height: 900 } })).newPage();
  await page.route("**/*", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: PAGE }));
  await page.goto("https://bank.test/");
  await page.addScriptTag({ content: bundle });
  const raw = await page.evaluate(which === "ours" ? runOurs : runTheirs, {
    flow: FIXTURE_FLOW as unknown as Record<string, unknown>,
    changes: CHANGES,
    pauseMs: PAUSE_MS,
  });
  await page.context().close();
  const bytes = (list: readonly (string | number)[]) =>
    list.reduce<number>((sum, one) => sum + (typeof one === "number" ? one : gzipSync(one, { level: 6 }).length), 0);
  return {
    latencyMs: median(raw.latenciesMs),
    snapshotBytes: bytes(raw.snapshot),
    typingBytes: bytes(raw.typing),
    reverseBytes: bytes(raw.reverse),
    keyframeMs: median(raw.keyframeMs),
  };
}

type Input = { readonly flow: Record<string, unknown>; readonly changes: number; readonly pauseMs: number };
type Raw = {
  latenciesMs: number[];
  snapshot: (string | number)[];
  typing: (string | number)[];
  reverse: (string | number)[];
  keyframeMs: number[];
};

/** Runs on the page. */
async function runOurs({ flow, changes, pauseMs }: Input): Promise<Raw> {
  const { bench } = window as unknown as Host;
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const stage = document.getElementById("ours");
  const note = document.getElementById("note");
  const list = document.getElementById("list");
  const typed = document.getElementById("typed") as HTMLInputElement;
  if (!stage || !note || !list) throw new Error("the page is not the benchmark's");
  let sizes: number[] = [];
  const viewer = bench.createMirrorViewer(stage, { maskedLabels: { filled: "1", empty: "2", error: "3", masked: "4" } });
  let onApplied: () => void = () => {};
  const mirror = bench.startMirror({
    flow: flow as never,
    currentStepId: () => "identity",
    now: () => performance.now(),
    send: async ({ envelope, layers }) => {
      sizes.push(Object.values(layers).reduce((sum, body) => sum + body.length, 0));
      await viewer.apply(envelope, layers);
      onApplied();
    },
  });
  const applied = () =>
    new Promise<void>((resolve) => {
      onApplied = resolve;
    });
  await applied();
  await wait(1_000);
  const taken = () => sizes.splice(0);
  const snapshot = taken();
  const latenciesMs: number[] = [];
  for (let change = 0; change < changes; change++) {
    await wait(pauseMs);
    const visible = applied();
    const at = performance.now();
    note.textContent = change % 2 === 0 ? "下一步" : "上一步";
    await visible;
    latenciesMs.push(performance.now() - at);
  }
  await wait(1_000);
  taken();
  for (let character = 0; character < 200; character++) {
    typed.value += String(character % 10);
    typed.dispatchEvent(new Event("input", { bubbles: true }));
    await wait(20);
  }
  await wait(1_000);
  const typing = taken();
  list.append(...[...list.children].reverse());
  await wait(1_500);
  const reverse = taken();
  const keyframeMs: number[] = [];
  for (let late = 0; late < 10; late++) {
    const begun = applied();
    const at = performance.now();
    mirror.keyframe();
    await begun;
    keyframeMs.push(performance.now() - at);
    await wait(100);
  }
  sizes = [];
  mirror.stop();
  return { latenciesMs, snapshot, typing, reverse, keyframeMs };
}

/** Runs on the page. */
async function runTheirs({ changes, pauseMs }: Input): Promise<Raw> {
  const { bench } = window as unknown as Host;
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const stage = document.getElementById("theirs");
  const note = document.getElementById("note");
  const list = document.getElementById("list");
  const typed = document.getElementById("typed") as HTMLInputElement;
  if (!stage || !note || !list) throw new Error("the page is not the benchmark's");
  const replayer = new bench.Replayer([], { root: stage, liveMode: true });
  let events: string[] = [];
  let started = false;
  const stop = bench.record({
    emit: (event) => {
      events.push(JSON.stringify(event));
      if (!started) {
        started = true;
        // The replayer's clock must start before the first event, or later ones are never drawn; 40 ms is the least that held.
        replayer.startLive(event.timestamp - 40);
      }
      replayer.addEvent(event);
    },
  });
  await wait(2_000);
  const taken = () => events.splice(0);
  const snapshot = taken();
  const shown = () => replayer.iframe.contentDocument?.getElementById("note")?.textContent;
  const latenciesMs: number[] = [];
  for (let change = 0; change < changes; change++) {
    await wait(pauseMs);
    const at = performance.now();
    const text = change % 2 === 0 ? "下一步" : "上一步";
    note.textContent = text;
    while (shown() !== text && performance.now() - at < 5_000) await wait(1);
    latenciesMs.push(performance.now() - at);
  }
  await wait(500);
  taken();
  for (let character = 0; character < 200; character++) {
    typed.value += String(character % 10);
    typed.dispatchEvent(new Event("input", { bubbles: true }));
    await wait(20);
  }
  await wait(500);
  const typing = taken();
  list.append(...[...list.children].reverse());
  await wait(1_500);
  const reverse = taken();
  const keyframeMs: number[] = [];
  for (let late = 0; late < 10; late++) {
    const at = performance.now();
    bench.record.takeFullSnapshot();
    keyframeMs.push(performance.now() - at);
    await wait(100);
  }
  events = [];
  stop?.();
  return { latenciesMs, snapshot, typing, reverse, keyframeMs };
}
