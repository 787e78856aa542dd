/** The mirror from page to viewer: what is shown, how it follows, how a late viewer catches up. */
import type { Browser } from "@playwright/test";
import { chromium, expect, test } from "@playwright/test";
import type { CustomerPage, ViewerPage } from "#test/support/mirror-page.ts";
import { CHROMIUM, openCustomer, openViewer } from "#test/support/mirror-page.ts";

let browser: Browser;
test.beforeAll(async () => {
  browser = await chromium.launch(CHROMIUM);
});
test.afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
test.afterAll(() => browser.close());

const PAGE = `<!doctype html><html lang="zh-CN"><head><style>body{margin:0;font:16px sans-serif}.row{display:flex;justify-content:space-between;padding:12px}
.tall{height:3000px}.box{height:50px;overflow:auto}.done{color:rgb(0, 128, 0)}</style></head><body>
<h1>车贷申请</h1><p>请填写本人的信息，与身份证一致。</p>
<div class="row"><label>姓名</label><input id="name" data-baton-field="full-name"></div>
<div class="row"><label>车辆成交价</label><input id="price" data-baton-field="vehicle-price" value="239800"></div>
<div class="row"><label>车型</label><input id="model" data-baton-field="car-model" value="理想 L7"></div>
<p id="note">林晓明，您好</p><input type="button" value="下一步"><div id="list"></div></body></html>`;

const AT_START = [
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
];

async function follow(customer: CustomerPage, viewer: ViewerPage): Promise<void> {
  await customer.settle();
  expect(await viewer.apply(await customer.takeFrames())).not.toContain("need-keyframe");
  expect(await viewer.faults()).toEqual([]);
}

/** The followed page against the first frame of a new mirror on the same page, which reads everything anew. */
async function sameAsAfresh(customer: CustomerPage, viewer: ViewerPage): Promise<void> {
  await follow(customer, viewer);
  const followed = await viewer.page.evaluate(shape);
  await customer.restart();
  const late = await openViewer(browser);
  await follow(customer, late);
  expect(followed).toEqual(await late.page.evaluate(shape));
}

/** Runs in the viewer: the mirrored tree as text. */
function shape(): string[] {
  const page = document.querySelector("iframe")?.contentDocument;
  const out: string[] = [];
  const walk = (node: Node, depth: number) => {
    if (node.nodeType === 3) out.push(`${depth} ${node.nodeValue}`);
    else if (node.nodeType === 1) {
      const element = node as Element;
      const attributes = element
        .getAttributeNames()
        .sort()
        .map((name) => `${name}=${element.getAttribute(name)}`);
      out.push(`${depth} <${element.localName} ${attributes.join(" ")}>`);
      if (element.shadowRoot) for (const child of element.shadowRoot.childNodes) walk(child, depth + 10);
      for (const child of element.childNodes) walk(child, depth + 1);
    }
  };
  if (page) walk(page.body, 0);
  return out;
}

test("[MIRROR-1] the viewer shows the page's public text and the state of its fields, nothing else", async () => {
  const customer = await openCustomer(browser, PAGE);
  const viewer = await openViewer(browser);
  await follow(customer, viewer);
  expect(await viewer.text()).toEqual(AT_START);
  await customer.page.fill("#name", "林晓明");
  await customer.page.fill("#price", "241500");
  await follow(customer, viewer);
  expect(await viewer.text()).toEqual(AT_START.with(3, "已填").with(5, "241500"));
});

test("[MIRROR-5] typing into a secret field that is filled already sends nothing at all", async () => {
  const customer = await openCustomer(browser, PAGE);
  await customer.page.fill("#name", "林");
  await customer.settle();
  await customer.takeFrames();
  await customer.page.locator("#name").pressSequentially("晓明 lin xiaoming");
  await customer.settle();
  expect(await customer.takeFrames()).toEqual([]);
});

test("[MIRROR-6] text, attributes, scroll, values set by script, form reset and a new viewport follow", async () => {
  const customer = await openCustomer(browser, PAGE);
  const viewer = await openViewer(browser);
  await follow(customer, viewer);
  await customer.page.evaluate(() => {
    const note = document.getElementById("note");
    if (note) {
      note.textContent = "上一步";
      note.className = "done unknown-class";
    }
    (document.getElementById("model") as HTMLInputElement).value = "问界 M9";
    const list = document.getElementById("list");
    if (list)
      list.innerHTML =
        '<form><input data-baton-field="phone" value=""></form><div class="box"><div class="tall"></div></div><div class="tall"></div>';
    window.scrollTo(0, 120);
    const box = document.querySelector(".box");
    if (box) box.scrollTop = 33;
    const phone = document.querySelector<HTMLInputElement>("[data-baton-field=phone]");
    if (phone) phone.value = "13800138000";
    document.getElementById("price")?.setAttribute("aria-invalid", "true");
  });
  await follow(customer, viewer);
  expect(await viewer.text()).toEqual([...AT_START.slice(0, 7), "问界 M9", "上一步", "下一步", "已填"]);
  const seen = () =>
    viewer.page.evaluate(() => {
      const page = document.querySelector("iframe")?.contentDocument;
      const view = page?.defaultView;
      if (!page || !view) return null;
      const price = page.querySelector('[data-baton-field="vehicle-price"]');
      const note = [...page.querySelectorAll("p")].at(-1);
      return {
        scroll: view.scrollY,
        box: [...page.querySelectorAll("div")].map((div) => div.scrollTop).filter((top) => top > 0),
        state: price?.getAttribute("data-state"),
        colour: note ? view.getComputedStyle(note).color : "",
        width: view.innerWidth,
      };
    });
  expect(await seen()).toEqual({ scroll: 120, box: [33], state: "format-error", colour: "rgb(0, 128, 0)", width: 390 });
  await customer.page.setViewportSize({ width: 414, height: 736 });
  await customer.page.evaluate(() => document.querySelector("form")?.reset());
  await follow(customer, viewer);
  expect((await viewer.text()).at(-1)).toBe("未填");
  expect((await seen())?.width).toBe(414);
});

test("[MIRROR-7] five hundred rows reversed arrive as one small frame, in order", async () => {
  const customer = await openCustomer(browser, PAGE);
  const viewer = await openViewer(browser);
  await customer.page.evaluate(() => {
    const list = document.getElementById("list");
    for (let row = 0; row < 500; row++)
      list?.insertAdjacentHTML("beforeend", `<div class="row" style="order:${row}"><label>姓名</label><b>${row}</b></div>`);
  });
  await follow(customer, viewer);
  const orders = () =>
    viewer.page.evaluate(() =>
      [...(document.querySelector("iframe")?.contentDocument?.querySelectorAll<HTMLElement>("div[style]") ?? [])].map((row) =>
        Number(row.style.order),
      ),
    );
  expect(await orders()).toEqual(Array.from({ length: 500 }, (_none, row) => row));
  await customer.page.evaluate(() => {
    const list = document.getElementById("list");
    list?.append(...[...list.children].reverse());
  });
  await customer.settle();
  const frames = await customer.takeFrames();
  expect(frames.length).toBe(1);
  expect(Buffer.from(frames[0]?.packed.structure ?? "", "base64").length).toBeLessThan(4_000);
  expect(await viewer.apply(frames)).toEqual(["applied"]);
  expect(await orders()).toEqual(Array.from({ length: 500 }, (_none, row) => 499 - row));
});

for (const seed of [1, 2, 3, 6])
  test(`[MIRROR-8] after a storm of random changes the viewer has what a mirror started afresh shows, seed ${seed}`, () =>
    followStorm(seed));

async function followStorm(seed: number): Promise<void> {
  const customer = await openCustomer(browser, PAGE);
  const viewer = await openViewer(browser);
  await follow(customer, viewer);
  for (let burst = 0; burst < 6; burst++) {
    await customer.page.evaluate(storm, seed * 100 + burst);
    if (burst % 2 === 1) await follow(customer, viewer);
  }
  await sameAsAfresh(customer, viewer);
}

/** Runs on the page: 300 changes, some a task apart, so that frames fall between them. */
async function storm(seed: number): Promise<void> {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const list = document.getElementById("list");
  if (!list) return;
  const texts = ["上一步", "下一步", "姓名", "林晓明", "", "6222 0212"];
  for (let step = 0; step < 300; step++) {
    const all: Element[] = [list, ...list.querySelectorAll("*")];
    const places = all.filter((element) => element.localName !== "input");
    const one: Element = places[next(places.length)] ?? list;
    const other: Element = all[next(all.length)] ?? list;
    const text = texts[next(texts.length)] ?? "";
    switch (next(11)) {
      case 0:
      case 1: {
        const made = document.createElement(["div", "p", "span", "b"][next(4)] ?? "div");
        made.append(text);
        one.insertBefore(made, one.childNodes[next(one.childNodes.length + 1)] ?? null);
        break;
      }
      case 2:
        if (one !== list && all.length > 30) one.remove();
        break;
      case 3:
      case 4:
        if (other !== list && !other.contains(one)) one.insertBefore(other, one.childNodes[next(one.childNodes.length + 1)] ?? null);
        break;
      case 5:
        one.className = ["row", "done", "tall", ""][next(4)] ?? "";
        break;
      case 6:
        if (one !== list && one.childNodes.length < 3) one.textContent = text;
        break;
      case 7: {
        const input = document.createElement("input");
        if (next(2) === 0) input.dataset["batonField"] = ["full-name", "car-model", "vehicle-price"][next(3)] ?? "";
        input.value = text;
        one.append(input);
        break;
      }
      case 8:
        one.toggleAttribute("hidden");
        break;
      case 9:
        if (one !== list && !one.shadowRoot && one.localName === "div" && next(4) === 0)
          one.attachShadow({ mode: "open" }).innerHTML = `<p>上一步</p><i>${text}</i>`;
        else if (one.shadowRoot) one.shadowRoot.append(text);
        break;
      default:
        one.append(...[...one.children].reverse());
    }
    if (step % 25 === 0) await new Promise((resolve) => setTimeout(resolve, next(30)));
  }
}

test("[MIRROR-9] a gap or a frame out of order asks for a keyframe, a frame twice changes nothing, a late keyframe brings all", async () => {
  const customer = await openCustomer(browser, PAGE);
  const viewer = await openViewer(browser);
  const first = await customer.takeFrames();
  for (const name of ["a", "b", "c"]) {
    await customer.page.fill("#model", name);
    await customer.settle();
  }
  const [one, two, three] = await customer.takeFrames();
  if (!one || !two || !three) throw new Error("three changes made fewer frames");
  expect(await viewer.apply([two])).toEqual(["need-keyframe"]);
  expect(await viewer.apply([...first, one, one])).toEqual([...first.map(() => "applied"), "applied", "applied"]);
  expect(await viewer.apply([three, two])).toEqual(["need-keyframe", "need-keyframe"]);
  expect(await viewer.text()).toEqual([]);
  await customer.page.evaluate(() => (window as unknown as { mirror: { keyframe(): void } }).mirror.keyframe());
  await follow(customer, viewer).catch(() => undefined);
  expect(await viewer.text()).toEqual(AT_START.with(7, "c"));
});

test("[MIRROR-10] emptied, the viewer holds nothing of the page until the next keyframe", async () => {
  const customer = await openCustomer(browser, PAGE);
  const viewer = await openViewer(browser);
  await follow(customer, viewer);
  const left = await viewer.page.evaluate(() => {
    (window as unknown as { viewer: { empty(): void } }).viewer.empty();
    return document.querySelector("iframe")?.contentDocument?.body?.outerHTML ?? "";
  });
  expect(left).toBe("");
  await customer.page.fill("#model", "x");
  await customer.settle();
  expect(await viewer.apply(await customer.takeFrames())).toEqual(["need-keyframe"]);
});

test("[MIRROR-11] a stopped mirror sends no byte more, and the page keeps working", async () => {
  const customer = await openCustomer(browser, PAGE);
  await customer.takeFrames();
  await customer.page.evaluate(() => {
    (document.getElementById("model") as HTMLInputElement).value = "x";
    (window as unknown as { mirror: { stop(): void } }).mirror.stop();
  });
  await customer.page.fill("#model", "yz");
  await customer.settle();
  expect(await customer.takeFrames()).toEqual([]);
});

test("[MIRROR-12] a point of the viewer gives the field under it, and lands on the same element of the customer's page", async () => {
  const customer = await openCustomer(browser, PAGE);
  const viewer = await openViewer(browser);
  await follow(customer, viewer);
  const at = await viewer.page.evaluate(() => {
    const host = window as unknown as { viewer: import("#shared/browser/mirror/viewer.ts").MirrorViewer };
    const stage = document.getElementById("stage");
    if (stage) stage.style.width = "195px";
    type Seen = { anchor: import("#shared/model/mirror.ts").MirrorAnchor | null } & Record<string, unknown>;
    return new Promise<Seen | null>((resolve) =>
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          const frame = document.querySelector("iframe");
          const price = frame?.contentDocument?.querySelector('[data-baton-field="vehicle-price"]')?.getBoundingClientRect();
          if (!price) return resolve(null);
          host.viewer.ringField("vehicle-price");
          const x = (price.left + 4) / 2;
          const y = (price.top + 4) / 2;
          resolve({
            field: host.viewer.fieldAt(x, y),
            label: host.viewer.fieldAt(10, y),
            outside: host.viewer.fieldAt(400, y),
            anchor: host.viewer.anchorAt(x, y),
            point: host.viewer.toViewport(97.5, 211),
            beyond: host.viewer.toViewport(300, 10),
            ringed: frame?.contentDocument?.querySelectorAll("[data-ring]").length,
          });
        }),
      ),
    );
  });
  expect(at).toEqual({
    field: "vehicle-price",
    label: "vehicle-price",
    outside: null,
    anchor: { node: expect.any(Number), x01: expect.closeTo(4 / 96, 5), y01: expect.closeTo(4 / 28, 5) },
    point: { x01: 0.5, y01: 0.5 },
    beyond: null,
    ringed: 1,
  });
  const landed = await customer.page.evaluate((anchor) => {
    const { mirror } = window as unknown as { mirror: import("#shared/browser/mirror/recorder.ts").RunningMirror };
    const place = anchor && mirror.placeOf(anchor);
    return place && document.elementFromPoint(place.clientX, place.clientY)?.id;
  }, at?.anchor ?? null);
  expect(landed).toBe("price");
});
