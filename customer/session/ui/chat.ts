/** The chat drawer: with the assistant, while waiting for a person, or with the people of the help session. Draws a `ChatLog`, reports taps. */
import type { ChatLine, ChatLog } from "../chat-log.ts";
import { h, icon, trapFocus } from "./dom.ts";
import type { Surface } from "./root.ts";

/** With whom the customer writes. */
export type ChatWith = { readonly kind: "assistant" } | { readonly kind: "waiting" } | { readonly kind: "person"; readonly name: string };

export type ChatTaps = {
  readonly onSend: (text: string, quickReplyId?: string) => void;
  readonly onRetry: (id: string, text: string) => void;
  readonly onAskPerson: () => void;
  /** Ends the help session: the drawer covers the pill on a phone, and 结束 is always one tap away. */
  readonly onEnd: () => void;
  readonly onClose: () => void;
};

export type ChatDrawer = { render(log: ChatLog, chatWith: ChatWith): void; remove(): void };

const LONGEST_TEXT = 2_000;

export function showChat(surface: Surface, taps: ChatTaps): ChatDrawer {
  const { copy } = surface;
  const title = h("h2", { id: "c" });
  const says = h("p");
  const person = h(
    "button",
    { type: "button", class: "person", "data-part": "ask-person", onclick: taps.onAskPerson },
    copy.chat.askPerson,
  );
  const end = h("button", { type: "button", class: "end", "data-part": "chat-end", onclick: taps.onEnd }, copy.session.end);
  const close = h("button", { type: "button", "aria-label": copy.chat.close, onclick: taps.onClose }, icon("close"));
  const list = h("div", { class: "msgs", role: "log", "aria-live": "polite", tabindex: "0", "aria-labelledby": "c" });
  const replies = h("div", { class: "replies" });
  const text = h("textarea", { rows: 1, maxlength: LONGEST_TEXT, placeholder: copy.chat.placeholder, "aria-label": copy.chat.placeholder });
  const send = h("button", { type: "submit", disabled: true }, copy.chat.send);
  const form = h("form", { class: "write" }, text, send);
  const box = h(
    "div",
    { class: "chat", role: "dialog", "aria-labelledby": "c" },
    h("header", {}, h("div", {}, title, says), person, end, close),
    list,
    replies,
    form,
  );
  const submit = (event: Event) => {
    event.preventDefault();
    const written = text.value.trim();
    if (written === "") return;
    text.value = "";
    send.disabled = true;
    taps.onSend(written);
  };
  form.addEventListener("submit", submit);
  text.addEventListener("input", () => {
    send.disabled = text.value.trim() === "";
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  surface.box.append(box);
  const release = trapFocus(box, matchMedia("(pointer: coarse)").matches ? close : text, taps.onClose);

  function lineView(line: ChatLine): HTMLElement {
    const name = line.from.kind === "me" ? null : line.from.kind === "assistant" ? copy.chat.assistant : line.from.name;
    return h(
      "div",
      { class: `msg ${line.from.kind} ${line.status}`, "data-message": line.id },
      name !== null && h("small", {}, name),
      h("p", {}, line.text),
      line.status === "failed" &&
        h("button", { type: "button", onclick: () => taps.onRetry(line.id, line.text) }, `${copy.chat.failed} · ${copy.chat.retry}`),
    );
  }

  return {
    render(log, chatWith) {
      title.textContent =
        chatWith.kind === "person"
          ? copy.chat.person(chatWith.name)
          : chatWith.kind === "waiting"
            ? copy.chat.waiting
            : copy.chat.assistant;
      says.textContent = chatWith.kind === "assistant" ? copy.chat.assistantSays : chatWith.kind === "waiting" ? copy.chat.waitingSays : "";
      person.style.display = chatWith.kind === "assistant" ? "" : "none";
      end.style.display = chatWith.kind === "person" ? "" : "none";
      list.replaceChildren(...(log.lines.length === 0 ? [h("p", { class: "none" }, copy.chat.empty)] : log.lines.map(lineView)));
      list.scrollTop = list.scrollHeight;
      replies.replaceChildren(
        ...log.offers.map((offer) =>
          h("button", { type: "button", "data-reply": offer.id, onclick: () => taps.onSend(offer.text, offer.id) }, offer.text),
        ),
      );
      replies.style.display = log.offers.length === 0 ? "none" : "";
    },
    remove() {
      release();
      box.remove();
    },
  };
}

/** The closed chat outside a help session: opens it again, with the unread count. */
export function showChatChip(surface: Surface, label: string, unread: number, onOpen: () => void): () => void {
  const chip = h(
    "button",
    { type: "button", class: "chip", "data-part": "chat-chip", onclick: onOpen },
    h("span", { class: "av", "aria-hidden": "true" }, icon("chat", 16)),
    label,
    unread > 0 && h("span", { class: "badge" }, String(unread)),
  );
  surface.box.append(chip);
  return () => chip.remove();
}
