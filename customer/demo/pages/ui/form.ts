/** One step's form: rows and cards from the definition, values, faults. Submitting belongs to `flow-page.ts`. */
import type { Step } from "#shared/model/flow.ts";
import type { FieldFault } from "../../rules/check-step.ts";
import { furniture } from "../../rules/flows.ts";
import type { Card, FieldBlock, FlowPages, StepPage, Values } from "../../rules/page-definition.ts";
import { isShown } from "../../rules/page-definition.ts";
import { checkValue, rejectSentences } from "../../rules/validate.ts";
import { agreementControl } from "./agreement-control.ts";
import type { RunView } from "./bank-api.ts";
import { codeControl } from "./code-control.ts";
import type { Control, ControlContext } from "./control.ts";
import { el } from "./dom.ts";
import { faceControl } from "./face-control.ts";
import { certificateOptions, outputText } from "./outputs.ts";
import { signatureControl } from "./signature-control.ts";
import { choiceControl, outputControl, selectControl, textControl } from "./simple-controls.ts";
import { uploadControl } from "./upload-control.ts";

export type Form = {
  readonly element: HTMLElement;
  /** What this step's controls hold now, over what the flow holds so far. */
  readonly values: () => Values;
  readonly showFaults: (faults: readonly FieldFault[]) => void;
  readonly fill: (values: Values) => void;
};

type Row = { readonly block: FieldBlock; readonly control: Control; readonly element: HTMLElement; readonly fault: HTMLElement };

function makeControl(context: ControlContext): Control {
  switch (context.block.as) {
    case "text":
    case "number":
    case "date":
    case "password":
      return textControl(context);
    case "select":
      return selectControl(context);
    case "chips":
    case "cards":
      return choiceControl(context);
    case "checkbox":
      return agreementControl(context);
    case "upload":
      return uploadControl(context);
    case "sms-code":
      return codeControl(context);
    case "signature":
      return signatureControl(context);
    case "face":
      return faceControl(context);
    case "output":
      return outputControl(context);
  }
}

export function createForm(flow: FlowPages, page: StepPage, step: Step, run: RunView): Form {
  const rows: Row[] = [];
  const cards: { readonly card: Card; readonly element: HTMLElement }[] = [];
  const values = (): Values => ({
    ...run.values,
    ...Object.fromEntries(
      rows.filter(({ block }) => block.as !== "output" && block.as !== "face").map(({ block, control }) => [block.field, control.value()]),
    ),
  });

  const setFault = (row: Row, sentence: string) => {
    row.fault.textContent = sentence;
    row.fault.hidden = sentence === "";
    if (sentence) row.control.target.setAttribute("aria-invalid", "true");
    else row.control.target.removeAttribute("aria-invalid");
  };

  function refresh(): void {
    const now = withWholeCertificate(values(), run);
    for (const { card, element } of cards) element.hidden = !isShown(card.when, now);
    for (const row of rows) {
      row.element.hidden = !isShown(row.block.when, now);
      if (row.block.as === "output" && "show" in row.control)
        (row.control as ReturnType<typeof outputControl>).show(outputText(row.block.field, flow, now, run));
    }
  }

  function drawRow(block: FieldBlock): HTMLElement {
    const field = step.fields.find(({ id }) => id === block.field);
    const label = field?.label["zh-CN"] ?? block.field;
    const labelId = `label-${block.field}`;
    const row: Row = {
      block,
      control: makeControl({
        flowId: flow.flowId,
        stepId: page.stepId,
        block,
        label,
        labelId,
        initial: run.values[block.field] ?? "",
        run,
        options:
          block.options ??
          (block.optionsFrom === "certificates" ? certificateOptions(run) : block.optionsFrom === "accounts" ? run.accounts : []),
        onChange() {
          setFault(row, "");
          row.control.target.removeAttribute("data-baton-rejected");
          refresh();
        },
      }),
      element: el("div", { class: "row" }),
      fault: el("p", { class: "fault", role: "alert", hidden: true }),
    };
    rows.push(row);
    const isOptional = field?.optional && !block.when && !page.cards.some((card) => card.when && card.fields.includes(block));
    const name = el(
      "span",
      { class: "label", id: labelId },
      el("span", {}, label),
      isOptional && block.as !== "checkbox" ? el("small", {}, furniture.optional) : null,
    );
    row.element.classList.add(row.control.place, `as-${block.as}`);
    row.element.append(el("div", { class: "row-line" }, row.control.place === "alone" ? null : name, row.control.element), row.fault);
    row.control.target.addEventListener("focusout", () => checkFormat(row));
    return row.element;
  }

  /** While typing ends: only what is wrong with the form of a value, never that it is missing. */
  function checkFormat(row: Row): void {
    const value = row.control.value();
    if (!row.block.rule || value === "" || row.block.as === "checkbox") return;
    const reason = checkValue(row.block.rule, value, run.now);
    if (reason !== null) setFault(row, rejectSentences[reason]);
  }

  const element = el("div", { class: "cards-of-step" });
  for (const card of page.cards) {
    const heading = card.heading ? el("h2", {}, card.heading) : null;
    const note = card.note ? el("p", { class: "note" }, card.note) : null;
    const drawn = el("section", { class: "card" }, heading, note, ...card.fields.map(drawRow));
    cards.push({ card, element: drawn });
    element.append(drawn);
  }
  refresh();

  return {
    element,
    values: () => withWholeCertificate(values(), run),
    showFaults(faults) {
      for (const row of rows) {
        const fault = faults.find(({ field }) => field === row.block.field);
        setFault(row, fault ? rejectSentences[fault.reason] : "");
        if (fault) row.control.target.setAttribute("data-baton-rejected", fault.reason);
      }
      const first = rows.find(({ block }) => faults.some(({ field }) => field === block.field));
      first?.element.scrollIntoView({ block: "center", behavior: "smooth" });
    },
    fill(wanted) {
      for (const { block, control } of rows) {
        const value = wanted[block.field];
        if (value !== undefined || block.as === "upload" || block.as === "signature" || block.as === "face") control.fill(value ?? "");
      }
    },
  };
}

/** 「全部转让」 has no amount field: the amount is the certificate's. */
function withWholeCertificate(values: Values, run: RunView): Values {
  const certificate = run.certificates.find(({ id }) => id === values["certificate"]);
  if (!certificate) return values;
  const principal = String(certificate.principal);
  return {
    ...values,
    "certificate-principal": principal,
    ...(values["transfer-scope"] === "whole" ? { "transfer-amount": principal } : {}),
  };
}
