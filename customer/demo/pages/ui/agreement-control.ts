/** A checkbox with its sentence, and the document that must have been opened before it can be ticked. */
import { furniture } from "../../rules/flows.ts";
import type { BankDocument } from "../../rules/page-definition.ts";
import type { Control, ControlContext } from "./control.ts";
import { el, onClick, tellFact } from "./dom.ts";

/** @param tell hears `agreement-opened`, `agreement-scrolled` (at once when nothing is out of sight) and `agreement-closed` */
function openDocument(shown: BankDocument, onRead: () => void, tell: (fact: string) => void): void {
  const close = el("button", { type: "button", class: "primary" }, furniture.closeDocument);
  const paragraphs = shown.paragraphs.map((text) => el("p", {}, text));
  const text = el("div", { class: "document-text" }, ...paragraphs);
  const dialog = el("dialog", { class: "document" }, el("h2", {}, shown.title), text, close);
  onClick(close, () => {
    dialog.close();
    onRead();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    tell("agreement-closed");
  });
  document.querySelector("main")?.append(dialog);
  dialog.showModal();
  tell("agreement-opened");
  const scrolled = () => tell("agreement-scrolled");
  if (text.scrollHeight > text.clientHeight) text.addEventListener("scroll", scrolled, { once: true });
  // Each set of the attribute is one fact: the next one has to wait for the observer.
  else setTimeout(scrolled, 0);
}

export function agreementControl({ block, initial, label, onChange }: ControlContext): Control {
  const { document: shown } = block;
  let isRead = initial === "yes" || !shown;
  const id = `agree-${block.field}`;
  const box = el("input", { type: "checkbox", id, "data-baton-field": block.field, "aria-label": label });
  box.checked = initial === "yes";
  const tick = (checked: boolean) => {
    if (box.checked === checked) return;
    box.checked = checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const read = (thenTick: boolean) => {
    if (!shown) return;
    const readTo = () => {
      isRead = true;
      if (thenTick) tick(true);
    };
    openDocument(shown, readTo, (fact) => tellFact(box, fact));
  };
  box.addEventListener("click", (event) => {
    if (isRead) return;
    event.preventDefault();
    read(true);
  });
  box.addEventListener("change", onChange);
  const statement = block.statement ? el("label", { for: id, class: "statement" }, block.statement) : null;
  const link = shown ? onClick(el("button", { type: "button", class: "link" }, shown.title), () => read(false)) : null;
  return {
    element: el("div", { class: "agreement" }, box, el("div", {}, statement, link)),
    target: box,
    place: "alone",
    value: () => (box.checked ? "yes" : ""),
    fill: (value) => {
      isRead = true;
      tick(value === "yes");
    },
  };
}
