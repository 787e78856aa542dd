/** Text, number, date, password, select, chips, cards: controls whose value is what the element holds. */
import { furniture } from "../../rules/flows.ts";
import type { Option } from "../../rules/page-definition.ts";
import type { Control, ControlContext } from "./control.ts";
import { el } from "./dom.ts";

const INPUT_MODES: Readonly<Record<string, string>> = {
  "id-number": "text",
  phone: "tel",
  digits: "numeric",
  amount: "decimal",
  share: "numeric",
};

export function textControl({ block, labelId, initial, onChange }: ControlContext): Control {
  const input = el("input", {
    type: block.as === "date" ? "date" : block.as === "password" ? "password" : "text",
    "data-baton-field": block.field,
    "aria-labelledby": labelId,
    placeholder: block.placeholder,
    autocomplete: "off",
    inputmode: INPUT_MODES[block.rule?.kind ?? ""],
    maxlength: block.rule?.kind === "digits" ? String(block.rule.length) : undefined,
  });
  input.value = initial;
  input.addEventListener("input", onChange);
  const unit = block.unit ? el("span", { class: "unit" }, block.unit) : null;
  return {
    element: el("span", { class: "text-control" }, input, unit),
    target: input,
    place: "beside",
    value: () => input.value,
    fill(value) {
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
  };
}

export function selectControl({ block, labelId, initial, options, onChange }: ControlContext): Control {
  const select = el(
    "select",
    { "data-baton-field": block.field, "aria-labelledby": labelId },
    el("option", { value: "" }, block.placeholder ?? furniture.choose),
    ...options.map((option) => el("option", { value: option.value }, option.caption)),
  );
  select.value = initial;
  if (select.selectedIndex < 0) select.value = "";
  const mark = () => select.classList.toggle("unset", select.value === "");
  mark();
  select.addEventListener("change", () => {
    mark();
    onChange();
  });
  return {
    element: select,
    target: select,
    place: "beside",
    value: () => select.value,
    fill(value) {
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
  };
}

/** Chips on one line, or cards with a second line each. */
export function choiceControl({ block, labelId, initial, options, onChange }: ControlContext): Control {
  const inputs: HTMLInputElement[] = [];
  const draw = (option: Option) => {
    const input = el("input", { type: "radio", name: block.field, value: option.value });
    input.checked = option.value === initial;
    input.addEventListener("change", onChange);
    inputs.push(input);
    const detail = option.detail ? el("small", {}, option.detail) : null;
    return el("label", { class: "choice" }, input, el("span", { class: "choice-face" }, el("span", {}, option.caption), detail));
  };
  const group = el(
    "div",
    { class: block.as, role: "radiogroup", "data-baton-field": block.field, "aria-labelledby": labelId },
    ...options.map(draw),
  );
  return {
    element: group,
    target: group,
    place: "below",
    value: () => inputs.find((input) => input.checked)?.value ?? "",
    fill: (value) => inputs.find((input) => input.value === value)?.click(),
  };
}

/** Shows a value the bank computed or already has. `show` is called by the form whenever values change. */
export function outputControl({ block, labelId }: ControlContext): Control & { readonly show: (text: string) => void } {
  const output = el("output", { "data-baton-field": block.field, "aria-labelledby": labelId });
  const missing = block.placeholder ? el("span", { class: "missing" }, block.placeholder) : null;
  const show = (text: string) => {
    output.textContent = text;
    output.hidden = text === "" && missing !== null;
    if (missing) missing.hidden = text !== "";
  };
  return {
    element: el("span", { class: "text-control" }, output, missing),
    target: output,
    place: "beside",
    value: () => "",
    fill() {},
    show,
  };
}
