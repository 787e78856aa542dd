/**
 * Runs a flow's pages: draws the step the bank has the customer on, submits it, moves on, shows the end.
 *
 * A single-page flow changes the step in place; a multi-page one loads the next address (`addressOf`).
 */
import type { Flow } from "#shared/model/flow.ts";
import { checkStep } from "../../rules/check-step.ts";
import { flowPages, furniture } from "../../rules/flows.ts";
import type { HelpTopic, StepPage } from "../../rules/page-definition.ts";
import { ask, baton, keepTokenFresh, type RunView, send } from "./bank-api.ts";
import { el, icon, iconPaths, onClick, tellFact } from "./dom.ts";
import { createForm, type Form } from "./form.ts";
import { bankStrip, stepBar, stepList } from "./frame.ts";
import { hideSms, showDemoControls } from "./phone-demo.ts";

export type FlowPageSettings = {
  readonly flow: Flow;
  /** Address of a step with a page of its own; absent for a single-page flow. */
  readonly addressOf?: (stepId: string) => string;
  /** The step this page is for; absent for a single-page flow. */
  readonly stepId?: string;
  readonly needsSignIn: boolean;
};

function drawHelp(topics: readonly HelpTopic[]): HTMLElement {
  const entries = topics.map(({ topic, question, answer }) => {
    const summary = el("summary", { "data-baton-help": topic }, question);
    const entry = el("details", {}, summary, el("p", {}, answer));
    // Closing it again is not another call for help.
    entry.addEventListener("toggle", () => {
      if (entry.open) summary.removeAttribute("data-baton-help");
      else {
        summary.setAttribute("data-baton-help", topic);
        tellFact(entry, "help-closed");
      }
    });
    return entry;
  });
  return el("section", { class: "help" }, el("h2", {}, icon(iconPaths.question, 16), el("span", {}, furniture.help)), ...entries);
}

export async function openFlow(settings: FlowPageSettings): Promise<void> {
  const { flow } = settings;
  const pages = flowPages[flow.id];
  const place = document.getElementById("bank");
  if (!pages || !place) return;
  keepTokenFresh();
  if (new URLSearchParams(location.search).has("new")) {
    await send(`/flows/${flow.id}/restart`);
    history.replaceState(null, "", location.pathname);
  }
  const reply = await ask<RunView>(`/flows/${flow.id}`);
  if (!reply.ok) {
    place.replaceChildren(bankStrip(), el("p", { class: "banner" }, furniture.submitFailed));
    return;
  }
  let run = reply.value;
  const addressNow = location.pathname + location.search;
  if (settings.needsSignIn && !run.signedIn) {
    location.replace(`/sign-in?next=${encodeURIComponent(addressNow)}`);
    return;
  }

  const stepAt = (stepId: string): number => pages.steps.findIndex((step) => step.stepId === stepId);
  const wanted = settings.stepId ?? run.current;
  if (run.application !== null) showDone(run.application);
  else if (settings.addressOf && stepAt(wanted) > run.reached) location.replace(settings.addressOf(run.current));
  else await show(wanted, "replace");

  window.addEventListener("popstate", (event) => {
    const stepId: unknown = event.state?.stepId;
    if (typeof stepId === "string" && stepAt(stepId) <= run.reached) void show(stepId, "none");
  });

  async function show(stepId: string, historyEntry: "push" | "replace" | "none"): Promise<void> {
    const index = stepAt(stepId);
    const page = pages?.steps[index];
    const step = flow.steps[index];
    if (!page || !step || !place) return;
    if (run.current !== stepId) {
      await send(`/flows/${flow.id}/position`, { stepId });
      run = { ...run, current: stepId };
    }
    if (!settings.addressOf && historyEntry !== "none") {
      if (historyEntry === "push") history.pushState({ stepId }, "");
      else history.replaceState({ stepId }, "");
    }
    const form = createForm(pages, page, step, run);
    const position = index + 1;
    const banner = el("p", { class: "banner", role: "alert", hidden: true });
    const submit = el("button", { type: "submit", class: "primary" }, page.submit);
    const main = el(
      "main",
      { "data-baton-step": stepId },
      stepBar({ title: step.title["zh-CN"], position, count: pages.steps.length, onBack: () => goBack(index) }),
    );
    const body = el("form", { class: "step", novalidate: true });
    if (page.lead) body.append(el("p", { class: "lead" }, page.lead));
    body.append(banner, form.element, drawHelp(page.help));
    if (page.footnote) body.append(el("p", { class: "footnote" }, page.footnote));
    body.append(el("div", { class: "submit-bar" }, submit));
    body.addEventListener("submit", (event) => {
      event.preventDefault();
      void submitForm(page, form, body, submit, banner);
    });
    main.append(body);
    place.replaceChildren(
      el(
        "div",
        { class: "flow", "data-baton-flow": flow.id },
        bankStrip(),
        el("div", { class: "columns" }, stepList(flow, position), main),
      ),
    );
    scrollTo(0, 0);
    hideSms();
    showDemoControls({
      hasFace: page.cards.some((card) => card.fields.some(({ as }) => as === "face")),
      onFill: () => {
        void ask<Record<string, string>>(`/flows/${flow.id}/demo-values`).then((values) => {
          if (values.ok) form.fill(values.value);
        });
      },
    });
  }

  async function submitForm(page: StepPage, form: Form, body: HTMLElement, button: HTMLButtonElement, banner: HTMLElement): Promise<void> {
    const optional = new Set(flow.steps.flatMap((step) => step.fields.filter((field) => field.optional).map((field) => String(field.id))));
    const tell = (sentence: string) => {
      banner.textContent = sentence;
      banner.hidden = sentence === "";
    };
    tell("");
    const values = form.values();
    const faults = pages ? checkStep(pages, page, values, optional, run.now) : [];
    form.showFaults(faults);
    if (faults.length > 0) return;
    button.disabled = true;
    button.textContent = furniture.submitting;
    const sent = await send<RunView>(`/flows/${flow.id}/steps/${page.stepId}`, { values });
    button.disabled = false;
    button.textContent = page.submit;
    if (!sent.ok) {
      form.showFaults(sent.error.faults ?? []);
      if (!sent.error.faults) tellFact(body, sent.error.code === "network" ? "submit-failed network" : "submit-failed refused");
      if (!sent.error.faults) tell(sent.error.code === "network" ? furniture.networkLost : furniture.submitFailed);
      return;
    }
    run = sent.value;
    baton()?.completed(page.stepId);
    if (run.application !== null) {
      baton()?.finished();
      showDone(run.application);
    } else if (settings.addressOf) location.assign(settings.addressOf(run.current));
    else await show(run.current, "push");
  }

  function goBack(index: number): void {
    const before = pages?.steps[index - 1];
    if (!before) location.assign("/");
    else if (settings.addressOf) location.assign(settings.addressOf(before.stepId));
    else void show(before.stepId, "push");
  }

  function showDone(application: string): void {
    const done = pages?.done;
    if (!done || !place) return;
    const number = el(
      "p",
      { class: "application" },
      el("span", {}, furniture.applicationNumber),
      el("span", { "data-baton-private": true }, application),
    );
    const home = onClick(el("button", { type: "button", class: "primary" }, furniture.goHome), () => location.assign("/"));
    const card = el(
      "section",
      { class: "card done" },
      el("span", { class: "done-mark" }, icon(iconPaths.check, 36)),
      el("h1", {}, done.heading),
      el("p", {}, done.text),
      number,
      el("ul", {}, ...done.next.map((text) => el("li", {}, text))),
      home,
    );
    hideSms();
    place.replaceChildren(el("div", { class: "flow" }, bankStrip(), el("main", {}, card)));
    scrollTo(0, 0);
  }
}
