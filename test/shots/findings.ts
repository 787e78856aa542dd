/**
 * What is wrong with a page as it stands: accessibility by axe-core, and text or boxes that do not fit.
 *
 * Looks only; which page, theme, language and width it is belongs to `lens.ts`. Works in Electron and in a browser, shadow roots included.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";

export type Finding = {
  readonly kind: "axe" | "overflow";
  /** axe's rule id, or how it does not fit: `spills`, `cut`, `page-scrolls`. */
  readonly rule: string;
  readonly selector: string;
  readonly detail: string;
};

const require = createRequire(import.meta.url);
/** axe-core comes with @axe-core/playwright, whose own builder opens a second page and so cannot work in Electron. */
const axeSource = readFileSync(createRequire(require.resolve("@axe-core/playwright")).resolve("axe-core/axe.min.js"), "utf8");

type AxeViolation = {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly (string | readonly string[])[]; readonly failureSummary?: string }[];
};

/** Serious and critical findings. The mirrored bank page is the bank's, so its frame is left out. */
export async function findInaccessible(page: Page): Promise<readonly Finding[]> {
  await page.evaluate(`window.axe ?? (() => { ${axeSource} })()`);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(context: object, options: object): Promise<{ violations: readonly AxeViolation[] }> };
    };
    const found = await axe.run({ exclude: [['[data-testid="mirror-stage"] iframe']] }, { iframes: false, resultTypes: ["violations"] });
    return found.violations.map(({ id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary: failureSummary ?? "" })),
    }));
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => ({
        kind: "axe" as const,
        rule: id,
        // The ids of one run say nothing to its reader.
        selector: target
          .flat()
          .join(" >> ")
          .replace(/#[a-z]+-[\w-]*[0-9a-f]{4}-[0-9a-f]{4}[\w-]*/g, "[row]"),
        detail: `${help}: ${failureSummary.split("\n")[1]?.trim() ?? ""}`,
      })),
    );
}

/** Everything that does not fit, by the page's own measures. */
export async function findOverflows(page: Page): Promise<readonly Finding[]> {
  const found = await page.evaluate(() => {
    /** Rounding of fractional boxes, in pixels. */
    const SLACK = 1;
    const list: { rule: string; selector: string; detail: string }[] = [];
    const nameOf = (element: Element): string => {
      const parts: string[] = [];
      for (let at: Element | null = element; at !== null && parts.length < 4; at = at.parentElement) {
        const testId = at.getAttribute("data-testid") ?? at.getAttribute("data-part");
        const className = typeof at.className === "string" ? at.className.trim().split(/\s+/).filter(Boolean).slice(0, 2).join(".") : "";
        parts.unshift(`${at.localName}${testId === null ? "" : `[${testId}]`}${className === "" ? "" : `.${className}`}`);
        if (testId !== null) break;
      }
      return parts.join(" > ");
    };
    const report = (rule: string, element: Element, detail: string) => list.push({ rule, selector: nameOf(element), detail });
    const textOf = (element: Element) => (element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 60);
    const ownText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim() !== "");
    /** For readers of the screen's voice: one pixel on purpose. */
    const isForVoiceOnly = (element: Element) => {
      const box = element.getBoundingClientRect();
      return box.width <= 2 || box.height <= 2;
    };
    /** Text below `element` that lies outside its box to the right or left. */
    const textOutside = (element: Element): string | null => {
      const box = element.getBoundingClientRect();
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (parent === null || node.nodeValue?.trim() === "" || isForVoiceOnly(parent)) continue;
        // Cut by a scroller or an ellipsis between the two: not this element's doing.
        let inner: Element | null = parent;
        let isHandled = false;
        while (inner !== null && inner !== element) {
          if (getComputedStyle(inner).overflowX !== "visible") isHandled = true;
          inner = inner.parentElement;
        }
        if (isHandled) continue;
        range.selectNodeContents(node);
        const text = range.getBoundingClientRect();
        if (text.width > 0 && (text.right > box.right + SLACK || text.left < box.left - SLACK))
          return node.nodeValue?.trim().slice(0, 60) ?? "";
      }
      return null;
    };
    /** A child's box outside, e.g. a chip with room around its text. A turned arrow drawn by CSS is no child. */
    const childOutside = (element: Element): string | null => {
      const box = element.getBoundingClientRect();
      const child = [...element.children].find((one) => {
        const own = one.getBoundingClientRect();
        const { position } = getComputedStyle(one);
        return position === "static" && !isForVoiceOnly(one) && (own.right > box.right + SLACK || own.left < box.left - SLACK);
      });
      return child === undefined ? null : textOf(child);
    };
    const look = (element: Element) => {
      if (element.localName === "iframe" || element.localName === "svg") return;
      const style = getComputedStyle(element);
      if (style.display === "none" || style.visibility === "hidden") return;
      if (element.shadowRoot !== null) for (const child of element.shadowRoot.children) look(child);
      for (const child of element.children) look(child);
      if (style.display === "inline" || style.display === "contents" || isForVoiceOnly(element)) return;
      // What a closed <details> holds is laid out and not drawn.
      if (!(element instanceof HTMLElement) || element.clientWidth === 0 || !element.checkVisibility()) return;
      const isField = element.localName === "input" || element.localName === "select" || element.localName === "textarea";
      if (element.scrollWidth > element.clientWidth + SLACK && !isField) {
        if (style.overflowX === "visible") {
          const what = textOutside(element) ?? childOutside(element);
          if (what !== null) report("spills", element, `${element.scrollWidth} > ${element.clientWidth}: ${what}`);
        } else if (style.overflowX === "hidden" || style.overflowX === "clip") {
          const hasEllipsis = style.textOverflow === "ellipsis";
          const text = hasEllipsis ? null : textOutside(element);
          if (text !== null) report("cut", element, `${element.scrollWidth} > ${element.clientWidth}: ${text}`);
        }
      }
      const clamps = style.getPropertyValue("-webkit-line-clamp");
      const isClamped = clamps !== "none" && clamps !== "";
      const tooTall = element.scrollHeight - element.clientHeight;
      // A line box is taller than its font's own glyphs by a few pixels; a second line is not.
      if (ownText(element) && !isClamped && !isField && tooTall > Number.parseFloat(style.fontSize) / 2) {
        if (style.overflowY === "hidden" || style.overflowY === "clip")
          report("cut", element, `${element.scrollHeight} high in ${element.clientHeight}: ${textOf(element)}`);
        else if (style.overflowY === "visible")
          report("spills", element, `${element.scrollHeight} high in ${element.clientHeight}: ${textOf(element)}`);
      }
      // Text taller than the box it was given, e.g. two lines in a row of fixed height.
      const parent = element.parentElement;
      if (ownText(element) && parent !== null && style.position === "static" && getComputedStyle(parent).overflowY === "visible") {
        const room = parent.getBoundingClientRect();
        const box = element.getBoundingClientRect();
        if (box.bottom > room.bottom + Number.parseFloat(style.fontSize) / 2 && room.height > 2)
          report("spills", element, `${Math.round(box.height)} high in ${Math.round(room.height)}: ${textOf(element)}`);
      }
    };
    look(document.body);
    const root = document.scrollingElement;
    if (root !== null && root.scrollWidth > innerWidth + SLACK) report("page-scrolls", root, `${root.scrollWidth} > ${innerWidth}`);
    return list;
  });
  return found.map((one) => ({ kind: "overflow" as const, ...one }));
}
