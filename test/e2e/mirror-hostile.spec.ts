/** Frames from a hostile page: refused whole, nothing runs, nothing loads, and a keyframe heals. */
import type { Browser } from "@playwright/test";
import { chromium, expect, test } from "@playwright/test";
import type { ViewerPage } from "#test/support/mirror-page.ts";
import { CHROMIUM, openViewer } from "#test/support/mirror-page.ts";

let browser: Browser;
test.beforeAll(async () => {
  browser = await chromium.launch(CHROMIUM);
});
test.afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
test.afterAll(() => browser.close());

type Json = unknown;
const body = (...children: Json[]) => ({ i: 2, n: "body", c: children });
const tree = (root: Json, more: object = {}) => ({ op: "tree", viewport: [390, 844], sheets: [], scrolls: [], root, ...more });
const page = (...children: Json[]) => tree({ i: 1, n: "html", c: [body(...children)] });
const honest = page({ i: 3, n: "p", c: [{ i: 4, t: "车贷申请" }] });
const withCss = (css: string) => tree({ i: 1, n: "html", c: [body()] }, { sheets: [{ root: 0, of: [{ i: 1, css }] }] });
const deep = (levels: number): Json => (levels === 0 ? { i: 900_000, t: " " } : { i: 1_000 + levels, n: "b", c: [deep(levels - 1)] });
const BEACON = "https://leak.invalid/beacon";

/** Each would run, load, submit or confuse if it were believed. */
const KEYFRAMES: Readonly<Record<string, Json>> = {
  "a script element": page({ i: 3, n: "script", c: [{ i: 4, t: "top.hacked = 1" }] }),
  "an svg element": page({ i: 3, n: "svg" }),
  "an iframe": page({ i: 3, n: "iframe", a: { src: BEACON } }),
  "an object": page({ i: 3, n: "object", a: { data: BEACON } }),
  "a meta element": page({ i: 3, n: "meta", a: { "http-equiv": "refresh", content: `0;url=${BEACON}` } }),
  "a link element": page({ i: 3, n: "link", a: { rel: "stylesheet", href: BEACON } }),
  "a style element": page({ i: 3, n: "style", c: [{ i: 4, t: `@import "${BEACON}"` }] }),
  "an image": page({ i: 3, n: "img", a: { src: BEACON, onerror: "top.hacked = 1" } }),
  "a base element": page({ i: 3, n: "base", a: { href: BEACON } }),
  "an input": page({ i: 3, n: "input", a: { autofocus: "" } }),
  "a custom element of the desk": page({ i: 3, n: "baton-thing" }),
  "an event handler": page({ i: 3, n: "p", a: { onclick: "top.hacked = 1" } }),
  "a handler in other case": page({ i: 3, n: "p", a: { ONCLICK: "top.hacked = 1" } }),
  "a link's address": page({ i: 3, n: "a", a: { href: "javascript:top.hacked = 1" } }),
  "a form's action": page({ i: 3, n: "form", a: { action: BEACON } }),
  "an inherited attribute name": page({ i: 3, n: "p", a: JSON.parse('{"__proto__": "x"}') }),
  "an attribute called constructor": page({ i: 3, n: "p", a: { constructor: "x" } }),
  "a class of the viewer": page({ i: 3, n: "p", a: { class: "baton-field" } }),
  "a style that loads": page({ i: 3, n: "p", a: { style: `background: url(${BEACON})` } }),
  "a style that loads in disguise": page({ i: 3, n: "p", a: { style: `background: \\75rl(${BEACON})` } }),
  "a sheet that loads": withCss(`p { background: url("${BEACON}") }`),
  "a sheet that imports": withCss(`@import "${BEACON}";`),
  "a sheet with a font": withCss(`@font-face { font-family: x; src: url(${BEACON}) }`),
  "a sheet with an image set": withCss(`p { background: image-set("${BEACON}" 1x) }`),
  "a sheet with an escape": withCss(`p { background: u\\72l("${BEACON}") }`),
  "a tree too deep": page(deep(400)),
  "a tree so deep that reading it overflows": page(deep(2_000)),
  "an id twice": page({ i: 3, n: "p" }, { i: 3, n: "p" }),
  "an id that is no number": page({ i: "__proto__", n: "p" }),
  "a negative id": page({ i: -1, n: "p" }),
  "a root that is no page": tree({ i: 1, n: "p" }),
  "an unknown operation": { op: "eval", code: "top.hacked = 1" },
  "an operation called toString": { op: "toString" },
  "a key too many": page({ i: 3, n: "p", html: "<img src=x onerror=top.hacked=1>" }),
  "a shadow root on a button": page({ i: 3, n: "button", s: { i: 5, c: [] } }),
  "a viewport without end": tree({ i: 1, n: "html" }, { viewport: [1e9, 1e9] }),
  "a text without end": page({ i: 3, t: "x".repeat(5_000) }),
  "a field id with a quote": page({ i: 3, f: '"]', k: "text", s: "empty" }),
  nothing: null,
  "a list": [],
};

const CHANGES: Readonly<Record<string, Json>> = {
  "an unknown id": { op: "text", i: 99, t: "x" },
  "text on an element": { op: "text", i: 3, t: "x" },
  "attributes on a text": { op: "attr", i: 4, a: { class: "c1" } },
  "a handler later": { op: "attr", i: 3, a: { onclick: "top.hacked = 1" } },
  "a script later": { op: "splice", p: 3, at: 0, del: 0, k: [{ i: 9, n: "script" }] },
  "a node below itself": { op: "splice", p: 3, at: 0, del: 0, k: [2] },
  "the page below itself": { op: "splice", p: 3, at: 0, del: 0, k: [1] },
  "more removed than there is": { op: "splice", p: 3, at: 0, del: 7, k: [] },
  "a tree that is no keyframe": honest,
};

const send = (viewer: ViewerPage, seq: number, keyframe: boolean, ops: Json) =>
  viewer.page.evaluate(
    async ([envelope, content]) => {
      const host = window as unknown as {
        viewer: import("#shared/browser/mirror/viewer.ts").MirrorViewer;
        batonMirror: typeof import("#test/support/mirror-entry.ts");
      };
      return host.viewer.apply(envelope, { structure: await host.batonMirror.pack(JSON.parse(content)) });
    },
    [{ pageId: "hostile-page", seq, keyframe, at: 0 }, JSON.stringify({ ops })] as const,
  );

test("[MIRROR-13] a hostile frame is refused whole, runs nothing, loads nothing; a keyframe heals", async () => {
  const viewer = await openViewer(browser);
  let seq = 0;
  for (const [name, op] of Object.entries(KEYFRAMES)) {
    expect(await send(viewer, ++seq, true, op === null ? null : [op]), name).toBe("need-keyframe");
    expect(await send(viewer, ++seq, true, [honest]), name).toBe("applied");
    expect(await viewer.text()).toEqual(["车贷申请"]);
  }
  for (const [name, op] of Object.entries(CHANGES)) {
    expect(await send(viewer, ++seq, false, [op]), name).toBe("need-keyframe");
    expect(await send(viewer, ++seq, true, [honest]), name).toBe("applied");
  }
  expect((await viewer.faults()).length).toBe(Object.keys(KEYFRAMES).length + Object.keys(CHANGES).length);
  expect(viewer.requested).toEqual([]);
  expect(await viewer.page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
});

test("[MIRROR-14] the frame's own policy stops scripts and loads even if an operation slipped through", async () => {
  const viewer = await openViewer(browser);
  await send(viewer, 1, true, [honest]);
  const frame = await viewer.page.evaluate(async (beacon) => {
    const inner = document.querySelector("iframe");
    const page = inner?.contentDocument;
    if (!inner || !page) return null;
    page.body.innerHTML = `<img src="${beacon}" onerror="top.hacked=1"><link rel=stylesheet href="${beacon}"><p style="background:url(${beacon})" onclick="top.hacked=1">x</p><iframe src="${beacon}"></iframe>`;
    const script = page.createElement("script");
    script.textContent = "top.hacked = 1";
    page.body.append(script);
    page.querySelector("p")?.click();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { sandbox: inner.getAttribute("sandbox"), policy: page.querySelector("meta[http-equiv]")?.getAttribute("content") };
  }, BEACON);
  expect(frame).toEqual({ sandbox: "allow-same-origin", policy: expect.stringContaining("default-src 'none'") });
  expect(await viewer.page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
  expect(viewer.requested).toEqual([]);
});

test("[MIRROR-15] bytes that are no layer, or that unpack to more than the limit, are refused", async () => {
  const viewer = await openViewer(browser);
  const answers = await viewer.page.evaluate(async () => {
    const host = window as unknown as {
      viewer: import("#shared/browser/mirror/viewer.ts").MirrorViewer;
      batonMirror: typeof import("#test/support/mirror-entry.ts");
    };
    const bomb = await host.batonMirror.pack({ ops: ["0".repeat(40_000_000)] });
    const lying = (await host.batonMirror.pack({ ops: [] })).slice();
    lying.set([255, 255, 255, 127], lying.length - 4);
    const out: string[] = [];
    for (const bytes of [
      new Uint8Array(0),
      new Uint8Array(40),
      new TextEncoder().encode("<script>top.hacked=1</script>"),
      bomb,
      lying,
      await host.batonMirror.pack("x"),
    ])
      out.push(await host.viewer.apply({ pageId: "hostile-page", seq: 1, keyframe: true, at: 0 }, { structure: bytes }));
    out.push(await host.viewer.apply({ pageId: "hostile-page", seq: 1, keyframe: true, at: 0 }, {}));
    return out;
  });
  expect(answers).toEqual(answers.map(() => "need-keyframe"));
  expect(await viewer.faults()).toHaveLength(7);
});
