/**
 * Fields of a mirror: which elements are one, what may be said of their state, and the value that a value layer may carry.
 *
 * Reads the page, keeps nothing but what was once secret. Where a value goes is decided by the class given here; the structure
 * layer never gets one.
 */
import type { Sensitivity } from "#shared/model/flow.ts";
import type { AllowList } from "./allow-list.ts";
import { fold, stricter } from "./allow-list.ts";
import type { FieldControl, FieldState } from "./wire.ts";
import { LIMITS } from "./wire.ts";

export const FIELD_ATTRIBUTE = "data-baton-field";
const STATE_ATTRIBUTE = "data-baton-state";
/** Attributes a page cannot make public: the browser itself says what they are for. */
const ALWAYS_SECRET_AUTOCOMPLETE = /one-time-code|cc-|current-password|new-password/;
const CONTROLS = "input, select, textarea, [contenteditable]";

export type FieldReading = {
  readonly fieldId: string;
  readonly control: FieldControl;
  readonly state: FieldState;
  readonly sensitivity: Sensitivity;
  /** `null` for secret fields and for what has no text to show. */
  readonly value: string | null;
};

export type FieldReader = {
  isField(element: Element): boolean;
  read(element: Element): FieldReading;
  /** Everything below a field stays masked for good, wherever the page moves it. */
  taintInside(element: Element): void;
  isTainted(node: Node): boolean;
};

export function createFieldReader(allowList: AllowList, currentStepId: () => string): FieldReader {
  const tainted = new WeakSet<Node>();
  /** The strictest listed class an element ever had. */
  const strictest = new WeakMap<Element, Sensitivity>();

  const taintInside = (element: Element) => {
    for (const child of element.childNodes) taint(child);
    if (element.shadowRoot) for (const child of element.shadowRoot.childNodes) taint(child);
  };
  const taint = (node: Node) => {
    tainted.add(node);
    if (node instanceof Element) taintInside(node);
  };

  const sensitivityOf = (element: Element): Sensitivity => {
    const fieldId = element.getAttribute(FIELD_ATTRIBUTE);
    let found: Sensitivity = fieldId === null ? "secret" : allowList.sensitivity(fieldId);
    if (isAlwaysSecret(element) || tainted.has(element)) found = "secret";
    for (const inner of element.querySelectorAll(`[${FIELD_ATTRIBUTE}], ${CONTROLS}`)) {
      const innerId = inner.getAttribute(FIELD_ATTRIBUTE);
      if (innerId !== null) found = stricter(found, allowList.sensitivity(innerId));
      found = stricter(found, strictest.get(inner) ?? "open");
      if (isAlwaysSecret(inner)) found = "secret";
    }
    found = stricter(found, strictest.get(element) ?? "open");
    if (fieldId !== null) strictest.set(element, found);
    return found;
  };

  return {
    isField(element) {
      if (element.hasAttribute(FIELD_ATTRIBUTE) || tainted.has(element) || strictest.has(element)) return true;
      if (element instanceof HTMLInputElement) return !isPlainButton(element) && element.type !== "image";
      if (element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement) return true;
      if (element instanceof HTMLProgressElement || element instanceof HTMLMeterElement) return true;
      return element.hasAttribute("contenteditable") && element.getAttribute("contenteditable") !== "false";
    },
    read(element) {
      const named = element.getAttribute(FIELD_ATTRIBUTE) ?? "";
      const fieldId = allowList.isListed(named) ? named : "";
      const sensitivity = sensitivityOf(element);
      return {
        fieldId,
        control: (fieldId === "" ? null : allowList.control(fieldId, currentStepId())) ?? (isTick(element) ? "checkbox" : "other"),
        state: stateOf(element),
        sensitivity,
        value: sensitivity === "secret" ? null : (shownValue(element)?.slice(0, LIMITS.valueChars) ?? null),
      };
    },
    taintInside,
    isTainted: (node) => tainted.has(node),
  };
}

/** `<input type=button>` and its like: shown as a button when its wording is public. */
function isPlainButton(element: HTMLInputElement): boolean {
  return element.type === "button" || element.type === "submit" || element.type === "reset";
}

function isTick(element: Element): element is HTMLInputElement {
  return element instanceof HTMLInputElement && (element.type === "checkbox" || element.type === "radio");
}

function isAlwaysSecret(element: Element): boolean {
  if (element instanceof HTMLInputElement && (element.type === "password" || element.type === "hidden" || element.type === "file"))
    return true;
  return ALWAYS_SECRET_AUTOCOMPLETE.test(element.getAttribute("autocomplete") ?? "");
}

function stateOf(element: Element): FieldState {
  const ticks = isTick(element) ? [element] : [...element.querySelectorAll("input")].filter(isTick);
  const declared = element.getAttribute(STATE_ATTRIBUTE);
  if (declared === "format-error" || element.getAttribute("aria-invalid") === "true") return "format-error";
  if (element.querySelector("[aria-invalid='true']")) return "format-error";
  // One tick box alone: filled would say ticked.
  if (ticks.some((tick) => tick.type === "checkbox") || isTick(element)) return "masked";
  if (element instanceof HTMLProgressElement || element instanceof HTMLMeterElement) return "masked";
  if (declared === "empty" || declared === "filled") return declared;
  if (ticks.length > 0) return ticks.some((tick) => tick.checked) ? "filled" : "empty";
  if (isControl(element)) return element.value === "" ? "empty" : "filled";
  const inner = [...element.querySelectorAll("input, select, textarea")].filter(isControl);
  if (inner.length > 0) return inner.some((control) => control.value !== "") ? "filled" : "empty";
  return fold(element.textContent ?? "") === "" ? "empty" : "filled";
}

function isControl(element: Element): element is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement {
  return element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;
}

function shownValue(element: Element): string | null {
  if (isTick(element)) return element.checked ? "✓" : "";
  if (element instanceof HTMLSelectElement) return captions(element);
  if (isControl(element)) return element.value;
  if (element instanceof HTMLProgressElement || element instanceof HTMLMeterElement) return String(element.value);
  const inner = [...element.querySelectorAll("input, select, textarea")].filter(isControl);
  const ticked = inner.filter(isTick);
  if (ticked.length === 1 && ticked[0]?.type === "checkbox") return ticked[0].checked ? "✓" : "";
  if (ticked.length > 0)
    return ticked
      .filter((tick) => tick.checked)
      .map((tick) => fold(tick.labels?.[0]?.textContent ?? tick.value))
      .join("、");
  const select = inner.find((control) => control instanceof HTMLSelectElement);
  if (select instanceof HTMLSelectElement) return captions(select);
  if (inner.length > 0) return inner.map((control) => control.value).join(" ");
  return fold(element.textContent ?? "");
}

function captions(select: HTMLSelectElement): string {
  if (select.value === "") return "";
  return [...select.selectedOptions].map((option) => fold(option.text)).join("、");
}
