/** A hand-written signature on a canvas. The form's value says only that there is one; the strokes stay on the page. */
import { furniture } from "../../rules/flows.ts";
import type { Control, ControlContext } from "./control.ts";
import { el, onClick, tellFact } from "./dom.ts";

/** Fewer moves than this is a slip of the finger, not a name. */
const LEAST_POINTS = 8;

export function signatureControl({ block, labelId, onChange }: ControlContext): Control {
  let points = 0;
  let isDrawing = false;
  const canvas = el("canvas", { width: "640", height: "280" });
  const field = el(
    "div",
    { class: "signature-field", role: "img", "data-baton-field": block.field, "data-baton-state": "empty", "aria-labelledby": labelId },
    canvas,
  );
  const hint = el("span", { class: "signature-hint" }, block.placeholder);
  const clear = el("button", { type: "button", class: "link" }, furniture.clear);
  const pen = canvas.getContext("2d");
  const place = (event: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
  };
  const settle = () => {
    field.setAttribute("data-baton-state", points >= LEAST_POINTS ? "filled" : "empty");
    hint.hidden = points > 0;
    onChange();
  };
  canvas.addEventListener("pointerdown", (event) => {
    isDrawing = true;
    if (points === 0) tellFact(field, "signature-started");
    canvas.setPointerCapture(event.pointerId);
    pen?.beginPath();
    pen?.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDrawing || !pen) return;
    points++;
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#1A1C20";
    pen.lineTo(...place(event));
    pen.stroke();
    if (points === LEAST_POINTS || points === 1) settle();
  });
  canvas.addEventListener("pointerup", () => {
    isDrawing = false;
  });
  const erase = () => {
    points = 0;
    pen?.clearRect(0, 0, canvas.width, canvas.height);
    settle();
  };
  onClick(clear, () => {
    if (points > 0) tellFact(field, "signature-aborted");
    erase();
  });
  return {
    element: el("div", { class: "signature" }, field, hint, clear),
    target: field,
    place: "below",
    value: () => (points >= LEAST_POINTS ? "signed" : ""),
    fill() {
      if (!pen) return;
      erase();
      pen.font = "120px cursive";
      pen.fillText("～", 80, 180);
      points = LEAST_POINTS;
      settle();
    },
  };
}
