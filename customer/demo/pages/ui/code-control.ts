/** An SMS code: the field and the button that asks for it. */
import { furniture } from "../../rules/flows.ts";
import { send } from "./bank-api.ts";
import type { Control, ControlContext } from "./control.ts";
import { el, onClick, tellFact } from "./dom.ts";
import { showSms } from "./phone-demo.ts";
import { textControl } from "./simple-controls.ts";

/** How long the button rests after a code was sent. */
const RESTS_MS = 60_000;

export function codeControl(context: ControlContext): Control {
  const input = textControl(context);
  const button = el("button", { type: "button", class: "code-button" }, furniture.sendCode);
  onClick(button, async () => {
    button.disabled = true;
    const reply = await send<{ demoCode: string }>(`/flows/${context.flowId}/code`);
    if (!reply.ok) {
      button.disabled = false;
      return;
    }
    tellFact(input.target, "code-sent");
    button.textContent = furniture.codeSent;
    setTimeout(() => {
      button.disabled = false;
      button.textContent = furniture.sendCode;
    }, RESTS_MS);
    showSms(reply.value.demoCode, input.fill);
  });
  return { ...input, element: el("span", { class: "code-control" }, input.element, button) };
}
