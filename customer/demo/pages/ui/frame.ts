/** The furniture around a page: the bank's strip, the step bar with back, title and progress, the list of steps on a wide screen. */
import type { Flow } from "#shared/model/flow.ts";
import { furniture } from "../../rules/flows.ts";
import { el, icon, iconPaths, onClick } from "./dom.ts";

export function bankStrip(end: Node | null = null): HTMLElement {
  const mark = el("span", { class: "mark", "aria-hidden": "true" });
  const home = el("a", { class: "strip-home", href: "/" }, mark, el("span", {}, furniture.bank));
  return el(
    "header",
    { class: "strip" },
    el("div", { class: "strip-inner" }, home, end ?? el("span", { class: "strip-end" }, furniture.hotline)),
  );
}

export type StepBarSettings = { readonly title: string; readonly position: number; readonly count: number; readonly onBack: () => void };

export function stepBar({ title, position, count, onBack }: StepBarSettings): HTMLElement {
  const back = onClick(el("button", { type: "button", class: "back", "aria-label": furniture.back }, icon(iconPaths.back)), onBack);
  const bar = el("div", { class: "progress-bar" });
  bar.style.width = `${(position / count) * 100}%`;
  return el(
    "div",
    { class: "step-bar" },
    el("div", { class: "step-bar-row" }, back, el("h1", {}, title), el("span", { class: "count" }, `${position}/${count}`)),
    el("div", { class: "progress", "aria-hidden": "true" }, bar),
  );
}

/** Shown beside the form on a wide screen. */
export function stepList(flow: Flow, position: number): HTMLElement {
  const items = flow.steps.map((step, index) => {
    const state = index + 1 < position ? "past" : index + 1 === position ? "now" : "next";
    return el(
      "li",
      { class: state, "aria-current": state === "now" ? "step" : undefined },
      el("span", { class: "bullet" }),
      el("span", {}, step.title["zh-CN"]),
    );
  });
  return el("aside", { class: "step-list" }, el("h2", {}, flow.title["zh-CN"]), el("ol", {}, ...items));
}
