/**
 * The one closed shadow root everything of ours lives in, as `<div data-baton-ui>`: the bank's styles do not reach it, the mirror leaves it out.
 *
 * Also the toasts and the polite voice for screen readers.
 */

import type { Language } from "#shared/model/words.ts";
import type { Copy } from "../copy.ts";
import { keepClearOfBars } from "./dock.ts";
import { h } from "./dom.ts";
import { STYLE } from "./style.ts";

export type Surface = {
  readonly box: HTMLElement;
  readonly copy: Copy;
  readonly language: Language;
  /** Says it to screen readers without taking the focus. */
  say(sentence: string): void;
  /** Shows a sentence for a few seconds; with an action it stays until used. Returns its removal. */
  toast(sentence: string, action?: { readonly label: string; readonly run: () => void }): () => void;
  remove(): void;
};

const TOAST_MS = 4_000;

/** CJK fonts draw the middle dot and the multiplication sign full-width. A face declared inside a shadow root is not used, hence this way. */
function loadLatinDots(): void {
  if (typeof FontFace === "undefined") return;
  const face = new FontFace("BatonDot", 'local("Arial"),local("Helvetica Neue"),local("DejaVu Sans")', { unicodeRange: "U+B7,U+D7" });
  face.load().then(
    () => document.fonts.add(face),
    () => {},
  );
}

export function createSurface(copy: Copy, language: Language): Surface {
  loadLatinDots();
  const host = h("div", { "data-baton-ui": true });
  const root = host.attachShadow({ mode: "closed" });
  const voice = h("div", { class: "sr", role: "status", "aria-live": "polite" });
  const toasts = h("div", { class: "toasts" });
  const box = h("div", { class: "r", lang: language }, voice, toasts);
  root.append(h("style", {}, STYLE), box);
  document.body.append(host);
  const release = keepClearOfBars(box);
  const say = (sentence: string) => {
    voice.textContent = "";
    requestAnimationFrame(() => {
      voice.textContent = sentence;
    });
  };
  return {
    box,
    copy,
    language,
    say,
    toast(sentence, action) {
      const toast = h("div", { class: "toast" }, sentence);
      const remove = () => toast.remove();
      if (action === undefined) setTimeout(remove, TOAST_MS);
      else {
        const run = () => {
          remove();
          action.run();
        };
        toast.append(h("button", { type: "button", onclick: run }, action.label));
      }
      toasts.append(toast);
      say(sentence);
      return remove;
    },
    remove() {
      release();
      host.remove();
    },
  };
}
